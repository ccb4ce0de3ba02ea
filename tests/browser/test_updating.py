"""A new version comes while two tabs are open; a network answers in the server's place."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from canvass.shell import DIST
from tests.browser.acts import LONG
from tests.browser.device import Device
from tests.browser.stopping import read_store, wait_until
from tests.browser.street import begin_walk, cut
from tests.faults.field import Field
from tests.faults.proxy import Line, Plan, portal

Devices = Callable[..., Device]

SAID = "Guardado aquí"
NOBODY = "No hay nadie"
NOTE = "Vuelva después de las cinco"
NEWER = '<meta name="build" content="newer">'
ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n"


def a_file(kind: str, text: str) -> Plan:
    """The server of a newer build answers with this file."""
    body = text.encode()

    async def plan(line: Line) -> None:
        await line.answer(ANSWER.format(kind, len(body)).encode() + body)

    return plan


def release(field: Field) -> None:
    """A newer build is on the server: another page, and a worker that names its revision."""
    page = (DIST / "index.html").read_text().replace("</head>", f"{NEWER}</head>")
    there = '"revision":"[0-9a-f]+","url":"index.html"'
    worker, found = re.subn(there, there.replace("[0-9a-f]+", "newer"), (DIST / "sw.js").read_text())
    assert found == 1
    field.proxy.always["/index.html"] = a_file("text/html", page)
    field.proxy.always["/sw.js"] = a_file("text/javascript", worker)


def offer(page: Page) -> Locator:
    """What offers the newer version."""
    return page.get_by_role("region", name="Versión nueva")


def covers_nothing(page: Page) -> bool:
    """Whether all that a screen offers can be scrolled out from under what offers the newer version."""
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last, bar = page.locator("main button").last.bounding_box(), offer(page).bounding_box()
    assert last
    assert bar
    return last["y"] + last["height"] <= bar["y"]


def is_newer(page: Page) -> bool:
    return page.locator("meta[name=build]").count() == 1


def test_a_new_version_while_two_tabs_are_open(sqlite_field: Field, devices: Devices) -> None:
    alma = begin_walk(sqlite_field, devices("alma"))
    sqlite_field.proxy.always["/api/sync/push"] = cut
    alma.go(alma.door(0))
    alma.tap(NOBODY)
    alma.sees(SAID)
    alma.go(alma.door(1))
    form, other = alma.page, alma.page.context.new_page()
    release(sqlite_field)
    other.goto(alma.origin + "/turfs")
    for page in (form, other):
        expect(offer(page)).to_be_visible(timeout=15_000)
    assert covers_nothing(form)

    # It is not offered over a form that holds something, nor let in by the tab beside it.
    alma.button("Nota o idioma").click()
    alma.field("Nota para el equipo").fill(NOTE)
    expect(offer(form)).to_have_count(0)
    update(other)
    expect(other.get_by_text("Otra ventana tiene algo sin guardar")).to_be_visible()
    expect(alma.field("Nota para el equipo")).to_have_value(NOTE)
    assert not is_newer(form)
    assert not is_newer(other)

    # Once that is saved, each tab goes over when it is told to, and all that waits comes along.
    alma.tap(NOBODY)
    alma.sees(SAID)
    update(other)
    expect(other.locator("meta[name=build]")).to_have_count(1)
    assert not is_newer(form)
    offer(form).get_by_role("button", name="Actualizar").click()
    expect(form.locator("meta[name=build]")).to_have_count(1)
    alma.waits(3)
    assert len(read_store(form)["outbox"]) == 3

    sqlite_field.calm()
    alma.send()
    facts = alma.at_the_server()
    facts.assert_whole()
    assert set(facts.visits) == set(alma.walk.doors[:2])


def update(page: Page) -> None:
    """Let the new version in, although not all is sent."""
    offer(page).get_by_role("button", name="Actualizar").click()
    page.get_by_role("dialog", name="¿Actualizar antes de enviar?").get_by_role(
        "button", name="Actualizar"
    ).click()


def test_a_network_that_answers_in_the_servers_place(sqlite_field: Field, devices: Devices) -> None:
    alma = begin_walk(sqlite_field, devices("alma"))
    sqlite_field.proxy.always["/"] = portal
    for n in (0, 1):
        alma.go(alma.door(n))
        alma.tap(NOBODY)
        alma.sees(SAID)
    alma.go("/records")
    expect(alma.page.locator(".send-now")).to_be_visible(timeout=LONG)
    wait_until(alma.page, lambda: is_told(alma.page), "nobody says what the network wants")
    alma.waits(3)
    alma.sees("3 solo en este teléfono")
    alma.go(alma.turf)
    alma.sees("2 de 12")
    # A run that began by itself may be under way; it takes nothing either.
    wait_until(alma.page, lambda: states(alma.page) == {"saved"}, "something was taken")

    sqlite_field.calm()
    alma.send()
    facts = alma.at_the_server()
    facts.assert_whole()
    assert set(facts.visits) == set(alma.walk.doors[:2])


def is_told(page: Page) -> bool:
    """Whether a tap on "send now" was answered by what is wrong. As a run begins by itself it takes none: once more then."""
    if page.get_by_text("Esta red pide algo antes de dejar pasar").is_visible():
        return True
    button = page.locator(".send-now button")
    if button.is_enabled():
        button.click()
    return False


def states(page: Page) -> set[str]:
    return {record["state"] for record in read_store(page)["outbox"]}
