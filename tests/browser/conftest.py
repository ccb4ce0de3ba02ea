"""Fixtures of the browser tests: a real server, and devices with profiles on disk."""

import contextlib
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Playwright, expect

from tests.browser.demo import Demo, make_demo, serving_copy
from tests.browser.device import CHROMIUM, LAPTOP, PHONE, Device
from tests.browser.server import Server
from tests.faults.field import Field, open_field
from tests.postgres import Cluster

SHOWN = Path("test-results")
FAILED = pytest.StashKey[bool]()
# A busy machine seals, unlocks and draws slowly: what is expected is waited for as long as a person would.
expect.set_options(timeout=30_000)

MISSING = "Chromium is not installed (Debian: chromium); `make test` installs it where it may"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def chromium() -> None:
    if not Path(CHROMIUM).exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A fresh organisation, set up and serving."""
    made = Server(tmp_path / "instance")
    made.canvass("init")
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """`canvass demo --no-serve`."""
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def demo(made_demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """It, serving: a town of its own for each file of tests."""
    with serving_copy(made_demo, tmp_path_factory.mktemp("demo")) as copy:
        yield copy


@pytest.fixture
def sqlite_field(_sqlite_field: Field) -> Iterator[Field]:
    """The shared one, calm again after each test."""
    yield _sqlite_field
    _sqlite_field.calm()


@pytest.fixture(scope="module")
def _sqlite_field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    """An organisation on SQLite, behind a line that may fail."""
    with open_field(tmp_path_factory.mktemp("field")) as made:
        yield made


@pytest.fixture
def postgres_field(_postgres_field: Field) -> Iterator[Field]:
    yield _postgres_field
    _postgres_field.calm()


@pytest.fixture(scope="module")
def _postgres_field(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    """The same on PostgreSQL."""
    with open_field(tmp_path_factory.mktemp("field"), cluster) as made:
        yield made


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def field(request: pytest.FixtureRequest) -> Field:
    """On each of both."""
    found: Field = request.getfixturevalue(f"{request.param}_field")
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture
def devices(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path
) -> Iterator[Callable[..., Device]]:
    """`devices("alma")` is a phone in Spanish; `devices("beto", laptop=True, locale="en-US")` a laptop in English."""
    made: list[Device] = []

    def make(name: str, *, laptop: bool = False, locale: str = "es-US") -> Device:
        device = Device(playwright, tmp_path / f"profile-{name}", LAPTOP if laptop else PHONE, locale)
        made.append(device)
        return device

    yield make
    for device in made:
        if request.node.stash.get(FAILED, False):
            keep_what_it_shows(device, request.node.name)
        device.close()
        shutil.rmtree(device.profile, ignore_errors=True)


def keep_what_it_shows(device: Device, test: str) -> None:
    """A picture and the text of a failed test's screens, for whoever looks into it."""
    if device.context is None:
        return
    SHOWN.mkdir(exist_ok=True)
    name = SHOWN / f"{test}-{device.profile.name}"
    with contextlib.suppress(PlaywrightError):
        device.page.screenshot(path=name.with_suffix(".png"))
        name.with_suffix(".txt").write_text(f"{device.page.url}\n{device.page.inner_text('body')}")
