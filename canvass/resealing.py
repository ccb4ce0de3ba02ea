"""Re-sealing: what still lies under a key that was replaced, for unlocked browsers to seal anew, some at a time.

The server cannot tell whether a new seal holds what the old one did: it takes one of that record's vault, kind and size, under
the live key, from a holder, and only in the place of the very bytes that this holder was shown.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from canvass.audit import write_act
from canvass.db import db
from canvass.errors import NotFound
from canvass.exports import SEALED, SealedColumn, SealedRecord
from canvass.log import Event
from canvass.sealing import VAULTS, b64encode
from canvass.vaults import ReplacedKey, Wrap, believed_log, check_seal, drop_wraps
from canvass.visits import Visit, lock_campaigns

Outcome = Literal["done", "moved"]
KEY_AT, KEY_BYTES = 2, 8
"""Where a seal's header names its key, counted from one as SQL does; see `canvass.sealing`."""
KEPT_DAYS = 90


@dataclass(frozen=True)
class Resealed:
    """A record's new seal. `was` is the SHA-256, in hex, of the one that it takes the place of.

    `changed`: what is inside is not what was, whatever key either lies under.
    """

    vault: str
    kind: str
    id: UUID
    was: str
    key_id: str
    sealed: bytes
    changed: bool = False


def stale(vaults: frozenset[str], limit: int, by: UUID) -> list[SealedRecord]:
    """Records of these vaults that lie under an older key and that `by` may have, so many at most."""
    found: list[SealedRecord] = []
    for column in SEALED:
        if column.vault in vaults and len(found) < limit:
            found.extend(_stale_of(column, limit - len(found), by))
    return found


def count_stale() -> dict[str, int]:
    """How many records of each vault lie under an older key."""
    counts = dict.fromkeys(VAULTS, 0)
    for column in SEALED:
        condition = _is_stale(column)
        if condition is not None:
            counted = select(func.count()).select_from(column.sealed.class_).where(condition)
            counts[column.vault] += db.session.scalars(counted).one()
    return counts


def reseal_all(new: Sequence[Resealed], vaults: frozenset[str], by: UUID) -> list[Outcome]:
    """Put these seals in old ones' places, each as `reseal` does."""
    # Who hands in a correction has read what the log told of the visit, and writes its row from that: one or the other.
    there = select(Visit.campaign_id).where(Visit.id.in_([each.id for each in new]))
    lock_campaigns(set(db.session.scalars(there)))
    return [reseal(each, vaults, by) for each in new]


def reseal(new: Resealed, vaults: frozenset[str], by: UUID) -> Outcome:
    """Put a new seal in an old one's place; `moved` where somebody else was there first, or the record is gone for `by`.

    `NotFound` for a kind of which the caller holds no vault, `SealInvalid` for anything but a seal under the live key.
    """
    column = next((each for each in SEALED if (each.vault, each.kind) == (new.vault, new.kind)), None)
    live = believed_log().live(new.vault) if new.vault in vaults else None
    if column is None or live is None:
        raise NotFound
    check_seal(new.vault, live.key_id if new.key_id == live.key_id else "", new.sealed)
    here = column.id == new.id
    old = db.session.scalar(select(column.sealed).where(here, column.there(by)).with_for_update())
    if old is None or hashlib.sha256(old).hexdigest() != new.was:
        return "moved"
    values: dict[str, Any] = {column.sealed.key: new.sealed}
    columns = column.sealed.class_.__table__.c
    if "key_id" in columns:
        values["key_id"] = new.key_id
    if new.changed and "rev" in columns:
        # Whoever read it before is not to write over that. Another key alone takes nothing from them.
        values["rev"] = columns.rev + 1
    db.session.execute(update(column.sealed.class_).where(here).values(values))
    if column.sealed.class_ is Visit:
        _reseal_events(new.id, old, new.sealed)
    return "done"


def retire_keys(today: date) -> list[str]:
    """Note since when nothing lies under a replaced key; after 90 days nobody holds it any more. Those that went now."""
    log, gone = believed_log(), []
    for vault in VAULTS:
        live = log.live(vault)
        for key_id in {entry.key_id for entry in log.entries if entry.vault == vault and live}:
            if live and key_id != live.key_id and _retire(vault, key_id, today):
                gone.append(key_id)
    if gone:
        write_act("keys_retired", actor=None, keys=sorted(gone))
    return gone


def _retire(vault: str, key_id: str, today: date) -> bool:
    known = db.session.get(ReplacedKey, key_id)
    if any(_lies_under(column, key_id) for column in SEALED if column.vault == vault):
        if known:
            db.session.delete(known)
        return False
    if known is None:
        db.session.add(ReplacedKey(key_id=key_id, empty_since=today))
        return False
    if known.gone or today - known.empty_since < timedelta(days=KEPT_DAYS):
        return False
    drop_wraps(known)
    return True


def _lies_under(column: SealedColumn, key_id: str) -> bool:
    there = select(column.id).where(column.sealed.is_not(None), _key_of(column) == bytes.fromhex(key_id))
    return db.session.scalar(there.limit(1)) is not None


def _stale_of(column: SealedColumn, limit: int, by: UUID) -> Iterator[SealedRecord]:
    condition = _is_stale(column)
    if condition is None:
        return
    rows = (
        select(column.id, column.sealed).where(condition, column.there(by)).order_by(column.id).limit(limit)
    )
    for record_id, sealed in db.session.execute(rows):
        yield SealedRecord(column.vault, column.kind, record_id, {}, sealed)


def _is_stale(column: SealedColumn) -> ColumnElement[bool] | None:
    """None where the vault has had one key only: nothing needs to be looked through."""
    log = believed_log()
    live = log.live(column.vault)
    if live is None or len({each.key_id for each in log.entries if each.vault == column.vault}) < 2:
        return None
    held = {key for (key,) in db.session.execute(select(Wrap.key_id).distinct())}
    old = [bytes.fromhex(each) for each in held - {live.key_id}]
    return column.sealed.is_not(None) & _key_of(column).in_(old) if old else None


def _key_of(column: SealedColumn) -> ColumnElement[bytes]:
    return func.substr(column.sealed, KEY_AT, KEY_BYTES, type_=column.sealed.type)


def _reseal_events(visit: UUID, old: bytes, new: bytes) -> None:
    """The log tells of the visit in the words of its phone, which hold the old seal: else a rebuild would bring it back. The
    digest stays that of what was handed in, so that the same again is a duplicate."""
    told = func.replace(Event.body, b64encode(old), b64encode(new))
    here = Event.subject_id == visit, Event.body.is_not(None)
    db.session.execute(update(Event).where(*here).values(body=told))
