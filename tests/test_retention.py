"""Days that somebody chose stay chosen, and the tables that keep them come and go with their version."""

from datetime import UTC, datetime

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from canvass import retention, weeks
from canvass.db import MIGRATIONS, db
from canvass.errors import NotFound
from tests.cast import Cast
from tests.people import contact, hand_in, sealed_part
from tests.walk import Ground


def test_a_kind_that_is_none_is_not_kept(cast: Cast) -> None:
    with cast.app.app_context(), pytest.raises(NotFound):
        retention.keep_for("names", 30, cast.elena.member_id)


def test_what_was_done_before_the_tables_knew_when_counts_from_the_day_they_do(
    cast: Cast, ground: Ground
) -> None:
    item, waits = contact(cast, ground.campaign), contact(cast, ground.campaign)
    hand_in(cast.alma, item, waits)
    closing = {"rev": 1, **sealed_part(cast, "intake", "contact", item["id"])}
    assert cast.celia.post(f"/api/contacts/{item['id']}/closing", closing).status_code == 200
    path = f"/api/campaigns/{ground.campaign}"
    rev = cast.beto.get(path).json["rev"]
    assert cast.beto.patch(path, {"rev": rev, "state": "closed"}).status_code == 200

    with cast.app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="0010")
        upgrade(directory=str(MIGRATIONS))
        told = db.session.scalars(text("SELECT done_week FROM contacts ORDER BY state")).all()
        closed = db.session.scalar(text("SELECT closed_on FROM campaigns"))

    today = datetime.now(UTC).date()
    assert told == [weeks.week_of(today), None]
    assert str(closed) == str(today)
