"""People for the tests: sealed contacts and answers from a phone, and records as a reviewer's browser seals them."""

import json
import uuid
from datetime import date
from typing import Any

from tests.cast import Cast, Person

WEEK = "2026-W48"


def freeze(kind: str, campaign: uuid.UUID, body: dict[str, Any], **over: Any) -> dict[str, str]:
    """An item of the people's stream; `over` replaces the envelope's fields."""
    envelope = {
        "id": str(uuid.uuid4()),
        "kind": kind,
        "campaign": str(campaign),
        "week": WEEK,
        "urgent": False,
        "schema": 1,
        "body": body,
        **over,
    }
    return {"id": envelope["id"], "envelope": json.dumps(envelope)}


def contact(cast: Cast, campaign: uuid.UUID, **over: Any) -> dict[str, str]:
    """A contact, sealed to `intake`."""
    record = over.pop("id", str(uuid.uuid4()))
    sealed = cast.sealed_text("intake", "contact", record, {"v": 1, "id": record, "name": "Rosa Canario"})
    return freeze("contact", campaign, {"sealed": sealed}, id=record, **over)


def held_hour(
    cast: Cast, campaign: uuid.UUID, slot: uuid.UUID | str, contact_id: str | None = None, **over: Any
) -> dict[str, str]:
    """An hour held at the door for a contact."""
    record = over.pop("id", str(uuid.uuid4()))
    body = {"v": 1, "id": record, "slot": str(slot), "contact": contact_id or str(uuid.uuid4())}
    sealed = cast.sealed_text("intake", "hold", record, body)
    return freeze("hold", campaign, {"slot": str(slot), "sealed": sealed}, id=record, **over)


def answers(
    campaign: uuid.UUID, script: uuid.UUID, chosen: dict[str, Any], sealed: str | None = None
) -> dict[str, str]:
    """Coded answers to a script."""
    return freeze("answers", campaign, {"script": str(script), "answers": chosen, "sealed": sealed})


def hand_in(person: Person, *items: Any) -> list[dict[str, Any]]:
    """The verdicts of a push that succeeds."""
    answer = person.push("/api/sync/people", {"client": "canvass 0.1.0", "records": list(items)})
    assert answer.status_code == 200, answer.json
    verdicts: list[dict[str, Any]] = answer.json["verdicts"]
    return verdicts


def sealed_part(cast: Cast, vault: str, kind: str, record: str) -> dict[str, str]:
    """`key_id` and `sealed`, as a browser seals a record of this vault."""
    body = {"v": 1, "id": record, "text": "Rosa Canario"}
    return {"key_id": cast.key_id(vault), "sealed": cast.sealed_text(vault, kind, record, body)}


def new_case(cast: Cast, **over: Any) -> dict[str, Any]:
    """A case for a routing."""
    record = str(uuid.uuid4())
    return {
        "id": record,
        "to": None,
        "next_on": None,
        **sealed_part(cast, "consulta", "case", record),
        **over,
    }


def new_person(cast: Cast, **over: Any) -> dict[str, Any]:
    """Somebody for the ladder."""
    record = str(uuid.uuid4())
    part = sealed_part(cast, "leadership", "ladder", record)
    return {"id": record, "to": None, "next_on": None, **part, **over}


def route(
    cast: Cast,
    contact_id: str,
    rev: int = 1,
    case: dict[str, Any] | None = None,
    ladder: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A routing's body."""
    return {"rev": rev, "case": case, "ladder": ladder, **sealed_part(cast, "intake", "contact", contact_id)}


def add_case(cast: Cast, campaign: uuid.UUID, next_on: date | None = None, **over: Any) -> str:
    """A case that arrived through a contact; its id."""
    item = contact(cast, campaign)
    hand_in(cast.alma, item)
    case = new_case(cast, next_on=next_on.isoformat() if next_on else None, **over)
    answer = cast.celia.post(f"/api/contacts/{item['id']}/routing", route(cast, item["id"], case=case))
    assert answer.status_code == 200, answer.json
    return str(case["id"])


def add_person(cast: Cast, campaign: uuid.UUID, next_on: date | None = None, **over: Any) -> str:
    """Somebody on the ladder who arrived through a contact; their id."""
    item = contact(cast, campaign)
    hand_in(cast.alma, item)
    person = new_person(cast, next_on=next_on.isoformat() if next_on else None, **over)
    answer = cast.celia.post(f"/api/contacts/{item['id']}/routing", route(cast, item["id"], ladder=person))
    assert answer.status_code == 200, answer.json
    return str(person["id"])


def new_task(cast: Cast, vault: str, kind: str, **over: Any) -> dict[str, Any]:
    """A task for a case or a person on the ladder."""
    record = str(uuid.uuid4())
    return {"id": record, "to": None, "next_on": None, **sealed_part(cast, vault, kind, record), **over}


def new_note(cast: Cast, vault: str, kind: str) -> dict[str, str]:
    """A note on a case or a person on the ladder."""
    record = str(uuid.uuid4())
    return {"id": record, **sealed_part(cast, vault, kind, record)}
