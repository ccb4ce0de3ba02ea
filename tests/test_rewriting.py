"""After the night nothing in the database's files tells in which order contacts came."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import make_url, select, text

from canvass import contacts, dumps, forgetting, rewriting
from canvass.config import Settings
from canvass.consulta import Case, CaseBar, CaseNote
from canvass.contacts import AnswerSet, Contact
from canvass.db import db
from canvass.leadership import Person as OnLadder
from tests.cast import Cast
from tests.people import add_case, add_person, answers, contact, hand_in, sealed_part
from tests.walk import Ground, Phone, lend

COUNT = 24


def arrive(cast: Cast, ground: Ground, count: int = COUNT) -> list[uuid.UUID]:
    """Contacts, each handed in by itself; their ids in the order in which they came."""
    items = [contact(cast, ground.campaign) for _ in range(count)]
    for item in items:
        hand_in(cast.alma, item)
    return [uuid.UUID(item["id"]) for item in items]


def orders(cast: Cast, settings: Settings) -> list[list[uuid.UUID]]:
    """The orders in which the database's files give the contacts: by the stamp of the transaction, and by where they lie."""
    with cast.app.app_context():
        if not settings.is_sqlite:
            stamps = text("SELECT id FROM contacts ORDER BY age(xmin) DESC, id")
            places = text("SELECT id FROM contacts ORDER BY ctid")
            return [list(db.session.scalars(query)) for query in (stamps, places)]
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        sealed = {row.id: row.sealed for row in db.session.execute(select(Contact.id, Contact.sealed))}
        lies = Path(str(db.engine.url.database)).read_bytes()
        # The end of what is sealed lies on a page of its own, given out when the row came.
        return [sorted(sealed, key=lambda each: lies.index(sealed[each][-40:]))]


def alike(order: Sequence[uuid.UUID], arrival: Sequence[uuid.UUID]) -> float:
    """How many of all pairs stand in the order in which they came."""
    place = {each: n for n, each in enumerate(order)}
    pairs = [(a, b) for n, a in enumerate(arrival) for b in arrival[n + 1 :]]
    return sum(place[a] < place[b] for a, b in pairs) / len(pairs)


def test_nothing_tells_the_order_of_arrival_after_it_and_everything_did_before(
    cast: Cast, ground: Ground, settings: Settings
) -> None:
    arrival = arrive(cast, ground)
    by_id = sorted(arrival)
    for before in orders(cast, settings):
        assert alike(before, arrival) > 0.9

    with cast.app.app_context():
        rewriting.rewrite()

    for after in orders(cast, settings):
        assert after == by_id
    with cast.app.app_context():
        if not settings.is_sqlite:
            stamps = db.session.scalars(text("SELECT DISTINCT xmin::text FROM contacts")).all()
            assert len(stamps) == 1


def test_what_was_overwritten_is_gone_from_the_files(cast: Cast, ground: Ground, settings: Settings) -> None:
    if not settings.is_sqlite:
        pytest.skip("PostgreSQL's old files are unlinked")
    [gone, *_] = arrive(cast, ground, 3)
    path = settings.instance / "canvass.sqlite3"
    with cast.app.app_context():
        sealed = db.session.get_one(Contact, gone).sealed
        db.session.rollback()
        contacts.forget([gone])
        db.session.commit()
        wal = path.with_name(path.name + "-wal")
        assert sealed[-40:] in path.read_bytes() + wal.read_bytes()

        rewriting.rewrite()

        assert sealed[-40:] not in path.read_bytes() + wal.read_bytes()


def test_nothing_tells_who_gave_a_case_away_first(cast: Cast, ground: Ground, settings: Settings) -> None:
    case = uuid.UUID(add_case(cast, ground.campaign))
    members = sorted((cast.celia.member_id, cast.beto.member_id, cast.elena.member_id))
    with cast.app.app_context():
        for member in reversed(members):
            db.session.add(CaseBar(case_id=case, member_id=member))
            db.session.flush()
        db.session.commit()

        rewriting.rewrite()

        # SQLite keeps them by their key.
        places = "" if settings.is_sqlite else " ORDER BY ctid"
        lying = db.session.execute(text(f"SELECT member_id FROM case_bars{places}")).scalars().all()
        assert [uuid.UUID(str(each)) for each in lying] == members


def test_everything_is_there_as_before(cast: Cast, ground: Ground) -> None:
    arrive(cast, ground, 3)
    hand_in(cast.alma, answers(ground.campaign, ground.script, {"rent": ["yes"]}))
    case = add_case(cast, ground.campaign)
    add_person(cast, ground.campaign)
    note = {"id": str(uuid.uuid4())}
    cast.celia.post(f"/api/cases/{case}/notes", note | sealed_part(cast, "consulta", "case.note", note["id"]))
    before = everything(cast)

    with cast.app.app_context():
        rewriting.rewrite()

    assert everything(cast) == before
    assert all(before.values())
    # Its constraints hold as before.
    hand_in(cast.alma, contact(cast, ground.campaign))
    note = {"id": str(uuid.uuid4())}
    note |= sealed_part(cast, "consulta", "case.note", note["id"])
    assert cast.celia.post(f"/api/cases/{uuid.uuid4()}/notes", note).status_code == 404


