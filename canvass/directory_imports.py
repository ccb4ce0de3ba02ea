"""Directories that others publish, brought in or tried: found again by their source's ids, and written over nobody's work.

Of what is known already only that is changed which its source tells otherwise than before; so the same list again changes
nothing, and what staff mended stays mended. What a source no longer tells of stays as well, and is counted.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from canvass.audit import write_act
from canvass.db import db
from canvass.directory import Listed, ListedOrganisation, ListedService
from canvass.directory_lists.flat import read_flat
from canvass.directory_lists.hsds import read_archive, read_json
from canvass.directory_lists.rows import MOST_BYTES, DirectoryTooLarge
from canvass.directory_lists.terms import (
    NEEDS,
    NO_NAMES,
    OwnNames,
    Problem,
    Told,
    ToldOrganisation,
    ToldService,
)
from canvass.members import Organisation

ZIP = b"PK\x03\x04"
JSON_STARTS = (b"{", b"[")
BOM = b"\xef\xbb\xbf"
MOST_SHOWN = 200


@dataclass
class Changes:
    """How many were new, told otherwise, or the same."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass
class Report:
    """What an import did, or would do."""

    dry_run: bool
    rows: int
    problems: Sequence[Problem]
    problem_count: int
    organisations: Changes = field(default_factory=Changes)
    services: Changes = field(default_factory=Changes)
    missing: int = 0
    """Services that the same source told of before, and tells of no more."""
    own_needs: int = 0
    """Services that the list says answer a need of the organisation's own."""


def read(data: bytes, own: OwnNames = NO_NAMES) -> Told:
    """What a file tells, whatever form it has: its first bytes say which, not its name. `own`: the names of own needs."""
    if len(data) > MOST_BYTES:
        raise DirectoryTooLarge
    if data.startswith(ZIP):
        return read_archive(data, own)
    is_json = data.removeprefix(BOM).lstrip().startswith(JSON_STARTS)
    return read_json(data, own) if is_json else read_flat(data, own)


def bring_in(told: Told, source: str, *, dry_run: bool, by: UUID) -> Report:
    """Write what is told, unless it is only tried, and report it."""
    if not dry_run:
        # Two imports at once come here one after the other.
        db.session.execute(select(Organisation.id).with_for_update())
    report = Report(dry_run, told.rows, told.problems[:MOST_SHOWN], len(told.problems))
    known = {one.source_id: one for one in _known(source, locked=not dry_run)}
    seen = set()
    for organisation in told.organisations:
        record = known.get(organisation.id)
        there = {one.source_id: one for one in record.services if one.source_id} if record else {}
        if record is None and not dry_run:
            record = ListedOrganisation(source=source, source_id=organisation.id)
            db.session.add(record)
        _take(
            record, organisation, report.organisations, is_new=organisation.id not in known, dry_run=dry_run
        )
        for service in organisation.services:
            one = there.get(service.id)
            is_new = one is None
            if one is None and record is not None and not dry_run:
                db.session.flush()
                one = ListedService(organisation_id=record.id, source_id=service.id)
                db.session.add(one)
            _take(one, service, report.services, is_new=is_new, dry_run=dry_run)
            seen.add((organisation.id, service.id))
            report.own_needs += bool(_own(service.fields["needs"]))
    report.missing = sum(1 for key in _told_before(known.values()) if key not in seen)
    db.session.flush()
    if not dry_run:
        _note(report, by)
    return report


def _note(report: Report, by: UUID) -> None:
    organisations, services = (part.added + part.updated for part in (report.organisations, report.services))
    if organisations or services:
        write_act("directory_imported", actor=by, organisations=organisations, services=services)


def _known(source: str, *, locked: bool) -> Sequence[ListedOrganisation]:
    query = select(ListedOrganisation).where(ListedOrganisation.source == source)
    return db.session.scalars(query.with_for_update() if locked else query).all()


def _told_before(known: Any) -> Iterator[tuple[str | None, str]]:
    for organisation in known:
        for service in organisation.services:
            if service.source_id and service.active:
                yield organisation.source_id, service.source_id


def _take(
    record: Listed | None,
    told: ToldOrganisation | ToldService,
    counts: Changes,
    *,
    is_new: bool,
    dry_run: bool,
) -> None:
    before = {} if record is None or is_new else record.told or {}
    changed = {
        name: value for name, value in told.fields.items() if name not in before or before[name] != value
    }
    if record is not None and before and "needs" in changed and _only_called_otherwise(record, before, told):
        del changed["needs"]
    if is_new:
        counts.added += 1
    elif changed:
        counts.updated += 1
    else:
        counts.unchanged += 1
    if record is None or dry_run or not changed:
        return
    for name, value in changed.items():
        setattr(record, name, value)
    record.told = told.fields
    if not is_new:
        record.rev += 1


def _only_called_otherwise(
    record: Any, before: Mapping[str, Any], told: ToldOrganisation | ToldService
) -> bool:
    """Whether the source tells the same needs, and only what is called a need here has changed since.

    A need that was named since comes to it, unless staff mended the needs; one that was renamed or retired stays.
    """
    was, now = before["needs"], told.fields["needs"]
    gained, lost = _own(now) - _own(was), _own(was) - _own(now)
    # A name of ours takes the place of what was guessed from it before, and gives it back once it is none.
    if (_common(was) - _common(now) and not gained) or (_common(now) - _common(was) and not lost):
        return False
    return record.needs != was or not gained


def _common(codes: Collection[str]) -> set[str]:
    # `other` stands for whatever has no name.
    return set(codes) & set(NEEDS[:-1])


def _own(codes: Collection[str]) -> set[str]:
    return set(codes) - set(NEEDS)
