"""A schedule: what happens to a team on its walk, drawn from a seed. The same seed draws the same again."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import drawing
from tests.faults.backups import back_up, restore
from tests.faults.checking import violations
from tests.faults.failpoints import AFTER_COMMIT, BEFORE_COMMIT, BEFORE_INSERT
from tests.faults.fetching import sync
from tests.faults.field import Field, Walk, drain
from tests.faults.phone import Phone
from tests.faults.wire import NetworkFault, Refused

IMPATIENT_SECONDS = 0.3
PATIENT_SECONDS = 6.0
RESULTS = ("not_home", "conversation", "come_back", "declined", "do_not_knock", "vacant")
JUMPS = (-3652 * 86_400.0, -86_400.0, -7200.0, -30.0, 30.0, 7200.0, 86_400.0, 3652 * 86_400.0)
DELAYS = (0.0, 0.002, 0.005, 0.01, 0.02, 0.05)


@dataclass
class Schedule:
    """One team, one turf, and whatever the dice say. `told` is its story, for whoever has to read what went wrong."""

    field: Field
    seed: int
    dice: random.Random = field(init=False)
    walk: Walk = field(init=False)
    told: list[str] = field(default_factory=list)
    backup: Path | None = None
    restores: bool = False

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.restores = self.dice.random() < 0.04
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
            if self.restores and moment == moments // 3:
                self.back_up()
            if self.restores and moment == moments * 2 // 3:
                self.restore()
            acts = ACTS + ENDS * (moment > moments // 2)
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
            phone.clock.patience = 0.0
        self.field.run(*(late(phone) for phone in self.walk.phones))
        if self.restores:
            self.field.run(*(asked(phone) for phone in self.walk.phones))
        drain(self.field, self.walk.phones)
        return violations(self.field, [self.walk])

    def tell(self, what: object) -> None:
        self.told.append(str(what))

    def phone(self) -> Phone:
        return self.dice.choice(self.walk.phones)

    def walking(self) -> Phone | None:
        """A phone that holds the turf; None while nobody does."""
        holding = [phone for phone in self.walk.phones if phone.store.turfs.get(self.walk.turf)]
        return self.dice.choice(holding) if holding else None

    def save(self) -> None:
        """Some visits at doors that the phone knows."""
        if phone := self.walking():
            rows = phone.store.turfs[self.walk.turf].rows
            doors = sorted(door for door, (_, row) in rows.items() if row)
            for _ in range(self.dice.randint(1, 9)):
                phone.visit(self.walk.turf, self.dice.choice(doors), self.dice.choice(RESULTS))

    def amend(self) -> None:
        """A correction or two of an own visit, or its end."""
        phone = self.walking()
        made = phone.store.ledger.made.values() if phone else ()
        visits = [one for one in made if one.kind == "visit.recorded"]
        if phone is None or not visits:
            return
        visit, door = self.dice.choice(visits), self.dice.choice(self.walk.doors)
        if self.dice.random() < 0.3:
            phone.void(self.walk.turf, visit.id)
        for _ in range(self.dice.randint(0, 2)):
            phone.correct(self.walk.turf, visit.id, door, self.dice.choice(RESULTS))

    def find_door(self) -> None:
        """A door that the list lacks, and a visit there, in either order."""
        if phone := self.walking():
            door = drawing.door_id(self.dice)
            for what in self.dice.sample(["door", "visit"], 2):
                if what == "door":
                    phone.add_door(self.walk.turf, door)
                else:
                    phone.visit(self.walk.turf, door, "conversation")

    def send(self) -> None:
        """One phone comes online, and something happens to its line."""
        self.field.proxy.plan(drawing.plan(self.dice, self.tell), path=drawing.path(self.dice))
        self.field.run(sync(self.phone()))
        self.field.proxy.calm()

    def send_all(self) -> None:
        """All at once, with something happening to two of the lines."""
        for _ in range(2):
            self.field.proxy.plan(drawing.plan(self.dice, self.tell), path=drawing.path(self.dice))
        self.field.run(*map(sync, self.walk.phones))
        self.field.proxy.calm()

    def two_tabs(self) -> None:
        """Page and worker flush at once."""
        phone = self.phone()
        self.field.run(flush(phone), flush(self.field.reborn(phone)))

    def killed_app(self) -> None:
        """The phone's app is killed while it sends; another takes over its store."""
        at = self.dice.randrange(len(self.walk.phones))
        phone = self.walk.phones[at]
        self.field.run(drawing.cancelled(sync(phone), self.dice.choice(DELAYS)))
        self.walk.phones[at] = self.field.reborn(phone)

    def killed_worker(self) -> None:
        """kill -9 of whichever worker gets the next push."""
        place = self.dice.choice((BEFORE_INSERT, BEFORE_COMMIT, AFTER_COMMIT))
        self.tell(place)
        self.field.server.arm(place)
        self.field.run(*map(sync, self.walk.phones))
        self.field.server.disarm()

    def late_answers(self) -> None:
        """A tab that listened on hears what came after the time-out."""
        self.field.run(late(self.phone()))

    def jump(self) -> None:
        """Somebody sets the phone's clock."""
        self.phone().clock.skew += self.dice.choice(JUMPS)

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

    def back_up(self) -> None:
        self.tell("back_up")
        self.field.run(self.field.proxy.quiet())
        self.backup = back_up(self.field)

    def restore(self) -> None:
        """What was shown or done since is of a history that is no more."""
        self.tell("restore")
        self.field.run(self.field.proxy.quiet())
        if self.backup:
            restore(self.field, self.backup)
        for phone in self.walk.phones:
            phone.store.ledger.shown.clear()


ACTS: list[tuple[float, Callable[[Schedule], None]]] = [
    (30, Schedule.save),
    (12, Schedule.amend),
    (6, Schedule.find_door),
    (30, Schedule.send),
    (14, Schedule.send_all),
    (5, Schedule.two_tabs),
    (6, Schedule.killed_app),
    (2, Schedule.killed_worker),
    (4, Schedule.late_answers),
    (5, Schedule.jump),
    (3, Schedule.reassign),
    (3, Schedule.take_out),
]
# Nobody walks on after these: they come late.
ENDS: list[tuple[float, Callable[[Schedule], None]]] = [(2, Schedule.expire), (2, Schedule.revoke)]


async def flush(phone: Phone) -> None:
    """Hand in, whatever comes of it."""
    try:
        await phone.push()
    except (NetworkFault, Refused) as fault:
        phone.back_off(fault)


async def late(phone: Phone) -> None:
    """What came after the time-out, as far as it came."""
    try:
        await phone.hear_late_answers()
    except (NetworkFault, Refused):
        phone.store.ledger.heard_nothing += 1


async def asked(phone: Phone) -> None:
    try:
        await phone.ask_again()
    except (NetworkFault, Refused) as fault:
        phone.back_off(fault)
