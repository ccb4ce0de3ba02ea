"""Directories of others: tried and brought in, found again by their source's ids, and written over nobody's work."""

import uuid
from typing import Any

import pytest

from canvass.api.directory import MOST_BYTES
from tests.cast import Cast
from tests.directory_lists.test_hsds import TABLES, archive

FLAT = (
    "servicio,id,organización,necesidades,horario,color\n"
    "Comida,1,Despensa Roble,comida,lu-vi 9-17,verde\n"
    "Renta,2,Casa Abierta,vivienda,,\n"
    "Nada,3,,comida,,\n"
)


def bring(cast: Cast, data: bytes, source: str = "condado", *, dry: bool = False) -> Any:
    answer = cast.celia.upload(f"/api/directory/imports?source={source}&dry_run={str(dry).lower()}", data)
    assert answer.status_code == 200, answer.json
    return answer.json


def listed(cast: Cast) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cast.celia.get("/api/directory").json["items"]
    return found


@pytest.mark.parametrize("data", [FLAT.encode(), archive(TABLES)], ids=["flat", "hsds"])
def test_a_dry_run_tells_what_the_import_does_and_the_same_again_changes_nothing(
    cast: Cast, data: bytes
) -> None:
    tried = bring(cast, data, dry=True)
    assert listed(cast) == []

    done = bring(cast, data)
    first = listed(cast)
    again = bring(cast, data)

    assert done == {**tried, "dry_run": False}
    assert done["services"]["added"] == sum(len(one["services"]) for one in first) == 2
    assert again["organisations"] == {"added": 0, "updated": 0, "unchanged": done["organisations"]["added"]}
    assert again["services"] == {"added": 0, "updated": 0, "unchanged": 2}
    assert listed(cast) == first


def test_problems_are_told_by_row_and_column_in_the_readers_language(cast: Cast) -> None:
    cast.celia.language = "en"
    problems = bring(cast, FLAT.encode(), dry=True)["problems"]

    assert [(each["row"], each["column"], each["reason"]) for each in problems] == [
        (1, "color", "This column is not known here; it was not used"),
        (4, "organización", "The name is missing"),
    ]


def test_what_staff_mended_stays_until_the_source_itself_tells_otherwise(cast: Cast) -> None:
    bring(cast, FLAT.encode())
    (service,) = next(one for one in listed(cast) if one["name"] == "Despensa Roble")["services"]
    mended = {"rev": service["rev"], "hours": "lu 9-12", "area": "Todo el condado", "active": False}
    assert cast.celia.patch(f"/api/directory/services/{service['id']}", mended).status_code == 200

    same = bring(cast, FLAT.encode())
    changed = bring(cast, FLAT.replace("lu-vi 9-17", "sa 9-17").encode())

    assert (same["services"]["updated"], changed["services"]["updated"]) == (0, 1)
    (now,) = next(one for one in listed(cast) if one["name"] == "Despensa Roble")["services"]
    assert (now["hours"], now["area"], now["active"]) == ("sa 9-17", "Todo el condado", False)
    assert (now["id"], now["rev"]) == (service["id"], service["rev"] + 2)


def test_what_a_source_no_longer_tells_stays_and_is_counted(cast: Cast) -> None:
    bring(cast, FLAT.encode())
    report = bring(cast, "".join(FLAT.splitlines(keepends=True)[:2]).encode())

    assert report["missing"] == 1
    assert {one["name"] for one in listed(cast)} == {"Despensa Roble", "Casa Abierta"}


def test_sources_do_not_meet_each_other_nor_what_was_written_by_hand(cast: Cast) -> None:
    by_hand = {"id": str(uuid.uuid4()), "name": "Despensa Roble"}
    assert cast.celia.post("/api/directory", by_hand).status_code == 201
    bring(cast, FLAT.encode())
    report = bring(cast, FLAT.encode(), "otro")

    assert report["services"]["added"] == 2
    assert [one["source"] for one in listed(cast) if one["name"] == "Despensa Roble"].count(None) == 1
    assert len(listed(cast)) == 5


def test_what_is_no_directory_or_too_large_changes_nothing(cast: Cast) -> None:
    path = "/api/directory/imports?source=x"
    assert cast.celia.upload(path, b"\x89PNG\r\n").json["code"] == "directory_unreadable"
    assert cast.celia.upload(path, b"PK\x03\x04 not really").json["code"] == "directory_unreadable"
    assert cast.celia.upload(path, b"o" * (MOST_BYTES + 1)).status_code == 413
    assert listed(cast) == []


LEGAL = {"code": "n_0123456789ab", "es": "Ayuda jurídica", "en": "Legal help", "retired": False}
PAPERS = {"code": "n_ba9876543210", "es": "Renta/depósito", "en": "Deposits", "retired": False}