def everything(cast: Cast) -> dict[str, list[tuple[Any, ...]]]:
    with cast.app.app_context():
        models = (Contact, AnswerSet, Case, CaseNote, OnLadder)
        found = {
            each.__tablename__: sorted(map(tuple, db.session.execute(select(*each.__table__.c))), key=str)
            for each in models
        }
        db.session.rollback()
    return found


def test_a_dump_that_began_before_sees_the_rows(
    cast: Cast, ground: Ground, settings: Settings, tmp_path: Path
) -> None:
    """On PostgreSQL a table that is emptied looks empty to a moment before."""
    arrive(cast, ground, 3)
    looking, done = Signal(), Signal()
    seen: list[int] = []

    def look(connection: Any) -> None:
        looking.set()
        done.wait(1)
        seen.append(len(connection.scalars(select(Contact.id)).all()))

    def dump() -> None:
        path = tmp_path / "copy"
        dumps.make_private(path)
        dumps.dump(path, look)

    def write_anew() -> None:
        looking.wait(10)
        rewriting.rewrite()
        done.set()

    run_together(cast, dump, write_anew)

    assert seen == [3]


def test_phones_that_hand_in_meanwhile_lose_nothing(cast: Cast, ground: Ground) -> None:
    items = [contact(cast, ground.campaign) for _ in range(12)]
    told: list[int] = []

    def push() -> None:
        for item in items:
            for _ in range(20):
                body = {"client": "canvass 0.1.0", "records": [item]}
                told.append(cast.alma.push("/api/sync/people", body).status_code)
                if told[-1] == 200:
                    break

    def write_anew() -> None:
        for _ in range(4):
            rewriting.rewrite()

    run_together(cast, push, write_anew)

    assert set(told) <= {200, 503}
    with cast.app.app_context():
        assert set(db.session.scalars(select(Contact.id))) == {uuid.UUID(item["id"]) for item in items}


def run_together(cast: Cast, *deeds: Callable[[], None]) -> None:
    def in_context(deed: Callable[[], None]) -> None:
        with cast.app.app_context():
            deed()

    threads = [Thread(target=in_context, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_postgresqls_log_of_writes_keeps_nothing_of_the_day(
    cast: Cast, ground: Ground, settings: Settings
) -> None:
    log = Path(str(make_url(settings.database_url).query["host"])) / "data" / "pg_wal"
    [first, *_] = arrive(cast, ground, 3)
    with cast.app.app_context():
        mark = db.session.get_one(Contact, first).sealed[-40:]
        db.session.execute(text("CHECKPOINT"))
        db.session.rollback()
        segments = {path.name for path in log.iterdir() if path.is_file() and mark in path.read_bytes()}
        assert segments

        rewriting.rewrite()

    assert not segments & {path.name for path in log.iterdir()}


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_a_role_that_may_not_end_the_log_rewrites_all_the_same(
    cast: Cast, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewriting, "MAY_DROP_LOG", text("SELECT false"))
    arrive(cast, ground, 3)
    with cast.app.app_context():
        rewriting.rewrite()
        assert len(db.session.scalars(select(Contact.id)).all()) == 3
        assert not rewriting.may_drop_log(db.session.connection())


def test_of_what_was_pared_or_thrown_away_no_bytes_are_left(
    cast: Cast, ground: Ground, settings: Settings
) -> None:
    phone, lost = lend(cast, ground.turf, cast.alma), Phone(cast.alma)
    assert phone.hand_in(phone.visit(ground.doors[0])) == ["accepted"]
    assert lost.hand_in(lost.visit(ground.doors[1])) == ["quarantined"]
    told = [str(each.outbox).encode() for each in (phone, lost)]
    assert lie_in_files(cast, settings, told) == told

    later = datetime.now(UTC) + timedelta(days=40)
    with cast.app.app_context():
        forgetting.forget_due(later, settings.time_zone, settings.backup_folder)
        rewriting.rewrite()

    assert lie_in_files(cast, settings, told) == []


def lie_in_files(cast: Cast, settings: Settings, wanted: Sequence[bytes]) -> list[bytes]:
    """Those of these that lie in the database's files."""
    with cast.app.app_context():
        if settings.is_sqlite:
            folder = settings.instance
        else:
            folder = Path(str(make_url(settings.database_url).query["host"])) / "data" / "base"
            db.session.execute(text("CHECKPOINT"))
        db.session.rollback()
    lies = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return [each for each in wanted if any(each in bytes_ for bytes_ in lies)]
