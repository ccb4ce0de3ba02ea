"""`canvass cut`: a draft from the command line, and none left behind where it cannot be cut."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from canvass.campaigns import Campaign
from canvass.cli import canvass
from canvass.cut_command import cut
from canvass.db import begin_writing, db
from canvass.plans import Plan
from canvass.terminal import REFUSED
from tests.test_cli import Terminal, facts, ready, terminal  # noqa: F401
from tests.town import build_town

canvass.add_command(cut)


def states(at: Terminal) -> list[str]:
    with at.made[-1].app_context():
        return list(db.session.scalars(select(Plan.state)))


def open_campaign(at: Terminal, *, town: bool) -> str:
    with at.made[-1].app_context():
        begin_writing(db.session)
        days: Any = {"starts_on": date(2026, 11, 1), "ends_on": date(2027, 1, 31)}
        campaign = Campaign(name="Otoño", languages=["es"], state="open", rev=1, **days)
        db.session.add(campaign)
        if town:
            build_town()
        db.session.commit()
        return str(campaign.id)


@pytest.mark.parametrize("by_name", [True, False])
def test_a_draft_is_cut_by_name_or_id(ready: Terminal, by_name: bool) -> None:  # noqa: F811
    campaign = open_campaign(ready, town=True)

    done = ready.run("cut", "Otoño" if by_name else campaign, "--doors", "6", "--json")

    assert done.exit_code == 0, done.stderr
    assert {"turfs": 4, "doors": 22, "left_over": 0}.items() <= facts(done).items()
    assert "Draft: 4 turfs, 22 doors" in done.stderr
    assert states(ready) == ["draft"]


def test_what_cannot_be_cut_leaves_no_plan_that_waits(ready: Terminal) -> None:  # noqa: F811
    campaign = open_campaign(ready, town=False)

    empty, unknown = ready.run("cut", campaign), ready.run("cut", "Verano")

    assert (empty.exit_code, unknown.exit_code) == (REFUSED, REFUSED)
    assert ready.run("cut", campaign, "--seed", "9999999999").exit_code == 2
    assert "plan_empty" in empty.stderr
    assert states(ready) == ["discarded"]
