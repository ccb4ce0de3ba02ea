"""The staff's browser: vaults unlocked by words, a long queue opened and searched; by the page's clock and the processor."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

from bench.phone import ARRIVAL_MS, opened, slow_down, wait_quietly
from bench.processor import processor_seconds
from bench.waiting import LAST_NAME
from tests.browser.acts import Person
from tests.browser.device import Device

WORDS = "Sus siete palabras, en orden"
ROW = ".contact-row strong"
# Notes when each of these is drawn. A message that is sent in a frame arrives when the frame is on the glass.
WATCH = f"""
    window.seen = {{}};
    const wanted = {{
        fetched: () => document.querySelector(".known"),
        unlocked: () => document.querySelector(".desk-bar"),
        first: () => document.querySelector({ROW!r}),
        whole: () => document.querySelector({ROW!r}) && !document.querySelector(".desk-opening"),
        found: () => document.querySelector({ROW!r})?.textContent === {LAST_NAME!r},
    }};
    const look = () => {{
        for (const [name, is] of Object.entries(wanted)) {{
            if (name in seen || !is()) continue;
            seen[name] = 0;
            const drawn = new MessageChannel();
            drawn.port1.onmessage = () => {{ seen[name] = performance.now(); }};
            requestAnimationFrame(() => drawn.port2.postMessage(null));
        }}
    }};
    new MutationObserver(look).observe(document, {{ childList: true, subtree: true, characterData: true }});
    for (const event of ["submit", "input"]) {{
        addEventListener(event, () => {{ seen[event] = performance.now(); }}, {{ capture: true }});
    }}
"""


@dataclass(frozen=True)
class Took:
    """Seconds of the clock, and of the processor: the browser's with all its processes and threads."""

    clock: float
    processor: float


@dataclass(frozen=True)
class Opening:
    """The seconds in which the sealed queue came with the page; after the words, those from the open vaults to the first
    page of contacts, and to the last of all; and those of a search.
    """

    fetch: float
    first_page: float
    whole: Took
    search: float


def unlock(device: Device, url: str, words: str) -> Took:
    """Type the words on a screen with nothing to open; from the tap to the open vaults, by the clock of a page that is slowed
    down, and by the processor of one that is not: slowed down it counts the waiting.
    """
    return Took(_unlocked(device, url, words, slow=True).clock, _unlocked(device, url, words).processor)


def _unlocked(device: Device, url: str, words: str, *, slow: bool = False) -> Took:
    with _at(device, f"{url}/ladder") as (page, cdp):
        _fill(device, words)
        if slow:
            slow_down(cdp)
        before = processor_seconds(device.profile)
        Person(device).button("Abrir").click()
        unlocked = _seen(page, cdp, "unlocked")
        return Took(unlocked - _seen(page, cdp, "submit"), processor_seconds(device.profile) - before)


def open_queue(device: Device, url: str, words: str) -> Opening:
    """With the queue fetched, type the words, wait until all of it is open, and look for who stands last."""
    with _at(device, f"{url}/review") as (page, cdp):
        fetched = _seen(page, cdp, "fetched")
        _fill(device, words)
        before = processor_seconds(device.profile)
        Person(device).button("Abrir").click()
        whole = _seen(page, cdp, "whole")
        processor = processor_seconds(device.profile) - before
        unlocked = _seen(page, cdp, "unlocked")
        Person(device).field("Buscar").fill(LAST_NAME)
        found = _seen(page, cdp, "found")
        return Opening(
            fetch=fetched,
            first_page=_seen(page, cdp, "first") - unlocked,
            whole=Took(whole - unlocked, processor),
            search=found - _seen(page, cdp, "input"),
        )


@contextmanager
def _at(device: Device, address: str) -> Iterator[tuple[Page, CDPSession]]:
    """A browser that was started anew, at this address."""
    with opened(device, killed=False) as (page, cdp):
        page.set_default_timeout(ARRIVAL_MS)
        page.add_init_script(WATCH)
        page.goto(address)
        yield page, cdp


def _fill(device: Device, words: str) -> None:
    Person(device).field(WORDS).fill(words)


def _seen(page: Page, cdp: CDPSession, name: str) -> float:
    """The page's second in which this was drawn or done."""
    return float(str(wait_quietly(page, cdp, f"seen.{name}"))) / 1000
