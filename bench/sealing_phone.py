"""A phone that seals contacts: the app's own code, in one script so that it can be called, in an enrolled phone's page."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession

from bench.phone import LOOK_EVERY_MS, opened, settle_in, slow_down
from bench.processor import processor_seconds
from hatch_build import STATIC, run_node
from tests.browser import acts
from tests.browser.device import Device

ROOT = Path(__file__).parents[1]
A_ROUND = 100
SOURCE = Path(__file__).with_name("sealing_page.ts")


@dataclass(frozen=True)
class Sealing:
    """Milliseconds of the clock, round by round: of each seal, and of each whole Save; and of the processor for one seal, not
    slowed down.
    """

    seals: list[list[float]]
    saves: list[list[float]]
    processor: float


def seal_contacts(
    device: Device, link: str, campaign: str, body: dict[str, Any], *, rounds: int, folder: Path
) -> Sealing:
    """Enrol the phone, and seal and save contacts on it, slowed down."""
    script = _bundled(folder)
    acts.enrol(device, link)
    device.close()
    with opened(device, killed=False) as (page, cdp):
        page.goto(link.partition("/enrol")[0])
        cdp.send("Runtime.evaluate", {"expression": script})
        while not _run(cdp, "sealingPage.isReady()"):
            page.wait_for_timeout(LOOK_EVERY_MS)
        settle_in(page)
        page.wait_for_load_state("networkidle")
        seals = f"sealingPage.seals({json.dumps(body)}, {A_ROUND})"
        before = processor_seconds(device.profile)
        _run(cdp, seals)
        took = processor_seconds(device.profile) - before
        slow_down(cdp)
        saves = f"sealingPage.saves({json.dumps(campaign)}, {A_ROUND})"
        return Sealing(
            [_run(cdp, seals) for _round in range(rounds)],
            [_run(cdp, saves) for _round in range(rounds)],
            took * 1000 / A_ROUND,
        )


def _run(cdp: CDPSession, act: str) -> Any:
    """What this promise of the page's brings."""
    told = cdp.send("Runtime.evaluate", {"expression": act, "awaitPromise": True, "returnByValue": True})
    if "exceptionDetails" in told:
        raise RuntimeError(told["exceptionDetails"])
    return told["result"]["value"]


def _bundled(folder: Path) -> str:
    """The page's script: one that needs no module to be loaded."""
    out = folder / "sealing.js"
    form = ["--format", "iife", "--name", "sealingPage", "--file", str(out), "--log-level", "silent"]
    run_node(ROOT / STATIC, "node_modules/rolldown/bin/cli.mjs", str(SOURCE), *form)
    return out.read_text()
