"""The model: what the server must keep and answer, worked out from what phones froze.

It is written from SYNC.md and docs/protocol.md, knows nothing of the code, and works everything out anew from the whole log.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from tests.machine.facts import VISIT_KINDS, Door, Entry, Frozen, Lease, Turf, Visit

ASKED = "do_not_knock"
AHEAD, BEFORE = timedelta(minutes=2), timedelta(days=1)
MISSING_SHOWN = 100
Answered = tuple[str, str, str | None]
"""A verdict: id, verdict, reason."""
Key = tuple[str, str]
"""What lies in quarantine: an id and the text that came under it."""


@dataclass
class Server:
    """Everything that the server keeps. A copy of it is a backup."""

    turfs: dict[str, Turf]
    doors: dict[str, Door]
    members: Mapping[str, str]
    """Whose device it is."""
    leases: dict[str, Lease] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    inactive: set[str] = field(default_factory=set)
    sessions: set[tuple[str, str]] = field(default_factory=set)
    beto_leads: str = ""
    oldest: int = 1
    log: dict[str, Entry] = field(default_factory=dict)
    held: dict[Key, str] = field(default_factory=dict)
    came: dict[Key, tuple[str, datetime]] = field(default_factory=dict)
    decided: dict[Key, str] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    arrived: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    backed_up: dict[tuple[str, str], int] = field(default_factory=dict)
    counts: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    # Push.

    def push(self, device: str, items: Sequence[Frozen], now: datetime) -> list[Answered]:
        """Take in what a device hands in; the verdicts in the order of the ids."""
        gone = [each for each in items if {each.id, each.visit} & self.forgotten]
        told: dict[str, tuple[str, str | None]] = {each.id: ("duplicate", None) for each in gone}
        new, clashing = self._sort_out([each for each in items if each not in gone], told)
        judged = [(each, self._judge(device, each, new)) for each in new]
        refused = {each: reason for each, reason in judged if reason} | dict.fromkeys(clashing, "other_body")
        admitted = [each for each, reason in judged if not reason]
        told |= {each.id: ("accepted", None) for each in admitted}
        for each, reason in refused.items():
            told[each.id] = _refusal(reason)
            self.held[each.id, each.text] = reason
            self.came.setdefault((each.id, each.text), (device, now))
        self._note_arrivals(device, items, {*gone, *admitted, *refused})
        self.append([self.entry(device, each, now, self.named(each)) for each in admitted])
        return [(given, *told[given]) for given in dict.fromkeys(each.id for each in items)]

    def append(self, entries: Sequence[Entry]) -> None:
        """These are facts from now on."""
        before = self._asking()
        self._add_doors(each.item for each in entries)
        self.log |= {each.item.id: each for each in entries}
        self._renew_marks(before)

    def _sort_out(
        self, items: Sequence[Frozen], told: dict[str, tuple[str, str | None]]
    ) -> tuple[list[Frozen], list[Frozen]]:
        """What is new, and what comes under an id that means other bytes already."""
        new: dict[str, Frozen] = {}
        clashing = []
        for each in items:
            known = self.log.get(each.id)
            if known and known.item.text == each.text:
                told[each.id] = "duplicate", None
            elif (each.id, each.text) in self.held:
                told[each.id] = _refusal(self.held[each.id, each.text])
            elif known or new.setdefault(each.id, each) != each:
                clashing.append(each)
        return list(new.values()), clashing

    def _judge(self, device: str, item: Frozen, batch: Sequence[Frozen]) -> str | None:
        """Why a human must look at it first, if so."""
        member = self.members[device]
        if device in self.revoked or member in self.inactive:
            return "revoked"
        return self.objection(member, item, batch)

    def objection(self, member: str, item: Frozen, batch: Sequence[Frozen] = ()) -> str | None:
        """What speaks against it, whoever may still be trusted."""
        if item.fault or item.envelope is None:
            return item.fault
        lease = self.named(item)
        if item.envelope["assignment"]:
            if lease is None or member not in lease.members:
                return "not_your_turf"
            if item.envelope["generation"] != lease.generation:
                return "bad_body"
        if item.kind not in (*VISIT_KINDS, "door.added", "door.reported"):
            return None
        return "not_your_turf" if lease is None else self._judge_ground(member, item, lease, batch)

    def _judge_ground(self, member: str, item: Frozen, lease: Lease, batch: Sequence[Frozen]) -> str | None:
        turf, door = self.turfs[lease.turf], item.body.get("door")
        if item.visit and item.visit not in {each.id for each in batch}:
            first = self.recorded(item.visit)
            if first and first.member != member and first.lease != lease.id:
                return "not_your_turf"
        if item.kind == "door.added":
            if item.body["turf"] != lease.turf:
                return "not_your_turf"
            if item.body["place"] and item.body["place"] not in {
                self.doors[each].place for each in turf.rows
            }:
                return "door_unknown"
        return "not_your_turf" if door in self.doors and door not in turf.rows else None

    def recorded(self, visit: str | None) -> Entry | None:
        """The fact that a visit was recorded."""
        first = self.log.get(visit or "")
        return first if first and first.told and first.item.kind == "visit.recorded" else None

    def named(self, item: Frozen) -> Lease | None:
        """The lease that it names."""
        return self.leases.get((item.envelope or {}).get("assignment") or "")

    def entry(self, device: str, item: Frozen, now: datetime, lease: Lease | None) -> Entry:
        """It as a fact under this lease."""
        assert item.envelope
        said = datetime.fromisoformat(item.envelope["recorded_at"])
        earliest = lease.starts_at - BEFORE if lease else now - timedelta(days=7)
        at = max(earliest, min(said, now + AHEAD))
        late = lease is not None and lease.past
        under = lease.id if lease else None
        return Entry(item, device, self.members[device], under, at, late, clamped=at != said)

    def _add_doors(self, admitted: Iterable[Frozen]) -> None:
        for item in admitted:
            door = item.body.get("door")
            if item.kind == "door.added" and door not in self.doors:
                place = item.body["place"] or f"found {door}"
                taken = {each.label for each in self.doors.values() if each.place == place}
                label = item.body["label"]
                names = [label, *(f"{label} ({n})".strip() for n in range(2, len(taken) + 3))]
                turf = self.turfs[item.body["turf"]]
                free = next(name for name in names if name not in taken)
                self.doors[door] = Door(place, item.body["lon"], turf.lat, free)
                turf.rows[door] = max(turf.rows.values(), default=0) + 1

    # Leases and access.

    def supersede(self, turf: str) -> None:
        """The turf is handed out anew: whatever lease was held on it is another generation's now."""
        for each in list(self.leases.values()):
            if each.turf == turf and each.held:
                self.leases[each.id] = replace(each, superseded=True)

    def end_sessions(self, devices: Collection[str]) -> None:
        self.sessions = {each for each in self.sessions if each[0] not in devices}

    def end_again(self, replaced: "Server") -> None:
        """A backup was put back: access that had ended since stays ended."""
        self.revoked |= replaced.revoked
        self.inactive |= replaced.inactive
        gone = {each for each, member in self.members.items() if member in self.inactive}
        self.end_sessions(self.revoked | gone)

    # Outboxes.

    def _note_arrivals(self, device: str, items: Iterable[Frozen], kept: Collection[Frozen]) -> None:
        for each in items:
            if each.envelope is not None:
                here = self.arrived.setdefault((device, each.envelope["outbox"]), set())
                if each in kept:
                    here.add(each.envelope["device_seq"])

    def reach(self, device: str, outbox: str) -> tuple[int, list[int], int]:
        """How far the outbox has come, what is missing after that, and how far a backup has it."""
        here = self.arrived.get((device, outbox), set())
        through = next(n for n in range(len(here) + 1) if n + 1 not in here)
        missing = [n for n in range(through + 1, max(here, default=0)) if n not in here]
        return through, missing[:MISSING_SHOWN], self.backed_up.get((device, outbox), 0)

    def note_backup(self) -> None:
        """A backup holds all that is here."""
        for key in self.arrived:
            self.backed_up[key] = max(self.reach(*key)[0], self.backed_up.get(key, 0))

    # What stands.

    def visits(self) -> dict[str, Visit]:
        """Every visit that was recorded, as all of its facts together tell it."""
        told: dict[str, list[Entry]] = {}
        for entry in self.log.values():
            if entry.told and entry.item.visit:
                told.setdefault(entry.item.visit, []).append(entry)
        found = {visit: self._tell(visit, entries) for visit, entries in told.items()}
        return {visit: made for visit, made in found.items() if made}

    def _tell(self, visit: str, entries: Sequence[Entry]) -> Visit | None:
        first = next((each for each in entries if each.item.kind == "visit.recorded"), None)
        if first is None or first.item.envelope is None or first.lease is None:
            return None
        lease, outbox = first.lease, first.item.envelope["outbox"]
        may = [
            each
            for each in entries
            if each is not first and (each.member == first.member or each.lease == lease)
        ]

        def turn(each: Entry) -> tuple[bool, str, int, str]:
            envelope = each.item.envelope or {}
            return envelope["outbox"] != outbox, envelope["outbox"], envelope["device_seq"], each.item.id

        corrections = sorted((each for each in may if each.item.kind == "visit.corrected"), key=turn)
        body: dict[str, Any] = {"note": None}
        for each in (first, *corrections):
            body |= each.item.body
        return Visit(
            visit, self.leases[lease].turf, first.member, body["door"], body["result"], body["literature"],
            body["note"], first.at, first.late, first.clamped,
            voided=any(each.item.kind == "visit.voided" for each in may),
        )  # fmt: skip

    def standing(self) -> list[Visit]:
        """Those that were not voided, and whose door their turf has, or had."""
        return [
            each
            for each in self.visits().values()
            if not each.voided and each.door in self.turfs[each.turf].rows
        ]

    def state(self, campaign: str, door: str, standing: Iterable[Visit]) -> tuple[int, int, Visit | None]:
        """Attempts and conversations at a door in a campaign, and the last visit there."""
        here = [each for each in standing if each.door == door and self.turfs[each.turf].campaign == campaign]
        attempts, talks = self.counts.get((campaign, door), (0, 0))
        talks += sum(each.result == "conversation" for each in here)
        return attempts + len(here), talks, max(here, key=lambda each: (each.at, each.id), default=None)

    # Do-not-knock.

    def _asking(self) -> set[tuple[str, str]]:
        return {(each.door, each.id) for each in self.standing() if each.result == ASKED}

    def _renew_marks(self, before: Collection[tuple[str, str]]) -> None:
        """A visit that asks now and did not before marks its door; where none asks any more the mark goes with it."""
        now = self._asking()
        for door in {door for door, _ in now - set(before)}:
            self.doors[door].mark = "asked" if self.doors[door].mark == "no" else self.doors[door].mark
        for door in {door for door, _ in before} - {door for door, _ in now}:
            self.doors[door].mark = "no" if self.doors[door].mark == "asked" else self.doors[door].mark

    def redraw(self, turf: str, east: float) -> set[str]:
        """The doors that the turf has once it reaches to this longitude. A marked door joins no other turf."""
        mine = self.turfs[turf]
        others = {
            door
            for id_, each in self.turfs.items()
            if id_ != turf and each.campaign == mine.campaign
            for door in each.live
        }
        return {
            id_
            for id_, door in self.doors.items()
            if door.lat == mine.lat and door.lon < east
            if id_ in mine.live or (door.mark == "no" and id_ not in others)
        }

    # Forgetting.

    def forget(self, ids: Collection[str]) -> None:
        """Forget visits, here or still to come: figures stay, and so does a mark for which one of them asked."""
        for each in self.standing():
            if each.id in ids:
                key = self.turfs[each.turf].campaign, each.door
                attempts, talks = self.counts.get(key, (0, 0))
                self.counts[key] = attempts + 1, talks + (each.result == "conversation")
                door = self.doors[each.door]
                door.mark = "kept" if each.result == ASKED and door.mark == "asked" else door.mark
        about = {entry.item.id for entry in self.log.values() if entry.told and entry.item.visit in ids}
        self.purge({*ids, *about})

    def purge(self, ids: Collection[str]) -> None:
        """Erase what these tell; nothing handed in under these ids is ever kept again."""
        self.forgotten |= set(ids)
        for each in set(ids) & set(self.log):
            self.log[each] = replace(self.log[each], told=False)
        for key in [key for key in self.held if key[0] in ids]:
            del self.held[key], self.came[key]
            self.decided.pop(key, None)


def _refusal(reason: str) -> tuple[str, str]:
    return ("conflict" if reason == "other_body" else "quarantined"), reason
