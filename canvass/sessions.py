"""Sessions as those whose they are see them: on which device somebody reads, since when, and how to end it.

Nothing is kept for this. Since when is what the audit says; the last use is told from a session's end, which moves on with use,
rarely: to some three days for a volunteer, to the day for who has a key. What kind of phone it is nobody asks.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, func, select

from canvass.audit import first_times, write_act
from canvass.db import db
from canvass.devices import Device, Session, devices_of, secret_hash, session_life
from canvass.returns import Return, drop_returns


@dataclass(frozen=True)
class SeenDevice:
    """A device of a member. `used_on` is None where no session is open: it hands in, and reads nothing."""

    id: UUID
    revoked_at: datetime | None
    since: date | None
    used_on: date | None


def seen_devices(member_id: UUID, zone: ZoneInfo) -> list[SeenDevice]:
    """A member's devices, revoked ones too, by their days in this time zone."""
    found = devices_of([member_id])[member_id]
    ids = [device.id for device in found]
    enrolled, life = first_times("enrolled", ids), session_life(member_id)
    open_ones = (
        select(Session.device_id, func.max(Session.expires_at))
        .where(Session.device_id.in_(ids), Session.expires_at > datetime.now(UTC))
        .group_by(Session.device_id)
    )
    # Who gave a shared phone to somebody else reads there again when they come back.
    ways_back = select(Return.device_id, Return.until).where(
        Return.device_id.in_(ids), Return.until > datetime.now(UTC)
    )
    ends: dict[UUID, datetime] = dict([*db.session.execute(ways_back), *db.session.execute(open_ones)])
    return [
        SeenDevice(
            device.id,
            device.revoked_at,
            _day(enrolled.get(device.id), zone),
            _day(ends[device.id] - life if device.id in ends else None, zone),
        )
        for device in found
    ]


def end_sessions_on(device: Device, by: UUID) -> None:
    """End every session of a device: it reads nothing more, and still hands in as its member's."""
    _end(select(Device.id).where(Device.id == device.id), by, device.id, b"")


def end_other_sessions(member_id: UUID, cookie: str) -> None:
    """End every session of a member but this one."""
    _end(select(Device.id).where(Device.member_id == member_id), member_id, member_id, secret_hash(cookie))


def _end(devices: Select[UUID], by: UUID, subject: UUID, spared: bytes) -> None:
    gone = db.session.scalars(
        delete(Session)
        .where(Session.device_id.in_(devices), Session.hash != spared)
        .returning(Session.device_id),
        execution_options={"synchronize_session": False},
    ).all()
    here = select(Session.device_id).where(Session.hash == spared)
    drop_returns(devices.where(Device.id.not_in(here)))
    if gone:
        write_act("sessions_ended", actor=by, subject=subject, count=len(gone))


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None
