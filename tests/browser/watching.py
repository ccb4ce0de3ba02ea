"""A server whose every corner can be searched, and who looks into it and into the devices, moment by moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from canvass.app import create_app
from canvass.config import Settings
from canvass.db import db
from tests.browser.acts import Person
from tests.browser.canaries import PERSONAL, WHERE
from tests.browser.device import Device
from tests.browser.server import Server
from tests.postgres import Cluster, copy_database
from tests.seized.searching import hits
from tests.walk import Ground

Found = dict[str, dict[str, list[str]]]


@dataclass
class Watched(Server):
    """A server whose backups and temporary files lie where they can be searched."""

    @property
    def backups(self) -> Path:
        return self.instance.with_name("backups")

    @property
    def temporary(self) -> Path:
        return self.instance.with_name("temporary")

    def environment(self) -> dict[str, str]:
        self.temporary.mkdir(exist_ok=True)
        places = {"CANVASS_BACKUPS": str(self.backups), "TMPDIR": str(self.temporary)}
        return super().environment() | places


@dataclass
class Story:
    """Who takes part, on what; `found` are the canaries that lay anywhere, by place and moment."""

    server: Watched
    cluster: Cluster | None
    make_device: Callable[..., Device]
    found: Found = field(default_factory=dict)
    searched: list[str] = field(default_factory=list)
    app: Flask = field(init=False)
    ground: Ground = field(init=False)
    celia: Person = field(init=False)
    alma: Person = field(init=False)
    case: str = ""
    """Where the case is that came of the contact."""
    exported: bytes = b""
    left: list[str] = field(default_factory=list)
    """Where what was sealed of somebody still lies, though they were erased."""

    def look(self, when: str, **places: Path) -> None:
        """Search these places now."""
        for name, place in places.items():
            wanted = PERSONAL if name in ("server", "postgres") else (*PERSONAL, WHERE)
            self.searched.append(f"{name} {when}")
            if held := hits(place, wanted):
                self.found[f"{name} {when}"] = held

    def look_at_server(self, when: str) -> None:
        """All of it: instance, log, backups, temporary files; PostgreSQL's whole folder."""
        places = {"server": self.server.instance.parent}
        if self.cluster:
            self.flush()
            places["postgres"] = self.cluster.folder
        self.look(when, **places)

    def look_at_phone(self, when: str) -> None:
        """Close the browser, so that it has written all that it writes; search, and open it again where it was."""
        self.look_at(self.alma, when, "phone")

    def look_at(self, person: Person, when: str, name: str) -> None:
        url = person.page.url
        person.device.close()
        self.look(when, **{name: person.device.profile})
        person.device.open(url)

    def hold(self, sealed: bytes) -> list[str]:
        """The files of the server, its backups aside, that hold the end of this seal."""
        places = [self.server.instance, self.server.temporary]
        if self.cluster:
            self.flush()
            places.append(self.cluster.folder)
        files = (path for place in places for path in place.rglob("*"))
        whole = [path for path in files if path.is_file() and not path.is_symlink()]
        return [path.name for path in whole if sealed[-40:] in path.read_bytes()]

    def flush(self) -> None:
        """Let PostgreSQL write what it has in memory to its files."""
        with (
            self.app.app_context(),
            db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line,
        ):
            line.execute(text("CHECKPOINT"))


@contextmanager
def serving(folder: Path, cluster: Cluster | None = None) -> Iterator[Watched]:
    """A fresh organisation, served from `folder`, on SQLite or on this PostgreSQL server."""
    folder.mkdir(parents=True, exist_ok=True)
    server = Watched(folder / "instance")
    if cluster:
        server.database_url = copy_database(cluster.address, "canaries")
    server.canvass("init")
    if cluster:
        leave_uncompressed(server)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def leave_uncompressed(server: Server) -> None:
    """PostgreSQL compresses long texts so that nobody finds a word in its files: not here."""
    columns = text(
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND a.attstorage IN ('x', 'm')"
    )
    app = create_app(Settings.from_environment(server.environment()))
    with app.app_context(), db.engine.begin() as line:
        for table, column in line.execute(columns).all():
            line.execute(text(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STORAGE EXTERNAL'))
    with app.app_context():
        db.engine.dispose()
