"""How heavy and how quick the volunteer's app is, in the real Chromium against the real server.

    python -m bench.shell [--json]

`first_load_kb`: what comes over the wire (brotli, without headers) until a new volunteer sees the doors of an ordinary turf.
`lighthouse_min`: the worst of Lighthouse's marks, on the invitation (first visit) and on a large turf (later ones).
`offline_start_s`: from a cold start without network to the first door of an ordinary turf, slowed down fourfold: until the PIN
is asked for, and from its last digit on. `offline_start_large_s`: the same in a turf of 2,000 doors.
`longest_task_ms`: the longest task after first paint in a turf of 2,000 doors, scrolled through, slowed down likewise.
Medians of five runs. Needs Chromium; builds the front end where it is older than its sources.
"""

import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Playwright, sync_playwright

from bench.first_load import first_load
from bench.lighthouse import grades
from bench.long_tasks import longest_task
from bench.neighbourhood import Neighbourhood, settle
from bench.offline_start import offline_start
from bench.phone import deep_link, enrol, open_turf, opened, phone, settle_in
from bench.report import Measure, finish, show
from hatch_build import STATIC, build, install_packages
from tests.browser.device import Device
from tests.browser.server import Server

ROOT = Path(__file__).parents[1]
RUNS = 5


def main(arguments: list[str]) -> None:
    """Measure, print, and end with JSON where asked to."""
    build(ROOT)
    install_packages(ROOT / STATIC, tools=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        found = measure(playwright, Path(folder))
    measures = [
        Measure("first_load_kb", found["first_load"]["first_load_kb"], 90, "kB"),
        Measure("lighthouse_min", found["lighthouse_min"], 95, "", at_least=True),
        Measure("offline_start_s", found["offline_start_s"], 1.0, "s"),
        Measure("longest_task_ms", found["longest_task_ms"], 50, "ms"),
    ]
    show(measures, title=f"The volunteer's app, {found['town']}")
    if "--json" in arguments:
        finish(
            measures, {name: value for name, value in found.items() if name not in {m.name for m in measures}}
        )


def measure(playwright: Playwright, folder: Path) -> dict[str, Any]:
    server = Server(folder / "instance")
    town = settle(server)
    server.start()
    try:
        alma = phone(playwright, folder / "alma")
        load = first_load(alma, town.small)
        gloria = enrolled(playwright, folder / "gloria", town)
        marks = lighthouse(server, folder, gloria, town)
    finally:
        server.stop()
    return {
        "town": town.source,
        "doors": town.large.doors,
        "first_load": load,
        **marks,
        **starts_without_network(alma, deep_link(server.url, town.small), "offline_start"),
        **starts_without_network(gloria, deep_link(server.url, town.large), "offline_start_large"),
        **tasks_without_network(gloria, deep_link(server.url, town.large)),
    }


def enrolled(playwright: Playwright, profile: Path, town: Neighbourhood) -> Device:
    """The phone of who walks the large turf, with all that it needs without a network."""
    device = phone(playwright, profile)
    # Closed, not killed: Chromium writes a new cookie to the disk only half a minute later.
    with opened(device, killed=False) as (page, _cdp):
        enrol(page, town.large)
        open_turf(page, town.large)
        settle_in(page)
    return device


def lighthouse(server: Server, folder: Path, gloria: Device, town: Neighbourhood) -> dict[str, Any]:
    screens = {
        "invitation": grades(folder / "nobody", town.unused_link, runs=RUNS, fresh=True),
        "turf": grades(gloria.profile, deep_link(server.url, town.large), runs=RUNS, fresh=False),
    }
    worst = min(mark for marks in screens.values() for mark in marks.values())
    return {"lighthouse_min": worst, "lighthouse": screens}


def starts_without_network(device: Device, address: str, name: str) -> dict[str, Any]:
    """The server is down; the phone is killed and started anew for each run."""
    starts = [offline_start(device, address) for _run in range(RUNS)]
    return {f"{name}_s": median(starts), f"{name}s": starts}


def tasks_without_network(device: Device, address: str) -> dict[str, Any]:
    """Likewise."""
    tasks = [longest_task(device, address) for _run in range(RUNS)]
    return {
        "longest_task_ms": median(task.wall for task in tasks),
        "longest_tasks": [asdict(task) for task in tasks],
    }


if __name__ == "__main__":
    main(sys.argv[1:])
