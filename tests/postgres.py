"""A PostgreSQL server of the tests' own: on a Unix socket, no durability, gone afterwards."""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ADMIN = "canvass"
START_SECONDS = "30"
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60 -c listen_addresses=''"


def find_binaries() -> Path | None:
    """The newest installed server's programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def running_server(binaries: Path) -> Iterator[str]:
    """Start a server in a folder of its own; yields the address of its `postgres` database."""
    folder = Path(tempfile.mkdtemp(prefix="canvass-pg-"))
    # initdb refuses root, so as root everything is done as Debian's `postgres` user.
    owner = "postgres" if os.geteuid() == 0 else getpass.getuser()
    shutil.chown(folder, pwd.getpwnam(owner).pw_uid)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [binaries / program, *arguments],
            check=True,
            user=owner if os.geteuid() == 0 else None,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )

    try:
        run("initdb", "-D", str(data), "-U", ADMIN, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        run(
            "pg_ctl",
            "-D",
            str(data),
            "-w",
            "-t",
            START_SECONDS,
            "-l",
            str(folder / "log"),
            "-o",
            f"{QUICK} -k {folder}",
            "start",
        )
        try:
            yield f"postgresql://{ADMIN}@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def copy_database(server: str, name: str, template: str = "template1") -> str:
    """Make a database like `template`; yields its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server.replace("/postgres?", f"/{name}?")


def drop_database(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
