"""The one way to compiled code: modules of `canvass.geo.kernels`, imported when they are first needed.

numba takes half a second to import and half a minute to compile everything; its results lie in a cache on disk, in a
folder named after the kernels' sources: numba itself looks at one module's time alone, and would go on using what was
compiled with the older state of another. `make` fills it, so do `canvass init` and the worker's start; nobody waits.
Where numba cannot be had, `kernels` raises `NotCompiled` and its callers do without.
"""

import hashlib
import os
import pkgutil
import platform
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGE = "canvass.geo.kernels"
FOLDER = "NUMBA_CACHE_DIR"

_kept_in = Path(__file__).parent / "kernels" / "__pycache__"


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
    os.environ[FOLDER] = str(_cache())
    try:
        import_module("numba")
    except (ImportError, OSError):
        return False
    return True


def _cache() -> Path:
    """Where compiled code lies: in a folder for these sources, unless the environment names another."""
    return Path(os.environ.get(FOLDER) or _kept_in / _sources())


def _sources() -> str:
    """A name for the kernels as they are now."""
    digest = hashlib.sha256()
    for path in sorted((Path(__file__).parent / "kernels").glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def keep_in(folder: Path) -> None:
    """Let compiled code be kept in a folder of one's own where the package's cannot be written to.

    Before the first kernel: numba looks at it when it is imported.
    """
    global _kept_in  # noqa: PLW0603 - numba has one cache for the whole process
    if not os.access(Path(__file__).parent, os.W_OK):
        _kept_in = folder / "compiled"


def warm() -> bool:
    """Compile whatever is not in the cache yet; whether there is a compiler.

    What was all compiled before, by this numba for this processor, is not looked at again: servers start a second sooner.
    """
    compiler = _compiler()
    if compiler is None:
        return False
    mark = _cache() / f"warm-{compiler}-{_sources()}"
    if not mark.exists():
        if not can_compile():
            return False
        for module in pkgutil.iter_modules(import_module(PACKAGE).__path__):
            kernels(module.name).warm()
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    return True


def _compiler() -> str | None:
    """What numba would compile with and for, as far as its cache depends on it; None where it is not installed."""
    try:
        llvm = import_module("llvmlite.binding")
        return f"{platform.python_version()}-{version('numba')}-{llvm.get_host_cpu_name()}"
    except (ImportError, OSError, PackageNotFoundError):
        return None


if __name__ == "__main__":
    warm()
