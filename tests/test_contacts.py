"""The people's stream: what is taken in, and that nothing kept of it leads to a door, a phone, a member or an hour."""

import json
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import DateTime, func, inspect, select, update

from canvass import db as database
from canvass.contacts import AnswerSet, Contact
from canvass.db import db
from tests.cast import Cast
from tests.people import answers, contact, freeze, hand_in
from tests.walk import Ground, lay_ground, new_id

Writing = Callable[[], AbstractContextManager[None]]

FOLLOW_UP = ("assignee_id", "offered_to_id", "offered_by_id", "next_on", "rev", "key_id", "sealed")
# PRIVACY.md's list, and decision 32's. A column more is a leak until that page says otherwise.
COLUMNS = {
    "contacts": {
        "id",
        "campaign_id",
        "week",
        "urgent",
        "state",
        "reached",
        "rev",
        "key_id",
        "sealed",
        "digest",
        "backed_up",
        "done_week",
    },
    "answers": {"id", "campaign_id", "week", "script_id", "answers", "sealed", "digest", "backed_up"},
    "cases": {"id", "state", "done_week", "transfer", *FOLLOW_UP},
    "case_tasks": {"id", "case_id", "state", *FOLLOW_UP},
    "case_bars": {"case_id", "member_id"},
    "likenesses": {"id", "key_id", "sealed"},
    "meetings": {"id", "state", *FOLLOW_UP},
    "case_notes": {"id", "case_id", "key_id", "sealed"},
    "slot_holds": {
        "id",
        "campaign_id",
        "week",
        "slot_id",
        "state",
        "key_id",
        "sealed",
        "digest",
        "backed_up",
    },
    "ladder": {"id", "step", *FOLLOW_UP},
    "ladder_tasks": {"id", "person_id", "state", *FOLLOW_UP},
    "ladder_notes": {"id", "person_id", "key_id", "sealed"},
    "gatherings": {"id", "state", *FOLLOW_UP},
    "gathering_replies": {"id", "gathering_id", "key_id", "sealed"},
}
FORBIDDEN = (
    "status",
    "a_number",
    "alien",
    "ssn",
    "social",
    "birth",
    "dob",
    "origin",
    "country",
    "citizen",
    "visa",
    "photo",
)


def count(cast: Cast, model: Any) -> int:
    with cast.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def verdict_of(cast: Cast, item: Any) -> tuple[str, str | None]:
    (verdict,) = hand_in(cast.alma, item)
    return verdict["verdict"], verdict["reason"]


@pytest.mark.parametrize("table", COLUMNS)
def test_the_peoples_tables_have_the_columns_of_the_privacy_page_and_no_more(cast: Cast, table: str) -> None:
    with cast.app.app_context():
        columns = inspect(db.engine).get_columns(table)
    assert {column["name"] for column in columns} == COLUMNS[table]
    assert not [column["name"] for column in columns if isinstance(column["type"], DateTime)]


def test_nothing_of_people_points_at_doors_phones_or_visits() -> None:
    tables = database.Base.metadata.tables
    for name in COLUMNS:
        pointed_at = {key.column.table.name for key in tables[name].foreign_keys}
        assert pointed_at <= {"campaigns", "scripts", "members", "cases", "ladder", "gatherings"}, name
    members = {
        name for name in COLUMNS for key in tables[name].foreign_keys if key.column.table.name == "members"
    }
    assert members == {"cases", "case_tasks", "case_bars", "meetings", "gatherings", "ladder", "ladder_tasks"}


def test_no_column_could_hold_what_is_never_stored() -> None:
    names = [
        (table.name, column.name)
        for table in database.Base.metadata.sorted_tables
        for column in table.columns
    ]
    assert not [name for name in names if any(word in name[1] for word in FORBIDDEN)]
    assert len(names) > 100


def test_a_contact_is_taken_in_sealed_and_once(cast: Cast, ground: Ground) -> None:
    item = contact(cast, ground.campaign, urgent=True)

    assert verdict_of(cast, item) == ("accepted", None)
    assert verdict_of(cast, item) == ("duplicate", None)
    assert [each["verdict"] for each in hand_in(cast.alma, item, item)] == ["duplicate"]
    with cast.app.app_context():
        kept = db.session.scalars(select(Contact)).one()
        assert (str(kept.id), kept.week, kept.urgent, kept.state) == (item["id"], "2026-W48", True, "new")
        assert kept.key_id == cast.key_id("intake")
        assert b"Rosa" not in kept.sealed


