"""PostgreSQL's own programs, run on the database at hand; what they read or write may go through a pipe and never a file."""

import os
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import IO

from psycopg.pq import Conninfo

from canvass.db import db
from canvass.errors import N_, DomainError

Through = Callable[[IO[bytes]], None]


class ToolMissing(DomainError):
    code = "tool_missing"
    message = N_(
        "Falta el programa %(program)s. Instale el paquete postgresql-client, de la versión del servidor o más nueva."
    )


class ToolFailed(DomainError):
    code = "tool_failed"
    message = N_("%(program)s no pudo: %(said)s")


def run(program: str, *arguments: str) -> str:
    """Run a program; what it wrote. The database's password stands in no argument."""
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, and no shell
        [find_program(program), *arguments],
        env={**os.environ, **_connection_environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    _check(program, done.returncode, done.stderr)
    return done.stdout


def run_into(take: Through, program: str, *arguments: str) -> None:
    """Run a program, and let `take` have what it writes as it comes."""
    ours, theirs = os.pipe()
    _run_beside(take, open(ours, "rb"), theirs, [program, *arguments], stdout=theirs)  # noqa: PTH123, SIM115


def run_from(give: Through, program: str, *arguments: str) -> str:
    """Run a program that reads what `give` writes; what it wrote itself."""
    theirs, ours = os.pipe()
    end = open(ours, "wb")  # noqa: PTH123, SIM115
    return _run_beside(give, end, theirs, [program, *arguments], stdin=theirs)


def _run_beside(
    through: Through,
    end: IO[bytes],
    theirs: int,
    words: list[str],
    *,
    stdin: int | None = None,
    stdout: int = subprocess.PIPE,
) -> str:
    """Our end is worked at by a thread of its own."""
    with ThreadPoolExecutor(1) as beside:
        try:
            running = subprocess.Popen(  # noqa: S603 - PostgreSQL's own programs, and no shell
                [find_program(words[0]), *words[1:]],
                env={**os.environ, **_connection_environment()},
                stdin=stdin,
                stdout=stdout,
                stderr=subprocess.PIPE,
                text=True,
            )
        except BaseException:
            end.close()
            raise
        finally:
            os.close(theirs)
        ours = beside.submit(_work_at, through, end)
        wrote, said = running.communicate()
        failure = ours.exception()
    # Who has read enough, or gives up, closes its end: how the program ended says which.
    if failure and not isinstance(failure, BrokenPipeError):
        raise failure
    _check(words[0], running.returncode, said)
    return wrote or ""


def _work_at(through: Through, end: IO[bytes]) -> None:
    try:
        through(end)
    finally:
        with suppress(BrokenPipeError):
            end.close()


def _check(program: str, ended: int, said: str) -> None:
    if ended:
        raise ToolFailed(program=program, said=(said.strip().splitlines() or ["?"])[0][:200])


def find_program(name: str) -> str:
    """One of PostgreSQL's programs: on the PATH, or else Debian's newest. `ToolMissing` names its package."""
    on_path = shutil.which(name)
    if on_path:
        return on_path
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise ToolMissing(program=name)
    return str(found[-1])


def _connection_environment() -> dict[str, str]:
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    options = Conninfo.parse(address.encode()) if db.engine.dialect.name == "postgresql" else []
    return {option.envvar.decode(): option.val.decode() for option in options if option.envvar and option.val}
