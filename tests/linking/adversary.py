"""The adversary: guesses at which door each contact was met, in every way that we could think of, and how good that is."""

import math
import random
import uuid
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.linking.haul import Haul, Places, Trace

Guess = dict[uuid.UUID, uuid.UUID]
Week = tuple[uuid.UUID, str]
Truth = Mapping[uuid.UUID, uuid.UUID]
CHANCE = 1e-6
BY_COPIES = "the first copy that holds both"


@dataclass(frozen=True)
class Score:
    """How often a way to guess was right, and how often chance would have been."""

    name: str
    right: int
    expected: float

    @property
    def ratio(self) -> float:
        return self.right / self.expected if self.expected else 0.0

    @property
    def chance(self) -> float:
        """At most how likely it is to guess that well knowing nothing (Chernoff; guesses of one week hinder each other)."""
        if self.right <= self.expected:
            return 1.0
        return math.exp(self.right - self.expected - self.right * math.log(self.right / self.expected))


def scores(haul: Haul, met_at: Truth) -> list[Score]:
    """Every way to guess, the best first."""
    weeks = set(haul.talks)
    found = [_score(name, haul, guess, met_at, weeks) for name, guess in _guesses(haul)]
    return sorted(found, key=lambda score: -score.right)


def _score(name: str, haul: Haul, guess: Guess, met_at: Truth, weeks: set[Week]) -> Score:
    """Where it says nothing, nothing is expected of it."""
    made = {each: visit for each, visit in guess.items() if haul.week_of[each] in weeks}
    right = sum(met_at.get(each) == visit for each, visit in made.items())
    return Score(name, right, sum(1 / len(haul.talks[haul.week_of[each]]) for each in made))


def learnt(haul: Haul, met_at: Truth) -> Score:
    """The way that was best in every other week, which the adversary knows from elsewhere, tried on the weeks between."""
    weeks = sorted(haul.talks, key=str)
    tried = []
    for half in (0, 1):
        known, asked = set(weeks[half::2]), set(weeks[1 - half :: 2])
        best = max(_guesses(haul), key=lambda way: _score(way[0], haul, way[1], met_at, known).right)
        tried.append(_score(best[0], haul, best[1], met_at, asked))
    return together("learnt", tried)


def together(name: str, each: Iterable[Score]) -> Score:
    """As if it were one."""
    some = list(each)
    return Score(name, sum(one.right for one in some), sum(one.expected for one in some))


def _guesses(haul: Haul) -> Iterator[tuple[str, Guess]]:
    orders: dict[str, Places] = {
        "id": {each: each.int for each in haul.week_of},
        "sealed": {each: int.from_bytes(mark, "big") for each, mark in haul.marks.items()},
    }
    orders["hold"] = {each: held.id.int for each, held in haul.holds.items()}
    orders["slot"] = {each: held.slot.int for each, held in haul.holds.items()}
    orders |= {trace.name: trace.contacts for trace in haul.traces}
    for name, places in orders.items():
        yield f"{name}: in order", _in_order(haul, places)
        yield f"{name}: in reverse", _in_order(haul, {each: -place for each, place in places.items()})
    for trace in haul.traces:
        for back in (0, 1, 2):
            yield f"{trace.name}: {back + 1} before", _beside(haul, trace, -1 - back)
        yield f"{trace.name}: after", _beside(haul, trace, 0)
    yield "time in the id", _by_time(haul)
    yield BY_COPIES, _by_copies(haul)


def _in_order(haul: Haul, places: Places) -> Guess:
    """The contacts of a week in this order stand for its conversations in the order of the log."""
    found: Guess = {}
    for week, talks in haul.talks.items():
        contacts = sorted((each for each in places if haul.week_of.get(each) == week), key=places.__getitem__)
        for n, contact in enumerate(contacts):
            found[contact] = talks[int((n + 0.5) * len(talks) / len(contacts))]
    return found


def _beside(haul: Haul, trace: Trace, offset: int) -> Guess:
    """The conversation of the week that lies nearest before (or after) the contact."""
    found: Guess = {}
    for week, talks in haul.talks.items():
        lying = sorted((trace.visits[each], each) for each in talks if each in trace.visits)
        for contact, place in trace.contacts.items():
            at = bisect_left(lying, (place, uuid.UUID(int=0))) + offset
            if haul.week_of.get(contact) == week and 0 <= at < len(lying):
                found[contact] = lying[at][1]
    return found


def _by_time(haul: Haul) -> Guess:
    """As if the contact's id began with a time, as a visit's does."""
    found: Guess = {}
    for contact, week in haul.week_of.items():
        found[contact] = min(haul.talks[week], key=lambda talk: abs((talk.int >> 80) - (contact.int >> 80)))
    return found


def _by_copies(haul: Haul) -> Guess:
    """What two copies differ by came between them: one of the conversations that did so, too."""
    dice, found = random.Random(0), Guess()
    earlier: tuple[set[uuid.UUID], set[uuid.UUID]] = (set(), set())
    for copy in haul.copies:
        contacts, visits = copy[0] - earlier[0], copy[1] - earlier[1]
        for contact in sorted(contacts):
            if talks := [talk for talk in haul.talks[haul.week_of[contact]] if talk in visits]:
                found[contact] = dice.choice(talks)
        earlier = copy
    return found


def told(best: Sequence[Score], most: int = 6) -> str:
    """For people: the best of them."""
    return "\n".join(f"{each.right:4} right, {each.ratio:5.1f} × chance: {each.name}" for each in best[:most])


def gives_away(best: Sequence[Score]) -> bool:
    """Whether any of these ways is better than chance, as sure as one in a million."""
    return any(each.chance * len(best) < CHANCE for each in best)
