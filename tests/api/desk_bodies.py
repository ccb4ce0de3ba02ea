"""Bodies that the desk's routes accept: of contacts under review, of cases, of people on the ladder and of tasks."""

import uuid
from collections.abc import Callable
from typing import Any

from canvass.consulta import Case, CaseTask
from canvass.db import begin_writing, db
from canvass.gatherings import Gathering
from canvass.leadership import Person, PersonTask
from canvass.patterns import Meeting
from tests.api.world import World
from tests.people import new_case, new_note, new_person, new_task, sealed_part

Make = Callable[[World], dict[str, Any]]
CASE, PERSON = "/api/cases/{case_id}", "/api/ladder/{person_id}"
CASE_TASK, PERSON_TASK = "/api/cases/tasks/{case_task_id}", "/api/ladder/tasks/{person_task_id}"
MEETING = "/api/patterns/meetings/{meeting_id}"
GATHERING = "/api/gatherings/{gathering_id}"
MODELS: dict[str, tuple[type[Any], str]] = {
    CASE: (Case, "case_id"),
    PERSON: (Person, "person_id"),
    CASE_TASK: (CaseTask, "case_task_id"),
    PERSON_TASK: (PersonTask, "person_task_id"),
    MEETING: (Meeting, "meeting_id"),
    GATHERING: (Gathering, "gathering_id"),
}


def _review(world: World) -> dict[str, Any]:
    world.ids["contact_id"] = world.fresh_contact()
    return {"rev": 1}


def _closing(world: World) -> dict[str, Any]:
    rev = _review(world)
    return {**rev, **sealed_part(world.cast, "intake", "contact", world.ids["contact_id"])}


def _reopening(world: World) -> dict[str, Any]:
    body = _closing(world)
    path = "/api/contacts/{contact_id}/closing".format(**world.ids)
    assert world.celia.post(path, body).status_code == 200
    return {**body, "rev": 2}


def _routing(world: World) -> dict[str, Any]:
    ours = {"to": str(world.celia.member_id), "next_on": "2026-12-01"}
    case, person = new_case(world.cast, **ours), new_person(world.cast, **ours)
    return {**_closing(world), "case": case, "ladder": person}


def _changes(path: str, vault: str, kind: str, **own: str) -> Make:
    def make(world: World) -> dict[str, Any]:
        named = MODELS[path][1]
        ours = {"assignee": str(world.celia.member_id), "next_on": "2026-12-01"}
        return {
            "rev": _rev(world, path),
            **own,
            **ours,
            **sealed_part(world.cast, vault, kind, world.ids[named]),
        }

    return make


def _rev(world: World, path: str) -> int:
    model, named = MODELS[path]
    with world.cast.app.app_context():
        found: int = db.session.get_one(model, uuid.UUID(world.ids[named])).rev
        return found


def _to_celia(path: str, **own: Any) -> Make:
    return lambda world: {"rev": _rev(world, path), "to": str(world.celia.member_id), **own}


def _offered(path: str) -> Make:
    def make(world: World) -> dict[str, Any]:
        model, named = MODELS[path]
        with world.cast.app.app_context():
            begin_writing(db.session)
            record = db.session.get_one(model, uuid.UUID(world.ids[named]))
            record.offered_to_id, record.offered_by_id = world.celia.member_id, world.cast.elena.member_id
            db.session.commit()
        return {"rev": _rev(world, path)}

    return make


def _returned(path: str, vault: str, kind: str) -> Make:
    return lambda world: {**_offered(path)(world), "note": new_note(world.cast, vault, kind)}


def _task(vault: str, kind: str) -> Make:
    return lambda world: new_task(
        world.cast, vault, kind, to=str(world.celia.member_id), next_on="2026-12-01"
    )


def _note(vault: str, kind: str) -> Make:
    return lambda world: new_note(world.cast, vault, kind)


def _noted(make: Make, vault: str, kind: str) -> Make:
    return lambda world: {**make(world), "note": new_note(world.cast, vault, kind)}


def _of_track(record: str, task: str, vault: str, kind: str) -> dict[tuple[str, str], Make]:
    return {
        ("POST", f"{record}/offer"): _to_celia(record),
        ("POST", f"{record}/acceptance"): _offered(record),
        ("POST", f"{record}/return"): _returned(record, vault, f"{kind}.note"),
        ("POST", f"{record}/notes"): _note(vault, f"{kind}.note"),
        ("POST", f"{record}/tasks"): _task(vault, f"{kind}.task"),
        ("PATCH", task): _changes(task, vault, f"{kind}.task", state="done"),
        ("POST", f"{task}/offer"): _to_celia(task),
        ("POST", f"{task}/acceptance"): _offered(task),
        ("POST", f"{task}/return"): _returned(task, vault, f"{kind}.note"),
    }


def _dated(vault: str, kind: str) -> Make:
    return lambda world: {**new_note(world.cast, vault, kind), "next_on": "2026-12-01"}


DESK_BODIES: dict[tuple[str, str], Make] = {
    ("POST", "/api/contacts/{contact_id}/pick-up"): _review,
    ("POST", "/api/contacts/{contact_id}/routing"): _routing,
    ("POST", "/api/contacts/{contact_id}/closing"): _closing,
    ("POST", "/api/contacts/{contact_id}/reopening"): _reopening,
    ("PATCH", CASE): _noted(_changes(CASE, "consulta", "case", state="waiting"), "consulta", "case.note"),
    ("PATCH", PERSON): _noted(
        _changes(PERSON, "leadership", "ladder", step="event"), "leadership", "ladder.note"
    ),
    **_of_track(CASE, CASE_TASK, "consulta", "case"),
    **_of_track(PERSON, PERSON_TASK, "leadership", "ladder"),
    ("POST", f"{CASE}/offer"): _noted(_to_celia(CASE, transfer=True), "consulta", "case.note"),
    ("POST", "/api/patterns/likenesses"): _note("consulta", "likeness"),
    ("POST", "/api/patterns/meetings"): _dated("consulta", "meeting"),
    ("PATCH", MEETING): _changes(MEETING, "consulta", "meeting", state="held"),
    ("POST", "/api/gatherings"): _dated("leadership", "gathering"),
    ("PATCH", GATHERING): _changes(GATHERING, "leadership", "gathering", state="held"),
    ("POST", f"{GATHERING}/replies"): _note("leadership", "gathering.reply"),
}
