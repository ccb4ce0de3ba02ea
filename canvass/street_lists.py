"""Lists of streets and walkways: read outside any transaction, then kept in place of what their source brought before."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from canvass.audit import write_act
from canvass.db import begin_writing_patiently, db
from canvass.geo.features import STREET, Feature, FeaturePile, Side
from canvass.geo.lists.addresses import first_number
from canvass.geo.lists.rows import BadRow
from canvass.geo.reading.centrelines import read_centrelines
from canvass.geo.reading.source_errors import NoUsableLine
from canvass.geo.sources import count_rows, read_lines
from canvass.known_places import hold_imports
from canvass.streets import count_features, replace_features

CHUNK = 1000

Tell = Callable[[int, int], None]
"""Is told how much is done, of how much; it may raise to stop the work."""


@dataclass
class StreetList:
    """What a file says: its lines, how many of them have a name and house numbers, and what could not be read."""

    rows: int = 0
    named: int = 0
    numbered: int = 0
    rejected: list[BadRow] = field(default_factory=list)
    lines: FeaturePile = field(default_factory=FeaturePile)

    def add(self, line: Feature) -> None:
        self.lines.add(line)
        self.named += bool(line.name)
        self.numbered += any(_is_numbered(side) for side in (line.left, line.right))


def read_street_list(path: Path, tell: Tell) -> StreetList:
    """Read a file whole: the first half of the work of which `tell` is told. `SourceError` for one without lines."""
    found = StreetList()
    expected = max(1, count_rows(path))

    def features() -> Iterator[tuple[dict[str, str], Any]]:
        for found.rows, feature in enumerate(read_lines(path), 1):
            if found.rows % CHUNK == 0:
                tell(min(found.rows, expected), 2 * expected)
            yield feature

    for line in read_centrelines(features(), found.rejected.append):
        found.add(line)
    return found


def bring_in(
    path: Path, source: str, *, dry_run: bool, by: UUID | None, tell: Tell
) -> tuple[dict[str, Any], list[BadRow]]:
    """Read a list outside any transaction, then keep it in a writer's, which the caller commits; a dry run writes nothing.

    Repeatable: the same file again leaves the same streets. `NoUsableLine` for a file that would only take streets away.
    The report, and what could not be read.
    """
    found = read_street_list(path, tell)
    if not dry_run:
        begin_writing_patiently(db.session)
        # One import at a time: two of one source would both find nothing to replace, and keep every street twice.
        hold_imports(tell)
    report = _keep(found, source[:60], dry_run=dry_run, by=by, tell=tell)
    if dry_run:
        db.session.rollback()
    return report, found.rejected


def _keep(found: StreetList, source: str, *, dry_run: bool, by: UUID | None, tell: Tell) -> dict[str, Any]:
    before = count_features().get(source, {})
    lines = found.lines.count
    if not dry_run:
        if not lines:
            raise NoUsableLine
        replace_features(source, _counting(found, tell))
        write_act("streets_imported", actor=by, streets=lines)
    tell(2 * max(1, lines), 2 * max(1, lines))
    return {
        "holds": "streets",
        "rows": found.rows,
        "streets": lines,
        "named": found.named,
        "numbered": found.numbered,
        "before": before.get(STREET, 0),
        "features": dict(found.lines.kinds),
        "rejected": dict(sorted(Counter(row.reason for row in found.rejected).items())),
        "rejected_rows": len(found.rejected),
        "dry_run": dry_run,
    }


def _is_numbered(side: Side) -> bool:
    return first_number(side.first) is not None and first_number(side.last) is not None


def _counting(found: StreetList, tell: Tell) -> Iterator[list[Feature]]:
    written = 0
    for part in found.lines:
        yield part
        written += len(part)
        tell(found.lines.count + written, 2 * found.lines.count)
