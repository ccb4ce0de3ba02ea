"""Backups: written while phones hand in, and put back such that nothing erased returns and phones offer the rest again."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from canvass import (
    anchors,
    arrivals,
    backup_keys,
    campaign_erasures,
    consulta,
    contacts,
    devices,
    dumps,
    endings,
    erasures,
    gatherings,
    leadership,
    log,
    patterns,
    setup,
    slot_holds,
    visits,
)
from canvass.audit import write_act
from canvass.config import Settings
from canvass.contacts import AnswerSet, Contact
from canvass.db import MIGRATIONS, begin_writing, begin_writing_patiently, db
from canvass.errors import N_, DomainError, Invalid
from canvass.occupancy import alone, together
from canvass.slot_holds import SlotHold


class BackupTooNew(Invalid):
    code = "backup_too_new"
    message = N_("La copia es de una versión más nueva de Canvass. Instálela primero. No se cambió nada.")


class BackupFailed(DomainError):
    code = "backup_failed"
    message = N_("No se pudo escribir la copia en %(folder)s: %(said)s")


@dataclass(frozen=True)
class Holding:
    """What a backup holds: the log up to a number, outboxes up to theirs, and these people's records."""

    number: int
    outboxes: Sequence[tuple[UUID, UUID, int]]
    contacts: Sequence[UUID]
    answers: Sequence[UUID]
    slot_holds: Sequence[UUID]


@dataclass(frozen=True)
class Backup:
    """A backup that is safe on the disk. `holding` is None if the tables were of an earlier version: nothing was marked."""

    path: Path
    holding: Holding | None


@dataclass(frozen=True)
class Restored:
    """What a restore did: up to which number the log goes, what was erased again, and where lies what was there before."""

    number: int
    erased: int
    before: Path | None


def back_up(settings: Settings, folder: Path) -> Backup:
    """Write a backup into the folder; once it is safe, say of what it holds that phones may let it go."""
    with together(settings.instance):
        backup = _write(folder, "", settings.backup_recipients)
        if backup.holding:
            begin_writing_patiently(db.session)
            erasures.bring_list_up_to_date(folder)
            endings.bring_list_up_to_date(folder, devices.ended_access(), devices.active_members())
            _mark(backup.holding)
            anchors.drop_daily(datetime.now(UTC))
            db.session.commit()
    return backup


def _write(folder: Path, ending: str, recipients: Sequence[Any]) -> Backup:
    """Write a file of its own; under its last name it is whole, and on the disk."""
    folder.mkdir(mode=erasures.PRIVATE_FOLDER, parents=True, exist_ok=True)
    kind = dumps.ENDINGS[db.engine.dialect.name] + (backup_keys.ENDING if recipients else "")
    name = f"canvass-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}{ending}{kind}"
    part, seen = folder / f"{name}.part", []
    dumps.make_private(part)
    try:
        dumps.dump(part, lambda connection: seen.append(_look(connection)), recipients)
        dumps.sync_file(part)
        part.replace(folder / name)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError | sqlite3.Error):
            raise BackupFailed(folder=folder, said=error) from error
        raise
    erasures.sync_folder(folder)
    return Backup(folder / name, seen[0])


def _look(connection: Connection) -> Holding | None:
    if dumps.version_of(connection) != _versions().get_current_head():
        return None
    reach = select(arrivals.Outbox.device_id, arrivals.Outbox.outbox, arrivals.Outbox.contiguous_through)
    return Holding(
        connection.scalars(select(log.LogHead.number)).one(),
        [(row[0], row[1], row[2]) for row in connection.execute(reach)],
        connection.scalars(select(Contact.id)).all(),
        connection.scalars(select(AnswerSet.id)).all(),
        connection.scalars(select(SlotHold.id)).all(),
    )


def _versions() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def _mark(holding: Holding) -> None:
    """Note what a backup holds, the log's head last: it is what everybody waits for."""
    arrivals.mark_backed_up(holding.outboxes)
    contacts.mark_backed_up(holding.contacts, holding.answers)
    slot_holds.mark_backed_up(holding.slot_holds)
    log.mark_backed_up(holding.number)