def test_another_phone_hands_in_the_same_and_nobody_is_named(cast: Cast, ground: Ground) -> None:
    item = contact(cast, ground.campaign)
    hand_in(cast.alma, item)

    assert hand_in(cast.dario, item)[0]["verdict"] == "duplicate"


def test_other_bytes_under_a_contacts_id_change_nothing(cast: Cast, ground: Ground) -> None:
    item = contact(cast, ground.campaign)
    hand_in(cast.alma, item)

    assert verdict_of(cast, contact(cast, ground.campaign, id=item["id"])) == ("conflict", "other_body")
    assert count(cast, Contact) == 1


def test_the_phone_is_told_once_a_backup_covers_it(cast: Cast, ground: Ground, writing: Writing) -> None:
    item = contact(cast, ground.campaign)
    assert hand_in(cast.alma, item)[0]["backed_up"] is False
    with writing():
        db.session.execute(update(Contact).values(backed_up=True))

    assert hand_in(cast.alma, item)[0]["backed_up"] is True


def test_answers_are_kept_without_their_door_and_counted(cast: Cast, ground: Ground) -> None:
    sealed = cast.sealed_text("field", "answers", "x", {"v": 1})
    said = [{"rent": ["yes"], "worries": ["roof", "price"]}] * 6 + [{"rent": ["no"]}] * 5 + [{"rent": ["no"]}]
    hand_in(cast.alma, *(answers(ground.campaign, ground.script, each, sealed) for each in said))

    for reader in (cast.beto, cast.celia, cast.elena):
        counted = reader.get(f"/api/campaigns/{ground.campaign}/answers").json
        assert [(each["question"], each["option"], each["n"]) for each in counted["items"]] == [
            ("rent", "no", 6),
            ("rent", "yes", 6),
            ("worries", "price", 6),
            ("worries", "roof", 6),
        ]
        assert counted["least"] == 5
    assert cast.alma.get(f"/api/campaigns/{ground.campaign}/answers").status_code == 403
    assert (
        cast.beto.get(f"/api/campaigns/{lay_ground(cast, lead=cast.elena).campaign}/answers").status_code
        == 404
    )


def test_few_answers_are_not_told_nor_can_be_subtracted_week_by_week(cast: Cast, ground: Ground) -> None:
    weeks = {"2026-W45": 6, "2026-W46": 9, "2026-W47": 2}
    for week, n in weeks.items():
        said = [freeze("answers", ground.campaign, _body(ground, "yes"), week=week) for _ in range(n)]
        hand_in(cast.alma, *said)
    hand_in(cast.alma, freeze("answers", ground.campaign, _body(ground, "no"), week="2026-W45"))
    path = f"/api/campaigns/{ground.campaign}/answers"

    together = {each["option"]: each["n"] for each in cast.beto.get(path).json["items"]}
    apart = [
        (each["option"], each["week"], each["n"]) for each in cast.beto.get(f"{path}?by=week").json["items"]
    ]

    assert together == {"yes": None, "no": None}
    assert apart == [
        ("no", "2026-W45", None),
        ("yes", "2026-W45", None),
        ("yes", "2026-W46", 9),
        ("yes", "2026-W47", None),
    ]
    assert cast.beto.get(f"{path}?by=door").status_code == 422


def test_what_weeks_and_options_tell_together_is_no_small_number_either(cast: Cast, ground: Ground) -> None:
    heard = {"2026-W45": (6, 1), "2026-W46": (9, 1), "2026-W47": (8, 0)}
    for week, (yes, no) in heard.items():
        said = ["yes"] * yes + ["no"] * no
        hand_in(
            cast.alma,
            *(freeze("answers", ground.campaign, _body(ground, each), week=week) for each in said),
        )
    path = f"/api/campaigns/{ground.campaign}/answers"
    together = {each["option"]: each["n"] for each in cast.beto.get(path).json["items"]}
    apart = {
        (each["option"], each["week"]): each["n"] for each in cast.beto.get(f"{path}?by=week").json["items"]
    }

    # Whoever knows how many were asked in a week, or in all, subtracts nobody from what is told.
    assert together == {"yes": None, "no": None}
    assert {key: n for key, n in apart.items() if n is not None} == {("yes", "2026-W47"): 8}


