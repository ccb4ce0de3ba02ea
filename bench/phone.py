"""A phone as slow as a cheap one: the tests' device, its processor slowed down fourfold."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import CDPSession, Page, Playwright, expect

from bench.neighbourhood import Walk
from tests.browser.device import PHONE, PIN, Device

SLOW_DOWN = 4
FIRST_ROW = ".windowed-row a"
ARRIVAL_MS = 60_000
LOOK_EVERY_MS = 100
KEY_MS = 150
READING_MS = 1000
WORKER_READY = "navigator.serviceWorker.ready.then(() => true)"


def phone(playwright: Playwright, profile: Path) -> Device:
    """A phone in Spanish with this profile, closed."""
    return Device(playwright, profile, PHONE, "es-US")


@contextmanager
def opened(device: Device, *, killed: bool = True) -> Iterator[tuple[Page, CDPSession]]:
    """The phone's browser, started anew, with a line to its innards; killed at the end as phones do, or closed."""
    page = device.open()
    assert device.context is not None
    try:
        yield page, device.context.new_cdp_session(page)
    finally:
        if killed:
            device.kill()
        device.close()


def slow_down(cdp: CDPSession) -> None:
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_DOWN})


def deep_link(url: str, walk: Walk) -> str:
    return f"{url}/turfs/{walk.turf}"


def enrol(page: Page, walk: Walk) -> None:
    """Enrol by the link, as a person would, and wait on the first screen until the turf is there."""
    page.goto(walk.link)
    begin = page.get_by_role("button", name="Empezar")
    begin.wait_for(timeout=ARRIVAL_MS)
    page.wait_for_timeout(READING_MS)
    begin.click()
    expect(page.get_by_text(walk.name)).to_be_visible(timeout=ARRIVAL_MS)


def open_turf(page: Page, walk: Walk) -> None:
    """Tap the turf's card; wait for its first door."""
    page.get_by_text(walk.name).click()
    expect(page.locator(FIRST_ROW).first).to_be_visible(timeout=ARRIVAL_MS)


def type_pin(page: Page, cdp: CDPSession) -> None:
    """Type the PIN where the lock asks for it, where the cursor stands, as fast as a thumb can."""
    wait_quietly(page, cdp, "document.activeElement?.matches('input.pin')")
    for digit in PIN:
        page.wait_for_timeout(KEY_MS)
        cdp.send("Input.insertText", {"text": digit})


def settle_in(page: Page) -> None:
    """Wait until the worker keeps the whole app, so that it can start without a network."""
    page.evaluate(WORKER_READY)


def wait_quietly(page: Page, cdp: CDPSession, expression: str) -> object:
    """Wait until this JavaScript is true, and return it.

    Playwright's own ways load a script of theirs, a task that is not the app's.
    """
    for _look in range(ARRIVAL_MS // LOOK_EVERY_MS):
        found = cdp.send("Runtime.evaluate", {"expression": expression})["result"].get("value")
        if found:
            return found
        page.wait_for_timeout(LOOK_EVERY_MS)
    raise TimeoutError(expression)
