"""Who asks to be erased is gone, with what was noted of them, and nothing that is sent late brings them back."""

import uuid

from sqlalchemy import func, select

from canvass.audit import Act
from canvass.config import Settings
from canvass.consulta import CaseNote
from canvass.contacts import Contact
from canvass.db import db
from canvass.erasures import LIST, read_list
from canvass.leadership import Person as OnLadder
from tests.cast import Cast
from tests.people import add_case, add_person, contact, hand_in, new_case, route, sealed_part
from tests.walk import Ground


def test_a_contact_is_erased_by_who_holds_intake_alone(
    cast: Cast, ground: Ground, settings: Settings
) -> None:
    item = contact(cast, ground.campaign)
    hand_in(cast.alma, item)
    path = f"/api/contacts/{item['id']}"
    for person in (cast.alma, cast.beto, cast.elena):
        assert person.delete(path).status_code == 403

    assert cast.celia.delete(path).status_code == 204

    assert cast.celia.delete(path).status_code == 404
    assert hand_in(cast.alma, item)[0]["verdict"] == "duplicate"
    assert uuid.UUID(item["id"]) in read_list(settings.backup_folder / LIST)
    with cast.app.app_context():
        assert db.session.get(Contact, uuid.UUID(item["id"])) is None
        [act] = db.session.scalars(select(Act).where(Act.act == "person_erased"))
        assert (act.subject_id, act.facts) == (None, {"track": "contact"})


def test_a_case_goes_with_its_notes_and_is_not_opened_again(cast: Cast, ground: Ground) -> None:
    item, case = contact(cast, ground.campaign), new_case(cast)
    hand_in(cast.alma, item)
    routing = route(cast, item["id"], case=case)
    cast.celia.post(f"/api/contacts/{item['id']}/routing", routing)
    note = {"id": str(uuid.uuid4())}
    note |= sealed_part(cast, "consulta", "case.note", note["id"])
    assert cast.celia.post(f"/api/cases/{case['id']}/notes", note).status_code == 201

    assert cast.celia.delete(f"/api/cases/{case['id']}").status_code == 204

    assert cast.celia.post(f"/api/cases/{case['id']}/notes", note).status_code == 404
    later = contact(cast, ground.campaign)
    hand_in(cast.alma, later)
    again = cast.celia.post(f"/api/contacts/{later['id']}/routing", route(cast, later["id"], case=case))
    assert (again.status_code, again.json["code"]) == (410, "erased")
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(CaseNote)) == 0


def test_somebody_on_the_ladder_is_erased_and_others_stay(cast: Cast, ground: Ground) -> None:
    gone, kept = add_person(cast, ground.campaign), add_person(cast, ground.campaign)

    assert cast.celia.delete(f"/api/ladder/{gone}").status_code == 204

    with cast.app.app_context():
        assert [str(each) for each in db.session.scalars(select(OnLadder.id))] == [kept]


def test_nobody_is_erased_who_is_held(cast: Cast, ground: Ground) -> None:
    item, case = contact(cast, ground.campaign), add_case(cast, ground.campaign)
    hand_in(cast.alma, item)
    hold = {"covers": "campaign", "campaign": str(ground.campaign), "reason": "Expediente 12"}
    cast.elena.post("/api/holds", hold)
    cast.elena.post("/api/holds", {"covers": "kind", "kind": "cases", "reason": "Expediente 12"})

    assert cast.celia.delete(f"/api/contacts/{item['id']}").json["code"] == "held"
    assert cast.celia.delete(f"/api/cases/{case}").json["code"] == "held"
    assert cast.celia.get(f"/api/cases/{case}").status_code == 200
