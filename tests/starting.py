"""Canvass's processes, begun without reading Canvass anew: each is a copy of one that has read it all and made an application
once (tests/preloaded.py), which is what most of a start takes. What it does is what `canvass` does with the same words in the
same environment; that `python -m canvass` leads there, and what becomes of its process for long jobs, tests/test_serving.py
and tests/browser/test_start_here.py see."""

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import NamedTemporaryFile

from canvass.__main__ import main

_copies = get_context("forkserver")
_copies.set_forkserver_preload(["tests.preloaded"])


def begin(
    words: tuple[str, ...], environment: Mapping[str, str], said: Path, work: Callable[[], object] = main
) -> ForkServerProcess:
    """`canvass words`, or other work, in a session of its own; what it says goes to the file `said`."""
    process = _copies.Process(target=_become, args=(words, dict(environment), str(said), work))
    process.start()
    return process


def told_by(words: tuple[str, ...], environment: Mapping[str, str]) -> str:
    """What `canvass words` says, once it has done it."""
    with NamedTemporaryFile() as said:
        process = begin(words, environment, Path(said.name))
        process.join()
        told = said.read().decode()
    if process.exitcode != 0:
        raise RuntimeError(f"canvass {' '.join(words)} ended with {process.exitcode}:\n{told}")
    return told


def end(process: ForkServerProcess, signal_: int, seconds: float) -> None:
    """Send this to it and to all that it has started; kill what is left after so many seconds."""
    assert process.pid
    for each in (signal_, signal.SIGKILL):
        try:
            os.killpg(process.pid, each)
        except ProcessLookupError:
            # Ended already, or so young that it has no session of its own yet.
            with suppress(ProcessLookupError):
                os.kill(process.pid, each)
        process.join(seconds)
        if process.exitcode is not None:
            return


def _become(
    words: tuple[str, ...], environment: dict[str, str], said: str, work: Callable[[], object]
) -> None:
    os.setsid()
    log = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(log, stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    # Where it lies was found out in another environment.
    tempfile.tempdir = None
    sys.argv = ["canvass", *words]
    work()
