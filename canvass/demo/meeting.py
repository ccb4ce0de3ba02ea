"""The demo's contacts and answers, handed in apart from the visits, and what staff made of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from canvass import contacts, people, routing, scripts, tracks
from canvass.campaigns import ScriptVersion
from canvass.consulta import CONSULTA
from canvass.contacts import Contact
from canvass.db import db
from canvass.demo import sayings
from canvass.demo.climbing import climb, enlist
from canvass.demo.people import DemoContact, make_contacts
from canvass.demo.story import Demo, frozen
from canvass.places import Door, Place
from canvass.sealing import b64encode
from canvass.turfs import Turf

CARD = ("name", "phone", "channel", "when", "voicemail", "ask_for", "language")
NOTE_NEXT = "Llamar para acordar una cita"


def meet(demo: Demo, talked: Sequence[tuple[Turf, Door]]) -> None:
    """Contacts and answers of these conversations, handed in apart from the visits, and what staff made of them."""
    met = make_contacts()
    for number, person in enumerate(met):
        turf, door = talked[number % len(talked)]
        body = _contact_body(demo, person, turf, door)
        sealed = demo.seals.seal("intake", "contact", body["id"], body)
        _hand_in(
            id=body["id"],
            kind="contact",
            campaign=body["campaign"],
            week=body["week"],
            urgent=person.urgent,
            schema=1,
            body={"sealed": b64encode(sealed)},
        )
        _decide(demo, body, person)
    for number in range(len(talked)):
        _hand_in(
            id=str(uuid4()),
            kind="answers",
            campaign=str(demo.campaign.id),
            week=_week(date.today() - timedelta(weeks=number % 4)),  # noqa: DTZ011 - a week is enough
            urgent=False,
            schema=1,
            body={"script": str(demo.script.id), "answers": _answers(demo.script, number), "sealed": None},
        )
    demo.counts["contacts"] = len(met)


def _contact_body(demo: Demo, person: DemoContact, turf: Turf, door: Door) -> dict[str, Any]:
    met_on = datetime.now(UTC).date() - timedelta(weeks=person.weeks_ago)
    language = person.body["consent"]["language"]
    consent = {**person.body["consent"], "words": demo.script.body["consent"][language], "on": str(met_on)}
    return {
        **person.body,
        "id": str(uuid4()),
        "campaign": str(demo.campaign.id),
        "week": _week(met_on),
        "on": str(met_on),
        "source": {"kind": "door", "door": str(door.id), "turf": str(turf.id), "address": _address(door)},
        "met_by": "Alma",
        "promise": sayings.PROMISES[language][person.body["urgency"]],
        "consent": consent,
    }


def _address(door: Door) -> str:
    """As a phone writes it: the place, then the apartment or lot."""
    address = db.session.get_one(Place, door.place_id).address
    return f"{address}, {door.label}" if door.label else address


def _decide(demo: Demo, body: dict[str, Any], person: DemoContact) -> None:
    """What staff's browser would do: pick up, route with everything sealed anew, or close."""
    contact = db.session.get_one(Contact, UUID(body["id"]))
    if person.fate == "new":
        return
    if person.fate == "picked_up":
        contacts.pick_up(contact, contact.rev)
        return
    chosen = {"consulta": ["consulta"], "leadership": ["leadership"], "both": ["consulta", "leadership"]}.get(
        person.fate, []
    )
    review = {"on": body["on"], "by": "Celia", "suggested": chosen, "chosen": chosen, "reason": ""}
    resealed = demo.seals.seal("intake", "contact", body["id"], {**body, "review": review})
    intake: dict[str, Any] = {"key_id": demo.seals.key_id("intake"), "sealed": resealed}
    if person.fate == "closed":
        contacts.close(contact, contact.rev, **intake)
        return
    case = _case(demo, body) if "consulta" in chosen else None
    person_on_ladder = _person(demo, body) if "leadership" in chosen else None
    by = demo.team["Celia"].id
    routing.route(contact, contact.rev, **intake, case=case, ladder=person_on_ladder, by=by)
    if person_on_ladder is not None:
        climb(demo, person_on_ladder.id, date.fromisoformat(body["on"]))
        enlist(demo, person_on_ladder.id, body["language"])
    if case is not None and case.id.int % 2:
        _plan(demo, case.id, by)


