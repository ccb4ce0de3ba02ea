"""A PostgreSQL server of the tests' own: on a Unix socket, no durability, gone afterwards."""

import getpass
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.memory import SHARED_MEMORY

ADMIN = "canvass"
START_SECONDS = "30"
PLAIN = "-c max_connections=100 -c listen_addresses='' -c wal_recycle=off"
QUICK = f"{PLAIN} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
# A server that is killed loses nothing that it committed, as long as the machine stays up.
DURABLE = (
    "-c fsync=off -c synchronous_commit=on -c max_connections=60 -c listen_addresses='' -c wal_recycle=off"
)


def find_binaries() -> Path | None:
    """The newest installed server's programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@dataclass
class Cluster:
    """A server in a folder of its own, which can be killed and started again; `options` are those of `postgres`."""

    binaries: Path
    folder: Path
    options: str = QUICK

    @property
    def address(self) -> str:
        """The address of its `postgres` database."""
        return f"postgresql://{ADMIN}@/postgres?host={self.folder}"

    def make(self) -> None:
        """Lay the server's files out."""
        # initdb refuses root, so as root everything is done as Debian's `postgres` user.
        shutil.chown(self.folder, pwd.getpwnam(_owner()).pw_uid)
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", ADMIN, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")

    def start(self) -> None:
        log, options = str(self.folder / "log"), f"{self.options} -k {self.folder}"
        self._control("-w", "-t", START_SECONDS, "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """Without farewell: what was committed is in its log of writes."""
        self._control("-m", "immediate", "stop")

    def kill(self) -> None:
        """kill -9 to all of its processes, as when the power goes; returns when they are gone."""
        server = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        processes = [server, *children_of(server)]
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        deadline = time.monotonic() + float(START_SECONDS)
        while any(map(_is_alive, processes)) and time.monotonic() < deadline:
            time.sleep(0.01)
        # Where nobody buries the dead (a container's first process), the server would think that one still runs.
        for lock in (self.folder / "data" / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.binaries / program, *arguments],
            check=True,
            user=_owner() if os.geteuid() == 0 else None,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )


def children_of(process: int) -> list[int]:
    """The processes that it started and that are still there."""
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _owner() -> str:
    return "postgres" if os.geteuid() == 0 else getpass.getuser()


@contextmanager
def running_cluster(binaries: Path, options: str = QUICK) -> Iterator[Cluster]:
    """Make and start a server; it is gone afterwards."""
    cluster = Cluster(binaries, Path(tempfile.mkdtemp(prefix="canvass-pg-")), options)
    try:
        cluster.make()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(cluster.folder, ignore_errors=True)


@contextmanager
def running_server(binaries: Path, *, durable: bool = False) -> Iterator[str]:
    """Start a server in a folder of its own; yields the address of its `postgres` database.

    `durable`: it waits for the disk as in production, for measurements; tests need no disk.
    """
    with running_cluster(binaries) as cluster:
        yield cluster.address


def copy_database(server: str, name: str, template: str = "template1") -> str:
    """Make a database like `template`; yields its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        # In memory files are copied sooner than all their pages are logged; on a disk it is the other way round.
        how = "FILE_COPY" if str(SHARED_MEMORY) in server else "WAL_LOG"
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY {how}')
    return server.replace("/postgres?", f"/{name}?")


def drop_database(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
