"""The staff's desk after years: how long it holds anybody up, and what it takes of the laptop.

    python -m bench.desk [--quick] [--json]

In the real Chromium on one core, against the real server, which has the other: 5,000 contacts that wait, 2,000 cases and 2,000
people on the ladder with two moves each, all of them sealed. Medians of the rounds, each with a browser that is started anew.

`first_page_s`   from the tap that unlocks to the first page of the queue; `usable_s` until all of it is open
`search_p95_ms`  from a key to the frame that shows what it finds; over the queue, the cases and the ladder
`patterns_s`     from the tap on "Patterns" until those of all cases are shown: fetched, opened, and found
`cases_s`, `ladder_s`  likewise until the first of the cases, of the ladder stand there
`tab_mb`         the most that the tab's process held of its own (RssAnon) after any of these, its garbage collected;
                 `tab_peak_mb` before that, as much as Chromium lets lie on a machine with memory to spare
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.desk_records import Records
from bench.phone import ARRIVAL_MS, opened, wait_quietly
from bench.processor import memory_mb, on_one_core
from bench.report import Measure, finish, show
from bench.unlocking import WORDS
from bench.waiting import LAST_NAME, settle
from hatch_build import STATIC, build, install_packages
from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import LAPTOP, Device
from tests.browser.server import Server

ROOT = Path(__file__).parents[1]
CONTACTS, CASES, PEOPLE, ROUNDS = 5000, 2000, 2000, 5
SETTLED_MS = 500
"""After a collection the allocator gives pages back a little later."""
SOUGHT = (LAST_NAME, "montealto 12", "5550123")
"""What is typed, letter by letter: a name, words, a telephone number."""
FIRST = {"/patterns": ".patterns li", "/cases": ".contact-row", "/ladder": ".board-person"}
# `seen`: when the first of these was on the glass, from what began it; `keys`: how long each key took. What is sent in a
# frame arrives when the frame is on the glass.
WATCH = """
    window.keys = [];
    window.drawn = then => {
        const frame = new MessageChannel();
        frame.port1.onmessage = () => then(performance.now());
        requestAnimationFrame(() => frame.port2.postMessage(null));
    };
    window.begin = wanted => {
        const since = performance.now();
        window.seen = {};
        const look = () => {
            for (const [name, is] of Object.entries(wanted)) {
                if (name in seen || !is()) continue;
                seen[name] = 0;
                drawn(at => { seen[name] = at - since; });
            }
        };
        window.watcher?.disconnect();
        window.watcher = new MutationObserver(look);
        watcher.observe(document, { childList: true, subtree: true, characterData: true });
    };
    addEventListener("input", event => drawn(at => keys.push(at - event.timeStamp)), { capture: true });
    addEventListener("submit", () => begin({
        first: () => document.querySelector(".contact-row strong"),
        whole: () => document.querySelector(".contact-row strong") && !document.querySelector(".desk-opening"),
    }), { capture: true });
