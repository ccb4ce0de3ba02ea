"""The organisation's own needs: named by administrators, on every phone with its home, readable wherever they were noted."""

from typing import Any

import pytest

from tests.cast import Cast

LEGAL = {"code": "n_0123456789ab", "es": "Ayuda legal", "en": "Legal help", "retired": False}
RIDES = {"code": "n_ba9876543210", "es": "Transporte", "en": "Rides", "retired": False}


def name(cast: Cast, *items: dict[str, Any]) -> Any:
    return cast.elena.put("/api/needs", {**cast.celia.get("/api/needs").json, "items": list(items)})


def test_an_organisations_own_needs_reach_every_phone(cast: Cast) -> None:
    assert cast.alma.get("/api/sync/home").json["org"]["own_needs"] == []

    assert name(cast, RIDES, LEGAL).status_code == 200

    assert cast.alma.get("/api/sync/home").json["org"]["own_needs"] == [RIDES, LEGAL]
    retired = {**LEGAL, "en": "Legal advice", "retired": True}
    assert name(cast, retired, RIDES).json["items"] == [retired, RIDES]
    assert cast.alma.get("/api/sync/home").json["org"]["own_needs"] == [retired, RIDES]


def test_a_need_that_somebody_noted_is_never_left_out(cast: Cast) -> None:
    name(cast, LEGAL, RIDES)
    assert name(cast, LEGAL).status_code == 422
    assert name(cast, LEGAL, RIDES, RIDES).status_code == 422
    assert cast.celia.get("/api/needs").json["items"] == [LEGAL, RIDES]


def numbered(first: int, count: int, *, retired: bool = False) -> list[dict[str, Any]]:
    return [{**LEGAL, "code": f"n_{n:012x}", "retired": retired} for n in range(first, first + count)]


def test_what_is_no_longer_used_takes_no_place_among_those_in_use(cast: Cast) -> None:
    retired = numbered(0, 20, retired=True)
    assert name(cast, *retired, *numbered(20, 20)).status_code == 200
    told = cast.celia.get("/api/needs").json["items"]
    assert cast.alma.get("/api/sync/home").json["org"]["own_needs"] == told

    one_more = name(cast, *told, *numbered(40, 1))

    assert (one_more.status_code, one_more.json["errors"][0]["path"]) == (422, ["items"])
    assert "20" in one_more.json["errors"][0]["message"]
    assert name(cast, *[{**each, "retired": False} for each in told]).status_code == 422
    for count, expected in ((20, 200), (21, 422)):
        assert name(cast, *told, *numbered(40, count, retired=True)).status_code == expected


@pytest.mark.parametrize("code", ["housing", "n_0123", "n_0123456789AB", "n_0123456789ab\n", "renta de Rosa"])
def test_a_code_says_nothing(cast: Cast, code: str) -> None:
    assert name(cast, {**LEGAL, "code": code}).status_code == 422


def test_nobodys_change_of_the_needs_is_lost_unseen(cast: Cast) -> None:
    before = cast.celia.get("/api/needs").json
    first = name(cast, LEGAL)
    late = cast.elena.put("/api/needs", {**before, "items": [RIDES]})
    assert (late.status_code, late.json["code"], late.json["current"]) == (409, "stale", first.json)


def test_only_administrators_change_the_needs(cast: Cast) -> None:
    told = cast.celia.get("/api/needs").json
    for other in (cast.alma, cast.beto, cast.celia):
        assert other.put("/api/needs", told).status_code == 403
    for outside in (cast.alma, cast.beto):
        assert outside.get("/api/needs").status_code == 403


def test_the_directory_lists_services_by_the_organisations_own_needs(cast: Cast) -> None:
    name(cast, LEGAL)
    listed, service = "5c6f1b1e-2f4b-4a59-9f39-0a7f2c4ad001", "5c6f1b1e-2f4b-4a59-9f39-0a7f2c4ad002"
    cast.celia.post("/api/directory", {"id": listed, "name": "Clínica"})
    offered = {"id": service, "name": "Consejo", "needs": ["housing", LEGAL["code"]]}

    added = cast.celia.post(f"/api/directory/{listed}/services", offered)

    assert (added.status_code, added.json["needs"]) == (201, ["housing", LEGAL["code"]])
    for unknown in (RIDES["code"], "renta"):
        changed = cast.celia.patch(f"/api/directory/services/{service}", {"rev": 1, "needs": [unknown]})
        assert (changed.status_code, "needs" in str(changed.json["errors"])) == (422, True)
