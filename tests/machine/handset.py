"""A phone of the state machine: freezes and hands in, and keeps its turfs as `device/pull.ts` does."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from tests.cast import Person
from tests.faults.fetching import digest_of
from tests.machine.facts import Frozen, Lease

Row = dict[str, Any]


@dataclass
class Sent:
    """A record of the outbox. `acknowledged`: the phone was told that the server has it, as a fact or to be looked at."""

    item: Frozen
    outbox: str
    seq: int
    acknowledged: bool = False


@dataclass
class Held:
    """A turf as the phone has it: rows by door, tombstones among them. `era`: the restores before its cursor was given."""

    cursor: str
    era: int
    rows: dict[str, Row] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return int(self.cursor.split(".")[1])

    def apply(self, rows: list[Row]) -> None:
        """Only a newer revision is applied."""
        for row in rows:
            known = self.rows.get(row["door"])
            if known is None or row["revision"] > known["revision"]:
                self.rows[row["door"]] = row

    def digest(self) -> str:
        return digest_of(
            {door: (row["revision"], None if row["removed"] else row) for door, row in self.rows.items()}
        )


@dataclass
class Handset:
    """What lies on one phone: its outbox, what it was told of it, and its turfs."""

    number: int
    device: str
    member: str
    outbox: str = ""
    lives: int = 0
    seq: int = 0
    records: list[Sent] = field(default_factory=list)
    let_go: list[Sent] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)
    turfs: dict[str, Held] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begin_outbox()

    def begin_outbox(self) -> None:
        """Its storage was evicted, or is new: a new life, and numbers from 1."""
        self.lives += 1
        self.outbox, self.seq = str(made_id(f"outbox {self.number} {self.lives}")), 0

    def freeze(
        self, kind: str, body: Row, lease: Lease | None, at: datetime, *, over: Row | None = None
    ) -> Frozen:
        """Write an envelope into the outbox. `over` replaces its fields."""
        self.seq += 1
        envelope = {
            "id": str(made_id(f"event {self.number} {self.lives} {self.seq}")),
            "device_seq": self.seq,
            "outbox": self.outbox,
            "kind": kind,
            "assignment": lease.id if lease else None,
            "generation": lease.generation if lease else None,
            "recorded_at": at.isoformat(timespec="milliseconds"),
            "clock": None,
            "schema": 1,
            "body": body,
            **(over or {}),
        }
        return self.keep(Frozen(envelope["id"], json.dumps(envelope)))

    def keep(self, item: Frozen) -> Frozen:
        self.records.append(Sent(item, self.outbox, self.seq))
        return item

    def hear(self, answer: Row) -> None:
        """Take a push's answer: acknowledge, offer again what the server has no more, let go of what a backup holds."""
        told = {each["id"]: each["verdict"] for each in answer["verdicts"]}
        for record in self.records:
            record.acknowledged |= told.get(record.item.id, "retry") != "retry"
        for report in answer["outboxes"]:
            through = report["contiguous_through"]
            if through < self.told.get(report["outbox"], 0):
                for record in self.records:
                    record.acknowledged &= record.outbox != report["outbox"] or record.seq <= through
            self.told[report["outbox"]] = through
            safe = report["backed_up_through"]
            covered = [
                each
                for each in self.records
                if each.acknowledged and each.outbox == report["outbox"] and each.seq <= safe
            ]
            self.let_go += covered
            self.records = [each for each in self.records if each not in covered]


def made_id(name: str) -> uuid.UUID:
    """A UUIDv7 by its name: the same in every run, and in no particular order."""
    digest = int.from_bytes(sha256(name.encode()).digest()[:16])
    return uuid.UUID(int=digest & ~(0xF << 76) & ~(3 << 62) | (7 << 76) | (2 << 62))


def hand_in(person: Person, items: list[Frozen]) -> Any:
    """The answer to a push, as the test client has it."""
    events = [{"id": each.id, "envelope": each.text} for each in items]
    return person.push("/api/sync/push", {"client": "canvass 0.1.0", "events": events})
