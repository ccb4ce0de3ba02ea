"""Facts as the model keeps them: what phones froze, and what a server that remembers it has. Nothing of the code's own."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

RESULTS = ("conversation", "not_home", "come_back", "do_not_knock", "declined")
VISIT_KINDS = ("visit.recorded", "visit.corrected", "visit.voided")


@dataclass(frozen=True)
class Frozen:
    """What a phone hands in: a text under an id. Two of them are the same bytes where their texts are equal."""

    id: str
    text: str

    @cached_property
    def envelope(self) -> dict[str, Any] | None:
        """What stands in it; None where it cannot be read as JSON."""
        try:
            found: dict[str, Any] = json.loads(self.text)
        except json.JSONDecodeError:
            return None
        return found

    @cached_property
    def fault(self) -> str | None:
        """Why it cannot be read, if so."""
        if self.envelope is None:
            return "unreadable"
        if self.envelope["id"] != self.id:
            return "wrong_id"
        return None if self.envelope["body"].get("result", RESULTS[0]) in RESULTS else "bad_body"

    @property
    def kind(self) -> str:
        return "" if self.envelope is None else self.envelope["kind"]

    @property
    def body(self) -> dict[str, Any]:
        return {} if self.envelope is None else self.envelope["body"]

    @cached_property
    def visit(self) -> str | None:
        """The visit of which it tells."""
        if self.fault or self.kind not in VISIT_KINDS:
            return None
        visit: str = self.id if self.kind == "visit.recorded" else self.body["visit"]
        return visit


@dataclass(frozen=True)
class Lease:
    """`phase`: `out`, in `grace` (past its end), or `over` (past its grace as well)."""

    id: str
    turf: str
    generation: int
    members: frozenset[str]
    starts_at: datetime
    superseded: bool = False
    returned: bool = False
    phase: str = "out"

    @property
    def held(self) -> bool:
        return not (self.superseded or self.returned)

    @property
    def past(self) -> bool:
        """What comes now comes late."""
        return self.superseded or self.phase == "over"


@dataclass(frozen=True)
class Entry:
    """A fact in the log, under its lease. `told` is False where it was purged: the header is left."""

    item: Frozen
    device: str
    member: str
    lease: str | None
    at: datetime
    late: bool
    clamped: bool
    told: bool = True


@dataclass(frozen=True)
class Visit:
    """A visit as its facts make it."""

    id: str
    turf: str
    member: str
    door: str
    result: str
    literature: bool
    note: str | None
    at: datetime
    late: bool
    clamped: bool
    voided: bool


@dataclass
class Door:
    """`mark`: `no`, `asked` (a visit's wish), `kept` (a lead's, or the wish of a visit that was forgotten)."""

    place: str
    lon: float
    lat: float
    label: str = ""
    mark: str = "no"


@dataclass
class Turf:
    """`rows`: every door that it has or had; those that `left` are tombstones."""

    campaign: str
    lat: float
    rows: dict[str, int] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)

    @property
    def live(self) -> list[str]:
        return [door for door in self.rows if door not in self.left]
