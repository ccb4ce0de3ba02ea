"""The night: what is due is forgotten, the people's tables are written anew, and then comes the day's one backup."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import structlog

from canvass import audit, backups, forgetting, resealing, rewriting, slot_holds, slots
from canvass.config import Settings
from canvass.db import begin_writing_patiently, db

HOUR = 3
OVER = "night_over"

log = structlog.get_logger(__name__)


def look_at_clock(settings: Settings, now: datetime | None = None) -> bool:
    """Do the night's work once a day, from three in the morning on in the organisation's time zone; whether it was done now.

    A server that sleeps at night does it when it wakes.
    """
    here = (now or datetime.now(UTC)).astimezone(settings.time_zone)
    begins = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    is_due = here >= begins and not audit.happened_since([OVER], begins.astimezone(UTC))
    db.session.rollback()
    if is_due:
        pass_night(settings)
    return is_due


def last() -> datetime | None:
    """When the night's work was last done."""
    return audit.last_time(OVER)


def pass_night(settings: Settings) -> list[str]:
    """Do the night's work now; which steps failed. One that fails keeps the others from nothing, and comes the next night."""
    failed = [name for name, step in _steps(settings) if not _succeeds(name, step)]
    begin_writing_patiently(db.session)
    audit.write_act(OVER, actor=None, failed=failed)
    db.session.commit()
    return failed


def _steps(settings: Settings) -> list[tuple[str, Callable[[], object]]]:
    where = datetime.now(UTC), settings.time_zone, settings.backup_folder
    steps: list[tuple[str, Callable[[], object]]] = [
        ("forget", partial(forgetting.forget_due, *where)),
        ("keys", partial(_retire_keys, datetime.now(settings.time_zone).date())),
        ("slots", partial(_lay_out_slots, datetime.now(settings.time_zone).date())),
        ("rewrite", rewriting.rewrite),
    ]
    # Without a folder of their own backups are nobody's wish: an operator has another way, or none yet.
    if settings.backups is not None:
        steps.append(("backup", partial(backups.back_up, settings, settings.backups)))
    return steps


def _retire_keys(today: date) -> None:
    begin_writing_patiently(db.session)
    resealing.retire_keys(today)
    db.session.commit()


def _lay_out_slots(today: date) -> None:
    begin_writing_patiently(db.session)
    # A held hour may outlive its slot's time, where it is kept by order.
    slots.pass_night(today, slot_holds.named_slots())
    db.session.commit()


def _succeeds(name: str, step: Callable[[], object]) -> bool:
    try:
        step()
    except Exception as error:
        db.session.rollback()
        log.error("night's work failed", step=name, kind=type(error).__name__)
        return False
    return True
