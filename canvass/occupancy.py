"""Who is at work on this instance: servers and workers together, or one restore alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from canvass.errors import N_, Conflict

LOCK_FILE = "running.lock"
UNFINISHED = "restoring"


class ServerRunning(Conflict):
    code = "server_running"
    message = N_(
        "Canvass está en marcha aquí. Deténgalo (canvass serve, canvass worker) y vuelva a intentarlo."
    )


class RestoreRunning(Conflict):
    code = "restore_running"
    message = N_("Se está restaurando una copia. Espere a que termine.")


class RestoreUnfinished(Conflict):
    """A restore was cut short: the database holds neither what it held nor what it should."""

    code = "restore_unfinished"
    message = N_("Una restauración quedó a medias. Termínela con canvass restore antes de seguir.")


@contextmanager
def together(instance: Path) -> Iterator[None]:
    """Work on the instance beside others, while nobody restores it. Held until the last process that was forked ends."""
    with (instance / LOCK_FILE).open("a+") as file:
        _lock(file, fcntl.LOCK_SH, RestoreRunning)
        file.seek(0)
        if file.read() == UNFINISHED:
            raise RestoreUnfinished
        yield


class Alone:
    """The instance is nobody else's. Once told that it is being changed, it stays closed until that is finished."""

    def __init__(self, file: IO[str]) -> None:
        self.file = file

    def begin(self) -> None:
        """From here on there is no way back: if this process dies, nothing but another restore may follow."""
        self._write(UNFINISHED)

    def finish(self) -> None:
        self._write("")

    def _write(self, text: str) -> None:
        self.file.truncate(0)
        self.file.write(text)
        self.file.flush()


@contextmanager
def alone(instance: Path) -> Iterator[Alone]:
    """Keep everybody else from the instance, or `ServerRunning`."""
    with (instance / LOCK_FILE).open("a+") as file:
        _lock(file, fcntl.LOCK_EX, ServerRunning)
        yield Alone(file)


def _lock(file: IO[str], how: int, refusal: type[Conflict]) -> None:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise refusal from error
