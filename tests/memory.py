"""Where tests write: into memory, where the machine has room for it. Nothing that they write outlives them, and a disk that
holds a fresh database for each of two thousand tests is what would take most of their time."""

import os
import shutil
import tempfile
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3


def write_into_memory() -> None:
    """From now on temporary folders of this process and of those that it starts lie in memory, unless somebody has said where
    they shall lie."""
    if "TMPDIR" not in os.environ and _has_room():
        os.environ["TMPDIR"] = str(SHARED_MEMORY)
        # It has been asked before, and remembers.
        tempfile.tempdir = None


def _has_room() -> bool:
    return SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free >= ROOM
