"""Poison: JSON that is none, and JSON that no field expects, in every place of a value that is sound."""

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

MARK = "@poison@"
UNREADABLE = {
    "NUL": r'"a\u0000b"',
    "bare NUL": '"a\0b"',
    "lone surrogate": r'"\ud800"',
    "lone low surrogate": r'"Rosa \udc00"',
    "5,000 digits": "9" * 5000,
    "less than nothing with 5,000 digits": "-" + "9" * 5000,
    "beyond a double": "1e400",
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "deep nesting": "[" * 3000 + "]" * 3000,
}
"""No route reads such JSON at all."""

NESTED = "[" * 900 + "]" * 900

OF_ANOTHER_KIND = {
    "true": "true",
    "null": "null",
    "an object": '{"a": [null]}',
    "lists": "[[[]]]",
}
NUMBERS = {
    "2^31": str(2**31),
    "2^63": str(2**63),
    "less than -2^63": str(-(2**63) - 1),
    "beyond 64 bits": str(2**70),
    "a great double": "1e308",
    "half": "0.5",
    "digits in letters": json.dumps("9" * 5000),
}
LETTERS = {
    "null": "null",
    "a list of objects": '[{"a": null}]',
    "4,000 letters": json.dumps("x" * 4000),
    "beyond the plane": json.dumps("𐐷" * 50),
    "a number": "7",
    "an Arabic digit": '"٣"',
}
TIMES = {
    "the first day": '"0001-01-01"',
    "the first moment": '"0001-01-01T00:00:00+14:00"',
    "the last moment": '"9999-12-31T23:59:59-14:00"',
    "a moment nowhere": '"2027-01-01T00:00:00"',
}


def poison_for(sound: Any) -> dict[str, str]:
    """JSON that can be read, and is hardly what is expected where this sound value stands."""
    if isinstance(sound, int | float) and not isinstance(sound, bool):
        return OF_ANOTHER_KIND | NUMBERS
    if isinstance(sound, str) and re.match(r"\d{4}-\d\d-\d\d", sound):
        return TIMES
    return LETTERS if isinstance(sound, str) else OF_ANOTHER_KIND


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in a JSON value, the whole of it and lists and objects too."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield from places_in(each, (*path, name))


def marked(value: Any, path: tuple[Any, ...]) -> Any:
    """The value with the mark in this place."""
    if not path:
        return MARK
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = marked(copy[path[0]], path[1:])
    return copy


def batched(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The items, so many at a time."""
    rest = iter(items)
    while batch := list(itertools.islice(rest, size)):
        yield batch


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """What stands in this place."""
    return at(value[path[0]], path[1:]) if path else value


def doses(value: Any) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """Every place with everything that is poison there. What no JSON is spoils all of a text wherever it stands, and
    so is tried in the last place only."""
    places = list(places_in(value))
    for place in places:
        yield place, "NUL", UNREADABLE["NUL"]
        yield from ((place, *named) for named in poison_for(at(value, place)).items())
    yield from ((places[-1], *named) for named in UNREADABLE.items())
    yield places[-1], "nested", NESTED


def poisoned(value: Any, path: tuple[Any, ...], raw: str) -> str:
    """The value as JSON text with this raw text in this place."""
    return json.dumps(marked(value, path)).replace(json.dumps(MARK), raw)
