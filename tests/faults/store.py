"""What a virtual phone keeps: its store, which a kill leaves as it is, and the test's own ledger of what happened."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
ACKNOWLEDGED = ("received", "checking")
ASK_AGAIN_SECONDS = 6 * 3600.0


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
class PeopleRecord:
    """A sealed record. Once a backup holds it (`handed_in`), its envelope is gone from the phone."""

    id: str
    kind: str
    envelope: str
    urgent: bool
    state: str = "saved"
    released: bool = False
    not_before: float = 0


@dataclass
class People:
    """The people's outbox; with the test's own record of what was frozen, and of every verdict."""

    records: dict[str, PeopleRecord] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    verdicts: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)

    def save(self, item: Mapping[str, str], kind: str, *, urgent: bool = False) -> None:
        """Keep what was sealed at Save."""
        self.records[item["id"]] = PeopleRecord(item["id"], kind, item["envelope"], urgent)
        self.made[item["id"]] = item["envelope"]

    def waiting(self) -> list[PeopleRecord]:
        """What the server has not acknowledged."""
        return [record for record in self.records.values() if record.state in ("saved", "sending")]

    def let_go(self) -> set[str]:
        """Those of which the phone has nothing left to hand in."""
        kept = {record.id for record in self.records.values() if record.state != "handed_in"}
        return set(self.made) - kept

    def acknowledge(self, answer: Mapping[str, Any], patience: float) -> None:
        """Everything that an answer changes, in one transaction."""
        for verdict in answer["verdicts"]:
            self.verdicts.setdefault(verdict["id"], []).append((verdict["verdict"], verdict["backed_up"]))
            record = self.records.get(verdict["id"])
            # Of one that is handed in nothing is left to be judged: this answer was overtaken by another tab's.
            if record is not None and record.state != "handed_in":
                self._judge(record, verdict, patience)

    def _judge(self, record: PeopleRecord, verdict: Mapping[str, Any], patience: float) -> None:
        name = verdict["verdict"]
        if name == "retry":
            record.state, record.not_before = "saved", time.time() + verdict["retry_after"] * patience
        elif name in ("conflict", "refused"):
            record.state = "needs_you"
        elif not verdict["backed_up"]:
            record.state, record.not_before = "received", time.time() + ASK_AGAIN_SECONDS
        else:
            record.state, record.envelope, record.not_before = "handed_in", "", 0
            if record.kind == "answers":
                del self.records[record.id]

    def hours_pass(self) -> None:
        """Until nothing waits for company any more, and the next backup may have come."""
        for record in self.records.values():
            record.released, record.not_before = True, 0


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
    """The test's record of one phone, which no phone has: everything that it froze, let go of, and was answered.

    `standing` is what a restore made of a phone that enrolled after the backup: `unknown`, then `confirmed` or `discarded`.
    """

    made: dict[str, Record] = field(default_factory=dict)
    verdicts: dict[str, list[str]] = field(default_factory=dict)
    let_go: dict[str, str] = field(default_factory=dict)
    shown: list[tuple[str, float, frozenset[str]]] = field(default_factory=list)
    cursors: dict[str, int] = field(default_factory=dict)
    snapshots: dict[str, int] = field(default_factory=dict)
    heard_nothing: int = 0
    standing: str = "known"
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
    people: People = field(default_factory=People)
    ledger: Ledger = field(default_factory=Ledger)

    def waiting(self) -> list[Record]:
        """What the server has not acknowledged."""
        return [record for record in self.outbox.values() if record.unsent]

    def hours_pass(self) -> None:
        """Nothing waits any more for company or for its time."""
        self.people.hours_pass()
        for record in self.outbox.values():
            record.not_before = None
