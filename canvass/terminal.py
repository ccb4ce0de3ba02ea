"""The terminal: what commands say, in the language of their environment, and with which number they end.

Spanish where the environment's locale is (`LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, `LANG`: the first that is set), English
everywhere else. What machines read, `--json` and the names of settings and fields, is the same in both.
"""

import gettext as standard
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import click
import segno
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import DBAPIError

from canvass.config import SettingsError
from canvass.errors import N_, DomainError

REFUSED, SETTINGS_WRONG, SOME_REJECTED = 1, 3, 4
LOCALE_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""In gettext's own order: click's words, which it looks up by itself, are in the same language."""
TRANSLATIONS = Path(__file__).parent / "translations"

standard.bindtextdomain("click", TRANSLATIONS)
standard.textdomain("click")


def language(environ: Mapping[str, str] = os.environ) -> str:
    """`es` or `en`, by the environment's locale."""
    named = next((environ[name] for name in LOCALE_VARIABLES if environ.get(name)), "")
    return "es" if named.lower().startswith("es") else "en"


@cache
def catalogue(code: str) -> standard.NullTranslations:
    """The catalogue of a language."""
    return standard.translation("messages", TRANSLATIONS, [code], fallback=True)


def gettext(message: str, **params: Any) -> str:
    """The message in the terminal's language, its `%(name)s` filled in."""
    said = catalogue(language()).gettext(message)
    return said % params if params else said


class Helped:
    """Keeps its help as a msgid, and shows it in the terminal's language."""

    _help: str | None = None

    @property
    def help(self) -> str | None:
        return gettext(self._help) if self._help else None

    @help.setter  # noqa: A003 - click's own name for it
    def help(self, message: str | None) -> None:
        self._help = message


class Option(Helped, click.Option):
    """An option whose help is in the catalogue."""


class Command(Helped, click.Command):
    """A command whose failures end in one clear sentence and a number that means something."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            fail(error.tell(gettext), SETTINGS_WRONG)
        except DomainError as error:
            fail(tell(error), REFUSED)
        except DBAPIError as error:
            answer = N_("La base de datos no respondió como debía: %(kind)s. Ejecute: canvass init")
            fail(gettext(answer, kind=type(error.orig).__name__), REFUSED)


class Group(Helped, click.Group):
    """Commands under one name."""

    command_class = Command
    group_class = type


class GroupWithDefault(Group):
    """A group of which the usual command needs no name: `canvass import FILE` is `canvass import addresses FILE`."""

    # An option before FILE is the usual command's.
    ignore_unknown_options = True

    def __init__(self, *args: Any, default: str, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.default = default

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            args = [self.default, *args]
        return super().resolve_command(ctx, args)


def option(*names: str, **attributes: Any) -> Callable[[Any], Any]:
    """`click.option`, its help a msgid."""
    return click.option(*names, cls=Option, **attributes)


machine_readable = option("--json", "as_json", is_flag=True, help=N_("Termina con una línea de JSON."))


def tell(error: DomainError) -> str:
    """A refusal with its code, and a line for each field at fault."""
    lines = [f"{gettext(error.message, **error.params)} ({error.code})"]
    fields = [(".".join(map(str, path)), gettext(text, **params)) for path, text, params in error.errors]
    return "\n".join([*lines, *(f"{path}: {text}" for path, text in fields)])


def say(line: str) -> None:
    """A line for whoever is looking; what a command is asked for goes to the standard output instead."""
    Console(stderr=True).print(line, soft_wrap=True, highlight=False, markup=False)


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal; yields `advance(done, total)`."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def show_link(link: str) -> None:
    """The link as text, and as a QR code where somebody is looking."""
    click.echo(link)
    if sys.stderr.isatty():
        segno.make(link, error="m").terminal(out=sys.stderr, compact=True)


def finish(as_json: bool, **facts: Any) -> None:
    """The last line, for machines that asked for one."""
    if as_json:
        click.echo(json.dumps(facts, default=str))


def fail(message: str, code: int) -> NoReturn:
    """End with a sentence and this number."""
    click.echo(f"canvass: {message}", err=True)
    sys.exit(code)