"""


@dataclass
class Round:
    """Seconds from what began it; milliseconds of each key; megabytes."""

    first_page: float = 0
    usable: float = 0
    screens: dict[str, float] = field(default_factory=dict)
    keys: list[float] = field(default_factory=list)
    tab_mb: float = 0
    tab_peak_mb: float = 0

    def weigh(self, page: Page, cdp: CDPSession, profile: Path) -> None:
        """Note what the tab holds now, and what of it is no garbage."""
        self.tab_peak_mb = max(self.tab_peak_mb, memory_mb(profile))
        cdp.send("HeapProfiler.collectGarbage")
        page.wait_for_timeout(SETTLED_MS)
        self.tab_mb = max(self.tab_mb, memory_mb(profile))


def main(arguments: list[str]) -> None:
    """Measure, print, and end with JSON where asked to."""
    build(ROOT)
    install_packages(ROOT / STATIC, tools=True)
    with tempfile.TemporaryDirectory() as folder:
        rounds = measure(Path(folder), 2 if "--quick" in arguments else ROUNDS)
    measures = summed_up(rounds)
    show(measures, title=f"The desk: {CONTACTS} contacts, {CASES} cases, {PEOPLE} people on the ladder")
    if "--json" in arguments:
        peak = max(each.tab_peak_mb for each in rounds)
        finish(
            measures,
            {"tab_peak_mb": peak, "rounds": [asdict(each) for each in rounds], "load": os.getloadavg()[0]},
        )


def measure(folder: Path, rounds: int) -> list[Round]:
    # Round after round asks for the locked keys oftener than any person.
    server = Server(folder / "instance", rate_factor=100)
    desk = settle(server, CONTACTS, Records(CASES, PEOPLE).fill)
    server.start()
    try:
        with sync_playwright() as playwright:
            celia = Device(playwright, folder / "celia", LAPTOP, "es-US")
            acts.enrol(celia, desk.staff_link)
            celia.close()
        with on_one_core(), sync_playwright() as playwright:
            celia = Device(playwright, folder / "celia", LAPTOP, "es-US")
            return [sit_down(celia, server.url, desk.words) for _round in range(rounds)]
    finally:
        server.stop()


def sit_down(celia: Device, url: str, words: str) -> Round:
    """Unlock with the queue fetched, search it, and go through the other screens."""
    done = Round()
    with at_the_desk(celia, f"{url}/review") as (page, cdp):
        wait_quietly(page, cdp, "!!document.querySelector('.known')")
        Person(celia).field(WORDS).fill(words)
        Person(celia).button("Abrir").click()
        done.usable = seen(page, cdp, "whole")
        done.first_page = seen(page, cdp, "first")
        search(page, cdp, done)
        done.weigh(page, cdp, celia.profile)
        for path, first in FIRST.items():
            done.screens[path] = go(page, cdp, path, first)
            if path != "/patterns":
                search(page, cdp, done)
            done.weigh(page, cdp, celia.profile)
    return done


@contextmanager
def at_the_desk(celia: Device, address: str) -> Iterator[tuple[Page, CDPSession]]:
    """A browser that was started anew, at this address."""
    with opened(celia, killed=False) as (page, cdp):
        page.set_default_timeout(ARRIVAL_MS)
        page.add_init_script(WATCH)
        page.goto(address)
        yield page, cdp


def go(page: Page, cdp: CDPSession, path: str, first: str) -> float:
    """To another screen without loading the page anew; the seconds until the first of it is there."""
    cdp.send(
        "Runtime.evaluate",
        {
            "expression": f"""
                begin({{ first: () => document.querySelector({first!r}) }});
                history.pushState(null, "", {path!r});
                dispatchEvent(new PopStateEvent("popstate"));
            """
        },
    )
    return seen(page, cdp, "first")


def search(page: Page, cdp: CDPSession, done: Round) -> None:
    """Type what is sought, a key after the other, each when the last one has shown what it finds."""
    page.locator("input[type=search]").focus()
    for words in SOUGHT:
        for letter in words:
            cdp.send("Runtime.evaluate", {"expression": "keys.length = 0"})
            cdp.send("Input.insertText", {"text": letter})
            done.keys.append(float(str(wait_quietly(page, cdp, "keys[0]"))))
        page.locator("input[type=search]").fill("")


def seen(page: Page, cdp: CDPSession, name: str) -> float:
    return float(str(wait_quietly(page, cdp, f"window.seen?.{name}"))) / 1000


def summed_up(rounds: Sequence[Round]) -> list[Measure]:
    def middle(path: str) -> float:
        return median(each.screens[path] for each in rounds)

    return [
        Measure("first_page_s", median(each.first_page for each in rounds), 1, "s"),
        Measure("usable_s", median(each.usable for each in rounds), 4, "s"),
        Measure("search_p95_ms", median(quantiles(each.keys, n=20)[-1] for each in rounds), 50, "ms"),
        Measure("patterns_s", middle("/patterns"), 1, "s"),
        Measure("cases_s", middle("/cases"), 4, "s"),
        Measure("ladder_s", middle("/ladder"), 4, "s"),
        Measure("tab_mb", max(each.tab_mb for each in rounds), 300, "MB"),
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
