"""What a browser takes of the machine: its processes' and threads' time together, on one core if wanted, and memory."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def processor_seconds(profile: Path) -> float:
    """Seconds of the processor that the browser on this profile has taken so far, with all its processes."""
    parents = {pid: _fields(pid) for pid in _pids()}
    mine = {pid for pid in parents if str(profile).encode() in _command(pid)}
    grown = True
    while grown:
        children = {pid for pid, fields in parents.items() if fields and int(fields[1]) in mine}
        grown = not children <= mine
        mine |= children
    return sum(int(fields[11]) + int(fields[12]) for pid in mine if (fields := parents[pid])) / TICK


def memory_mb(profile: Path) -> float:
    """Megabytes of their own that the browser's largest page holds: neither files nor what processes share."""
    mine = (
        pid
        for pid in _pids()
        if str(profile).encode() in _command(pid) and b"--type=renderer" in _command(pid)
    )
    return max((_anonymous_kb(pid) for pid in mine), default=0) / 1024


def _anonymous_kb(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon:"))


@contextmanager
def on_one_core() -> Iterator[None]:
    """Whatever is started meanwhile, a browser say, has one core; the server, which runs already, keeps all."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _fields(pid: int) -> list[str]:
    """What /proc tells of a process after its name: state, parent, …, user and system time."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
