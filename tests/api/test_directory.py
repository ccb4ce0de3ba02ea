"""The directory over the wire: staff reads and changes it, nobody's change is lost, nothing is deleted."""

import uuid
from typing import Any

from sqlalchemy import select

from canvass.audit import Act
from canvass.db import db
from tests.cast import Cast


def add(cast: Cast, name: str = "Despensa Roble") -> dict[str, Any]:
    answer = cast.celia.post(
        "/api/directory", {"id": str(uuid.uuid4()), "name": name, "phone": "828-555-0101"}
    )
    assert answer.status_code == 201, answer.json
    found: dict[str, Any] = answer.json
    return found


def test_staff_and_administrators_read_and_change_it_others_do_not(cast: Cast) -> None:
    one = add(cast)
    for person in (cast.celia, cast.elena):
        assert person.get(f"/api/directory/{one['id']}").json == one
        assert person.get("/api/directory").json == {"items": [one], "next": None}
    for person in (cast.alma, cast.beto):
        assert person.get("/api/directory").status_code == 403
        assert person.patch(f"/api/directory/{one['id']}", {"rev": 1, "name": "X"}).status_code == 403


def test_a_change_with_an_old_rev_is_shown_what_stands(cast: Cast) -> None:
    path = f"/api/directory/{add(cast)['id']}"
    first = cast.celia.patch(path, {"rev": 1, "place": "Calle Roble 14"})
    second = cast.elena.patch(path, {"rev": 1, "place": "Otra"})

    assert (first.status_code, first.json["place"], first.json["rev"]) == (200, "Calle Roble 14", 2)
    assert (second.status_code, second.json["code"], second.json["current"]) == (409, "stale", first.json)


def test_a_service_has_its_own_turn_and_is_retired_not_deleted(cast: Cast) -> None:
    path = f"/api/directory/{add(cast)['id']}"
    fields = {
        "id": str(uuid.uuid4()),
        "name": "Comida",
        "needs": ["food"],
        "languages": ["es", "mam"],
        "hours": "Mo-Fr 09:00-17:00",
    }
    service = cast.celia.post(f"{path}/services", fields).json
    assert cast.celia.post(f"{path}/services", fields).json == service
    its = f"/api/directory/services/{service['id']}"

    retired = cast.celia.patch(its, {"rev": 1, "active": False}).json
    late = cast.elena.patch(its, {"rev": 1, "name": "Otra"})

    assert (retired["active"], retired["rev"]) == (False, 2)
    assert (late.status_code, late.json["current"]) == (409, retired)
    assert cast.celia.get(path).json["services"] == [retired]
    assert cast.celia.get(path).json["rev"] == 1
    assert cast.celia.delete(its).status_code == 405


def test_needs_are_the_wires_codes_and_texts_are_bounded(cast: Cast) -> None:
    path = f"/api/directory/{add(cast)['id']}"
    for wrong in ({"needs": ["status"]}, {"name": ""}, {"hours": "h" * 301}, {"languages": ["x" * 41]}):
        body = {"id": str(uuid.uuid4()), "name": "Comida", **wrong}
        assert cast.celia.post(f"{path}/services", body).status_code == 422
    assert cast.celia.get(f"/api/directory/{uuid.uuid4()}").status_code == 404


def test_pages_hold_each_once(cast: Cast) -> None:
    made = [add(cast, name)["id"] for name in ("Á", "b", "C", "b", "ñ")]
    found, after = [], ""
    while True:
        answer = cast.celia.get(f"/api/directory?limit=2{after}").json
        found += [one["id"] for one in answer["items"]]
        if answer["next"] is None:
            break
        after = f"&after={answer['next']}"
    assert sorted(found) == sorted(made)


def test_who_changed_the_directory_is_noted_and_not_what_they_wrote(cast: Cast) -> None:
    one = add(cast)
    path = f"/api/directory/{one['id']}"
    fields = {"id": str(uuid.uuid4()), "name": "Comida"}
    for _ in range(2):
        cast.celia.post(f"{path}/services", fields)
    cast.elena.patch(path, {"rev": 1, "phone": "828-555-0199"})
    cast.celia.patch(path, {"rev": 1, "phone": "828-555-0188"})
    rows = b"servicio,organizaci\xc3\xb3n\nComida,Despensa\n"
    for dry_run in ("true", "false", "false"):
        cast.elena.upload(f"/api/directory/imports?source=condado&dry_run={dry_run}", rows)

    celia, elena = cast.celia.member_id, cast.elena.member_id
    with cast.app.app_context():
        acts = db.session.scalars(select(Act).where(Act.act.startswith("directory")).order_by(Act.n)).all()
    assert [(act.act, act.actor_id, str(act.subject_id), act.facts) for act in acts] == [
        ("directory_changed", celia, one["id"], {}),
        ("directory_changed", celia, fields["id"], {}),
        ("directory_changed", elena, one["id"], {}),
        ("directory_imported", elena, "None", {"organisations": 1, "services": 1}),
    ]
