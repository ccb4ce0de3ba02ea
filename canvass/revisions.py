"""Shared records: whoever changes one names the `rev` that they read, so nobody's change is lost unseen."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any, Protocol

from canvass.db import db
from canvass.errors import Stale


class Revised(Protocol):
    """A record with a `rev` that counts its changes."""

    rev: int


def check_rev(read: object, there: object) -> None:
    """`Stale` unless what a request says it read is what is there."""
    if read != there:
        raise Stale


def rev_of(items: Sequence[Any]) -> str:
    """What names this state of a list that is replaced at once: whoever does says which one they read."""
    return sha256(json.dumps([asdict(one) for one in items]).encode()).hexdigest()[:16]


def take_turn(record: Revised, rev: int) -> None:
    """Lock the record until the transaction ends and count one change; `Stale` unless `rev` is its own.

    The row is read again under its lock: two writers who read the same `rev` come here one after the other.
    """
    db.session.refresh(record, with_for_update=True)
    check_rev(rev, record.rev)
    record.rev += 1