def _case(demo: Demo, body: dict[str, Any]) -> routing.NewCase:
    record = str(uuid4())
    inside = {
        "v": 1,
        "id": record,
        "contact": body["id"],
        "card": {name: body[name] for name in CARD},
        **{name: body[name] for name in ("needs", "urgency", "note", "promise", "consent")},
        "household": UUID(record).int % 6 + 1,
        "interpreter": body["language"] not in ("es", "en"),
        "counterparty": _counterparty(body, UUID(record).int),
        "next_step": NOTE_NEXT,
        "opened_on": body["on"],
        "opened_by": "Celia",
    }
    sealed = demo.seals.seal("consulta", "case", record, inside)
    return routing.NewCase(
        UUID(record), demo.seals.key_id("consulta"), sealed, demo.team["Celia"].id, _soon(record)
    )


def _counterparty(body: dict[str, Any], draw: int) -> dict[str, str] | None:
    """Who stands against them, as somebody at the desk wrote it."""
    known = [each for need in body["needs"] for each in sayings.AGAINST.get(need, ())]
    if not known:
        return None
    kind, name, place = known[draw % len(known)]
    return {"kind": kind, "name": name, "place": place}


def _plan(demo: Demo, case: UUID, by: UUID) -> None:
    """Something that is to be done for a case."""
    task = uuid4()
    kind, text, time, place = sayings.TASKS[task.int % len(sayings.TASKS)]
    ride = "needed" if kind == "accompaniment" else "no"
    inside = {"v": 1, "id": str(task), "kind": kind, "text": text, "time": time, "place": place, "ride": ride}
    sealed = demo.seals.seal(
        "consulta", "case.task", str(task), {**inside, "by": "Celia", "on": str(_soon(str(task)))}
    )
    tracks.add_task(
        CONSULTA,
        tracks.find(CONSULTA, case, by),
        task,
        key_id=demo.seals.key_id("consulta"),
        sealed=sealed,
        to=by,
        next_on=_soon(str(task)),
        by=by,
    )


def _person(demo: Demo, body: dict[str, Any]) -> routing.NewPerson:
    record = str(uuid4())
    inside = {
        "v": 1,
        "id": record,
        "contact": body["id"],
        "card": {name: body[name] for name in CARD},
        **{name: body[name] for name in ("interests", "promise", "consent")},
        "next_step": NOTE_NEXT,
        "history": [{"step": "met", "on": body["on"], "by": "Celia", "note": ""}],
    }
    sealed = demo.seals.seal("leadership", "ladder", record, inside)
    return routing.NewPerson(
        UUID(record), demo.seals.key_id("leadership"), sealed, None, demo.team["Celia"].id, _soon(record)
    )


def _soon(record: str) -> date:
    """A next date between three days ago (a promise that is overdue) and ten days from now."""
    return datetime.now(UTC).date() + timedelta(days=UUID(record).int % 14 - 3)


def _answers(script: ScriptVersion, number: int) -> dict[str, list[str]]:
    """Coded answers to the questions that need no condition, in turn."""
    given = {}
    for question in script.body["questions"]:
        if not question.get("show_if") and not question.get("sensitive"):
            options = scripts.option_ids(question)
            given[question["id"]] = [options[number % len(options)]]
    return given


def _hand_in(**record: Any) -> None:
    verdict = people.take_in([frozen(**record)], datetime.now(UTC).date())[0]
    if verdict.verdict != "accepted":
        raise RuntimeError(f"the demo's own record was not let in: {verdict}")


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
