"""What happens to phones: turfs handed out and taken back, access ended, doors marked, visits forgotten, servers lost."""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import delete, update

from canvass import arrivals, devices, log, visits
from canvass.assignments import Assignment
from canvass.db import db
from canvass.log import Change
from tests.machine.deciding import acceptable
from tests.machine.facts import Lease
from tests.machine.field import STEP, WEST, now, ring, street_of
from tests.machine.handset import Handset, made_id
from tests.machine.model import Server
from tests.machine.saving import phones, picks
from tests.machine.syncing import Syncing

turfs = st.integers(0, 2)
walkers = st.lists(phones, min_size=1, max_size=2)
lease_events = st.sampled_from(["hand out", "hand out", "return", "grace", "over"])
access_events = st.sampled_from(["revoke", "leave or return", "come back", "evict"])
room_events = st.sampled_from(["restart", "forget cursors", "back up", "back up", "restore", "restore"])
# Hypothesis picks among rules: what phones do is to be most of it, so that all of this is one rule.
led = st.one_of(
    st.tuples(st.just("change_lease"), turfs, walkers, lease_events),
    st.tuples(st.just("redraw"), turfs, st.integers(1, 6)),
    st.tuples(st.just("change_access"), phones, access_events),
    st.tuples(st.just("mark_door"), turfs, picks, st.booleans()),
)


