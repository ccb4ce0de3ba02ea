"""What whoever takes a folder finds in it: every byte of every file, in each way to read it and each form of a text."""

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from tests.seized.readings import kind_of, readings

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")

Wanted = dict[str, tuple[frozenset[bytes], frozenset[bytes]]]
_searched: dict[tuple[object, ...], list[str]] = {}
"""What files held that were searched for the same before: of a folder that is looked at again, most have not changed."""


def hits(place: Path, canaries: Iterable[str]) -> dict[str, list[str]]:
    """For each canary that lies anywhere below `place` (a folder or a file), the files that hold it."""
    wanted: Wanted = {canary: (forms(canary), frozenset(in_base64(canary))) for canary in canaries}
    found: dict[str, list[str]] = {}
    for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if path.is_file() and not path.is_symlink():
            for canary in _held(path, wanted):
                found.setdefault(canary, []).append(str(path.relative_to(place.parent)))
    return found


def _held(path: Path, wanted: Wanted) -> list[str]:
    content = path.read_bytes()
    key = (hashlib.sha256(content).digest(), kind_of(path), frozenset(wanted))
    if key not in _searched:
        _searched[key] = _search(path, content, wanted)
    return _searched[key]


def _search(path: Path, content: bytes, wanted: Wanted) -> list[str]:
    held = set()
    for reading in readings(path, content):
        small = reading.lower()
        for canary, (loose, exact) in wanted.items():
            if any(form in small for form in loose) or any(form in reading for form in exact):
                held.add(canary)
    return sorted(held)


def forms(canary: str) -> frozenset[bytes]:
    """As what it may lie there, in small letters: each encoding, in a URL, in JSON, in hexadecimal, and as it is indexed."""
    small = canary.lower()
    bare = "".join(each for each in unicodedata.normalize("NFD", small) if not unicodedata.combining(each))
    spelt = (small, canary.upper(), bare)
    found = {each.encode(code) for each in spelt for code in ENCODINGS}
    found |= {quote(each).encode() for each in spelt} | {json.dumps(each)[1:-1].encode() for each in spelt}
    found |= {each.encode().hex().encode() for each in (small, canary)}
    return frozenset(each.lower() for each in found)


def in_base64(canary: str) -> Iterator[bytes]:
    """Three forms, by where in a group of three bytes it begins; without the letters at either end that others have part in."""
    for text in (canary.encode(), canary.lower().encode()):
        for before in range(3):
            whole = base64.b64encode(bytes(before) + text)
            found = whole[-(-before * 8 // 6) : (before + len(text)) * 8 // 6]
            yield found
            yield found.translate(bytes.maketrans(b"+/", b"-_"))
