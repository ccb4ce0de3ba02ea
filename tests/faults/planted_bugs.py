"""Planting a bug: a patch applied to a scratch copy of the tree, and the part of the suite that must notice it there.

A patch begins with what the bug is, then `Caught by:` the test, and `Says:` a word that its failure must hold: a test
that fails for another reason has caught nothing.
"""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "planted"
SOURCES = ("canvass", "migrations", "tests", "pyproject.toml", "hatch_build.py")
LINKED = ("canvass/static/node_modules", "canvass/static/dist")
LEFT_OUT = shutil.ignore_patterns("node_modules", "dist", "__pycache__", "*.pyc")
LONGEST_SECONDS = 240
VITEST = "node_modules/vitest/vitest.mjs"


class NoLongerApplies(Exception):
    """The code that the bug was planted into has changed: plant it anew."""


@dataclass(frozen=True)
class PlantedBug:
    """A patch: what is wrong, the test that must catch it, the words of which its failure holds one, the changes by file."""

    about: str
    caught_by: str
    says: tuple[str, ...]
    changes: dict[str, list[tuple[str, str]]]


def read_bug(patch: Path) -> PlantedBug:
    """Read a unified diff with its head."""
    head, *files = re.split(r"^--- a/.*\n\+\+\+ b/", patch.read_text(), flags=re.MULTILINE)
    about, caught_by, says = head.strip().split("\n")
    changes = {}
    for file in files:
        name, _, hunks = file.partition("\n")
        parts = re.split(r"^@@.*@@.*\n", hunks, flags=re.MULTILINE)[1:]
        changes[name.strip()] = [(_side(part, " -"), _side(part, " +")) for part in parts]
    words = tuple(says.removeprefix("Says: ").split(" or "))
    return PlantedBug(about, caught_by.removeprefix("Caught by: "), words, changes)


def _side(hunk: str, signs: str) -> str:
    return "".join(line[1:] for line in hunk.splitlines(keepends=True) if line[:1] in signs)


def plant(bug: PlantedBug, tree: Path) -> None:
    """Apply the bug's changes to the tree, wherever their lines stand now; each must stand there exactly once."""
    for name, hunks in bug.changes.items():
        path = tree / name
        text = path.read_text() if path.exists() else ""
        for old, new in hunks:
            if text.count(old) != 1:
                raise NoLongerApplies(f"{name} has {text.count(old)} times:\n{old}")
            text = text.replace(old, new)
        path.write_text(text)


def copy_tree(to: Path) -> Path:
    """A scratch copy of what the tests need."""
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=LEFT_OUT)
        else:
            shutil.copy(source, to / name)
    for name in LINKED:
        (to / name).symlink_to(ROOT / name)
    return to


def run_test(bug: PlantedBug, tree: Path) -> subprocess.CompletedProcess[str]:
    """Run the one test in the tree."""
    file, _, title = bug.caught_by.partition(": ")
    if title:
        vitest = [VITEST, "run", file.removeprefix("tests/"), "-t", title]
        run = (
            f"import pathlib, hatch_build; hatch_build.run_node(pathlib.Path('canvass/static'), *{vitest!r})"
        )
        command = [sys.executable, "-c", run]
    else:
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-x", file]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=LONGEST_SECONDS)
