"""Fixtures: an app on a fresh, migrated database (SQLite and PostgreSQL), and the cast that uses it."""

import gc
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import update
from xdist.remote import Producer

from canvass.app import create_app
from canvass.config import Settings
from canvass.db import db
from canvass.devices import Device
from canvass.setup import prepare_database
from tests.applications import share_what_is_the_same
from tests.cast import Cast, Person, gather_cast, prove, writing_to
from tests.keeping import Run, commands_of
from tests.lists import bring_in
from tests.memory import write_into_memory
from tests.postgres import (
    DURABLE,
    Cluster,
    copy_database,
    drop_database,
    find_binaries,
    running_cluster,
    running_server,
)
from tests.town import Town, build_town, open_campaign
from tests.walk import Ground, Phone, lay_ground, lend
from tests.workers import BySharedServers

MISSING = "PostgreSQL's server programs are not installed (Debian: postgresql); `make test` installs them where it may"


def pytest_configure() -> None:
    write_into_memory()
    share_what_is_the_same()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> BySharedServers:
    return BySharedServers(config, log)


def pytest_collection_finish() -> None:
    # What was read by now stays: no test shall pay for a collector that looks through all of it again.
    gc.collect()
    gc.freeze()


def make_settings(instance: Path, database_url: str = "") -> Settings:
    """Settings of a test organisation in a fresh folder."""
    instance.mkdir(exist_ok=True)
    return Settings(
        instance=instance,
        database_url=database_url or f"sqlite:///{instance / 'canvass.sqlite3'}",
        org_name="CIMA",
        hotline="+18285550100",
        time_zone=ZoneInfo("America/New_York"),
        base_url="http://localhost:8000",
        bind="127.0.0.1:8000",
        workers=1,
        trusted_proxies=0,
        grace_hours=24,
        secret_key="tests only",
    )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The session's PostgreSQL server. Missing in CI is a failure; elsewhere its tests are skipped, and say so."""
    binaries = find_binaries()
    if binaries is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    with running_server(binaries) as address:
        yield address


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server that loses nothing when it is killed."""
    binaries = find_binaries()
    if binaries is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    with running_cluster(binaries, DURABLE) as running:
        yield running


@dataclass(frozen=True)
class Templates:
    """Databases made once and copied for each test: a migrated one, and one that the cast has joined."""

    bare: str
    joined: str
    cast: Cast

    def of(self, request: pytest.FixtureRequest) -> str:
        """The one that a test needs."""
        return self.joined if "cast" in request.fixturenames else self.bare


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """Files."""
    bare = make_settings(tmp_path_factory.mktemp("bare") / "instance").instance / "canvass.sqlite3"
    _prepare(make_settings(bare.parent))
    joined = make_settings(tmp_path_factory.mktemp("joined") / "instance")
    shutil.copy(bare, joined.instance)
    return Templates(str(bare), str(joined.instance / bare.name), _gather(joined))


@pytest.fixture(scope="session")
def postgres_templates(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """Names of databases."""
    bare = _psycopg(copy_database(postgres_server, "bare"))
    _prepare(make_settings(tmp_path_factory.mktemp("bare") / "instance", bare))
    joined = _psycopg(copy_database(postgres_server, "joined", "bare"))
    cast = _gather(make_settings(tmp_path_factory.mktemp("joined") / "instance", joined))
    return Templates("bare", "joined", cast)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a fresh database, on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        made = make_settings(tmp_path / "instance")
        shutil.copy(
            request.getfixturevalue("sqlite_templates").of(request), made.instance / "canvass.sqlite3"
        )
        yield made
        return
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_templates").of(request)
    name = f"test_{uuid.uuid4().hex[:12]}"
    yield make_settings(tmp_path / "instance", _psycopg(copy_database(server, name, template)))
    drop_database(server, name)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole application on a fresh database."""
    made = create_app(settings)
    made.testing = True
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def writing(app: Flask) -> Callable[[], AbstractContextManager[None]]:
    """`with writing():` a writer's transaction, committed at its end. Requests see what was committed before them."""

    return partial(writing_to, app)


@pytest.fixture
def cast(request: pytest.FixtureRequest, settings: Settings, app: Flask) -> Cast:
    """Alma canvasses, Beto leads, Celia reviews (and holds the keys), Darío is an outsider, Elena administers."""
    kind = "sqlite" if settings.is_sqlite else "postgres"
    templates: Templates = request.getfixturevalue(f"{kind}_templates")
    here = templates.cast.at(app)
    prove(here.elena)
    return here


def _prepare(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        prepare_database()
        db.engine.dispose()


def _gather(settings: Settings) -> Cast:
    app = create_app(settings)
    cast = gather_cast(app)
    with app.app_context():
        db.engine.dispose()
    return cast


def _psycopg(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture
def town(writing: Callable[[], AbstractContextManager[None]]) -> Town:
    """Two streets and a building, known to the server."""
    with writing():
        return build_town()


@pytest.fixture
def campaign(cast: Cast) -> str:
    """The id of a campaign that Beto leads."""
    return str(open_campaign(cast.beto)["id"])


@pytest.fixture
def ground(cast: Cast) -> Ground:
    """A campaign of Beto's with a turf."""
    return lay_ground(cast)


@pytest.fixture
def phone(cast: Cast, ground: Ground) -> Phone:
    """Alma's, with the turf on it."""
    return lend(cast, ground.turf, cast.alma)


@pytest.fixture
def walk(cast: Cast) -> tuple[Cast, Ground, list[Phone]]:
    """Alma and Darío with one turf, she with two phones."""
    ground = lay_ground(cast)
    alma = lend(cast, ground.turf, cast.alma, cast.dario)
    dario = Phone(cast.dario, alma.assignment, alma.generation)
    return cast, ground, [alma, dario, Phone(cast.alma, alma.assignment, alma.generation)]


@pytest.fixture
def bring(app: Flask, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """`bring(rows)`: import them as the list `county`."""
    return partial(bring_in, app, tmp_path)


@pytest.fixture
def run(settings: Settings, app: Flask) -> Run:
    """`run(*words)`: a command that keeps what was told, on the test's database."""
    return commands_of(settings, app)


@pytest.fixture
def revoke(writing: Callable[[], AbstractContextManager[None]]) -> Callable[[Person], None]:
    """`revoke(person)`: their phone has no access any more."""

    def cut_off(person: Person) -> None:
        with writing():
            db.session.execute(
                update(Device).where(Device.id == person.device_id).values(revoked_at=datetime.now(UTC))
            )

    return cut_off
