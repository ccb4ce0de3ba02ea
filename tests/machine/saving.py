"""What people write down on their phones: visits, corrections, doors found; and what no phone of ours would."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.machine.facts import RESULTS, Frozen, Lease
from tests.machine.field import STEP as METRES
from tests.machine.field import WEST
from tests.machine.handset import Handset
from tests.machine.running import Made, Running

phones = st.integers(0, 3)
picks = st.integers(0, 9)
results = st.sampled_from(RESULTS)
minutes = st.sampled_from([0, 1, 2, 3, -1, -2])
notes = st.sampled_from(["left out", "none", "a", "b"])

Act = tuple[str, int, int, str, int, str]
SAYINGS = ("door.reported", "shift.started", "door.painted")
acts: st.SearchStrategy[list[Act]] = st.lists(
    st.tuples(
        st.sampled_from(["visit"] * 5 + ["correct"] * 3 + ["void", "find", "say"]),
        picks,
        picks,
        results,
        minutes,
        notes,
    ),
    min_size=2,
    max_size=8,
)


class Saving(Running):
    """Rules that end in an outbox."""

    @rule(n=phones, lease=picks, acts=acts)
    def walk(self, n: int, lease: int, acts: list[Act]) -> None:
        """Save some visits, corrections, voidings, doors found, and what else there is to say."""
        phone, under = self.phones[n], self.lease_of(self.phones[n], lease // 3)
        for kind, one, other, result, minute, note in acts if under else ():
            if kind == "visit":
                door = self.door_of(under.turf, one)
                body = {"door": door, "result": result, "literature": bool(other % 2)} | self._note(note)
                item = phone.freeze("visit.recorded", body, under, self.time(minute))
                self.visits.append(Made(item.id, under.turf, door, phone.member))
            elif kind in ("correct", "void") and self.visits:
                self._amend(phone, one, None if kind == "void" else (other, result, note))
            elif kind == "find":
                self._find_door(phone, under, one, other)
            elif kind == "say":
                said = SAYINGS[one % len(SAYINGS)]
                of_door = {"door": self.door_of(under.turf, other), "problem": "wrong"}
                phone.freeze(said, of_door if one % 3 == 0 else {"turf": under.turf}, under, self.time(0))

    def _amend(self, phone: Handset, visit: int, how: tuple[int, str, str] | None) -> None:
        """Correct a visit, now and then at another door, or void it."""
        # Mostly one of their own last ones, so that several corrections of one visit meet.
        own = [each for each in self.visits if each.member == phone.member][-2:]
        found = own if own and visit % 4 else self.visits
        about, turf, where = found[visit % len(found)].named
        under = self.lease_of(phone, 0, turf) or self.lease_of(phone, 0)
        if how is None:
            phone.freeze("visit.voided", {"visit": about}, under, self.time(0))
            return
        door, result, note = how
        where = self.door_of(turf, door) if door % 3 == 0 else where
        body = {"visit": about, "door": where, "result": result, "literature": False} | self._note(note)
        phone.freeze("visit.corrected", body, under, self.time(0))

    def _find_door(self, phone: Handset, under: Lease, which: int, x: int) -> None:
        turf, at_place = self.model.turfs[under.turf], which % 3 == 0
        place = self.model.doors[next(iter(turf.rows))].place if at_place else None
        address = {"kind": "house", "number": "99", "street": "Calle Nueva", "label": "B" if at_place else ""}
        where = {"place": place, "lon": WEST + x % 6 * METRES, "lat": turf.lat}
        body = {"door": self.found_door(under.turf, which), "turf": under.turf, **address, **where}
        phone.freeze("door.added", body, under, self.time(0))

    @rule(
        n=phones,
        door=picks,
        fault=st.sampled_from(["other's", "elsewhere", "generation", "result", "name", "json", "body"]),
    )
    def freeze_poison(self, n: int, door: int, fault: str) -> None:
        """Something that no phone of ours says, or no longer may."""
        phone, under = self.phones[n], self.lease_of(self.phones[n], 0)
        others = [each for each in self.leases if phone.member not in each.members]
        under = others[-1] if fault == "other's" and others else under
        if under is None:
            return
        turf = self.turfs[door % len(self.turfs)] if fault == "elsewhere" else under.turf
        body = {"door": self.door_of(turf, door), "result": "not_home", "literature": False}
        body |= {"result": "moved"} if fault == "result" else {}
        over = {"generation": under.generation + 1} if fault == "generation" else {}
        item = phone.freeze("visit.recorded", body, under, self.time(0), over=over)
        if fault in ("name", "json", "body"):
            phone.records.pop()
            phone.keep(self._spoilt(phone, item, fault))

    @staticmethod
    def _spoilt(phone: Handset, item: Frozen, fault: str) -> Frozen:
        if fault == "name":
            return Frozen(item.id[:-4] + "abcd", item.text)
        if fault == "json":
            return Frozen(item.id, item.text[:-1])
        earlier = phone.records[-1].item.id if phone.records else item.id
        return Frozen(earlier, item.text.replace(item.id, earlier))

    def _note(self, note: str) -> dict[str, str | None]:
        found: dict[str, dict[str, str | None]] = {
            "left out": {}, "none": {"note": None},
            "a": {"note": self.field.notes[0]}, "b": {"note": self.field.notes[1]},
        }  # fmt: skip
        return found[note]
