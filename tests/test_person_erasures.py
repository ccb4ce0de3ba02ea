"""Who asks to be erased is gone, with what was noted of them, and nothing that is sent late brings them back."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import func, select

from canvass import gatherings, patterns
from canvass.audit import Act
from canvass.config import Settings
from canvass.consulta import Case, CaseNote, CaseTask
from canvass.contacts import Contact
from canvass.db import db
from canvass.erasures import LIST, read_list
from canvass.gatherings import Gathering, Reply
from canvass.leadership import Person as OnLadder
from canvass.leadership import PersonNote, PersonTask
from canvass.patterns import Meeting
from canvass.slot_holds import SlotHold
from tests.cast import Cast
from tests.desk import lay_records
from tests.keeping import BACKUP, RESTORE, Run, count, told
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


ERASED = (
    Contact,
    SlotHold,
    Case,
    CaseNote,
    CaseTask,
    OnLadder,
    PersonNote,
    PersonTask,
    Meeting,
    Gathering,
    Reply,
)
"""All that the desk erases; what was found to be the same across cases is of nobody, and stays."""


def test_what_the_desk_erased_comes_back_with_no_restore(
    cast: Cast, ground: Ground, run: Run, writing: Callable[[], AbstractContextManager[None]]
) -> None:
    records = lay_records(cast, ground.campaign)
    made = told(run(BACKUP))["file"]
    assert [count(cast, model) for model in ERASED] == [1] * len(ERASED)
    meeting = cast.celia.get("/api/patterns/meetings").json["items"][0]
    erase_all(cast, records, writing)
    assert left(cast) == {}

    # Once, again, and back to what the second replaced.
    for _ in range(2):
        before = told(run(RESTORE, made))["before"]
        assert left(cast) == {}
    told(run(RESTORE, before))
    assert left(cast) == {}

    again = {name: meeting[name] for name in ("id", "key_id", "sealed", "next_on")}
    assert cast.celia.post("/api/patterns/meetings", again).json["code"] == "erased"


def test_what_is_erased_after_a_restore_stays_erased_in_the_next(
    cast: Cast, ground: Ground, run: Run, writing: Callable[[], AbstractContextManager[None]]
) -> None:
    records = lay_records(cast, ground.campaign)
    made = told(run(BACKUP))["file"]
    told(run(RESTORE, made))
    assert [count(cast, model) for model in ERASED] == [1] * len(ERASED)
    erase_all(cast, records, writing)

    told(run(RESTORE, made))

    assert left(cast) == {}


def erase_all(
    cast: Cast, records: dict[str, str], writing: Callable[[], AbstractContextManager[None]]
) -> None:
    """As people ask for it, as staff lets go, and as the night forgets."""
    for path in (
        f"/api/contacts/{records['contact']}",
        f"/api/cases/{records['case']}",
        f"/api/ladder/{records['person']}",
        f"/api/slots/holds/{records['slot_hold']}",
    ):
        assert cast.celia.delete(path).status_code == 204
    with writing():
        patterns.forget_meetings([uuid.UUID(records["meeting"])])
        gatherings.forget_gatherings([uuid.UUID(records["gathering"])])


def left(cast: Cast) -> dict[str, int]:
    counted = {model.__tablename__: count(cast, model) for model in ERASED}
    return {name: n for name, n in counted.items() if n}
