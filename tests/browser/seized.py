"""What whoever takes a folder finds in it: every byte of every file, in each encoding in which text is kept."""

from collections.abc import Iterable
from pathlib import Path

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def hits(place: Path, canaries: Iterable[str]) -> dict[str, list[str]]:
    """For each canary that lies anywhere below `place` (a folder or a file), the files that hold it."""
    needles = {canary: {canary.encode(code) for code in ENCODINGS} for canary in canaries}
    found: dict[str, list[str]] = {}
    for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if not path.is_file():
            continue
        content = path.read_bytes()
        for canary, forms in needles.items():
            if any(form in content for form in forms):
                found.setdefault(canary, []).append(str(path.relative_to(place.parent)))
    return found
