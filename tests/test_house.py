"""The house is as its papers say, and its walls stand where import-linter and the compiler don't look."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from canvass.config import SETTINGS
from canvass.terminal import catalogue

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "canvass"
STATIC = PACKAGE / "static"
REALMS = ("app", "device", "worker")
MADE = {"catalogues", "node_modules", "dist"}
# Nobody asks there: a name that only says which XML it is, and one in a link by which Signal's app is opened.
NO_REQUEST = {"www.w3.org", "signal.me"}


def python_modules() -> Iterator[Path]:
    return (path for path in PACKAGE.rglob("*.py") if STATIC not in path.parents)


def scripts(realm: str) -> Iterator[Path]:
    found = (path for path in (STATIC / realm).rglob("*") if path.suffix in {".ts", ".tsx"})
    return (path for path in found if not MADE.intersection(path.parts[len(STATIC.parts) :]))


def named_on_the_map() -> set[str]:
    return set(re.findall(r"`([^`\s]+)`", (ROOT / "docs" / "map.md").read_text(encoding="utf-8")))


def names_to_expect() -> set[str]:
    """Python by its path; the phone's and the worker's scripts by theirs; screens without `app/` and ending."""
    python = {path.relative_to(ROOT).as_posix() for path in python_modules()}
    phone = {path.relative_to(STATIC).as_posix() for realm in ("device", "worker") for path in scripts(realm)}
    screens = {path.relative_to(STATIC / "app").with_suffix("").as_posix() for path in scripts("app")}
    return python | phone | screens


def test_the_map_names_every_room() -> None:
    assert not sorted(names_to_expect() - named_on_the_map())


def test_the_map_shows_no_room_that_is_gone() -> None:
    modules = {
        name
        for name in named_on_the_map()
        if re.fullmatch(r"(canvass/\S+\.py|(device|worker)/\S+\.ts)", name)
    }
    assert not sorted(modules - names_to_expect())


def test_the_map_shows_the_floors_that_are_checked() -> None:
    layers = re.search(
        r"^layers = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.DOTALL | re.MULTILINE
    )
    drawn = re.search(r"```\n(__main__\n.*?)```", (ROOT / "docs" / "map.md").read_text(), re.DOTALL)
    assert layers
    assert drawn
    assert drawn[1].splitlines() == re.findall(r'"([^"]+)"', layers[1])


def test_the_deployment_page_lists_every_setting_as_it_is() -> None:
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", page, re.MULTILINE)
    assert table == [
        (setting.variable, default_as_written(setting.default), catalogue("en").gettext(setting.meaning))
        for setting in SETTINGS
    ]


def default_as_written(default: str | None) -> str:
    if default is None:
        return "required"
    return f"`{default}`" if default else "empty"


def test_nothing_is_imported_below_module_level() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in python_modules()
        for outer in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


def test_the_lock_file_names_no_registry() -> None:
    packages = json.loads((STATIC / "package-lock.json").read_text())["packages"]
    resolved = {name: package["resolved"] for name, package in packages.items() if "resolved" in package}
    assert not {name: address for name, address in resolved.items() if "://" in address}


def test_the_front_end_names_no_other_host() -> None:
    sources = [path for realm in REALMS for path in scripts(realm)]
    sources += [
        STATIC / "index.html",
        *(path for path in (STATIC / "public").rglob("*") if path.suffix != ".png"),
    ]
    hosts = {
        (path.relative_to(STATIC).as_posix(), host)
        for path in sources
        if path.is_file()
        for host in re.findall(
            r"(?:https?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)+)", path.read_text(encoding="utf-8")
        )
        if host not in NO_REQUEST
    }
    assert not hosts


@pytest.mark.parametrize(
    ("pattern", "places"),
    [
        # The phone has one way out; the worker beside it fetches only the app's own files.
        (r"\bfetch\(", {"device/api.ts", "worker/sw.ts"}),
        (r"XMLHttpRequest|WebSocket|EventSource|sendBeacon", set()),
        # What draws maps is known in one folder, so that no volunteer's first load holds it.
        (r'from "(?:maplibre-gl|terra-draw|@maplibre)', {"app/map/"}),
        # Outside the store are kept the language that was chosen, how many records wait, whose store it is, and nothing else.
        (
            r"\blocalStorage\b|\bsessionStorage\b|document\.cookie",
            {
                "app/i18n.ts",
                "app/enrolled_before.ts",
                "app/waited_before.ts",
                "device/whose.ts",
                "device/household.ts",
            },
        ),
    ],
)
def test_what_only_some_may_do_is_done_nowhere_else(pattern: str, places: set[str]) -> None:
    doing = {
        path.relative_to(STATIC).as_posix()
        for realm in REALMS
        for path in scripts(realm)
        if re.search(pattern, path.read_text(encoding="utf-8"))
    }
    assert not {path for path in doing if not path.startswith(tuple(places))}
