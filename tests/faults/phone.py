"""A virtual phone: it writes down, sends and acknowledges as `canvass/static/device` does (outbox, push, verdicts, pace)."""

import json
import random
import time
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from tests.faults.store import ACKNOWLEDGED, Record, Store
from tests.faults.wire import NetworkFault, Refused, Wire, read

CLIENT = "canvass 0.1.0"
LARGEST_REQUEST = 256 * 1024
LARGEST_BATCH = 100
STUCK_AFTER = 5
KEPT_SECONDS = 72 * 3600.0
SHORTEST_WAIT, LONGEST_WAIT = 2.0, 300.0
VERDICTS = frozenset({"accepted", "duplicate", "quarantined", "conflict", "retry"})


@dataclass
class Clock:
    """The phone's wall clock: off by `skew` seconds, in a zone; `patience` shortens every wait that a test sits through."""

    skew: float = 0.0
    zone: tzinfo = UTC
    patience: float = 1.0

    def now(self) -> float:
        return time.time() + self.skew

    def wall(self) -> str:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self.now())
        return moment.astimezone(self.zone).isoformat(timespec="milliseconds")


@dataclass
class Phone:
    """One page (or tab) of the app over a store. Killed by cancelling what it does; another one takes over the store."""

    store: Store
    wire: Wire
    clock: Clock
    dice: random.Random

    def save(self, kind: str, body: Any, turf: str | None = None, **over: Any) -> str:
        """Freeze an envelope into the outbox, under the lease on this turf; its id. `over` replaces its fields."""
        store = self.store
        lease = store.leases.get(turf) if turf else None
        envelope = {
            "id": str(uuid7(self.clock.now(), self.dice)),
            "device_seq": store.next_seq,
            "outbox": store.life,
            "kind": kind,
            "assignment": lease["assignment"] if lease else None,
            "generation": lease["generation"] if lease else None,
            "recorded_at": self.clock.wall(),
            "clock": store.clock,
            "schema": 1,
            "body": body,
            **over,
        }
        record = Record(envelope["id"], kind, json.dumps(envelope), store.life, store.next_seq)
        store.outbox[record.id] = store.ledger.made[record.id] = record
        store.next_seq += 1
        return record.id

    def visit(self, turf: str, door: str, result: str = "not_home", **over: Any) -> str:
        return self.save(
            "visit.recorded", {"door": door, "result": result, "literature": False}, turf, **over
        )

    def correct(self, turf: str, visit: str, door: str, result: str, **over: Any) -> str:
        body = {"visit": visit, "door": door, "result": result, "literature": True}
        return self.save("visit.corrected", body, turf, **over)

    def void(self, turf: str, visit: str) -> str:
        return self.save("visit.voided", {"visit": visit}, turf)

    def add_door(self, turf: str, door: str) -> str:
        words = {"kind": "house", "number": "99", "street": "Calle Nueva", "label": door[:8], "place": None}
        return self.save("door.added", {"door": door, "turf": turf, "lon": None, "lat": None, **words}, turf)

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """Ask with the push token for what hands in, with the session for what reads."""
        token = {"Authorization": f"Bearer {self.store.push_token}"}
        session = {"Cookie": f"__Host-session={self.store.cookie}"}
        return await self.wire.call(method, path, token if method == "POST" else session, body)

    async def push(self) -> None:
        """Send all that is due, batch by batch; `Refused` or `NetworkFault` where it had to stop."""
        tried: set[str] = set()
        while batch := self._batch(tried):
            tried |= {record.id for record in batch if record.stuck}
            most = self.store.pace.batch
            for record in batch:
                record.state = record.state if record.stuck else "sending"
            try:
                await self.offer(batch)
            except (Refused, NetworkFault) as fault:
                if not self._shrink(batch, fault):
                    raise
                continue
            self._set_batch(max(most, most * 2 if len(batch) == most else most))

    def _batch(self, tried: set[str]) -> list[Record]:
        due = [
            record
            for record in self.store.waiting()
            if record.id not in tried and (record.not_before is None or record.not_before <= time.time())
        ]
        due.sort(key=lambda record: (record.stuck, record.device_seq))
        if due and due[0].stuck:
            return due[:1]
        batch, room = [], LARGEST_REQUEST - 64
        for record in [record for record in due if not record.stuck][: self.store.pace.batch]:
            room -= len(json.dumps({"id": record.id, "envelope": record.envelope})) + 2
            if room < 0 and batch:
                break
            batch.append(record)
        return batch

    async def offer(self, batch: Sequence[Record]) -> None:
        """Hand these in once, and take the answer for what it is."""
        events = [{"id": record.id, "envelope": record.envelope} for record in batch]
        asked = time.monotonic()
        answer = await self.call("POST", "/api/sync/push", {"client": CLIENT, "events": events})
        if not answers_each([event["id"] for event in events], answer, VERDICTS) or not _reports(answer):
            raise NetworkFault("not_ours")
        self.set_clock(answer["server_time"], time.monotonic() - asked)
        self.acknowledge(answer)

    async def hear_late_answers(self) -> None:
        """Another tab still listened: answers that came after the time-out are taken as well, whatever came in between."""
        tasks, self.wire.late = self.wire.late, []
        for task in tasks:
            answer = read(await task)
            if isinstance(answer, dict) and "verdicts" in answer:
                if "outboxes" in answer:
                    self.acknowledge(answer)
                else:
                    self.store.people.acknowledge(answer, self.clock.patience)

    def _shrink(self, batch: Sequence[Record], fault: Refused | NetworkFault) -> bool:
        """True if a smaller batch should be tried at once."""
        for record in batch:
            if record.state == "sending":
                record.state = "saved"
        if not _is_about_the_batch(fault):
            return False
        if len(batch) > 1:
            self._set_batch(len(batch) // 2)
        else:
            self._blame(batch[0])
        return isinstance(fault, Refused) and fault.status < 500

    def _blame(self, record: Record) -> None:
        if record.unsent:
            record.failures += 1
            if record.failures >= STUCK_AFTER:
                record.stuck, record.state, record.reason = True, "needs_you", "stuck"

    def _set_batch(self, batch: int) -> None:
        self.store.pace.batch = max(1, min(LARGEST_BATCH, batch))

    def acknowledge(self, answer: dict[str, Any]) -> None:
        """Everything that an answer changes, in one transaction."""
        server_time = _seconds(answer["server_time"])
        for verdict in answer["verdicts"]:
            self.store.ledger.verdicts.setdefault(verdict["id"], []).append(verdict["verdict"])
            if verdict["id"] in self.store.outbox:
                self._judge(self.store.outbox[verdict["id"]], verdict, server_time)
        for report in answer["outboxes"]:
            self._reconcile(report)
        self._forget_acknowledged(server_time, answer["outboxes"])
        self.store.push_refused = False

    def _judge(self, record: Record, verdict: dict[str, Any], server_time: float) -> None:
        name = verdict["verdict"]
        record.reason, record.stuck = verdict["reason"], False
        if name == "retry":
            wait = (60 if verdict["retry_after"] is None else verdict["retry_after"]) * self.clock.patience
            record.state, record.not_before = "saved", time.time() + wait
            return
        states = {"quarantined": "checking", "conflict": "needs_you"}
        record.state = states.get(name, "received")
        record.acked_at, record.failures, record.not_before = server_time, 0, None

    def _reconcile(self, report: dict[str, Any]) -> None:
        """A server that knows less than it did was restored: offer again all that is still here."""
        outbox, through, missing = report["outbox"], report["contiguous_through"], set(report["missing"])
        held = [record for record in self.store.outbox.values() if record.outbox == outbox]
        fell_back = through < self.store.told.get(outbox, 0)
        for record in held:
            again = record.state == "received" and record.device_seq in missing and not record.reoffered
            if (fell_back and record.state in ACKNOWLEDGED and record.device_seq > through) or again:
                record.state, record.reoffered = "saved", True
        self.store.told[outbox] = through
        here = {record.device_seq for record in held}
        self.store.lost[outbox] = sorted(missing - here)

    def _forget_acknowledged(self, server_time: float, reports: Sequence[dict[str, Any]]) -> None:
        covered = {report["outbox"]: report["backed_up_through"] for report in reports}
        for record in list(self.store.outbox.values()):
            if record.state not in ACKNOWLEDGED:
                continue
            safe = record.device_seq <= covered.get(record.outbox, 0)
            if safe or (record.acked_at is not None and record.acked_at < server_time - KEPT_SECONDS):
                self.store.ledger.let_go[record.id] = "backed up" if safe else "old"
                del self.store.outbox[record.id]

    def offer_all_again(self) -> None:
        """Another log than the one that this phone handed in to: it may lack what was received."""
        for record in self.store.outbox.values():
            if record.state in ACKNOWLEDGED:
                record.state, record.reoffered = "saved", True

    async def ask_again(self) -> None:
        """Offer what was received last: so a phone with nothing new to say learns what the server has."""
        received = [record for record in self.store.outbox.values() if record.state in ACKNOWLEDGED]
        if received:
            await self.offer([max(received, key=lambda record: record.device_seq)])

    def set_clock(self, server_time: str, round_trip: float) -> None:
        """Remember how far this phone's clock is from the server's."""
        offset = _seconds(server_time) + round_trip / 2 - self.clock.now()
        self.store.clock = {"offset_ms": round(offset * 1000), "round_trip_ms": round(round_trip * 1000)}

    def back_off(self, fault: Exception) -> None:
        """Note that a run failed. What the server says in Retry-After wins over the jitter."""
        pace = self.store.pace
        told = fault.retry_after if isinstance(fault, Refused) else None
        jitter = self.dice.random() * min(LONGEST_WAIT, SHORTEST_WAIT * 2**pace.failures)
        wait = jitter if told is None else min(told, 3600)
        pace.failures, pace.told = min(pace.failures + 1, 16), told is not None
        pace.not_before = time.monotonic() + wait * self.clock.patience


def _is_about_the_batch(fault: Refused | NetworkFault) -> bool:
    if isinstance(fault, NetworkFault):
        return fault.kind == "timeout"
    return fault.retry_after is None and (fault.status in (400, 413, 422) or fault.status >= 500)


def answers_each(sent: Sequence[str], answer: Any, known: Collection[str]) -> bool:
    """A verdict for each id that was sent, each once; anything less is a network's, not the server's."""
    verdicts = answer.get("verdicts") if isinstance(answer, dict) else None
    if not isinstance(verdicts, list):
        return False
    named = [each["id"] for each in verdicts if each["verdict"] in known]
    return len(named) == len(sent) and set(named) == set(sent)


def _reports(answer: dict[str, Any]) -> bool:
    return isinstance(answer.get("outboxes"), list)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def uuid7(seconds: float, dice: random.Random) -> uuid.UUID:
    """An id that begins with the phone's time, as it is: negative before 1970, and then cut."""
    milliseconds = int(max(0.0, seconds) * 1000) & ((1 << 48) - 1)
    value = (milliseconds << 80) | (7 << 76) | (dice.getrandbits(12) << 64) | (2 << 62) | dice.getrandbits(62)
    return uuid.UUID(int=value)
