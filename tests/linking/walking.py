"""Weeks of walking, as phones hand them in; and what only the phones knew: at which door each contact was met."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from canvass import hours, nights, slots
from canvass.assignments import Assignment
from canvass.config import Settings
from canvass.db import db
from canvass.sealing import b64encode
from canvass.weeks import week_of
from tests.cast import Cast, Person, join_all, let_all_ask, writing_to
from tests.people import freeze, hand_in, held_hour
from tests.walk import Ground, Phone, lay_ground, lend

WEEKS, DAYS, WALKERS = 4, 3, 3
DOORS_A_SHIFT = 9
TALKS, WANTS_A_CALL, WANTS_AN_HOUR = 0.6, 0.65, 0.5
ENOUGH_TO_HIDE_IN = 3


@dataclass(frozen=True)
class Shape:
    """How much is walked, and how: `careless` is a system that hands in a contact along with its visit."""

    weeks: int = WEEKS
    seed: int = 7
    careless: bool = False
    backups: Path | None = None
    backup_key: str = ""
    """Whose it is is elsewhere: no backup can be read."""


@dataclass(frozen=True)
class Held:
    id: uuid.UUID
    slot: uuid.UUID


@dataclass
class Truth:
    """The conversation at which each contact was met, in the order in which they came: nobody but the phones knew."""

    met_at: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    holds: dict[uuid.UUID, Held] = field(default_factory=dict)
    """The hour that a contact holds: by its seal alone, on the server."""


@dataclass
class Walker:
    """A phone on a turf of its own; contacts wait on it for company, and go shuffled, each by itself."""

    phone: Phone
    doors: list[uuid.UUID]
    waiting: list[dict[str, str]] = field(default_factory=list)
    held: list[dict[str, str]] = field(default_factory=list)

    def release(self, dice: random.Random, *, end: bool) -> None:
        if end or len(self.waiting) >= ENOUGH_TO_HIDE_IN:
            going = [*self.waiting, *self.held]
            dice.shuffle(going)
            for item in going:
                hand_in(self.phone.person, item)
            self.waiting.clear()
            self.held.clear()


def walk_weeks(cast: Cast, settings: Settings, shape: Shape) -> Truth:
    """Every week some days, every day some shifts at once, and after each the night."""
    let_all_ask(cast.app)
    dice, truth = random.Random(shape.seed), Truth()
    free = _receive(cast)
    dice.shuffle(free)
    people = join_all(cast.app, [f"Camina {n}" for n in range(WALKERS)], "volunteer")
    campaign = None
    for back in range(shape.weeks, 0, -1):
        walkers = []
        for person in people:
            walker, campaign = _lend(cast, person, campaign)
            walkers.append(walker)
        for n, day in enumerate(_days_of_a_week(datetime.now(UTC) - timedelta(weeks=back))):
            shifts = [_shift(cast, each, campaign, n, day, dice, truth, free, shape) for each in walkers]
            _at_once(shifts, dice)
            if not shape.careless:
                _night(cast, settings, shape)
    return truth


def _days_of_a_week(day: datetime) -> list[datetime]:
    """The first days of the week in which this one is."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(DAYS)]


def _lend(cast: Cast, person: Person, campaign: uuid.UUID | None) -> tuple[Walker, uuid.UUID]:
    ground: Ground = lay_ground(cast, DOORS_A_SHIFT * DAYS, campaign=campaign)
    phone = lend(cast, ground.turf, person)
    with writing_to(cast.app):
        begun = datetime.now(UTC) - timedelta(weeks=8)
        db.session.execute(
            update(Assignment).where(Assignment.id == phone.assignment).values(starts_at=begun)
        )
    return Walker(phone, ground.doors), ground.campaign


def _shift(
    cast: Cast,
    walker: Walker,
    campaign: uuid.UUID,
    n: int,
    day: datetime,
    dice: random.Random,
    truth: Truth,
    free: list[uuid.UUID],
    shape: Shape,
) -> Iterator[None]:
    """One walker's day, door by door."""
    doors = walker.doors[n * DOORS_A_SHIFT : (n + 1) * DOORS_A_SHIFT]
    for minute, door in enumerate(doors):
        at = (day + timedelta(minutes=7 * minute)).isoformat(timespec="milliseconds")
        talked = dice.random() < TALKS
        visit = walker.phone.visit(door, "conversation" if talked else "not_home", recorded_at=at)
        assert walker.phone.hand_in(visit) == ["accepted"]
        if talked and dice.random() < WANTS_A_CALL:
            item = _met(cast, campaign, day, dice)
            truth.met_at[uuid.UUID(item["id"])] = uuid.UUID(visit["id"])
            walker.waiting.append(item)
            if dice.random() < WANTS_AN_HOUR:
                held = _held(cast, campaign, day, item["id"], free.pop(), dice)
                truth.holds[uuid.UUID(item["id"])] = held[0]
                walker.held.append(held[1])
        if shape.careless:
            walker.release(dice, end=True)
        elif minute >= 2:
            # Five minutes can be undone: by then the next door is done.
            walker.release(dice, end=False)
        yield
    walker.release(dice, end=True)


def _met(cast: Cast, campaign: uuid.UUID, day: datetime, dice: random.Random) -> dict[str, str]:
    record = str(uuid.UUID(int=dice.getrandbits(128), version=4))
    sealed = cast.seal("intake", "contact", record, {"v": 1, "id": record})
    return freeze("contact", campaign, {"sealed": b64encode(sealed)}, id=record, week=week_of(day.date()))


def _held(
    cast: Cast, campaign: uuid.UUID, day: datetime, contact: str, slot: uuid.UUID, dice: random.Random
) -> tuple[Held, dict[str, str]]:
    held = Held(uuid.UUID(int=dice.getrandbits(128), version=4), slot)
    week = week_of(day.date())
    return held, held_hour(cast, campaign, slot, contact, id=str(held.id), week=week)


def _receive(cast: Cast) -> list[uuid.UUID]:
    """Far more hours than ever travel: each contact holds one of its own, and all that could be learnt of them is there."""
    with writing_to(cast.app):
        for weekday in range(1, 8):
            hours.add_hours(
                cast.celia.member_id,
                weekday=weekday,
                begins="09:00",
                ends="17:00",
                minutes=20,
                place="Centro comunitario",
                languages=["es"],
            )
        slots.lay_out(datetime.now(UTC).date())
    with cast.app.app_context():
        found = [slot.id for slot in slots.list_slots(datetime.now(UTC).date())]
        db.session.rollback()
    return sorted(found, key=str)


def _at_once(shifts: Sequence[Iterator[None]], dice: random.Random) -> None:
    """Several walk at the same time: whose door is next is chance."""
    going = list(shifts)
    while going:
        one = dice.choice(going)
        if next(one, StopIteration) is StopIteration:
            going.remove(one)


def _night(cast: Cast, settings: Settings, shape: Shape) -> None:
    with cast.app.app_context():
        assert nights.pass_night(replace(settings, backups=shape.backups, backup_key=shape.backup_key)) == []
        db.session.remove()
