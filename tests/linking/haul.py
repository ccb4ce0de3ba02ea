"""What somebody has who took the whole server: its rows, and where in which file each of them lies."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, make_url, select, text

from canvass.config import Settings
from canvass.contacts import Contact
from canvass.db import db
from canvass.dumps import POSTGRES_START
from canvass.log import Event
from canvass.slot_holds import SlotHold
from canvass.visits import Visit
from canvass.weeks import week_of
from tests.linking.walking import Held
from tests.seized.readings import as_sql

TAIL = 40
"""The end of what is sealed: bytes that are nowhere else."""

HELD_IN = ("slot_holds", "slots")
Places = dict[uuid.UUID, int]


@dataclass
class Trace:
    """Contacts and conversations on one line: offsets in a file, or numbers of transactions."""

    name: str
    contacts: Places
    visits: Places


@dataclass
class Haul:
    """`week_of` gives each contact's campaign and week; `talks` the conversations of each, in the order of the log."""

    week_of: dict[uuid.UUID, tuple[uuid.UUID, str]] = field(default_factory=dict)
    talks: dict[tuple[uuid.UUID, str], list[uuid.UUID]] = field(default_factory=dict)
    marks: dict[uuid.UUID, bytes] = field(default_factory=dict)
    traces: list[Trace] = field(default_factory=list)
    holds: Mapping[uuid.UUID, Held] = field(default_factory=dict)
    """Whose hours were held, which only a keyholder can tell: given to the adversary, so that nothing else hides them."""
    held: dict[uuid.UUID, bytes] = field(default_factory=dict)
    """Marks of the holds, by their contact."""
    copies: list[tuple[set[uuid.UUID], set[uuid.UUID]]] = field(default_factory=list)
    """Of each backup that can be read, the oldest first: which contacts and which visits it holds."""


def whole_server(app: Flask, settings: Settings) -> list[Path]:
    """Where everything lies: SQLite's folder; of PostgreSQL its files of this database, and its log of writes."""
    if settings.is_sqlite:
        return [settings.instance]
    data = Path(str(make_url(settings.database_url).query["host"])) / "data"
    with app.app_context():
        db.session.execute(text("CHECKPOINT"))
        number = db.session.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        db.session.rollback()
    return [settings.instance, data / "base" / str(number), data / "pg_wal"]


def take(
    app: Flask,
    files: Sequence[Path],
    copies: Sequence[Path] = (),
    holds: Mapping[uuid.UUID, Held] | None = None,
) -> Haul:
    """Read the database, then every file byte by byte."""
    found = Haul(holds=holds or {})
    with app.app_context():
        _read_rows(found)
        found.traces += _orders(db.engine, found)
        db.session.rollback()
    visits = {visit for talks in found.talks.values() for visit in talks}
    for path in files:
        for each in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if each.is_file():
                found.traces += _of_file(each.name, each.read_bytes(), found, visits)
    for path in copies:
        content = _as_text(path)
        found.traces += _of_file(path.name, content, found, visits)
        held = {contact for contact, mark in found.marks.items() if _find(content, mark) >= 0}
        found.copies.append((held, {visit for visit in visits if _find_id(content, visit) >= 0}))
    return found


def _of_file(name: str, content: bytes, found: Haul, visits: set[uuid.UUID]) -> Iterator[Trace]:
    yield from _traced(name, content, found.marks, visits)
    yield from _traced(f"{name} holds", content, found.held, visits)
    slots = {contact: held.slot.bytes for contact, held in found.holds.items()}
    yield from _traced(f"{name} slots", content, slots, visits)


def _read_rows(found: Haul) -> None:
    for row in db.session.execute(select(Contact.id, Contact.campaign_id, Contact.week, Contact.sealed)):
        found.week_of[row.id] = (row.campaign_id, row.week)
        found.marks[row.id] = row.sealed[-TAIL:]
    sealed = dict(db.session.execute(select(SlotHold.id, SlotHold.sealed)).all())
    found.held |= {contact: sealed[held.id][-TAIL:] for contact, held in found.holds.items()}
    talked = (
        select(Visit.id, Visit.campaign_id, Visit.at)
        .join(Event, Event.id == Visit.id)
        .where(Visit.result == "conversation")
        .order_by(Event.number)
    )
    for row in db.session.execute(talked):
        found.talks.setdefault((row.campaign_id, week_of(row.at.date())), []).append(row.id)


def _orders(engine: Engine, found: Haul) -> Iterator[Trace]:
    """The orders in which the database itself gives its rows, and on PostgreSQL the stamps of who wrote them."""
    plain = "SELECT id FROM {table}"
    asked = {"as they come": plain}
    if engine.dialect.name == "postgresql":
        asked |= {"ctid": f"{plain} ORDER BY ctid", "xmin": f"{plain} ORDER BY age(xmin) DESC, ctid"}
    for name, query in asked.items():
        contacts, visits = (
            {
                uuid.UUID(str(row)): n
                for n, row in enumerate(db.session.scalars(text(query.format(table=table))))
            }
            for table in ("contacts", "visits")
        )
        yield Trace(name, contacts, visits)
        for table in HELD_IN:
            order = db.session.scalars(text(query.format(table=table)))
            yield Trace(f"{name}, {table}", _places(found, table, map(_id, order)), visits)
    if engine.dialect.name == "postgresql":
        contacts, visits = (
            {
                row.id: row.stamp
                for row in db.session.execute(text(f"SELECT id, xmin::text::bigint AS stamp FROM {table}"))
            }
            for table in ("contacts", "events")
        )
        yield Trace("stamps", contacts, visits)
        for table in HELD_IN:
            stamps = db.session.execute(text(f"SELECT id, xmin::text::bigint FROM {table}")).all()
            yield Trace(f"stamps, {table}", _at(found, table, dict(stamps)), visits)


def _id(row: object) -> uuid.UUID:
    return uuid.UUID(str(row))


def _places(found: Haul, table: str, order: Iterable[uuid.UUID]) -> Places:
    return _at(found, table, {each: n for n, each in enumerate(order)})


def _at(found: Haul, table: str, places: Mapping[uuid.UUID, int]) -> Places:
    """Where each contact's hold, or the slot that it holds, stands."""
    return {
        contact: places[held.id if table == "slot_holds" else held.slot]
        for contact, held in found.holds.items()
    }


def _traced(
    name: str, content: bytes, marks: Mapping[uuid.UUID, bytes], visits: set[uuid.UUID]
) -> Iterator[Trace]:
    """Where each first lies in this file, and where it last lies."""
    for last in (False, True):
        contacts = {each: at for each, mark in marks.items() if (at := _find(content, mark, last=last)) >= 0}
        if contacts:
            talks = {each: at for each in visits if (at := _find_id(content, each, last=last)) >= 0}
            yield Trace(f"{name} {'last' if last else 'first'}", contacts, talks)


def _find(content: bytes, mark: bytes, *, last: bool = False) -> int:
    """As bytes, or as PostgreSQL's dumps write bytes."""
    look = content.rfind if last else content.find
    at = look(mark)
    return at if at >= 0 else look(mark.hex().encode())


def _find_id(content: bytes, each: uuid.UUID, *, last: bool = False) -> int:
    """As each database keeps an id."""
    look = content.rfind if last else content.find
    return max(look(each.bytes), look(each.hex.encode()), look(str(each).encode()))


def _as_text(path: Path) -> bytes:
    content = path.read_bytes()
    return as_sql(path) if content.startswith(POSTGRES_START) else content