class Leading(Syncing):
    """What leads, administrators and the machine room do."""

    @rule(event=led)
    def lead(self, event: tuple[Any, ...]) -> None:
        getattr(self, event[0])(*event[1:])

    def change_lease(self, turf: int, walkers: list[int], what: str) -> None:
        """A turf is handed out or given back, or time goes by until its lease, or its grace as well, is over."""
        id_ = self.turfs[turf]
        latest = [each for each in self.model.leases.values() if each.turf == id_][-1:]
        if what == "hand out":
            self.lend(id_, walkers)
        for lease in latest:
            if what == "return":
                self._give_back(lease)
            elif what != "hand out":
                self._let_end(lease, what)
        self.moved = True

    def _give_back(self, lease: Lease) -> None:
        assert self.field.elena.post(f"/api/assignments/{lease.id}/return").status_code == 200
        if lease.held:
            self.model.leases[lease.id] = replace(lease, returned=True)

    def _let_end(self, lease: Lease, phase: str) -> None:
        until = now() - timedelta(hours=1 if phase == "grace" else 48)
        with self.field.writing():
            db.session.execute(update(Assignment).where(Assignment.id == UUID(lease.id)).values(until=until))
        self.model.leases[lease.id] = replace(lease, phase=phase)

    def redraw(self, turf: int, size: int) -> None:
        """The turf's doors become its street's first ones: some leave, some come."""
        id_ = self.turfs[turf]
        told = self.model.turfs[id_]
        wanted = self.model.redraw(id_, WEST + (size - 0.5) * STEP)
        rev = self.field.elena.get(f"/api/turfs/{id_}").json["rev"]
        body = {"rev": rev, "polygon": ring(street_of(told.lat), size)}
        answer = self.field.elena.patch(f"/api/turfs/{id_}", body)
        assert answer.status_code == (200 if wanted else 422), answer.json
        if wanted:
            # In which order a turf is walked is another test's business.
            rows = self.field.elena.get(f"/api/turfs/{id_}/snapshot").json["rows"]
            assert {row["door"] for row in rows} == wanted
            told.rows |= {row["door"]: row["position"] for row in rows}
            told.left = set(told.rows) - wanted

    def change_access(self, n: int, what: str) -> None:
        phone = self.phones[n]
        if what == "revoke":
            self._revoke(phone)
        elif what == "leave or return":
            self._switch(phone)
        elif what == "come back":
            self._come_back(phone)
        else:
            # The browser threw it all away: what waited there is gone, and a new life of the outbox begins.
            phone.records.clear()
            phone.turfs.clear()
            phone.begin_outbox()
        self.moved = True

    def _revoke(self, phone: Handset) -> None:
        if len(self.model.revoked) < 2:
            assert self.field.elena.delete(f"/api/devices/{phone.device}").status_code == 204
            self.model.revoked.add(phone.device)
            self.model.end_sessions([phone.device])

    def _switch(self, phone: Handset) -> None:
        active = phone.member in self.model.inactive
        answer = self.field.elena.patch(f"/api/members/{phone.member}", {"active": active})
        assert answer.status_code == 200, answer.json
        self.model.inactive ^= {phone.member}
        same = [each for each in self.phones if each.member == phone.member]
        self.model.end_sessions([each.device for each in same])
        for each in same:
            self._come_back(each)

    def _come_back(self, phone: Handset) -> None:
        """A new session on the same phone, for who may have one."""
        if phone.device in self.model.revoked or phone.member in self.model.inactive:
            return
        with self.field.writing():
            cookie = devices.start_session(db.session.get_one(devices.Device, UUID(phone.device)))
        person = self.field.phones[phone.number]
        self.field.phones[phone.number] = replace(person, cookie=cookie).at(self.field.app)
        self.model.sessions.add((phone.device, cookie))

    def mark_door(self, turf: int, door: int, lift: bool) -> None:
        """A lead says that nobody knocks there, or that one may again."""
        known = list(self.model.turfs[self.turfs[turf]].rows)
        door_id = known[door % len(known)]
        path = f"/api/doors/{door_id}/do-not-knock"
        call, reason = (self.field.beto.delete, "Llamó") if lift else (self.field.beto.put, "sign")
        assert call(path, {"reason": reason}).status_code == 204
        self.model.doors[door_id].mark = "no" if lift else "kept"

    @rule(
        which=st.lists(picks, min_size=1, max_size=3),
        what=st.sampled_from(["visits", "visits", "others", "sayings"]),
    )
    def erase(self, which: list[int], what: str) -> None:
        """Visits that are here, that wait on a phone or that nobody knows; or what was said of a door or an outing."""
        if what == "sayings":
            said = {"door.added", "door.reported", "shift.started"}
            ids = {each for each, entry in self.model.log.items() if entry.item.kind in said}
            self._erase_sayings(set(sorted(ids)[: len(which)]))
            return
        here = [each.id for each in self.visits if each.id in self.model.log]
        known = (
            here if what == "visits" else [str(made_id("nobody's")), *(each.id for each in self.visits[-3:])]
        )
        ids = {known[each % len(known)] for each in which if known}
        with self.field.writing():
            visits.forget({UUID(each) for each in ids}, now())
        self.model.forget(ids)

    @rule(which=picks, accepts=st.booleans())
    def decide(self, which: int, accepts: bool) -> None:
        """Elena lets something in that lies in quarantine, or discards it."""
        keys = sorted(self.model.held)
        if not keys:
            return
        key = keys[which % len(keys)]
        path = f"/api/quarantine/{key[0]}/{'acceptance' if accepts else 'discard'}"
        body = {"reason": "Es así", "digest": sha256(key[1].encode()).hexdigest()}
        status = self.field.elena.post(path, body).status_code
        decision, before = ("accepted" if accepts else "discarded"), self.model.decided.get(key)
        entry = acceptable(self.model, key) if accepts else None
        if before is not None:
            assert status == (200 if before == decision else 409)
        elif accepts and entry is None:
            assert status == 422
        else:
            assert status == 200
            self.model.decided[key] = decision
            self.model.append([entry] if entry else [])

    def _erase_sayings(self, ids: set[str]) -> None:
        erased = {UUID(each) for each in ids}
        with self.field.writing():
            log.purge(erased, in_sequence=arrivals.beyond_a_gap(erased))
        self.model.purge(ids)

    @rule(what=room_events)
    def tend(self, what: str) -> None:
        """What is done in the machine room, or happens there."""
        if what == "restart":
            self.field.restart()
        elif what == "forget cursors":
            self.model.oldest = max(self.model.oldest, self.field.last_number() - 3)
            with self.field.writing():
                db.session.execute(delete(Change).where(Change.number < self.model.oldest))
        elif what == "restore" and self.backup:
            self._restore(*self.backup)
        else:
            held = deepcopy(self.model)
            self.backup = self.field.back_up(), held
            self.model.note_backup()

    def _restore(self, path: Path, held: Server) -> None:
        """The disk is lost, and the latest backup put back. What was erased since stays so."""
        erased, replaced = self.model.forgotten, self.model
        self.field.restore(path)
        self.model = deepcopy(held)
        self.model.end_again(replaced)
        self.model.note_backup()
        self.model.forget(erased & set(self.model.visits()))
        self.model.purge(erased)
        self.restores += 1
        self.moved = True
