"""What a text says of itself, as far as it can be read. Nothing of it is believed: it helps whoever must decide."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from canvass.envelopes import Fields, Unreadable, open_envelope
from canvass.found_doors import ADDED, PROBLEMS, REPORTED
from canvass.tellings import KINDS as VISIT_KINDS
from canvass.tellings import RESULTS

T = TypeVar("T")
KINDS = (*VISIT_KINDS, ADDED, REPORTED, "shift.started", "shift.ended")
NO_OFFSET = timedelta(0)


@dataclass(frozen=True)
class Claims:
    """What an envelope says; None where it says nothing that can be read."""

    kind: str | None = None
    assignment: UUID | None = None
    turf: UUID | None = None
    door: UUID | None = None
    result: str | None = None
    problem: str | None = None
    at: datetime | None = None


def read_claims(text: str) -> Claims:
    """Read a text part by part: one that is wrong spoils no other."""
    try:
        fields = open_envelope(text)
    except Unreadable:
        return Claims()
    body = _try(lambda: fields.inner("body")) or Fields({})
    return Claims(
        kind=_try(lambda: fields.choice("kind", KINDS)),
        assignment=_try(lambda: fields.uuid("assignment")),
        turf=_try(lambda: body.uuid("turf")),
        door=_try(lambda: body.uuid("door")),
        result=_try(lambda: body.choice("result", RESULTS)),
        problem=_try(lambda: body.choice("problem", PROBLEMS)),
        at=_try(lambda: fields.time("recorded_at", NO_OFFSET).astimezone(UTC)),
    )


def _try(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except (Unreadable, OverflowError):
        return None
