"""Imports: a list of addresses becomes places and doors, and loses nothing that people added to them.

A door keeps its id, and with it its do-not-knock mark, its visits and its turfs, whatever newer lists say.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from canvass.audit import write_act
from canvass.db import begin_writing_patiently, db
from canvass.geo.features import FeaturePile
from canvass.geo.geocoding import Address, Located
from canvass.geo.lists.comparing import Difference, compare
from canvass.geo.lists.drafts import PlaceDraft
from canvass.geo.lists.gathering import Gathered, gather
from canvass.geo.lists.rows import AddressRow, BadRow, Placeless
from canvass.geo.lists.unchanged import find_unchanged
from canvass.geo.packing import Pile
from canvass.geo.reading.source_errors import NoUsableRow
from canvass.geo.sources import count_rows, read_rows
from canvass.known_places import (
    IMPORTED,
    Moment,
    hold_imports,
    is_known,
    known_doors,
    known_places,
    moment,
    named_before,
    places_named,
    standing_at,
    was_last,
)
from canvass.locating import locate
from canvass.outside import Ask
from canvass.pinned import lift, put_back
from canvass.place_changes import add_places, apply, fitting, size_of, take_stock, touched
from canvass.streets import replace_features
from canvass.turfs import TurfDoor, show_changes

Tell = Callable[[int, int], None]
"""Is told how much is done, of how much; it may raise to stop the work."""

CHUNK = 1000

Row = dict[str, Any]


@dataclass(frozen=True)
class Listing:
    """What a file says, before it is compared with anything: places with doors, unusable rows, streets and the like."""

    places: Gathered
    rows: int
    rejected: list[BadRow]
    features: FeaturePile = field(default_factory=FeaturePile)


@dataclass
class Findings:
    """What a list would change of what was known at a moment: new places apart, for they are many; `as_before` nothing,
    for it was the last to be imported, and nobody added anything since."""

    at: Moment
    as_before: bool = False
    same_places: set[int] = field(default_factory=set)
    same_doors: int = 0
    new: Pile = field(default_factory=Pile)
    new_doors: int = 0
    differences: list[Difference[UUID]] = field(default_factory=list)


def read_listing(
    path: Path, mapping: Mapping[str, str], tell: Tell, source: str = "", ask: Ask | None = None
) -> Listing:
    """Read a file whole: the first half of the work of which `tell` is told, `bring_in` is the other.

    Addresses without a point are looked for among all others, but for those of the list `source` itself. Raises
    `SourceError` or `MappingError` for a file that cannot be read so.
    """
    rejected: list[BadRow] = []
    features = FeaturePile()
    missing: list[Placeless] = []
    lines = max(1, count_rows(path, lambda: tell(0, 1)))
    seen = 0

    def alive() -> None:
        tell(min(seen, lines), 4 * lines)

    def asking(address: Address) -> Located | None:
        alive()
        return ask(address) if ask else None

    def usable() -> Iterator[AddressRow]:
        nonlocal seen
        rows = read_rows(path, mapping, features.add, missing.append, alive)
        found = locate(missing, lambda: read_rows(path, mapping), source, asking if ask else None)
        for seen, row in enumerate(chain(rows, found), 1):
            if seen % CHUNK == 0:
                alive()
            if isinstance(row, BadRow):
                rejected.append(row)
            else:
                yield row

    gathered = gather(usable(), fitting, lambda done, rows: tell(rows + done, 4 * rows))
    rejected.sort(key=lambda row: row.row)
    return Listing(gathered, seen, rejected, features)


def look(listing: Listing, source: str, tell: Tell) -> Findings:
    """Compare what the list called `source` says with what is known, in the caller's transaction, and change nothing."""
    found = Findings(moment())
    if was_last(listing.places.digest(source), found.at):
        found.as_before = True
        return found
    if not listing.places.places:
        # A map without addresses tells nothing of those that are known.
        return found
    before = is_known(source)
    rest: list[PlaceDraft] = []
    for part in listing.places:
        unclear = _sort_out(found, part, source, before)
        if before:
            rest += unclear
        elif unclear:
            # Places are of one address, all in one part, where no id from before can be meant.
            found.differences.append(_compare(unclear, source, [], ()))
        done = len(found.same_places) + found.new.count + len(rest)
        tell(2 * listing.places.places + done, 4 * listing.places.places)
    if before:
        gone = places_named(source, found.same_places)
        found.differences.append(_compare(rest, source, gone, found.same_places))
    return found


def bring_whole(
    path: Path,
    source: str,
    mapping: Mapping[str, str],
    ask: Ask | None,
    *,
    dry_run: bool,
    by: UUID | None,
    tell: Tell,
) -> tuple[Row, list[BadRow]]:
    """Read a list outside any transaction, compare it in a reader's, then write in a writer's, which the caller commits.

    So nobody waits while it is compared, and a dry run stops nobody at all. The report, and the rows that are no use.
    """
    listing = read_listing(path, mapping, tell, source, ask)
    found = look(listing, source, tell)
    if not dry_run:
        begin_writing_patiently(db.session)
    report = bring_in(listing, source, dry_run=dry_run, by=by, tell=tell, found=found)
    if dry_run:
        db.session.rollback()
    return report, listing.rejected


