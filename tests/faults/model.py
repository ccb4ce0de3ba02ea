"""What a turf must look like, worked out from what the phones froze and from nothing that the server computed."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

DO_NOT_KNOCK = "do_not_knock"


@dataclass(frozen=True)
class Standing:
    """A visit that stands: where, how it went, and when, as the server bounded the phone's clock."""

    visit: str
    door: str
    result: str
    at: datetime


@dataclass(frozen=True)
class DoorTruth:
    """A door as its visits make it."""

    attempts: int
    conversations: int
    last: str | None
    result: str | None
    asked_not_to: bool


def standing(facts: Iterable[str], times: Mapping[str, datetime]) -> list[Standing]:
    """The visits that stand after all these envelopes, in whatever order they come; `times` by the visit's id.

    A correction replaces by its place in the phone's sequence; a voiding is for good.
    """
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for text in facts:
        envelope = json.loads(text)
        if envelope["kind"].startswith("visit."):
            told[envelope["body"].get("visit", envelope["id"])].append(envelope)
    found = []
    for visit, events in told.items():
        kinds = {event["kind"] for event in events}
        if "visit.recorded" not in kinds or "visit.voided" in kinds:
            continue
        last = max(events, key=lambda event: (event["kind"] == "visit.corrected", event["device_seq"]))[
            "body"
        ]
        found.append(Standing(visit, last["door"], last["result"], times[visit]))
    return found


def doors(visits: Iterable[Standing]) -> dict[str, DoorTruth]:
    """Each door that has been visited."""
    at_door: dict[str, list[Standing]] = defaultdict(list)
    for visit in visits:
        at_door[visit.door].append(visit)
    return {door: _truth(here) for door, here in at_door.items()}


def _truth(here: list[Standing]) -> DoorTruth:
    last = max(here, key=lambda visit: (visit.at, visit.visit))
    results = [visit.result for visit in here]
    return DoorTruth(
        len(here), results.count("conversation"), last.visit, last.result, DO_NOT_KNOCK in results
    )
