"""The longest stretch that a large turf's page keeps the phone busy, from its first paint on."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Page

from bench.phone import FIRST_ROW, opened, slow_down, type_pin, wait_quietly
from tests.browser.device import PHONE, Device

SCROLL_SPEED = 5000
"""Pixels a second, seven screens: flung again and again."""
QUIET_MS = 1000
CATEGORIES = "disabled-by-default-devtools.timeline,devtools.timeline,loading"
MILLISECOND = 1000


@dataclass(frozen=True)
class Task:
    """A stretch of work on the main thread, in ms: by the clock, by the processor's time, and when after first paint."""

    wall: float
    processor: float
    after_paint: float


@dataclass
class Trace:
    """Chromium's trace of a page: every task of its main thread."""

    page: Page
    cdp: CDPSession
    events: list[dict[str, Any]] = field(default_factory=list)
    complete: bool = False

    def start(self) -> None:
        self.cdp.on("Tracing.dataCollected", lambda part: self.events.extend(part["value"]))
        self.cdp.on("Tracing.tracingComplete", self._end)
        self.cdp.send("Tracing.start", {"categories": CATEGORIES, "transferMode": "ReportEvents"})

    def stop(self) -> None:
        self.cdp.send("Tracing.end")
        while not self.complete:
            self.page.wait_for_timeout(50)

    def longest_task(self) -> Task:
        """Of the thread that painted last, the task that took longest by the clock, begun at its first paint or later."""
        paint = max((e for e in self.events if e["name"] == "firstPaint"), key=lambda event: event["ts"])
        tasks = [
            event
            for event in self.events
            if event["name"] == "RunTask"
            and "dur" in event
            and (event["pid"], event["tid"]) == (paint["pid"], paint["tid"])
            and event["ts"] >= paint["ts"]
        ]
        longest = max(tasks, key=lambda event: event["dur"])
        return Task(
            longest["dur"] / MILLISECOND,
            longest.get("tdur", 0) / MILLISECOND,
            (longest["ts"] - paint["ts"]) / MILLISECOND,
        )

    def _end(self, _event: object) -> None:
        self.complete = True


def longest_task(device: Device, address: str) -> Task:
    """Open `address` on a slow phone, scroll through the whole list, and find the longest task."""
    with opened(device) as (page, cdp):
        slow_down(cdp)
        trace = Trace(page, cdp)
        trace.start()
        page.goto(address, wait_until="commit")
        type_pin(page, cdp)
        wait_quietly(page, cdp, f"document.querySelector({FIRST_ROW!r}) !== null")
        page.wait_for_timeout(QUIET_MS)
        scroll_through(page, cdp)
        trace.stop()
    return trace.longest_task()


def scroll_through(page: Page, cdp: CDPSession) -> None:
    """From the first row to the last, with a finger."""
    height = float(str(wait_quietly(page, cdp, "document.documentElement.scrollHeight")))
    middle = {"x": PHONE["width"] / 2, "y": PHONE["height"] / 2}
    cdp.send("Input.synthesizeScrollGesture", {**middle, "yDistance": -height, "speed": SCROLL_SPEED})
