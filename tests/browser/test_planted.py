"""No text that one member writes runs as a script before another, on any screen: it is not even tried, nor becomes markup."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from canvass.app import create_app
from canvass.config import Settings
from canvass.db import db
from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import Device
from tests.browser.links import link_for
from tests.browser.planting import Garden, plant, write_list
from tests.browser.server import Server
from tests.browser.test_screens import unlock, walk_in_app
from tests.cast import Cast, gather_cast

# What the policy refuses is told to the page; what became of a text is looked for among its elements.
WATCH = """
    window.tried = [];
    window.ran = () => window.tried.push("ran");
    document.addEventListener("securitypolicyviolation", event => window.tried.push(event.violatedDirective));
"""
FOUND = """() => [
    ...window.tried,
    ...Array.from(
        document.querySelectorAll("img[src='x'], img[src='/x'], [onerror], [onload], a[href^='javascript:' i]"),
        one => one.outerHTML,
    ),
]"""
SAID = """() => [document.body.textContent, document.title, ...Array.from(
    document.querySelectorAll("input, textarea, [aria-label], [title]"),
    one => [one.value, one.ariaLabel, one.title].join(" "),
)].join(" ")"""
# What a screen says before its records are there.
WAITING = re.compile("Un momento|Abriendo|Cargando")
ON_PHONE = {
    "a question, es",
    "an option, yes, es",
    "a script's greeting, es",
    "a script's consent, es",
    "a turf's name",
    "a turf's note",
    "a street",
    "a number",
    "a door's label",
    "a found door's number",
    "a found door's street",
    "a found door's label",
}
NOWHERE = "/%3Cimg%20src=x%20onerror=ran()%3E?c=%22%3E%3Cscript%3Eran()%3C/script%3E"
TOLD_TO_NOBODY = {"why something was discarded"}

Grown = tuple[Cast, Garden, str]


@pytest.fixture
def grown(tmp_path: Path) -> Iterator[Grown]:
    """Planted before it serves: its own worker would cut the same plan."""
    server = Server(tmp_path / "instance")
    server.canvass("init")
    app = create_app(Settings.from_environment(server.environment()))
    cast = gather_cast(app)
    garden = plant(cast)
    server.start()
    yield cast, garden, server.url
    server.stop()
    with app.app_context():
        db.engine.dispose()


def enrolled(grown: Grown, device: Device, member: str) -> Person:
    cast, _, url = grown
    person = acts.enrol(device, link_for(cast.app, getattr(cast, member).member_id, url))
    assert device.context
    device.context.add_init_script(WATCH)
    person.page.reload()
    return person


def walk(person: Person, screens: Sequence[str], garden: Garden, wanted: set[str]) -> dict[str, list[str]]:
    """Go through these screens until they have said all that is wanted; what was tried or became markup on each."""
    said, found = "", dict[str, list[str]]()
    deadline = time.monotonic() + acts.LONG / 1000
    while not said or (garden.planted.missing(said) & wanted and time.monotonic() < deadline):
        for path in screens:
            walk_in_app(person, path)
            expect(person.page.locator("main")).not_to_contain_text(WAITING)
            said += person.page.evaluate(SAID)
            if told := person.page.evaluate(FOUND):
                found[path] = told
    assert garden.planted.missing(said) & wanted == set()
    return found


def phone_screens(garden: Garden) -> list[str]:
    turf, door = f"/turfs/{garden.ground.turf}", f"/doors/{garden.ground.doors[0]}"
    places = f"{turf}/places/{garden.ground.places[0]}"
    return [
        "/turfs",
        turf,
        places,
        door,
        f"{door}/talk",
        f"{door}/contact",
        f"{turf}/paper",
        "/records",
        NOWHERE,
    ]


def desk_screens(garden: Garden) -> list[str]:
    campaign = f"/campaigns/{garden.ground.campaign}"
    parts = (
        "map",
        "assign",
        "script",
        "edit",
        "sheets",
        f"turfs/{garden.ground.turf}/sheet",
        f"plans/{garden.plan}",
    )
    tracks = ["/cases", f"/cases/{garden.case}", "/ladder", f"/ladder/{garden.person}"]
    events = ["/ladder/roster", "/ladder/events", f"/ladder/events/{garden.event}"]
    desk = ["/day", "/patterns", "/hours", "/directory", f"/directory/{garden.listed}", "/ladder/steps"]
    staff = [*tracks, *events, *desk, f"/review?c={garden.waiting}", "/vaults"]
    office = [
        "/campaigns",
        campaign,
        *(f"{campaign}/{part}" for part in parts),
        "/people",
        "/pending",
        "/points",
        "/privacy",
        "/privacy?holdings",
    ]
    return [*staff, *office]


def test_what_is_planted_is_read_everywhere_and_runs_nowhere(
    grown: Grown, devices: Callable[..., Device], tmp_path: Path
) -> None:
    cast, garden, _ = grown
    alma = enrolled(grown, devices("alma"), "alma")
    assert walk(alma, phone_screens(garden), garden, ON_PHONE) == {}
    celia = enrolled(grown, devices("celia", laptop=True), "celia")
    unlock(celia, cast.holder.words)
    at_desk = set(garden.planted.where.values()) - ON_PHONE - TOLD_TO_NOBODY
    assert walk(celia, desk_screens(garden), garden, at_desk) == {}
    read_where_names_are_told_again(celia, garden)
    bring_list(celia, garden, tmp_path)
    for person in (alma, celia):
        assert person.device.refused == []
        assert_is_noticed(person.page)


def read_where_names_are_told_again(person: Person, garden: Garden) -> None:
    """Of a phone that a restore forgot, and of a visit that came late: turfs, doors and people, as elsewhere."""
    turf = f"/campaigns/{garden.ground.campaign}/map?turf={garden.ground.turf}"
    for path, where in (("/pending", "section[aria-labelledby=held-title]"), (turf, "details .record")):
        walk_in_app(person, path)
        expect(person.page.locator(where).first).to_contain_text("onerror", timeout=acts.LONG)
        assert person.page.evaluate(FOUND) == []


def bring_list(person: Person, garden: Garden, folder: Path) -> None:
    """A list that somebody else has made, up to what would be left out of it."""
    person.go("/import")
    before = len(garden.planted.where)
    person.page.locator("input[type=file]").set_input_files(write_list(garden.planted, folder))
    person.button("Ver qué pasaría").click()
    person.button("Importar de verdad").wait_for(timeout=acts.LONG)
    person.page.locator(".rejected summary").click()
    expect(person.page.locator(".rejected tbody")).to_contain_text("onerror")
    said = person.page.evaluate(SAID)
    assert {where for n, where in garden.planted.where.items() if n >= before} & garden.planted.missing(
        said
    ) == set()
    assert person.page.evaluate(FOUND) == []


def assert_is_noticed(page: Page) -> None:
    """The control: a careless screen would have been found, though the policy lets nothing run."""
    page.evaluate(
        """text => { document.querySelector("main").innerHTML = text; }""", '"><img src=x onerror=ran()>'
    )
    expect(page.locator("img[src=x]")).to_be_attached()
    found = page.evaluate(FOUND)
    assert any("script-src" in told for told in found)
    assert any("onerror" in told for told in found)
    assert "ran" not in found
