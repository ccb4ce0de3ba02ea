"""The one way to compiled code: modules of `canvass.geo.kernels`, imported when they are first needed.

numba takes a second to import and minutes to compile everything; its results lie in a cache on disk. `make` fills it,
so do `canvass init` and the worker's start; nobody waits for a compiler. Where numba cannot be had, `kernels` raises
`NotCompiled` and its callers do without.
"""

import os
import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

PACKAGE = "canvass.geo.kernels"
FOLDER = "NUMBA_CACHE_DIR"


class NotCompiled(Exception):
    """There is no compiler here: numba or llvmlite is missing or broken on this machine."""


@cache
def kernels(name: str) -> Any:
    """The module of kernels of that name (`kernels("tours")`), or `NotCompiled`."""
    if not can_compile():
        raise NotCompiled
    return import_module(f"{PACKAGE}.{name}")


@cache
def can_compile() -> bool:
    """Whether numba can be imported here."""
    try:
        import_module("numba")
    except (ImportError, OSError):
        return False
    return True


def keep_in(folder: Path) -> None:
    """Let compiled code be kept in a folder of one's own where the package's cannot be written to.

    Before the first kernel: numba looks at it when it is imported.
    """
    if not os.access(Path(__file__).parent, os.W_OK):
        os.environ.setdefault(FOLDER, str(folder / "compiled"))


def warm() -> bool:
    """Compile whatever is not in the cache yet; whether there is a compiler."""
    if not can_compile():
        return False
    for module in pkgutil.iter_modules(import_module(PACKAGE).__path__):
        kernels(module.name).warm()
    return True


if __name__ == "__main__":
    warm()
