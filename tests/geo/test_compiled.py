"""Compiled code: late where the web is served, early where somebody would wait for it, and dispensable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from canvass.geo import compiled


def test_importing_the_application_imports_no_compiler() -> None:
    ask = "import sys, canvass.app, canvass.__main__; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", ask], check=False).returncode == 0


def test_where_there_is_no_compiler_warming_says_so_and_kernels_refuse(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(compiled.FOLDER, str(tmp_path))
    monkeypatch.setitem(sys.modules, "numba", None)
    compiled.can_compile.cache_clear()
    compiled.kernels.cache_clear()
    try:
        assert not compiled.warm()
        with pytest.raises(compiled.NotCompiled):
            compiled.kernels("annealing")
    finally:
        monkeypatch.undo()
        compiled.can_compile.cache_clear()


def test_compiled_code_goes_where_it_may_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    monkeypatch.setattr(compiled, "_kept_in", None)
    monkeypatch.setenv(compiled.FOLDER, "")
    monkeypatch.delenv(compiled.FOLDER)
    compiled.keep_in(tmp_path)
    compiled.can_compile.__wrapped__()
    assert Path(os.environ[compiled.FOLDER]).parent == tmp_path / "compiled"


WARM = """
import sys
from canvass.geo import compiled
assert compiled.warm()
print("numba" in sys.modules)
"""


def test_what_is_compiled_already_is_not_even_loaded() -> None:
    """Every server starts a worker, and that one with this: its first job would not come sooner."""
    compiled.warm()
    assert _said_by(WARM, os.environ.get(compiled.FOLDER)) == "False"


def test_another_processors_code_is_compiled_anew(tmp_path: Path) -> None:
    """An image made on one machine may run on another."""
    (tmp_path / "warm-this-one").touch()
    elsewhere = WARM.replace(
        "assert",
        "compiled._compiler = lambda: 'another'\ncompiled.pkgutil.iter_modules = lambda _: ()\nassert",
    )
    assert _said_by(elsewhere, str(tmp_path)) == "True"


def _said_by(program: str, cache: str | None) -> str:
    environment = {**os.environ, compiled.FOLDER: cache or ""}
    ran = subprocess.run(
        [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True
    )
    return ran.stdout.strip()
