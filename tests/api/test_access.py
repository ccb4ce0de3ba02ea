"""Every route × everybody who could call it: let in as the route says, refused with 401, 403 or 404 otherwise.

The routes are the application's own, their bodies are made from its description: a new route is covered as it is.
"""

from collections.abc import Iterable, Mapping

import pytest

from canvass.api.edge import Noun, check_declared
from canvass.app import create_app
from canvass.config import Settings
from canvass.db import db
from tests.api.matrix import (
    OF_A_CAMPAIGN,
    OF_NO_CAMPAIGN,
    Cell,
    Route,
    Routes,
    by_push_token,
    by_session,
    from_outside,
)
from tests.cast import Cast, Person, let_all_ask
from tests.crew import gather_crew


@pytest.fixture
def crew(cast: Cast) -> Mapping[str, Person]:
    return gather_crew(cast)


@pytest.fixture
def routes(cast: Cast, crew: Mapping[str, Person], monkeypatch: pytest.MonkeyPatch) -> list[Route]:
    """From here on nothing is committed: every call finds all as it was."""
    let_all_ask(cast.app)
    found = Routes(cast).all
    monkeypatch.setattr(db.session, "commit", db.session.rollback)
    return found


def wrong(cells: Iterable[Cell]) -> dict[str, str]:
    return {
        f"{each.route} for {each.name}": f"{each.got}, not {each.meant}"
        for each in cells
        if each.got != each.meant
    }


def test_every_route_lets_in_whom_it_says_and_nobody_else(
    cast: Cast, crew: Mapping[str, Person], routes: list[Route]
) -> None:
    assert wrong(by_session(routes, crew, cast.app)) == {}


def test_a_push_token_hands_in_even_a_lost_ones_and_opens_nothing_else(
    crew: Mapping[str, Person], routes: list[Route]
) -> None:
    assert wrong(by_push_token(routes, crew)) == {}


def test_a_campaigns_records_are_not_there_for_who_takes_no_part(
    crew: Mapping[str, Person], routes: list[Route]
) -> None:
    named = frozenset().union(*(route.records for route in routes))
    assert named <= OF_A_CAMPAIGN | OF_NO_CAMPAIGN, "say above of the new record whether it is of a campaign"
    scoped = [route for route in routes if route.records & OF_A_CAMPAIGN]

    missing = [
        str(route)
        for route in scoped
        if all(route.call(crew[name]).status_code == 404 for name in ("volunteer", "lead", "administrator"))
    ]

    assert wrong(from_outside(routes, crew)) == {}
    assert missing == [], "these answer 404 to those who do take part, so that nothing is proven"


def test_the_app_does_not_start_with_a_route_that_does_not_say_who_may_call_it(settings: Settings) -> None:
    app = create_app(settings)
    bare = Noun("bare", __name__)
    bare.add_url_rule("/api/bare", view_func=lambda: "", endpoint="bare")
    app.register_blueprint(bare)

    with pytest.raises(RuntimeError, match="/api/bare"):
        check_declared(app)
