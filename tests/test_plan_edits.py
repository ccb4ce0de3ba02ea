"""A lead's edits of a plan, and what is said where one cannot be done."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from tests.cast import Cast
from tests.planning import (
    doors_of,
    drafted,
    edit,
    in_turf,
    look,
    overlap,
)
from tests.town import PINO, Town, dig_river

Writing = Callable[[], AbstractContextManager[None]]


def test_every_kind_of_edit(cast: Cast, town: Town, campaign: str) -> None:
    plan = drafted(cast, campaign)
    door = str(town.houses["1 Calle Roble"])
    home = next(
        turf
        for each, turf in zip(*(doors_of(cast.beto, plan)[key] for key in ("door", "turf")), strict=True)
        if each == door
    )
    to = next(turf["n"] for turf in plan["turfs"] if turf["n"] != home)

    moved = edit(cast.beto, plan, kind="move", doors=[door], to=to)
    assert door in in_turf(cast.beto, moved, to)
    street = edit(cast.beto, moved, kind="move", street={"name": "Calle Roble", "turf": home}, to=to)
    assert home not in [turf["n"] for turf in street["turfs"]]
    gone = edit(cast.beto, street, kind="dissolve", turf=to)
    assert gone["figures"]["left_over"] >= 6
    assert len(in_turf(cast.beto, gone, 0)) == gone["figures"]["left_over"]
    cut = edit(cast.beto, gone, kind="cut_left_over")
    assert cut["figures"]["left_over"] == 0
    assert min(turf["n"] for turf in cut["turfs"] if turf["n"] > 4) == 5
    last = cut["turfs"][-1]["n"]
    drawn = edit(cast.beto, cut, kind="redraw", turf=last, polygon=PINO)
    assert next(turf["doors"] for turf in drawn["turfs"] if turf["n"] == last) == 10
    line = {"type": "LineString", "coordinates": [[-82.5487, 35.58], [-82.5487, 35.6]]}
    parted = edit(cast.beto, drawn, kind="split", turf=last, line=line)
    assert sorted(turf["doors"] for turf in parted["turfs"])[-1] < 10
    assert overlap(parted["turfs"]) < 1e-15


def test_a_river_through_an_edited_turf_is_walked_round(
    cast: Cast, town: Town, campaign: str, writing: Writing
) -> None:
    def merged() -> dict[str, Any]:
        plan = drafted(cast, campaign)
        while len(plan["turfs"]) > 1:
            plan = edit(cast.beto, plan, kind="merge", turfs=[turf["n"] for turf in plan["turfs"][:2]])
        return dict(plan["turfs"][0])

    dry = merged()
    with writing():
        dig_river()

    assert merged()["metres"] == pytest.approx(dry["metres"] + 300, abs=2)


def test_an_edit_of_an_old_state_is_refused_with_the_plan_as_it_is(
    cast: Cast, town: Town, campaign: str
) -> None:
    plan = drafted(cast, campaign)
    edit(cast.beto, plan, kind="rename", turf=1, name="Loma")

    old = {"rev": plan["rev"], "edit": {"kind": "rename", "turf": 1, "name": "Arroyo"}}
    answer = cast.elena.post(f"/api/plans/{plan['id']}/edits", old)

    assert (answer.status_code, answer.json["code"]) == (409, "stale")
    assert answer.json["current"]["turfs"][0]["name"] == "Loma"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"kind": "split"}, "invalid"),
        ({"kind": "move", "to": 1}, "invalid"),
        ({"kind": "split", "turf": 9}, "plan_turf_unknown"),
        ({"kind": "merge", "turfs": [1, 1]}, "plan_turf_unknown"),
        ({"kind": "move", "doors": [str(uuid.UUID(int=7))], "to": 1}, "plan_nothing_to_move"),
        (
            {"kind": "redraw", "turf": 1, "polygon": {"type": "Point", "coordinates": [0, 0]}},
            "shape_not_a_polygon",
        ),
        ({"kind": "split", "turf": 1, "line": {"type": "Point", "coordinates": [0, 0]}}, "shape_not_a_line"),
        ({"kind": "cut_left_over"}, "plan_nothing_left_over"),
    ],
)
def test_what_cannot_be_done_is_said(
    cast: Cast, town: Town, campaign: str, wanted: dict[str, Any], code: str
) -> None:
    plan = drafted(cast, campaign)

    answer = cast.beto.post(f"/api/plans/{plan['id']}/edits", {"rev": plan["rev"], "edit": wanted})

    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert look(cast.beto, plan["id"]) == plan