def name_needs(cast: Cast, *items: dict[str, Any]) -> None:
    given = {**cast.celia.get("/api/needs").json, "items": list(items)}
    assert cast.elena.put("/api/needs", given).status_code == 200


def needs_of(cast: Cast, service: str) -> list[str]:
    (found,) = [each["needs"] for one in listed(cast) for each in one["services"] if each["name"] == service]
    return list(found)


def own_list(written: str) -> bytes:
    return f"servicio;organización;necesidades\nConsejo;Casa Abierta;{written}\n".encode()


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("AYUDA JURIDICA", [LEGAL["code"]]),
        ("legal  help, comida", ["food", LEGAL["code"]]),
        ("Renta/depósito", [PAPERS["code"]]),
        ("deposits|Ayuda_jurídica", [LEGAL["code"], PAPERS["code"]]),
        ("n_0123456789ab", [LEGAL["code"]]),
    ],
)
def test_a_list_knows_the_organisations_own_needs_by_their_names(
    cast: Cast, written: str, codes: list[str]
) -> None:
    refused = bring(cast, own_list("Ayuda jurídica"))
    assert (refused["services"]["added"], refused["own_needs"], refused["problem_count"]) == (0, 0, 1)
    name_needs(cast, LEGAL, PAPERS)

    assert bring(cast, own_list(written))["own_needs"] == 1

    assert needs_of(cast, "Consejo") == codes


def test_a_retired_need_is_no_name_for_a_list(cast: Cast) -> None:
    name_needs(cast, {**LEGAL, "retired": True})
    assert bring(cast, own_list("Ayuda jurídica"))["problem_count"] == 1


CATEGORISED = archive(
    {
        "organizations.csv": "id,name\no1,Casa Abierta\n",
        "services.csv": "organization_id,id,name,description\no1,s1,Clinic hours,\no1,s2,Talks,\n",
        "attributes.csv": "link_id,taxonomy_term_id\ns1,t1\ns2,t1\n",
        "taxonomy_terms.csv": "id,name\nt1,Légal HELP\n",
    }
)


def test_a_category_of_open_referral_that_is_called_as_an_own_need_is_that_need(cast: Cast) -> None:
    name_needs(cast, LEGAL)
    assert bring(cast, CATEGORISED)["own_needs"] == 2
    assert needs_of(cast, "Clinic hours") == ["health", LEGAL["code"]]
    assert needs_of(cast, "Talks") == [LEGAL["code"]]


def test_what_is_called_a_need_since_comes_to_what_was_brought_in_and_takes_nothing_from_it(
    cast: Cast,
) -> None:
    bring(cast, CATEGORISED)
    assert needs_of(cast, "Talks") == ["other"]
    (talks,) = [one for each in listed(cast) for one in each["services"] if one["name"] == "Talks"]
    mended = {"rev": talks["rev"], "needs": ["school"]}
    assert cast.celia.patch(f"/api/directory/services/{talks['id']}", mended).status_code == 200
    name_needs(cast, LEGAL)

    assert bring(cast, CATEGORISED)["services"] == {"added": 0, "updated": 1, "unchanged": 1}

    assert (needs_of(cast, "Clinic hours"), needs_of(cast, "Talks")) == (
        ["health", LEGAL["code"]],
        ["school"],
    )
    name_needs(cast, {**LEGAL, "es": "Asesoría", "en": "Advice"})
    assert bring(cast, CATEGORISED)["services"] == {"added": 0, "updated": 0, "unchanged": 2}
    assert needs_of(cast, "Clinic hours") == ["health", LEGAL["code"]]


def test_a_name_that_a_need_was_guessed_from_before_writes_over_nothing_that_staff_mended(cast: Cast) -> None:
    clinic = {**LEGAL, "es": "Clínica de salud", "en": "Health clinic"}
    told = archive(
        {
            "organizations.csv": "id,name\no1,Casa Abierta\n",
            "services.csv": "organization_id,id,name,description\no1,s1,Mornings,\no1,s2,Evenings,\n",
            "attributes.csv": "link_id,taxonomy_term_id\ns1,t1\ns2,t1\n",
            "taxonomy_terms.csv": "id,name\nt1,Health Clinic\n",
        }
    )
    bring(cast, told)
    (evenings,) = [one for each in listed(cast) for one in each["services"] if one["name"] == "Evenings"]
    mended = {"rev": evenings["rev"], "needs": ["health", "food"]}
    assert cast.celia.patch(f"/api/directory/services/{evenings['id']}", mended).status_code == 200
    name_needs(cast, clinic)
    bring(cast, told)
    assert (needs_of(cast, "Mornings"), needs_of(cast, "Evenings")) == ([clinic["code"]], ["health", "food"])

    name_needs(cast, {**clinic, "retired": True})
    bring(cast, told)
    assert (needs_of(cast, "Mornings"), needs_of(cast, "Evenings")) == ([clinic["code"]], ["health", "food"])
