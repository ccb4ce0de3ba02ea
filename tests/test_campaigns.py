"""Campaigns: who sees them, what a script must have, and that what was published stays as it was."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from typing import Any

import pytest

from canvass import scripts
from canvass.campaigns import PublishedForGoodError, ScriptVersion
from canvass.db import db
from tests.cast import Cast
from tests.town import WINTER, open_campaign


def wrong_paths(body: dict[str, Any]) -> list[tuple[str | int, ...]]:
    return [path for path, _, _ in scripts.faults(body, ("es", "en"))]


def test_whoever_opens_a_campaign_takes_part_in_it(cast: Cast) -> None:
    campaign = open_campaign(cast.beto, members=[str(cast.alma.member_id)])

    assert set(campaign["members"]) == {str(cast.beto.member_id), str(cast.alma.member_id)}
    assert (campaign["state"], campaign["script"], campaign["rev"]) == ("open", None, 1)
    assert cast.beto.get(f"/api/campaigns/{campaign['id']}").json == campaign


def test_a_lead_sees_only_campaigns_in_which_they_take_part(cast: Cast) -> None:
    theirs = open_campaign(cast.elena)

    assert cast.beto.get("/api/campaigns").json["items"] == []
    assert cast.beto.get(f"/api/campaigns/{theirs['id']}").status_code == 404
    assert cast.beto.patch(f"/api/campaigns/{theirs['id']}", {"rev": 1, "name": "Mía"}).status_code == 404
    assert cast.beto.get(f"/api/campaigns/{theirs['id']}/progress").status_code == 404


def test_staff_reads_every_campaign_and_opens_none(cast: Cast) -> None:
    campaign = open_campaign(cast.beto)

    assert [row["id"] for row in cast.celia.get("/api/campaigns").json["items"]] == [campaign["id"]]
    assert cast.celia.post("/api/campaigns", {**WINTER, "members": []}).status_code == 403


def test_the_list_comes_in_pages_with_the_latest_first(cast: Cast) -> None:
    for month in ("09", "10", "11"):
        open_campaign(cast.beto, name=month, starts_on=f"2026-{month}-01")

    names, after = [], ""
    while after is not None:
        answer = cast.beto.get(
            f"/api/campaigns?limit=2&after={after}" if after else "/api/campaigns?limit=2"
        ).json
        names += [row["name"] for row in answer["items"]]
        after = answer["next"]

    assert names == ["11", "10", "09"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"ends_on": "2026-10-01"}, ["ends_on"]),
        ({"languages": ["es", "es"]}, ["languages"]),
        ({"languages": ["es", "español"]}, ["languages", 1]),
        ({"members": [str(uuid.uuid4())]}, ["members", 0]),
    ],
)
def test_a_campaign_that_makes_no_sense_says_which_field_is_wrong(
    cast: Cast, changes: dict[str, Any], path: list[str | int]
) -> None:
    answer = cast.beto.post("/api/campaigns", {**WINTER, **changes})

    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == [path]


def test_changing_an_old_copy_is_refused_and_shows_the_new_one(cast: Cast) -> None:
    campaign = open_campaign(cast.beto)
    path = f"/api/campaigns/{campaign['id']}"
    cast.beto.patch(path, {"rev": 1, "name": "Primavera"})

    answer = cast.beto.patch(path, {"rev": 1, "name": "Verano"})

    assert (answer.status_code, answer.json["code"]) == (409, "stale")
    assert (answer.json["current"]["name"], answer.json["current"]["rev"]) == ("Primavera", 2)
    assert cast.beto.get(path).json["name"] == "Primavera"


def test_members_come_and_go(cast: Cast) -> None:
    campaign = open_campaign(cast.beto, members=[str(cast.alma.member_id)])
    members = [str(cast.beto.member_id), str(cast.dario.member_id)]

    answer = cast.beto.patch(f"/api/campaigns/{campaign['id']}", {"rev": 1, "members": members})

    assert set(answer.json["members"]) == set(members)


def test_the_starting_script_can_be_published_as_it_is(cast: Cast) -> None:
    campaign = open_campaign(cast.beto)
    starting = cast.beto.get("/api/scripts/starting").json

    script = cast.beto.post(f"/api/campaigns/{campaign['id']}/scripts", starting)

    assert script.status_code == 201, script.json
    assert script.json["version"] == 1
    assert script.json["body"] == starting["body"]
    assert cast.beto.get(f"/api/campaigns/{campaign['id']}").json["script"] == script.json["id"]


def test_the_starting_script_asks_in_both_languages_and_nothing_forbidden() -> None:
    body = scripts.starting_script()
    spoken = " ".join(str(question["text"]) for question in body["questions"]).casefold()

    assert wrong_paths(body) == []
    assert 4 <= len(body["questions"]) <= 6
    assert sum(question["sensitive"] for question in body["questions"]) == 1
    assert any(question["show_if"] for question in body["questions"])
    assert not any(word in spoken for word in ("papeles", "nació", "ciudadan", "status", "born"))


def test_a_new_version_leaves_the_old_one_as_it_was(cast: Cast) -> None:
    campaign = open_campaign(cast.beto, members=[str(cast.alma.member_id)])
    path = f"/api/campaigns/{campaign['id']}/scripts"
    body = scripts.starting_script()
    first = cast.beto.post(path, {"body": body}).json
    body["greeting"]["es"] = "¡Hola!"

    second = cast.beto.post(path, {"body": body}).json

    assert second["version"] == 2
    assert cast.beto.get(f"/api/campaigns/{campaign['id']}").json["script"] == second["id"]
    assert cast.alma.get(f"/api/scripts/{first['id']}").json == first
    assert cast.dario.get(f"/api/scripts/{first['id']}").status_code == 404


def test_a_published_version_cannot_be_changed_or_deleted(
    cast: Cast, writing: Callable[[], AbstractContextManager[None]]
) -> None:
    campaign = open_campaign(cast.beto)
    starting = {"body": scripts.starting_script()}
    script = cast.beto.post(f"/api/campaigns/{campaign['id']}/scripts", starting).json

    with pytest.raises(PublishedForGoodError), writing():
        db.session.get_one(ScriptVersion, uuid.UUID(script["id"])).body = {}
    with pytest.raises(PublishedForGoodError), writing():
        db.session.delete(db.session.get_one(ScriptVersion, uuid.UUID(script["id"])))

    assert cast.beto.get(f"/api/scripts/{script['id']}").json == script


def test_a_script_with_faults_says_where_each_of_them_is(cast: Cast) -> None:
    campaign = open_campaign(cast.beto)
    body = scripts.starting_script()
    body["consent"]["en"] = " "
    body["questions"][1]["show_if"]["any_of"] = ["renting", "castle"]

    answer = cast.beto.post(f"/api/campaigns/{campaign['id']}/scripts", {"body": body})

    assert (answer.status_code, answer.json["code"]) == (422, "script_invalid")
    paths = [error["path"] for error in answer.json["errors"]]
    assert paths == [["body", "consent", "en"], ["body", "questions", 1, "show_if", "any_of", 1]]


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (lambda q: q[2].update(id="housing"), ("questions", 2, "id")),
        (
            lambda q: q[0].update(show_if={"question": "work", "any_of": ["steady"]}),
            ("questions", 0, "show_if", "question"),
        ),
        (
            lambda q: q[0].update(show_if={"question": "housing", "any_of": ["lot"]}),
            ("questions", 0, "show_if", "question"),
        ),
        (
            lambda q: q[0]["options"].append(deepcopy(q[0]["options"][0])),
            ("questions", 0, "options", 5, "id"),
        ),
        (lambda q: q[0].update(options=[]), ("questions", 0, "options")),
        (lambda q: q[3].update(options=deepcopy(q[0]["options"])), ("questions", 3, "options")),
        (lambda q: q[4]["text"].pop("es"), ("questions", 4, "text", "es")),
        (lambda q: q[4]["options"][0]["text"].update(en=""), ("questions", 4, "options", 0, "text", "en")),
    ],
)
def test_each_fault_of_a_question_is_found(
    spoil: Callable[[Any], object], path: tuple[str | int, ...]
) -> None:
    body = scripts.starting_script()
    spoil(body["questions"])

    assert path in wrong_paths(body)


def test_a_yes_no_question_answers_yes_or_no() -> None:
    body = scripts.starting_script()
    body["questions"][4]["show_if"] = {"question": "wages_owed", "any_of": ["yes"]}
    assert wrong_paths(body) == []

    body["questions"][4]["show_if"] = {"question": "wages_owed", "any_of": ["maybe"]}
    assert wrong_paths(body) == [("questions", 4, "show_if", "any_of", 0)]


def test_a_closed_campaign_publishes_nothing(cast: Cast) -> None:
    campaign = open_campaign(cast.beto)
    cast.beto.patch(f"/api/campaigns/{campaign['id']}", {"rev": 1, "state": "closed"})

    answer = cast.beto.post(f"/api/campaigns/{campaign['id']}/scripts", {"body": scripts.starting_script()})

    assert (answer.status_code, answer.json["code"]) == (409, "campaign_closed")
