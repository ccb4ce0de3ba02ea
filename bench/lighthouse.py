"""Lighthouse's marks for a screen, as it grades a slow phone on a slow line."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from hatch_build import STATIC, run_node
from tests.browser.device import ARGUMENTS, CHROMIUM

ROOT = Path(__file__).parents[1]
CATEGORIES = ("performance", "accessibility", "best-practices")
START_SECONDS, STOP_SECONDS = 30, 10


def grades(profile: Path, address: str, *, runs: int, fresh: bool) -> dict[str, float]:
    """The median mark of each category, 0 to 100, on the browser with this profile. `fresh` empties its stores first."""
    marks: dict[str, list[float]] = {category: [] for category in CATEGORIES}
    with _debuggable(profile) as port:
        for run in range(runs):
            report = _report(profile.with_name(f"{profile.name}-{run}.json"), address, port, fresh=fresh)
            for category in CATEGORIES:
                marks[category].append(report["categories"][category]["score"] * 100)
    return {category: median(found) for category, found in marks.items()}


def _report(path: Path, address: str, port: int, *, fresh: bool) -> dict[str, dict[str, dict[str, float]]]:
    run_node(
        ROOT / STATIC,
        "node_modules/lighthouse/cli/index.js",
        address,
        f"--port={port}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--output=json",
        f"--output-path={path}",
        "--quiet",
        *([] if fresh else ["--disable-storage-reset"]),
    )
    found: dict[str, dict[str, dict[str, float]]] = json.loads(path.read_text())
    return found


@contextmanager
def _debuggable(profile: Path) -> Iterator[int]:
    """Chromium with this profile and an open line on this machine; its port."""
    told = profile / "DevToolsActivePort"
    told.unlink(missing_ok=True)
    arguments = [
        CHROMIUM,
        *ARGUMENTS,
        "--headless",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
    ]
    browser = subprocess.Popen(
        [*arguments, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not told.exists() or not told.read_text():
            if browser.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Chromium did not start")
            time.sleep(0.1)
        yield int(told.read_text().split()[0])
    finally:
        browser.terminate()
        browser.wait(STOP_SECONDS)
