"""What was set apart and nobody needs any more: quarantine is forgotten such that what comes again is a duplicate."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, func, select

from canvass import erasures, log
from canvass.arrivals import Outbox
from canvass.db import db
from canvass.devices import lock_every_device
from canvass.log import Event
from canvass.quarantine import Quarantined


def due(before: datetime, held: Collection[UUID]) -> Select[UUID]:
    """The ids under which all that was set apart came before that time, and of no campaign that is held."""
    of_held = select(Quarantined.event_id).where(Quarantined.campaign_id.in_(held))
    return (
        select(Quarantined.event_id)
        .where(Quarantined.event_id.not_in(of_held))
        .group_by(Quarantined.event_id)
        .having(func.max(Quarantined.received_at) < before)
        .order_by(Quarantined.event_id)
    )


def forget(ids: Collection[UUID]) -> None:
    """Forget what was set apart under these ids. What was let in meanwhile stays in the log, and so does what an outbox
    must still know of its numbers.
    """
    lock_every_device()
    let_in = set(db.session.scalars(select(Event.id).where(Event.id.in_(ids))))
    gone = set(ids) - let_in
    headers = _headers(gone)
    erasures.remember(gone)
    db.session.execute(
        delete(Quarantined).where(Quarantined.event_id.in_(ids)),
        execution_options={"synchronize_session": False},
    )
    log.append(headers.values(), log.take_numbers(len(headers)))


def _headers(ids: Collection[UUID]) -> dict[UUID, dict[str, object]]:
    """A header for each of them before which something of its outbox has not arrived."""
    same = (Outbox.device_id == Quarantined.device_id) & (Outbox.outbox == Quarantined.outbox)
    waiting = (
        select(
            *(
                getattr(Quarantined, name)
                for name in ("event_id", "digest", "device_id", "outbox", "device_seq")
            )
        )
        .join(Outbox, same)
        .where(Quarantined.event_id.in_(ids), Outbox.contiguous_through < Quarantined.device_seq)
        .order_by(Quarantined.event_id)
    )
    return {
        row.event_id: log.bare_event(row.event_id, row.digest, (row.device_id, row.outbox, row.device_seq))
        for row in db.session.execute(waiting)
    }
