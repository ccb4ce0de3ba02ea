"""What is due is forgotten, and nothing else: by kind, by day, in portions; what is held stays."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from canvass import audit, forgetting, holds, projections, retention
from canvass.audit import Act
from canvass.config import Settings
from canvass.consulta import Case, CaseNote
from canvass.contacts import Contact
from canvass.db import db
from canvass.erasures import LIST, read_list
from canvass.errors import Invalid
from canvass.log import Event
from canvass.quarantine import Quarantined
from canvass.visits import Visit
from tests.cast import Cast
from tests.keeping import count
from tests.people import add_case, contact, hand_in, new_person, route, sealed_part
from tests.walk import Ground, Phone

Writing = Callable[[], AbstractContextManager[None]]
ZONE = ZoneInfo("America/New_York")


@pytest.fixture
def folder(settings: Settings) -> Path:
    settings.backup_folder.mkdir(exist_ok=True)
    return settings.backup_folder


def in_days(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


def run(cast: Cast, folder: Path, days: float) -> dict[str, int]:
    """What goes so many days from now, by kind; just that was counted before, and nothing is left of it."""
    with cast.app.app_context():
        counted = tally(forgetting.due(in_days(days), ZONE, folder))
        gone = tally(forgetting.forget_due(in_days(days), ZONE, folder))
        assert gone == counted
        # The acts that say so are of today, and older than a year on that day.
        assert tally(forgetting.due(in_days(days), ZONE, folder)).keys() <= {"audit"}
        assert projections.rebuild(fix=False) == []
        db.session.rollback()
    return gone


def tally(told: list[forgetting.Due]) -> dict[str, int]:
    return {each.kind: each.count for each in told if each.count and not each.held}


def test_a_visit_loses_who_and_when_after_thirty_days_and_not_before(
    cast: Cast, ground: Ground, phone: Phone, folder: Path
) -> None:
    kept, slip = phone.visit(ground.doors[0], "conversation"), phone.visit(ground.doors[1])
    shift = phone.freeze("shift.ended", {"turf": str(ground.turf)})
    astray = phone.correct(str(uuid.uuid4()), ground.doors[0], "vacant")
    phone.hand_in(
        kept, slip, phone.void(slip["id"]), shift, phone.add_door(ground.turf, uuid.uuid4()), astray
    )

    assert run(cast, folder, 29.9) == {}
    assert run(cast, folder, 30.1) == {"visits": 5}

    with cast.app.app_context():
        assert [(row.member_id, row.result) for row in db.session.scalars(select(Visit))] == [
            (None, "conversation")
        ]
        left = select(Event).where(Event.device_id.is_not(None) | Event.received_at.is_not(None))
        assert db.session.scalars(left).all() == []
    row = phone.row(ground.turf, ground.doors[0])
    assert (row["attempts"], row["last"]["result"]) == (1, "conversation")
    assert phone.row(ground.turf, ground.doors[1])["attempts"] == 0
    assert phone.hand_in(kept, slip, shift, astray) == ["duplicate"] * 4


def test_its_result_goes_thirty_days_after_its_campaign_is_closed_and_the_counts_stay(
    cast: Cast, ground: Ground, phone: Phone, folder: Path
) -> None:
    visit = phone.visit(ground.doors[0], "conversation")
    phone.hand_in(visit)
    run(cast, folder, 31)
    assert run(cast, folder, 300) == {}
    path = f"/api/campaigns/{ground.campaign}"
    rev = cast.beto.get(path).json["rev"]
    assert cast.beto.patch(path, {"rev": rev, "state": "closed"}).status_code == 200

    assert run(cast, folder, 28) == {}
    assert run(cast, folder, 31) == {"results": 1}

    assert count(cast, Visit) == 0
    figures = cast.beto.get(f"{path}/progress").json
    assert (figures["attempts"], figures["conversations"], figures["results"]) == (1, 1, {})


def test_a_campaign_that_is_opened_again_keeps_its_results(
    cast: Cast, ground: Ground, phone: Phone, folder: Path
) -> None:
    phone.hand_in(phone.visit(ground.doors[0]))
    path = f"/api/campaigns/{ground.campaign}"
    for state in ("closed", "open"):
        cast.beto.patch(path, {"rev": cast.beto.get(path).json["rev"], "state": state})

    assert run(cast, folder, 40) == {"visits": 1}
    assert count(cast, Visit) == 1


def test_contacts_go_when_they_waited_long_or_some_time_after_their_review(
    cast: Cast, ground: Ground, folder: Path
) -> None:
    waits, routed, closed = (contact(cast, ground.campaign) for _ in range(3))
    hand_in(cast.alma, waits, routed, closed)
    cast.celia.post(
        f"/api/contacts/{routed['id']}/routing", route(cast, routed["id"], ladder=new_person(cast))
    )
    end = {"rev": 1, **sealed_part(cast, "intake", "contact", closed["id"])}
    assert cast.celia.post(f"/api/contacts/{closed['id']}/closing", end).status_code == 200

    assert run(cast, folder, 29) == {}
    # They hold no day, only a week: it counts from its end.
    assert run(cast, folder, 37) == {"reviewed": 2}
    assert run(cast, folder, 89) == {}
    assert run(cast, folder, 97) == {"contacts": 1}

    assert count(cast, Contact) == 0
    assert {each["verdict"] for each in hand_in(cast.alma, waits, routed, closed)} == {"duplicate"}
    assert {uuid.UUID(item["id"]) for item in (waits, routed, closed)} <= read_list(folder / LIST)


def test_a_phone_whose_clock_is_years_behind_does_not_have_its_contact_forgotten_unread(
    cast: Cast, ground: Ground, folder: Path
) -> None:
    hand_in(
        cast.alma,
        contact(cast, ground.campaign, week="2019-W05"),
        contact(cast, ground.campaign, week="2099-W01"),
    )

    assert run(cast, folder, 1) == {}
    assert run(cast, folder, 120) == {"contacts": 2}


def test_closed_cases_go_with_their_notes_after_two_years(cast: Cast, ground: Ground, folder: Path) -> None:
    gone, open_case = add_case(cast, ground.campaign), add_case(cast, ground.campaign)
    note = {"id": str(uuid.uuid4())}
    note |= sealed_part(cast, "consulta", "case.note", note["id"])
    assert cast.celia.post(f"/api/cases/{gone}/notes", note).status_code == 201
    assert cast.celia.patch(f"/api/cases/{gone}", {"rev": 1, "state": "closed"}).status_code == 200

    assert "cases" not in run(cast, folder, 725)
    assert run(cast, folder, 740)["cases"] == 1

    assert cast.celia.get(f"/api/cases/{gone}").status_code == 404
    assert cast.celia.get(f"/api/cases/{open_case}").status_code == 200
    assert count(cast, CaseNote) == 0
    assert count(cast, Case) == 1


def test_what_was_set_apart_goes_after_thirty_days_and_keeps_its_place(
    cast: Cast, ground: Ground, phone: Phone, folder: Path
) -> None:
    lost, odd, good = (
        phone.visit(ground.doors[0]),
        phone.visit(ground.doors[0], "moved"),
        phone.visit(ground.doors[1]),
    )
    other = {**good, "envelope": good["envelope"].replace("not_home", "vacant")}
    assert phone.hand_in(odd, good) == ["quarantined", "accepted"]
    assert phone.hand_in(other) == ["conflict"]

    assert "quarantine" not in run(cast, folder, 29)
    assert run(cast, folder, 31)["quarantine"] == 2

    assert count(cast, Quarantined) == 0
    answer = phone.push(odd).json
    assert answer["verdicts"][0]["verdict"] == "duplicate"
    assert answer["outboxes"][0]["missing"] == [1]
    assert phone.push(lost).json["outboxes"][0]["contiguous_through"] == 3
    assert phone.row(ground.turf, ground.doors[1])["attempts"] == 1


def test_what_was_set_apart_is_a_duplicate_afterwards_also_where_nothing_is_missing(
    cast: Cast, ground: Ground, phone: Phone, folder: Path
) -> None:
    odd = phone.visit(ground.doors[0], "moved")
    assert phone.hand_in(odd) == ["quarantined"]

    assert run(cast, folder, 31) == {"quarantine": 1}

    assert phone.hand_in(odd) == ["duplicate"]
    assert count(cast, Quarantined) == 0
    assert phone.push(phone.visit(ground.doors[0])).json["outboxes"][0]["contiguous_through"] == 2


def test_acts_and_backups_go_in_their_time_and_the_chain_stays_whole(cast: Cast, folder: Path) -> None:
    old, new = in_days(-15), in_days(-1)
    names = [
        f"canvass-{at:%Y%m%dT%H%M%S%f}Z{end}"
        for at in (old, new)
        for end in (".dump", "-before-restore.sqlite3")
    ]
    for name in (*names, "notes.txt"):
        (folder / name).write_text("x")

    assert run(cast, folder, 0) == {"backups": 2}

    assert {path.name for path in folder.iterdir()} >= {*names[2:], "notes.txt"}
    assert run(cast, folder, 366)["audit"] >= 1
    with cast.app.app_context():
        assert audit.first_broken_link() is None


def test_what_is_held_stays(cast: Cast, ground: Ground, phone: Phone, folder: Path, writing: Writing) -> None:
    phone.hand_in(phone.visit(ground.doors[0]))
    hand_in(cast.alma, contact(cast, ground.campaign))
    elena = cast.elena.member_id
    with writing():
        hold = holds.set_hold("campaign", campaign=ground.campaign, kind=None, reason="Juicio", by=elena)
        ended = holds.set_hold("everything", campaign=None, kind=None, reason="Otro", by=elena)
        holds.end_hold(ended.id, elena)
        hold_id = hold.id
    assert run(cast, folder, 200) == {}

    with writing():
        holds.end_hold(hold_id, elena)
        holds.set_hold("kind", campaign=None, kind="contacts", reason="Juicio", by=elena)
    assert run(cast, folder, 200) == {"visits": 1}

    with writing():
        holds.set_hold("everything", campaign=None, kind=None, reason="Juicio", by=elena)
    assert run(cast, folder, 300) == {}
    assert count(cast, Contact) == 1


def test_who_and_when_are_held_also_where_results_are_due(
    cast: Cast, ground: Ground, phone: Phone, folder: Path, writing: Writing
) -> None:
    pared, whole = phone.visit(ground.doors[0]), phone.visit(ground.doors[1])
    phone.hand_in(pared)
    assert run(cast, folder, 31) == {"visits": 1}
    phone.hand_in(whole)
    path = f"/api/campaigns/{ground.campaign}"
    rev = cast.beto.get(path).json["rev"]
    assert cast.beto.patch(path, {"rev": rev, "state": "closed"}).status_code == 200
    with writing():
        hold = holds.set_hold("kind", campaign=None, kind="visits", reason="Juicio", by=cast.elena.member_id)
        hold_id = hold.id

    assert run(cast, folder, 40) == {"results": 1}

    with cast.app.app_context():
        assert db.session.scalars(select(Visit.member_id)).all() == [cast.alma.member_id]
    with writing():
        holds.end_hold(hold_id, cast.elena.member_id)
    assert run(cast, folder, 40) == {"visits": 1, "results": 1}


def test_days_that_an_administrator_chose_count_and_have_bounds(
    cast: Cast, ground: Ground, phone: Phone, folder: Path, writing: Writing
) -> None:
    phone.hand_in(phone.visit(ground.doors[0]))
    with writing():
        retention.keep_for("visits", 3, cast.elena.member_id)
        retention.keep_for("visits", 2, cast.elena.member_id)
        with pytest.raises(Invalid):
            retention.keep_for("visits", 100_000, cast.elena.member_id)
    assert run(cast, folder, 2.1) == {"visits": 1}
    with cast.app.app_context():
        acts = db.session.scalars(select(Act).where(Act.act == "retention_changed")).all()
        assert [act.facts["days"] for act in acts] == [3, 2]


def test_many_go_in_portions_and_a_night_that_was_cut_short_is_gone_on_with(
    cast: Cast, ground: Ground, phone: Phone, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.hand_in(*(phone.visit(ground.doors[n % 5]) for n in range(9)))
    monkeypatch.setattr(forgetting, "PORTION", 2)
    drop, left = forgetting._drop_portion, iter(range(2))

    def cut_short(*given: Any) -> int:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return drop(*given)

    with cast.app.app_context():
        monkeypatch.setattr(forgetting, "_drop_portion", cut_short)
        with pytest.raises(KeyboardInterrupt):
            forgetting.forget_due(in_days(40), ZONE, folder)
        db.session.rollback()
        assert projections.rebuild(fix=False) == []
        db.session.rollback()
    monkeypatch.setattr(forgetting, "_drop_portion", drop)

    assert run(cast, folder, 40) == {"visits": 5}
    with cast.app.app_context():
        assert db.session.scalars(select(Visit.member_id).distinct()).all() == [None]


def test_what_kept_its_place_before_a_gap_loses_it_once_the_gap_is_filled(
    cast: Cast, ground: Ground, phone: Phone, folder: Path
) -> None:
    lost, here = phone.visit(ground.doors[0]), phone.visit(ground.doors[1])
    phone.hand_in(here)
    run(cast, folder, 31)
    assert count_placed(cast) == 1
    phone.hand_in(lost)

    run(cast, folder, 31)

    assert count_placed(cast) == 0


def count_placed(cast: Cast) -> int:
    with cast.app.app_context():
        return int(db.session.scalar(select(func.count()).where(Event.device_id.is_not(None))) or 0)
