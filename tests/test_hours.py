"""Office hours: which conversations fit in, and what cannot be."""

import uuid

import pytest

from canvass import hours
from canvass.errors import Invalid
from canvass.hours import OfficeHours, conversations
from tests.cast import Cast, writing_to

LINE = {
    "weekday": 1,
    "begins": "09:00",
    "ends": "10:30",
    "minutes": 40,
    "place": "Centro comunitario",
    "languages": ["es", "mam"],
}


def test_conversations_follow_each_other_for_as_long_as_one_fits_in() -> None:
    line = OfficeHours(**LINE)
    assert conversations(line) == [("09:00", "09:40"), ("09:40", "10:20")]
    line.minutes = 30
    assert conversations(line)[-1] == ("10:00", "10:30")


@pytest.mark.parametrize(
    "odd", [{"ends": "09:20"}, {"ends": "08:00"}, {"minutes": 10}, {"minutes": 60, "ends": "12:00"}]
)
def test_hours_in_which_nothing_fits_are_refused(cast: Cast, odd: dict[str, object]) -> None:
    with writing_to(cast.app), pytest.raises(Invalid):
        hours.add_hours(cast.celia.member_id, **{**LINE, **odd})


def test_a_week_has_only_so_many_conversations(cast: Cast) -> None:
    long = {**LINE, "begins": "08:00", "ends": "20:00", "minutes": 20}
    with writing_to(cast.app):
        for weekday in range(1, 6):
            hours.add_hours(cast.celia.member_id, **{**long, "weekday": weekday})
        with pytest.raises(Invalid):
            hours.add_hours(cast.celia.member_id, **{**long, "weekday": 6})


def test_an_unknown_line_is_not_found(cast: Cast) -> None:
    answer = cast.celia.patch(f"/api/hours/{uuid.uuid4()}", {"rev": 1, "place": "Biblioteca"})
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
