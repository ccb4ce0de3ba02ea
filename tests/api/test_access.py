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
    KEYHOLDERS,
    OF_A_CAMPAIGN,
    OF_NO_CAMPAIGN,
    Cell,
    Routes,
    by_push_token,
    by_session,
    from_outside,
)
from tests.cast import Cast, Person, let_all_ask, prove
from tests.crew import gather_crew

DESK = {
    "/api/cases": {"holder:consulta"},
    "/api/patterns": {"holder:consulta"},
    "/api/ladder": {"holder:leadership"},
    "/api/steps": {"staff", "administrator"},
    "/api/contacts": {"staff"},
    "/api/contacts/statuses": {"public"},
    "/api/contacts/{contact_id}": {"holder:intake"},
    "/api/contacts/{contact_id}/reached": {"holder"},
    "/api/directory": {"staff"},
    "/api/gatherings": {"holder:leadership"},
    "/api/needs": {"staff", "administrator"},
    "/api/accompaniment": {"staff"},
    "/api/hours": {"staff"},
    "/api/slots": {"staff"},
    "/api/slots/holds": {"public", "holder:intake"},
    "/api/triage-rules": {"staff"},
    "/api/campaigns/{campaign_id}/triage-rules": {"administrator"},
    "/api/campaigns/{campaign_id}/answers": {"office"},
    "/api/campaigns/{campaign_id}/results": {"lead"},
    "/api/vaults/export": {"holder"},
}
"""The desk's nouns, and what whoever asks for them has to have."""


@pytest.fixture
def crew(cast: Cast) -> Mapping[str, Person]:
    return gather_crew(cast)


@pytest.fixture
def routes(cast: Cast, crew: Mapping[str, Person], monkeypatch: pytest.MonkeyPatch) -> Routes:
    """From here on nothing is committed: every call finds all as it was."""
    let_all_ask(cast.app)
    found = Routes(cast)
    for name in KEYHOLDERS:
        prove(crew[name])
    monkeypatch.setattr(db.session, "commit", db.session.rollback)
    return found


def wrong(cells: Iterable[Cell]) -> dict[str, str]:
    return {
        f"{each.route} for {each.name}": f"{each.got}, not {each.meant}"
        for each in cells
        if each.got != each.meant
    }


def test_every_route_lets_in_whom_it_says_and_nobody_else(
    cast: Cast, crew: Mapping[str, Person], routes: Routes
) -> None:
    cells = list(by_session(routes, crew, cast.app))

    assert wrong(cells) == {}
    # They are not kept from anybody who holds their vault's key: what is searched for does go over this wire.
    read = {(each.name, kind) for each in cells for kind in each.held}
    of_keyholders = {(f"keyholder of {kind.partition(':')[0]}", kind) for kind in routes.sealed}
    assert of_keyholders <= read


def test_the_desks_routes_ask_for_the_key_that_opens_what_they_give(routes: Routes) -> None:
    """Said here once more, by hand: what a route asks for is otherwise measured by what it says of itself."""
    asked: dict[str, set[str]] = {}
    for route in routes.all:
        nouns = [noun for noun in DESK if route.rule.startswith(noun)]
        if nouns:
            asked.setdefault(max(nouns, key=len), set()).add(route.who)

    assert asked == DESK
    unsaid = {str(route) for route in routes.all if route.who.startswith("holder:")}
    unsaid -= {str(route) for route in routes.all if any(route.rule.startswith(noun) for noun in DESK)}
    assert unsaid == set(), "say above what the desk's new noun asks for"


def test_a_push_token_hands_in_even_a_lost_ones_and_opens_nothing_else(
    crew: Mapping[str, Person], routes: Routes
) -> None:
    assert wrong(by_push_token(routes, crew)) == {}


def test_a_campaigns_records_are_not_there_for_who_takes_no_part(
    crew: Mapping[str, Person], routes: Routes
) -> None:
    named = frozenset().union(*(route.records for route in routes.all))
    assert named <= OF_A_CAMPAIGN | OF_NO_CAMPAIGN, "say above of the new record whether it is of a campaign"
    scoped = [route for route in routes.all if route.records & OF_A_CAMPAIGN]

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
