"""The demo's people and what happened at its doors: all invented, deterministic, and nobody's data.

Telephone numbers are 828-555-0100 to 0199, which are reserved for fiction. Pure: nothing here knows a
database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal, TypeVar

from canvass.demo import sayings

SEED = 11

Fate = Literal["new", "picked_up", "consulta", "leadership", "both", "closed"]
T = TypeVar("T")

RESULTS = {
    "not_home": 138,
    "conversation": 66,
    "come_back": 26,
    "declined": 22,
    "other_language": 14,
    "inaccessible": 12,
    "vacant": 9,
    "not_found": 6,
    "do_not_knock": 5,
    "skipped_unsafe": 2,
}
"""How 300 visits end: one in five or so is a conversation, as on real evenings."""

FATES: dict[Fate, int] = {
    "new": 26,
    "picked_up": 8,
    "consulta": 28,
    "leadership": 20,
    "both": 8,
    "closed": 10,
}

_LITERATURE = {
    "not_home": 0.8,
    "conversation": 0.75,
    "come_back": 0.6,
    "other_language": 0.7,
    "vacant": 0.05,
    "declined": 0.15,
}
_SHIFT_DAYS_AGO = (26, 22, 20, 19, 15, 12, 8, 6, 5, 1)
_SHIFT_MINUTES = 170
_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class DemoVisit:
    """One attempt at a door. `note` and `language` are in clear here; the seeder seals them."""

    result: str
    literature: bool
    note: str | None
    language: str | None
    minutes_ago: int


@dataclass(frozen=True)
class DemoContact:
    """A person who agreed to be contacted. `body` is the contact's body of docs/protocol.md without what only
    the seeder knows: `id`, `campaign`, `week`, `on`, `source`, `met_by`, and the consent's `words` and
    `on`."""

    body: dict[str, Any]
    weeks_ago: int
    urgent: bool
    fate: Fate


def make_visits(seed: int = SEED) -> list[DemoVisit]:
    """300 visits of ten shifts, the oldest first; the results are those of `RESULTS` in a shuffled order."""
    rng = Random(seed)  # noqa: S311 - a story, not a secret
    results = [result for result, count in RESULTS.items() for _ in range(count)]
    rng.shuffle(results)
    times = sorted((_minutes_ago(rng) for _ in results), reverse=True)
    return [_visit(rng, result, minutes) for result, minutes in zip(results, times, strict=True)]


def make_contacts(seed: int = SEED) -> list[DemoContact]:
    """100 contacts in every state, the oldest first; consent always covers the track that a contact went
    to."""
    rng = Random(seed + 1)  # noqa: S311 - a story, not a secret
    fates: list[Fate] = [fate for fate, count in FATES.items() for _ in range(count)]
    rng.shuffle(fates)
    made = [_contact(rng, number, fate) for number, fate in enumerate(fates)]
    return sorted(made, key=lambda contact: -contact.weeks_ago)


def _minutes_ago(rng: Random) -> int:
    return rng.choice(_SHIFT_DAYS_AGO) * _MINUTES_A_DAY + rng.randrange(_SHIFT_MINUTES)


def _visit(rng: Random, result: str, minutes: int) -> DemoVisit:
    notes = sayings.DOOR_NOTES.get(result, ())
    return DemoVisit(
        result=result,
        literature=rng.random() < _LITERATURE.get(result, 0.0),
        note=rng.choice(notes) if notes and rng.random() < 0.3 else None,
        language=rng.choice(sayings.OTHER_LANGUAGES) if result == "other_language" else None,
        minutes_ago=minutes,
    )


def _contact(rng: Random, number: int, fate: Fate) -> DemoContact:
    language = rng.choices(("es", "en", rng.choice(sayings.OTHER_LANGUAGES)), weights=(78, 14, 8))[0]
    purposes = _purposes(rng, fate)
    needs = _some(rng, sayings.NEEDS, 1, 3) if "consulta" in purposes else _some(rng, sayings.NEEDS, 0, 1)
    interests = _some(rng, sayings.INTERESTS, 1, 3) if "leadership" in purposes else []
    urgency = rng.choices(("today", "week", "no_rush"), weights=(2, 5, 6))[0] if needs else "no_rush"
    return DemoContact(
        body={
            "v": 1,
            "type": "contact",
            "urgent": urgency == "today",
            **_card(rng, number, language),
            "needs": needs,
            "interests": interests,
            "urgency": urgency,
            "note": _note(rng, language, needs, interests),
            "consent": {"purposes": purposes, "language": "en" if language == "en" else "es"},
        },
        weeks_ago=rng.choice((0, 0, 1)) if fate in ("new", "picked_up") else rng.randrange(1, 6),
        urgent=urgency == "today",
        fate=fate,
    )


def _card(rng: Random, number: int, language: str) -> dict[str, Any]:
    """The safe-contact card: how to reach the person without harm."""
    alias = rng.random() < 0.25
    name = (
        rng.choice(sayings.ALIASES)
        if alias
        else f"{rng.choice(sayings.FIRST_NAMES)} {rng.choice(sayings.LAST_NAMES)}"
    )
    return {
        "name": name,
        "phone": f"+1828555{100 + number % 100:04d}",
        "channel": rng.choices(("call", "text", "whatsapp", "signal", "visit"), weights=(30, 20, 38, 7, 5))[
            0
        ],
        "when": _some(rng, ("morning", "afternoon", "evening", "weekend"), 1, 2),
        "voicemail": rng.random() < 0.45,
        "ask_for": rng.choice(sayings.ASK_FOR) if rng.random() < 0.2 else "",
        "language": language,
    }


def _purposes(rng: Random, fate: Fate) -> list[str]:
    tracks = {"consulta": ["consulta"], "leadership": ["leadership"], "both": ["consulta", "leadership"]}
    agreed = tracks.get(fate) or rng.choice((["consulta"], ["leadership"], ["consulta", "leadership"]))
    return [*agreed, "alerts"] if rng.random() < 0.55 else list(agreed)


def _note(rng: Random, language: str, needs: Sequence[str], interests: Sequence[str]) -> str:
    said = sayings.NOTES_EN if language == "en" else sayings.NOTES_ES
    fitting = [note for topic in (*needs, *interests) for note in said.get(topic, ())]
    return rng.choice(fitting) if fitting and rng.random() < 0.7 else ""


def _some(rng: Random, choices: Sequence[T], least: int, most: int) -> list[T]:
    """Some of the choices, in their own order."""
    picked = rng.sample(range(len(choices)), rng.randint(least, most))
    return [choices[index] for index in sorted(picked)]
