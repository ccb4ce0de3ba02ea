"""The same on the staff's desk: tasks and meetings as a keyholder's browser seals them, and what staff writes in clear."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.api.world import HOURS
from tests.cast import Cast

Text = Callable[..., str]
DAY = "2026-11-23"
CODES = {"needs": ["housing"], "languages": ["es"]}


def plant_desk(cast: Cast, text: Text, case: str, person: str) -> tuple[str, str]:
    """On both tracks, among meetings, events, hours, steps and the directory; ids of an organisation and of an event."""
    _tasks(cast, text, case, person)
    told = {name: text(f"a meeting's {name}", most=80) for name in ("title", "name", "place", "outcome")}
    meeting = _record(cast, "consulta", "meeting", {"kind": "park", "time": "", "on": DAY, **told})
    _ask(cast, "POST", "/api/patterns/meetings", {**meeting, "next_on": DAY})
    event = _network(cast, text, person)
    _ask(cast, "POST", "/api/hours", {**HOURS, "place": text("where hours are held", most=60)})
    steps = cast.celia.get("/api/steps").json
    names = {language: text(f"a step, {language}", most=60) for language in ("es", "en")}
    named = [{**each, **names} if each["code"] == "met" else each for each in steps["items"]]
    _ask(cast, "PUT", "/api/steps", {**steps, "items": named})
    return _listed(cast, text), event


def _tasks(cast: Cast, text: Text, case: str, person: str) -> None:
    kinds = {"accompaniment": "consulta", "referral": "consulta", "one_on_one": "leadership"}
    for kind, vault in kinds.items():
        told = {name: text(f"{kind}'s {name}", most=80) for name in ("text", "place", "outcome")}
        if kind == "accompaniment":
            told["going"] = [text("who goes along", most=80)]
        if kind == "referral":
            told["service"] = {"id": str(uuid4()), "name": text("a referral's service", most=80)}
        track = "case" if vault == "consulta" else "ladder"
        path = f"cases/{case}" if track == "case" else f"ladder/{person}"
        task = _record(cast, vault, f"{track}.task", {"kind": kind, "on": DAY, **told})
        _ask(cast, "POST", f"/api/{path}/tasks", {**task, "to": str(cast.celia.member_id), "next_on": DAY})


def _network(cast: Cast, text: Text, person: str) -> str:
    """What somebody can be called for, an event, and what they need there; the event's id."""
    lists = {"roles": ["verifier"], "languages": [text("a language they speak", most=60)], "times": []}
    lists["training"] = [{"name": text("a training", most=60), "on": DAY}]
    roster = {"add": lists, "drop": {}, "area": text("where they can go", most=60)}
    at = f"{DAY}T10:00:00Z"
    note = _record(
        cast, "leadership", "ladder.note", {"kind": "roster", "on": DAY, "at": at, "by": "", "roster": roster}
    )
    _ask(cast, "POST", f"/api/ladder/{person}/notes", note)
    told = {name: text(f"an event's {name}", most=60) for name in ("name", "place", "outcome")}
    event = _record(
        cast, "leadership", "gathering", {**told, "languages": ["es"], "offers": ["food"], "on": DAY}
    )
    _ask(cast, "POST", "/api/gatherings", {**event, "next_on": DAY})
    needs = {
        "party": 1,
        "food": text("what they do not eat", most=60),
        "interpreter": text("an interpreter's", most=60),
    }
    said = {
        "gathering": event["id"],
        "person": person,
        "at": at,
        "answer": "coming",
        "needs": needs,
        "code": "AAAAAA",
    }
    reply = _record(cast, "leadership", "gathering.reply", said)
    _ask(cast, "POST", f"/api/gatherings/{event['id']}/replies", reply)
    return event["id"]


def _listed(cast: Cast, text: Text) -> str:
    """What staff writes of organisations, and whoever made a list of them."""
    organisation = str(uuid4())
    told = {
        name: text(f"an organisation's {name}", most=60)
        for name in ("name", "about_es", "phone", "web", "place")
    }
    _ask(cast, "POST", "/api/directory", {"id": organisation, **told})
    about = {
        name: text(f"a service's {name}", most=60)
        for name in ("name", "area", "hours", "eligibility", "reach")
    }
    _ask(cast, "POST", f"/api/directory/{organisation}/services", {"id": str(uuid4()), **CODES, **about})
    return organisation


def _record(cast: Cast, vault: str, kind: str, body: dict[str, Any]) -> dict[str, str]:
    record = str(uuid4())
    sealed = cast.sealed_text(vault, kind, record, {"v": 1, "id": record, **body})
    return {"id": record, "key_id": cast.key_id(vault), "sealed": sealed}


def _ask(cast: Cast, method: str, path: str, body: dict[str, Any]) -> None:
    answer = cast.celia.call(method, path, json=body)
    assert answer.status_code in (200, 201), (path, answer.json)