def bring_in(
    listing: Listing,
    source: str,
    *,
    dry_run: bool,
    by: UUID | None,
    tell: Tell,
    found: Findings | None = None,
) -> Row:
    """Write what the list called `source` changes of what is known, and report it.

    `found` is what `look` found before this transaction; it counts if nothing happened since. A dry run reports exactly
    the same and writes nothing. Idempotent: the same list again changes nothing. `NoUsableRow` for a list that would
    only make everything vanish.
    """
    if not dry_run:
        if not (listing.places.places or listing.features.count):
            raise NoUsableRow
        # One import at a time: what it compares with must not change before it writes.
        hold_imports(tell)
    if found is None or (not dry_run and found.at != moment()):
        found = look(listing, source, tell)
    report = _report(listing, found, dry_run)
    if not dry_run:
        _write(found, source, listing.rows, tell)
        counts = {noun: report[noun] for noun in ("places", "doors")}
        if listing.features.count:
            replace_features(source, listing.features)
        # Last, for whoever else has an act to write, or a number of the log's to take, waits from here on.
        digest, known = listing.places.digest(source), moment()[:2]
        write_act(IMPORTED, actor=by, rows=listing.rows, list=digest, known=list(known), **counts)
        show_changes(_in_turfs({door for difference in found.differences for door in difference.shown}))
    tell(listing.rows, listing.rows)
    return report


def _sort_out(found: Findings, part: list[PlaceDraft], source: str, before: bool) -> list[PlaceDraft]:
    """Note what is the same and what is new for sure; what has to be compared comes back."""
    there = standing_at({draft.address_key for draft in part}, source)
    unclear: list[PlaceDraft] = []
    unseen: list[PlaceDraft] = []
    for draft in part:
        at = there.get(draft.address_key)
        if not at:
            unseen.append(draft)
        elif same := find_unchanged(draft, at, source):
            at.remove(same)
            found.same_places.add(same.id)
            found.same_doors += len(draft.doors)
        else:
            unclear.append(draft)
    if before and unseen:
        names = named_before(source, {name for draft in unseen for name in _ids_of(draft)})
        moved = [draft for draft in unseen if not names.isdisjoint(_ids_of(draft))]
        unseen = [draft for draft in unseen if names.isdisjoint(_ids_of(draft))] if moved else unseen
        unclear += moved
    if unseen:
        found.new.add([draft.packed() for draft in unseen])
        found.new_doors += sum(len(draft.doors) for draft in unseen)
    return unclear


def _ids_of(draft: PlaceDraft) -> set[str]:
    return {*draft.source_ids, *(door.source_id for door in draft.doors if door.source_id)}


def _compare(
    drafts: list[PlaceDraft], source: str, named: Iterable[UUID], without: set[int] | tuple[()]
) -> Difference[UUID]:
    places = known_places(source, named, {draft.address_key for draft in drafts}, without)
    return compare(drafts, places, known_doors(source, places), uuid4)


def _report(listing: Listing, found: Findings, dry_run: bool) -> Row:
    reasons = Counter(row.reason for row in listing.rejected)
    differences = found.differences
    return {
        "rows": listing.rows,
        "places": {
            "added": found.new.count + sum(len(each.places_new) for each in differences),
            "updated": sum(len(each.places_changed) for each in differences),
            "unchanged": len(found.same_places)
            + found.as_before * listing.places.places
            + sum(each.places_same for each in differences),
            "vanished": sum(len(each.places_vanished) for each in differences),
        },
        "doors": {
            "added": found.new_doors + sum(len(each.doors_new) for each in differences),
            "updated": sum(len(each.doors_changed) for each in differences),
            "unchanged": found.same_doors
            + found.as_before * listing.places.doors
            + sum(each.doors_same for each in differences),
            "vanished": sum(len(each.doors_vanished) for each in differences),
        },
        "without_doors": listing.places.without_doors,
        "duplicates": listing.places.duplicates,
        "unsure": listing.places.unsure,
        "rejected": dict(sorted(reasons.items())),
        "rejected_rows": len(listing.rejected),
        "features": dict(sorted(listing.features.kinds.items())),
        "dry_run": dry_run,
    }


def _write(found: Findings, source: str, rows: int, tell: Tell) -> None:
    total = max(1, found.new.count + sum(map(size_of, found.differences)))
    written = 0

    def done(more: int) -> None:
        nonlocal written
        written += more
        tell(3 * rows + rows * written // total, 4 * rows)

    for part in found.new:
        add_places([PlaceDraft.unpacked(packed) for packed in part], source)
        done(len(part))
    take_stock(found.new.count)
    if not found.differences:
        return
    places = touched(found.differences)
    lift(places)
    for difference in found.differences:
        apply(difference, source, done)
    put_back(places)


def _in_turfs(doors: set[UUID]) -> list[UUID]:
    if not doors:
        return []
    return sorted(
        doors.intersection(db.session.scalars(select(TurfDoor.door_id).where(TurfDoor.live).distinct()))
    )
