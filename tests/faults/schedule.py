"""A schedule: what happens to a team on its walk, drawn from a seed. The same seed draws the same again."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.cast import Person
from tests.faults import leading
from tests.faults.backups import back_up, restore
from tests.faults.checking import violations
from tests.faults.fetching import sync
from tests.faults.field import drain, together
from tests.faults.phone import Phone
from tests.faults.walking import Walking, asked, flush, late

IMPATIENT_SECONDS = 0.3
PATIENT_SECONDS = 6.0
RESTORED, BACKED_UP = 0.04, 0.1


@dataclass
class Newcomer:
    """A phone that enrolled after the backup, and whose it is where that is known from before."""

    phone: Phone
    known: Person | None


@dataclass
class Schedule(Walking):
    """What phones do, and what leads and the machine room do meanwhile."""

    backup: Path | None = None
    backs_up: bool = False
    restores: bool = False
    newcomer: Newcomer | None = None

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        fate = self.dice.random()
        self.restores, self.backs_up = fate < RESTORED, fate < BACKED_UP
        self.walk = self.field.walk(people=self.dice.randint(2, 3), doors=self.dice.randint(3, 6))
        # The last one is there, and gets the turf only if a lead hands it over.
        self.field.reassign(self.walk, *self.walk.people[:-1])

    def run(self) -> list[str]:
        """Let it all happen, then let the faults stop; what is not as it must be."""
        self.field.run(*map(sync, self.walk.phones))
        for phone in self.walk.phones:
            phone.wire.timeout = IMPATIENT_SECONDS
        moments = self.dice.randint(14, 24)
        for moment in range(moments):
            if self.backs_up and moment == moments // 3:
                self.back_up()
            if self.restores and moment == moments * 2 // 3:
                self.restore()
            acts = ACTS + ENDS * (moment > moments // 2) + HELD * self.is_held()
            _, act = self.dice.choices(acts, [weight for weight, _ in acts])[0]
            self.tell(act.__name__)
            act(self)
        return self.end()

    def end(self) -> list[str]:
        """The faults stop: late answers come, phones ask again and settle."""
        self.field.calm()
        self.field.run(self.field.proxy.quiet())
        for phone in self.walk.phones:
            phone.wire.timeout = PATIENT_SECONDS
        if self.is_held():
            self.tell("settle")
            self.settle()
        for phone in self.walk.phones:
            phone.store.hours_pass()
            # Of whom nobody says whose it is must wait, whatever else is over.
            phone.clock.patience = 1.0 if phone.store.ledger.standing == "unknown" else 0.0
        self.field.run(*(late(phone) for phone in self.walk.phones))
        if self.restores:
            self.field.run(*(asked(phone) for phone in self.walk.phones))
        drain(self.field, self.walk.phones)
        return violations(self.field, [self.walk])

    def is_held(self) -> bool:
        """Whether there is a phone of which nobody has said yet whose it is."""
        return self.newcomer is not None and self.newcomer.phone.store.ledger.standing == "unknown"

    def reassign(self) -> None:
        """A lead hands the turf to others of the team."""
        self.field.reassign(self.walk, *self.dice.sample(self.walk.people, self.dice.randint(1, 2)))

    def expire(self) -> None:
        self.field.expire(self.walk)

    def take_out(self) -> None:
        """A lead redraws the turf."""
        if len(self.walk.doors) > 2:
            self.field.take_out_last_door(self.walk)

    def revoke(self) -> None:
        self.field.revoke(self.dice.choice(self.walk.people))

    def forget(self) -> None:
        """Visits are forgotten while phones hand in, one of them everything again."""
        self.phone().offer_all_again()
        under_way = self.field.begin(together(*map(sync, self.walk.phones)))
        leading.forget_visits(self.field, self.walk, self.aside())
        under_way.result(PATIENT_SECONDS * 5)

    def erase(self) -> None:
        """People are erased."""
        self.field.run(self.field.proxy.quiet())
        leading.erase_people(self.field, self.walk, self.aside())

    def decide(self) -> None:
        """A lead goes through quarantine while a phone hands in."""
        under_way = self.field.begin(sync(self.phone()))
        leading.decide(self.field, self.walk, self.aside())
        under_way.result(PATIENT_SECONDS * 5)

    def settle(self) -> None:
        """A lead says whose the unknown phone is, or that it is nobody's, while it hands in again."""
        if newcomer := self.newcomer:
            phone, dice = newcomer.phone, self.aside()
            self.field.run(asked(phone))
            self.field.run(flush(phone))
            phone.store.hours_pass()
            under_way = self.field.begin(flush(phone))
            if dice.random() < 0.25:
                leading.discard(self.field, phone)
            else:
                leading.confirm(self.field, phone, newcomer.known or self.field.join()[0])
            under_way.result(PATIENT_SECONDS * 5)

    def back_up(self) -> None:
        self.tell("back_up")
        self.field.run(self.field.proxy.quiet())
        self.backup = back_up(self.field)
        leading.note_backup(self.field, self.walk)
        if self.restores and self.dice.random() < 0.8:
            self.come_new()

    def come_new(self) -> None:
        """Somebody enrols whom the backup does not know: a new volunteer, or one of the team on another phone."""
        self.tell("come_new")
        known = self.walk.people[0] if self.dice.random() < 0.5 else None
        person = self.field.enrol_again(known) if known else self.field.join()[0]
        self.newcomer = Newcomer(self.field.phone(person), known)
        self.newcomer.phone.wire.timeout = IMPATIENT_SECONDS
        self.walk.phones.append(self.newcomer.phone)
        self.field.reassign(self.walk, *self.walk.people, *([] if known else [person]))
        self.field.run(sync(self.newcomer.phone))
        for door in self.dice.sample(self.walk.doors, 2):
            self.newcomer.phone.visit(self.walk.turf, door)

    def restore(self) -> None:
        """What was shown or done since is of a history that is no more."""
        self.tell("restore")
        self.field.run(self.field.proxy.quiet())
        if self.backup:
            restore(self.field, self.backup)
            self.walk.deeds.put_back()
        if self.newcomer:
            self.newcomer.phone.store.ledger.standing = "unknown"
        for phone in self.walk.phones:
            phone.store.ledger.shown.clear()


ACTS: list[tuple[float, Callable[[Schedule], None]]] = [
    (28, Schedule.save),
    (12, Schedule.amend),
    (6, Schedule.find_door),
    (24, Schedule.send),
    (9, Schedule.send_all),
    (5, Schedule.two_tabs),
    (6, Schedule.killed_app),
    (2, Schedule.killed_worker),
    (4, Schedule.late_answers),
    (5, Schedule.jump),
    (3, Schedule.reassign),
    (3, Schedule.take_out),
    (6, Schedule.stray),
    (8, Schedule.meet),
    (2, Schedule.hours_pass),
    (2, Schedule.offer_again),
    (3, Schedule.forget),
    (2, Schedule.erase),
    (5, Schedule.decide),
]
# Nobody walks on after these: they come late.
ENDS: list[tuple[float, Callable[[Schedule], None]]] = [(2, Schedule.expire), (3, Schedule.revoke)]
HELD: list[tuple[float, Callable[[Schedule], None]]] = [(40, Schedule.settle)]