def restore(settings: Settings, path: Path, keys: Sequence[Any] = ()) -> Restored:
    """Let the database be what the backup holds, at this version's tables, without what was erased since.

    Refused before anything is changed: while a server runs, and for a file that is damaged, of another kind, of a newer
    version, or encrypted to a key that is none of these.
    """
    with alone(settings.instance) as occupancy, dumps.in_clear(dumps.Dump(path, keys)) as clear:
        dumps.check(clear)
        version = dumps.version_in(clear)
        if version is None:
            raise backup_keys.BackupUnreadable
        if version not in {each.revision for each in _versions().walk_revisions()}:
            raise BackupTooNew
        dumps.check_unused()
        before = _keep_what_is_there(settings.backup_folder, settings.backup_recipients)
        gone, ended = _forgotten(settings, path), _ended(path)
        erasures.write_list(settings.backup_folder / erasures.LIST, gone - _listed(settings))
        endings.bring_list_up_to_date(settings.backup_folder, ended, ())
        occupancy.begin()
        dumps.put_back(clear)
        setup.prepare_database()
        number = _settle(gone, ended)
        occupancy.finish()
    return Restored(number, len(gone), before)


def _keep_what_is_there(folder: Path, recipients: Sequence[Any]) -> Path | None:
    """A backup of what is about to be replaced: whoever chose the wrong file can go back."""
    try:
        with db.engine.connect() as connection:
            empty = dumps.version_of(connection) is None
        return None if empty else _write(folder, "-before-restore", recipients).path
    except (sqlite3.Error, DBAPIError, BackupFailed):
        if db.engine.dialect.name != "sqlite":
            raise
        folder.mkdir(mode=erasures.PRIVATE_FOLDER, parents=True, exist_ok=True)
        path = folder / f"canvass-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-damaged.sqlite3"
        return dumps.keep_as_it_is(path, recipients)
    finally:
        db.engine.dispose()


def _forgotten(settings: Settings, path: Path) -> set[UUID]:
    """Whatever was erased, as far as it is known here, beside the backup, or in the database that is replaced."""
    try:
        here = set(db.session.scalars(select(erasures.Forgotten.id)))
    except (sqlite3.Error, DBAPIError):
        here = set()
    db.session.remove()
    db.engine.dispose()
    return here | _listed(settings) | erasures.read_list(path.parent / erasures.LIST)


def _ended(path: Path) -> set[UUID]:
    """Whose access ended, as far as the lists know or the database that is replaced: a lost phone must not read again."""
    try:
        here = devices.ended_access()
    except (sqlite3.Error, DBAPIError):
        here = set()
    db.session.remove()
    db.engine.dispose()
    return here | endings.listed(path.parent)


def _listed(settings: Settings) -> set[UUID]:
    return erasures.read_list(settings.backup_folder / erasures.LIST)


def _settle(gone: set[UUID], ended: set[UUID]) -> int:
    """Erase again what was erased, end again what access was ended, and remember that the log went back.

    Phones then offer again what they still have.
    """
    begin_writing(db.session)
    holding = _look(db.session.connection())
    if holding:
        _mark(holding)
    erasures.remember(gone, listed=True)
    now = datetime.now(UTC)
    for some in erasures.in_portions(gone):
        visits.forget(visits.visits_among(some), now)
    log.purge(gone, in_sequence=arrivals.beyond_a_gap(gone))
    contacts.forget(gone)
    slot_holds.forget(gone)
    consulta.forget_cases(gone)
    leadership.forget_people(gone)
    patterns.forget_meetings(gone)
    gatherings.forget_gatherings(gone)
    for campaign_id in campaign_erasures.erased_among(gone):
        campaign_erasures.erase(campaign_id, now, db.session.flush)
    devices.end_again(ended, now)
    number = log.note_restore(now)
    write_act("restored", actor=None, number=number, erased=len(gone))
    db.session.commit()
    return number