def _body(ground: Ground, rent: str) -> dict[str, Any]:
    return {"script": str(ground.script), "answers": {"rent": [rent]}, "sealed": None}


@pytest.mark.parametrize(
    "chosen",
    [
        {"fear": ["yes"]},
        {"rent": ["maybe"]},
        {"worries": ["roof", "roof"]},
        {"name": ["Rosa"]},
        {"rent": "yes"},
        {"rent": [1]},
        {"rent": [["yes"]]},
        [],
    ],
)
def test_what_is_no_answer_to_the_script_stays_on_the_phone(cast: Cast, ground: Ground, chosen: Any) -> None:
    assert verdict_of(cast, answers(ground.campaign, ground.script, chosen)) == ("refused", "bad_body")
    assert count(cast, AnswerSet) == 0


def test_a_script_of_another_campaign_is_not_this_ones(cast: Cast, ground: Ground) -> None:
    other = lay_ground(cast)

    assert verdict_of(cast, answers(ground.campaign, other.script, {"rent": ["yes"]}))[0] == "refused"


def test_what_the_server_cannot_keep_is_refused_and_harms_no_neighbour(cast: Cast, ground: Ground) -> None:
    campaign = ground.campaign
    sealed = cast.sealed_text("consulta", "contact", "x", {})
    poison = [
        {"id": str(uuid.uuid4()), "envelope": "{"},
        {"id": str(uuid.uuid4()), "envelope": "[" * 5000},
        {"id": str(uuid.uuid4())},
        {"id": "\ud800", "envelope": "\ud800"},
        "nothing",
        {**contact(cast, campaign), "id": str(uuid.uuid4())},
        contact(cast, campaign, id=str(new_id())),
        contact(cast, uuid.uuid4()),
        contact(cast, campaign, week="yesterday"),
        contact(cast, campaign, urgent=1),
        freeze("contact", campaign, {"sealed": "QUJD"}),
        freeze("contact", campaign, {"sealed": sealed}),
        freeze("contact", campaign, {"name": "Rosa Canario"}),
        freeze("withdrawal", campaign, {"sealed": sealed}),
    ]
    good = contact(cast, campaign)
    body = json.dumps({"records": [*poison, good]})
    headers = {"Authorization": f"Bearer {cast.alma.push_token}", "Content-Type": "application/json"}

    answer = cast.app.test_client().post("/api/sync/people", data=body, headers=headers)

    assert answer.status_code == 200
    verdicts = [each["verdict"] for each in answer.json["verdicts"]]
    assert verdicts == ["refused"] * (len(poison)) + ["accepted"]
    assert count(cast, Contact) == 1


def test_more_than_twenty_at_once_is_too_much(cast: Cast, ground: Ground) -> None:
    many = [contact(cast, ground.campaign)] * 21
    assert cast.alma.push("/api/sync/people", {"records": many}).status_code == 413
    assert cast.alma.push("/api/sync/people", {"records": ["x" * 200_000]}).status_code == 413
    assert cast.alma.post("/api/sync/people", {"records": []}).status_code == 401


def test_a_revoked_phone_still_hands_in_whom_it_met(cast: Cast, ground: Ground) -> None:
    cast.beto.delete(f"/api/devices/{cast.alma.device_id}")

    assert verdict_of(cast, contact(cast, ground.campaign)) == ("accepted", None)


def test_taking_in_leaves_no_trace_of_the_phone(cast: Cast, ground: Ground) -> None:
    """Every row of every other table is the same before and after."""

    def rest() -> dict[str, list[Any]]:
        with cast.app.app_context():
            tables = [
                table
                for table in database.Base.metadata.sorted_tables
                if table.name not in ("contacts", "answers")
            ]
            return {table.name: sorted(map(repr, db.session.execute(select(table)))) for table in tables}

    before = rest()
    hand_in(
        cast.alma, contact(cast, ground.campaign), answers(ground.campaign, ground.script, {"rent": ["yes"]})
    )
    assert rest() == before
