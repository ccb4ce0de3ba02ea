"""What a database spells is what the API would: on both, to the letter."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from canvass.api.fields import utc_text
from canvass.db import db
from canvass.devices import Session
from canvass.spelling import spelled
from tests.cast import Cast


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 27, 13, 5, 9, 123000, UTC),
        datetime(2026, 1, 2, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, 59, 999999, UTC),
        datetime(931, 3, 4, 5, 6, 7, tzinfo=UTC),
    ],
)
def test_ids_and_times_are_spelled_as_the_wire_has_them(
    cast: Cast, writing: Callable[[], AbstractContextManager[None]], at: datetime
) -> None:
    with writing():
        db.session.execute(update(Session).values(expires_at=at))
    with cast.app.app_context():
        told = select(Session.device_id, spelled(Session.device_id), spelled(Session.expires_at))
        rows = db.session.execute(told).all()
    assert rows
    assert [(spelled_id, time) for _, spelled_id, time in rows] == [
        (str(device), utc_text(at)) for device, *_ in rows
    ]
