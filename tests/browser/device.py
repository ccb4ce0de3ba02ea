"""A person's device: Chromium with a profile of its own on disk, that can be cut off, killed and opened again."""

import os
import signal
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1366, "height": 800}
EXIT_SECONDS = 10
PIN = "374951"


@dataclass
class Device:
    """`profile` is all that a seized phone would hold, its temporary files among it."""

    playwright: Playwright
    profile: Path
    viewport: dict[str, int]
    locale: str
    context: BrowserContext | None = None
    page: Page = field(init=False)
    refused: list[str] = field(default_factory=list)
    _short: "tempfile.TemporaryDirectory[str] | None" = None
    pin: str | None = PIN
    """What its owner types wherever the phone's lock asks for it; None for a test that does so itself."""
    more: tuple[str, ...] = ()
    """What Chromium is started with besides, for example a picture for its camera."""

    def open(self, url: str | None = None) -> Page:
        """Start the browser on the profile, and go to `url`."""
        temporary = self.profile / "temporary"
        temporary.mkdir(parents=True, exist_ok=True)
        # A socket lies there, whose path must be short.
        if self._short is None:
            self._short = tempfile.TemporaryDirectory()
            (Path(self._short.name) / "t").symlink_to(temporary)
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=CHROMIUM,
            args=[*ARGUMENTS, *self.more],
            headless=True,
            env={**os.environ, "TMPDIR": f"{self._short.name}/t"},
            viewport=self.viewport,  # type: ignore[arg-type]
            locale=self.locale,
            timezone_id="America/New_York",
            has_touch=self.viewport == PHONE,
            service_workers="allow",
        )
        self.context.set_default_timeout(30_000)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.refused.append(f"page error: {error}"))
        self._unlock_when_asked(self.page)
        self.context.on("page", self._unlock_when_asked)
        if url:
            self.page.goto(url)
        return self.page

    def offline(self, off: bool = True) -> None:
        assert self.context is not None
        self.context.set_offline(off)

    def kill(self) -> None:
        """SIGKILL every process of this browser, as an emptied battery or Android would."""
        mine = [pid for pid in _processes() if str(self.profile).encode() in _command(pid)]
        for pid in mine:
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + EXIT_SECONDS
        while any(_alive(pid) for pid in mine) and time.monotonic() < deadline:
            time.sleep(0.05)
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()
        self.context = None

    def close(self) -> None:
        if self.context:
            self.context.close()
            self.context = None

    def _unlock_when_asked(self, page: Page) -> None:
        pins = page.locator("input.pin")
        if self.pin is not None:
            page.add_locator_handler(pins.first, lambda _: type_pin(page, self.pin or ""))

    def _listen(self, message: ConsoleMessage) -> None:
        # What the policy refuses and what fails in a script must never pass unseen; being offline is no failure.
        if message.type == "error" and "ERR_" not in message.text:
            self.refused.append(f"{message.text} {message.location.get('url', '')}")


def type_pin(page: Page, pin: str) -> None:
    """Type the PIN where the lock asks for it, twice and with a tap where it is chosen."""
    fields = page.locator("input.pin")
    chosen = fields.count() > 1
    for each in fields.all():
        each.fill(pin)
    if chosen:
        page.locator("form.lock button[type=submit]").click()


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
