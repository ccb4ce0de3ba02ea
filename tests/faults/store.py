"""What a virtual phone keeps: its store, which a kill leaves as it is, and the test's own ledger of what happened."""

import uuid
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
ACKNOWLEDGED = ("received", "checking")


@dataclass
class Record:
    """An envelope in the outbox. `envelope` is frozen: these bytes go under this id, however often."""

    id: str
    kind: str
    envelope: str
    outbox: str
    device_seq: int
    state: str = "saved"
    reason: str | None = None
    failures: int = 0
    stuck: bool = False
    reoffered: bool = False
    not_before: float | None = None
    acked_at: float | None = None

    @property
    def unsent(self) -> bool:
        return self.state in ("saved", "sending") or self.stuck


@dataclass
class Pace:
    """How much at once, and when again; `told` says that the server asked for the wait."""

    batch: int = 50
    failures: int = 0
    not_before: float = 0
    told: bool = False


@dataclass
class HeldTurf:
    """A turf's rows by door (None: a tombstone), each with its revision, and how far they go."""

    cursor: str
    rows: dict[str, tuple[int, Row | None]] = field(default_factory=dict)


@dataclass
class Ledger:
    """The test's record of one phone, which no phone has: everything that it froze, let go of, and was answered."""

    made: dict[str, Record] = field(default_factory=dict)
    verdicts: dict[str, list[str]] = field(default_factory=dict)
    let_go: dict[str, str] = field(default_factory=dict)
    shown: list[tuple[str, float, frozenset[str]]] = field(default_factory=list)
    cursors: dict[str, int] = field(default_factory=dict)
    snapshots: dict[str, int] = field(default_factory=dict)
    heard_nothing: int = 0
    problems: list[str] = field(default_factory=list)

    def acknowledged(self, verdict: str = "") -> set[str]:
        """The events that were ever answered so; without a verdict, as facts."""
        wanted = {verdict} if verdict else {"accepted", "duplicate"}
        return {event for event, told in self.verdicts.items() if wanted & set(told)}


@dataclass
class Store:
    """What lies on the phone. Nothing here changes but between two waits, so that every change is one transaction."""

    member: str
    device: str
    push_token: str
    cookie: str
    outbox: dict[str, Record] = field(default_factory=dict)
    life: str = field(default_factory=lambda: str(uuid.uuid4()))
    next_seq: int = 1
    clock: dict[str, float] | None = None
    pace: Pace = field(default_factory=Pace)
    told: dict[str, int] = field(default_factory=dict)
    lost: dict[str, list[int]] = field(default_factory=dict)
    leases: dict[str, dict[str, Any]] = field(default_factory=dict)
    turfs: dict[str, HeldTurf] = field(default_factory=dict)
    digest_mismatches: int = 0
    session_ended: bool = False
    push_refused: bool = False
    ledger: Ledger = field(default_factory=Ledger)

    def waiting(self) -> list[Record]:
        """What the server has not acknowledged."""
        return [record for record in self.outbox.values() if record.unsent]
