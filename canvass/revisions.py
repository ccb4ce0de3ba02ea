"""Shared records: whoever changes one names the `rev` that they read, so nobody's change is lost unseen."""

from typing import Protocol

from canvass.db import db
from canvass.errors import Stale


class Revised(Protocol):
    """A record with a `rev` that counts its changes."""

    rev: int


def take_turn(record: Revised, rev: int) -> None:
    """Lock the record until the transaction ends and count one change; `Stale` unless `rev` is its own.

    The row is read again under its lock: two writers who read the same `rev` come here one after the other.
    """
    db.session.refresh(record, with_for_update=True)
    if record.rev != rev:
        raise Stale
    record.rev += 1
