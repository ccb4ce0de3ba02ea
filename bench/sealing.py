"""How long sealing holds anybody up: a contact on a slow phone, a long review queue and its unlocking at the staff's desk.

    python -m bench.sealing [--quick] [--json]

In the real Chromium, against the real server with 5,000 sealed contacts that wait.

`seal_p95_ms`    sealing a contact, slowed down fourfold; `save_p95_ms` is all that a tap on Save does
`open_5000_s`    from the open vaults until all 5,000 are opened, indexed for the search and shown, on one core;
                 `first_page_ms` is the first of them
`unlock_s`       from the seven words to the open vaults, slowed down fourfold

Medians of the rounds by the clock; a p95 is that of a round of 100. "processor" is what the whole browser took, with all its
processes: on a busy machine the clock tells more than that. Chromium slows down the page's own thread alone, not those in which
WebCrypto computes: where a phone is slow in all of it, four times "processor" is the least favourable guess. "pyca" is the same
work by pyca/cryptography in Python: processor time, not slowed down, and with no screen.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

from bench.phone import phone
from bench.processor import on_one_core
from bench.report import Measure, finish
from bench.sealing_peers import Pyca, by_pyca
from bench.sealing_phone import Sealing, seal_contacts
from bench.unlocking import Opening, Took, open_queue, unlock
from bench.waiting import settle
from hatch_build import STATIC, build, install_packages
from tests.browser import acts
from tests.browser.device import LAPTOP, Device
from tests.browser.server import Server

ROOT = Path(__file__).parents[1]
CONTACTS, ROUNDS = 5000, 5


@dataclass(frozen=True)
class Row:
    """A figure beside its bound, its peer and the processor's share; `None` where there is none."""

    measure: Measure
    processor: float | None = None
    pyca: float | None = None


@dataclass(frozen=True)
class Found:
    sealing: Sealing
    unlocks: Sequence[Took]
    openings: Sequence[Opening]
    pyca: Pyca


def main(arguments: list[str]) -> None:
    """Measure, print, and end with JSON where asked to."""
    build(ROOT)
    install_packages(ROOT / STATIC, tools=True)
    rounds = 2 if "--quick" in arguments else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), rounds)
    rows = tabled(found)
    show(rows)
    if "--json" in arguments:
        finish([row.measure for row in rows], details(found))


def measure(folder: Path, rounds: int) -> Found:
    # Round after round asks for the locked keys oftener than any person.
    server = Server(folder / "instance", rate_factor=100)
    desk = settle(server, CONTACTS)
    server.start()
    laptop = folder / "celia"
    try:
        with sync_playwright() as playwright:
            alma = phone(playwright, folder / "alma")
            sealing = seal_contacts(
                alma, desk.phone_link, desk.campaign, desk.bodies[0], rounds=rounds, folder=folder
            )
            celia = Device(playwright, laptop, LAPTOP, "es-US")
            acts.enrol(celia, desk.staff_link)
            celia.close()
            unlocks = [unlock(celia, server.url, desk.words) for _round in range(rounds)]
        with on_one_core(), sync_playwright() as playwright:
            celia = Device(playwright, laptop, LAPTOP, "es-US")
            openings = [open_queue(celia, server.url, desk.words) for _round in range(rounds)]
            return Found(sealing, unlocks, openings, by_pyca(desk))
    finally:
        server.stop()


def tabled(found: Found) -> list[Row]:
    sealing, pyca, openings = found.sealing, found.pyca, found.openings
    unlocked = Took(
        median(each.clock for each in found.unlocks), median(each.processor for each in found.unlocks)
    )
    first = median(each.first_page for each in openings)
    return [
        Row(Measure("seal_p95_ms", p95(sealing.seals), 50, "ms"), sealing.processor, pyca.seal * 1000),
        Row(
            Measure("open_5000_s", median(each.whole.clock for each in openings), 4, "s"),
            median(each.whole.processor for each in openings),
            pyca.whole,
        ),
        Row(Measure("first_page_ms", first * 1000, 200, "ms")),
        Row(Measure("unlock_s", unlocked.clock, 1.5, "s"), unlocked.processor, pyca.unlock),
    ]


def p95(rounds: Sequence[Sequence[float]]) -> float:
    return median(quantiles(values, n=20)[-1] for values in rounds)


def show(rows: Sequence[Row]) -> None:
    table = Table(
        *("measure", "value", "bound", "ratio", "", "processor", "pyca", "ratio"),
        title=f"Sealing, {CONTACTS} contacts in the queue",
        title_justify="left",
    )
    for row in rows:
        measure = row.measure
        table.add_row(
            measure.name,
            f"{measure.value:.3g} {measure.unit}",
            f"≤ {measure.bound:g}",
            f"{measure.ratio:.2f}",
            "holds" if measure.holds else "missed",
            "" if row.processor is None else f"{row.processor:.3g}",
            "" if row.pyca is None else f"{row.pyca:.3g}",
            "" if row.pyca is None else f"{measure.value / row.pyca:.1f}",
        )
    Console(width=100).print(table)


def details(found: Found) -> dict[str, Any]:
    return {
        "unlocks": [asdict(each) for each in found.unlocks],
        "openings": [asdict(each) for each in found.openings],
        "save_p95_ms": p95(found.sealing.saves),
        "seal_median_ms": median(chain(*found.sealing.seals)),
        "seal_processor_ms": found.sealing.processor,
        # With the unlocking before it.
        "open_5000_processor_s": median(each.whole.processor for each in found.openings),
        "pyca": asdict(found.pyca),
        "load": os.getloadavg()[0],
    }


if __name__ == "__main__":
    main(sys.argv[1:])
