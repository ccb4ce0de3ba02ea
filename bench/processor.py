"""What a browser takes of the processor: all of its processes and threads together, on one core if wanted."""

import os
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
