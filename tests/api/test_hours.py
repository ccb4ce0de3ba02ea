"""Staff's office hours over the wire: who may, what comes of it at once, and nobody's change is lost unseen."""

import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest

from canvass import hours
from canvass import slots as weeks
from tests.cast import Cast
from tests.test_hours import LINE


def slots(cast: Cast) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cast.celia.get("/api/slots").json["items"]
    return found


@pytest.fixture
def line(cast: Cast) -> dict[str, Any]:
    made = cast.celia.post("/api/hours", LINE)
    assert made.status_code == 201, made.json
    found: dict[str, Any] = made.json["items"][0]
    return found


def test_hours_make_slots_at_once(cast: Cast, line: dict[str, Any]) -> None:
    made = slots(cast)
    zone = cast.app.config["SETTINGS"].time_zone

    assert {each["state"] for each in made} == {"free"}
    assert [each["begins"] for each in made[:2]] == ["09:00", "09:40"]
    assert {datetime.fromisoformat(each["day"]).isoweekday() for each in made} == {1}
    first = datetime.fromisoformat(made[0]["at"]).astimezone(zone)
    assert (first.date().isoformat(), first.strftime("%H:%M")) == (made[0]["day"], "09:00")
    # Nothing in it is about anybody.
    assert {"id", "day", "begins", "ends", "at", "until", "place", "languages", "state", "rev"} == set(
        made[0]
    )


def test_they_are_the_staffs(cast: Cast, line: dict[str, Any]) -> None:
    slot = slots(cast)[0]["id"]
    for person in (cast.alma, cast.beto, cast.dario):
        assert person.get("/api/hours").status_code == 403
        assert person.get("/api/slots").status_code == 403
        assert person.post("/api/hours", LINE).status_code == 403
        assert person.patch(f"/api/slots/{slot}", {"rev": 1, "state": "kept"}).status_code == 403
    assert cast.elena.get("/api/slots").status_code == 200


def test_a_change_with_an_old_rev_is_shown_the_new_one(cast: Cast, line: dict[str, Any]) -> None:
    path = f"/api/hours/{line['id']}"
    assert cast.celia.patch(path, {"rev": 1, "place": "Biblioteca"}).status_code == 200
    late = cast.elena.patch(path, {"rev": 1, "minutes": 20})
    assert (late.status_code, late.json["code"]) == (409, "stale")
    assert (late.json["current"]["place"], late.json["current"]["minutes"]) == ("Biblioteca", 40)
    assert cast.elena.delete(path, {"rev": 1}).status_code == 409
    assert cast.elena.delete(path, {"rev": 2}).json["items"] == []
    assert slots(cast) == []


def test_two_who_keep_the_same_slot_are_told(cast: Cast, line: dict[str, Any]) -> None:
    slot = slots(cast)[0]
    path = f"/api/slots/{slot['id']}"
    kept = cast.celia.patch(path, {"rev": slot["rev"], "state": "kept"})
    assert kept.json == {**slot, "state": "kept", "rev": 2}
    late = cast.elena.patch(path, {"rev": slot["rev"], "state": "kept"})
    assert (late.status_code, late.json["current"]["state"]) == (409, "kept")
    assert cast.elena.patch(path, {"rev": 2, "state": "free"}).json["state"] == "free"
    assert cast.elena.patch(f"/api/slots/{uuid.uuid4()}", {"rev": 1, "state": "kept"}).status_code == 404


def test_a_day_off_has_no_slots_until_it_is_none_any_more(cast: Cast, line: dict[str, Any]) -> None:
    before = slots(cast)
    day = before[0]["day"]
    off = cast.celia.put("/api/hours/days-off", {"day": day, "reason": "Feriado"})
    assert off.json["days_off"] == [{"day": day, "reason": "Feriado"}]
    assert [each for each in slots(cast) if each["day"] == day] == []
    cast.celia.put("/api/hours/days-off", {"day": day, "reason": None})
    assert len(slots(cast)) == len(before)


@pytest.mark.parametrize(
    "odd",
    [
        {"begins": "9:00"},
        {"ends": "25:00"},
        {"weekday": 0},
        {"weekday": 8},
        {"minutes": 41},
        {"place": ""},
        {"place": "a" * 121},
        {"languages": []},
        {"languages": ["no language"]},
    ],
)
def test_what_is_no_time_or_place_is_refused(cast: Cast, odd: dict[str, Any]) -> None:
    refused = cast.celia.post("/api/hours", {**LINE, **odd})
    assert refused.status_code == 422
    assert [error["path"][0] for error in refused.json["errors"]] == list(odd)


def test_slots_reach_no_further_than_the_coming_weeks(cast: Cast, line: dict[str, Any]) -> None:
    today = datetime.now(cast.app.config["SETTINGS"].time_zone).date()
    days = [datetime.fromisoformat(each["day"]).date() for each in slots(cast)]
    assert today < min(days)
    assert max(days) <= today + timedelta(weeks=3)
    assert all(re.fullmatch(r"\d\d:\d\d", each["ends"]) for each in slots(cast))


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_hours_added_while_the_night_lays_out_the_weeks_keep_their_slots(
    cast: Cast, writing: Callable[[], AbstractContextManager[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    read, added = hours.list_hours, []

    def meanwhile() -> Any:
        found = read()
        if not added:
            added.append(True)
            with ThreadPoolExecutor(1) as other:
                assert other.submit(cast.celia.post, "/api/hours", LINE).result().status_code == 201
        return found

    monkeypatch.setattr(hours, "list_hours", meanwhile)
    with writing():
        weeks.pass_night(datetime.now(cast.app.config["SETTINGS"].time_zone).date())
    assert slots(cast)
