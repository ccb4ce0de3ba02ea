"""Undo and redo: a plan's states, one after the other, and only so many of them."""

import pytest

from canvass import plan_steps
from tests.cast import Cast
from tests.planning import drafted, edit, step
from tests.town import Town


def test_a_lead_edits_a_plan_takes_it_back_and_does_it_again(cast: Cast, town: Town, campaign: str) -> None:
    first = drafted(cast, campaign)
    split = edit(cast.beto, first, kind="split", turf=1)
    merged = edit(cast.beto, split, kind="merge", turfs=[2, 3])

    assert [turf["n"] for turf in split["turfs"]] == [1, 2, 3, 4, 5]
    assert sorted(turf["doors"] for turf in split["turfs"] if turf["n"] in (1, 5)) == [3, 3]
    assert [turf["n"] for turf in merged["turfs"]] == [1, 2, 4, 5]
    assert (merged["rev"], merged["can_undo"], merged["can_redo"]) == (first["rev"] + 2, True, False)

    once = step(cast.beto, merged, "undo")
    twice = step(cast.beto, once, "undo")
    assert (once["turfs"], twice["turfs"]) == (split["turfs"], first["turfs"])
    assert (twice["can_undo"], twice["can_redo"]) == (False, True)
    none = cast.beto.post(f"/api/plans/{first['id']}/undo", {"rev": twice["rev"]})
    assert (none.status_code, none.json["code"]) == (409, "plan_nothing_to_undo")
    again = step(cast.beto, twice, "redo")
    assert again["turfs"] == split["turfs"]
    other = edit(cast.beto, again, kind="rename", turf=2, name="Loma")
    assert (other["can_redo"], other["figures"]["doors"]) == (False, 22)


def test_only_so_many_states_are_kept(
    cast: Cast, town: Town, campaign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_steps, "MOST_REVISIONS", 3)
    plan = drafted(cast, campaign)
    for number in range(5):
        plan = edit(cast.beto, plan, kind="rename", turf=1, name=f"Loma {number}")

    names = []
    while plan["can_undo"]:
        plan = step(cast.beto, plan, "undo")
        names.append(plan["turfs"][0]["name"])

    assert names == ["Loma 3", "Loma 2"]
