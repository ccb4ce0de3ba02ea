"""What every rule of the state machine stands on: field, model and phones, and the invariants after each step."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from tests.machine import checks
from tests.machine.facts import Frozen, Lease
from tests.machine.field import Field, now
from tests.machine.handset import Handset, Sent, made_id
from tests.machine.model import Server


@dataclass(frozen=True)
class Made:
    """A visit that a phone recorded."""

    id: str
    turf: str
    door: str
    member: str

    @property
    def named(self) -> tuple[str, str, str]:
        return self.id, self.turf, self.door


class Running(RuleBasedStateMachine):
    """A server, its model, and the phones; `leases` are all that were ever given out, whatever was restored since."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        field.begin_again()
        self.model: Server = deepcopy(field.start)
        devices = [str(each.device_id) for each in field.phones]
        self.phones = [
            Handset(number, each, field.start.members[each]) for number, each in enumerate(devices)
        ]
        self.began = now() - timedelta(hours=1)
        self.turfs = list(self.model.turfs)
        self.leases: list[Lease] = []
        self.visits: list[Made] = []
        self.backup: tuple[Any, Server] | None = None
        self.restores = 0
        self.moved = True
        for turf, walkers in zip(self.turfs, ((0,), (0, 2), (3,)), strict=True):
            self.lend(turf, walkers)

    def teardown(self) -> None:
        self.field.stop()

    # What rules ask for.

    def lend(self, turf: str, phones: Sequence[int]) -> None:
        """Elena hands a turf to these phones' members."""
        members = sorted({self.phones[each].member for each in phones} - self.model.inactive)
        until = (now() + timedelta(hours=6)).isoformat()
        path = f"/api/turfs/{turf}/assignments"
        answer = self.field.elena.post(path, {"members": members, "until": until})
        assert answer.status_code == (201 if members else 422), answer.json
        if not members:
            return
        self.model.supersede(turf)
        made = answer.json
        starts_at = datetime.fromisoformat(made["starts_at"])
        lease = Lease(made["id"], turf, made["generation"], frozenset(members), starts_at)
        self.model.leases[lease.id] = lease
        self.leases.append(lease)
        self.moved = True

    def lease_of(self, phone: Handset, pick: int, turf: str | None = None) -> Lease | None:
        """A lease that the phone was ever given, the latest most easily; on this turf, if it is to be."""
        own = [each for each in self.leases if phone.member in each.members and turf in (None, each.turf)]
        return own[-1 - pick % len(own)] if own else None

    def door_of(self, turf: str, pick: int) -> str:
        """A door of the turf, now or once, or one of two that somebody may yet find there."""
        doors = [*self.model.turfs[turf].rows, *(self.found_door(turf, n) for n in range(2))]
        return doors[pick % len(doors)]

    def found_door(self, turf: str, n: int) -> str:
        return str(made_id(f"door {self.turfs.index(turf)} {n % 2}"))

    def time(self, minute: int) -> datetime:
        """A moment of the phone's clock; -1 and -2 are clocks that are days off."""
        off = {-1: timedelta(days=3), -2: timedelta(days=-3)}
        return self.began + off.get(minute, timedelta(minutes=minute))

    def picked(self, phone: Handset, picks: Sequence[int]) -> list[Frozen]:
        """Records of the phone in any order, some twice; without picks, all that wait, as the phone would."""
        records = phone.records
        if not picks:
            return [each.item for each in records if not each.acknowledged][:100]
        return [records[-1 - each % len(records)].item for each in picks] if records else []

    def missing(self, phone: Handset, report: dict[str, Any]) -> None:
        """What the server says of an outbox is what the model says."""
        through, gaps, backed_up = self.model.reach(phone.device, report["outbox"])
        told = (report["contiguous_through"], report["missing"], report["backed_up_through"])
        assert told == (through, gaps, backed_up), (told, through, gaps, backed_up)

    def is_known(self, record: Sent) -> bool:
        """Whether the server has it: as a fact, to be looked at, or erased."""
        item = record.item
        kept = item.id in self.model.log or (item.id, item.text) in self.model.held
        return kept or bool({item.id, item.visit} & self.model.forgotten)

    # What must hold after every step.

    @invariant()
    def check(self) -> None:
        """The database, the turfs as shown, and who is shown them, are as the model says; what phones let go of is there."""
        found = [
            *checks.differences(self.field, self.model),
            *checks.unlike_the_model(self.field, self.model),
        ]
        if self.moved:
            found += checks.out_of_scope(self.field, self.model, self.phones)
            self.moved = False
        found += [
            f"let go of, and not here: {each.item}"
            for phone in self.phones
            for each in phone.let_go
            if not self.is_known(each)
        ]
        assert not found, "\n".join(found)
