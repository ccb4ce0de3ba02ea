"""What a phone has written down is read here: an earlier build's outbox, as a browser froze it, every kind that it hands in."""

import json
from pathlib import Path
from typing import Any

from canvass.claims import KINDS
from canvass.envelopes import Unreadable, read_person_envelope
from canvass.handed import read_handed

STORES = json.loads((Path(__file__).parent / "samples" / "outbox_1.json").read_text())["stores"]


def rows(store: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = STORES[store]["rows"]
    return found


def test_every_event_of_a_phones_is_read() -> None:
    for row in rows("outbox"):
        handed = read_handed({"id": row["id"], "envelope": row["envelope"]})
        assert not isinstance(handed.read, Unreadable), (row["kind"], handed.read)
        envelope, _ = handed.read
        assert (str(envelope.id), envelope.kind, str(handed.outbox)) == (
            row["id"],
            row["kind"],
            row["outbox"],
        )
    assert {row["kind"] for row in rows("outbox")} == set(KINDS)


def test_every_record_of_the_peoples_stream_is_read() -> None:
    for row in rows("people"):
        envelope = read_person_envelope(row["envelope"])
        assert (str(envelope.id), envelope.kind, envelope.week) == (row["id"], row["kind"], row["week"])
        assert envelope.body.keys() == {"sealed"}
