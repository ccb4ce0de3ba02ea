"""What phones do on a walk, and what happens to them and their lines, as the dice say."""

import random
from dataclasses import dataclass, field
from typing import Any

from tests.faults import drawing
from tests.faults.failpoints import AFTER_COMMIT, BEFORE_COMMIT, BEFORE_INSERT
from tests.faults.fetching import sync
from tests.faults.field import Field, Walk
from tests.faults.people import hand_in_people
from tests.faults.phone import Phone
from tests.faults.wire import NetworkFault, Refused
from tests.people import answers, contact

RESULTS = ("not_home", "conversation", "come_back", "declined", "do_not_knock", "vacant")
JUMPS = (-3652 * 86_400.0, -86_400.0, -7200.0, -30.0, 30.0, 7200.0, 86_400.0, 3652 * 86_400.0)
DELAYS = (0.0, 0.002, 0.005, 0.01, 0.02, 0.05)


@dataclass
class Walking:
    """One team, one turf, and whatever the dice say. `told` is its story, for whoever has to read what went wrong."""

    field: Field
    seed: int
    dice: random.Random = field(init=False)
    walk: Walk = field(init=False)
    told: list[str] = field(default_factory=list)

    def tell(self, what: object) -> None:
        self.told.append(str(what))

    def phone(self) -> Phone:
        return self.dice.choice(self.walk.phones)

    def walking(self) -> Phone | None:
        """A phone that holds the turf; None while nobody does."""
        holding = [phone for phone in self.walk.phones if phone.store.turfs.get(self.walk.turf)]
        return self.dice.choice(holding) if holding else None

    def aside(self) -> random.Random:
        """Dice for what depends on how quick everybody was: the story itself is the seed's alone."""
        return random.Random(self.dice.random())

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

    def stray(self) -> None:
        """What cannot be let in: a visit under no lease, which a lead can place; and one that nobody can read."""
        if phone := self.walking():
            dice = self.aside()
            doors = [door for door, (_, row) in phone.store.turfs[self.walk.turf].rows.items() if row]
            for _ in range(dice.randint(1, 2)):
                none: dict[str, Any] = {"assignment": None, "generation": None}
                result, over = dice.choice(((dice.choice(RESULTS), none), ("moved", {})))
                phone.visit(self.walk.turf, dice.choice(sorted(doors)), result, **over)

    def meet(self) -> None:
        """People who want to be called, and what others answered."""
        people, ground, dice = self.phone().store.people, self.walk.ground, self.aside()
        for _ in range(dice.randint(1, 4)):
            urgent = dice.random() < 0.2
            if dice.random() < 0.7:
                people.save(
                    contact(self.field.cast, ground.campaign, urgent=urgent), "contact", urgent=urgent
                )
            else:
                people.save(
                    answers(ground.campaign, ground.script, {"rent": [dice.choice(("yes", "no"))]}), "answers"
                )

    def hours_pass(self) -> None:
        """What waited for company, or for the next backup, waits no longer."""
        phone = self.phone()
        phone.store.hours_pass()
        self.field.run(sync(phone))

    def offer_again(self) -> None:
        """A phone believes that the server lost everything."""
        phone = self.phone()
        phone.offer_all_again()
        self.field.run(sync(phone))

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


async def flush(phone: Phone) -> None:
    """Hand in, whatever comes of it."""
    try:
        await phone.push()
        await hand_in_people(phone)
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
