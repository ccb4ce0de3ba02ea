"""Both languages are whole: whatever the sources say in Spanish has an English of its own."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
IGNORED = {"node_modules", "dist", "dist.building", "catalogues", "tests", "build"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
# What a message looks like in TypeScript, told apart from Babel's own reading of it.
CALL = re.compile(r'\b(?:_|ngettext)\(\s*"((?:[^"\\]|\\.)*)"')


def extracted_messages() -> dict[str, Any]:
    """What the sources say, by its first form: a text, or a singular and a plural."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
    found = extract_from_dir(ROOT, methods, options, keywords, directory_filter=is_source_folder)
    return {forms(message)[0]: message for _file, _line, message, _comments, _context in found}


def is_source_folder(folder: str) -> bool:
    name = Path(folder).name
    return name not in IGNORED and not name.startswith(".")


def forms(text: Any) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (str(text),)


def catalogue(locale: str) -> Catalog:
    path = ROOT / "canvass" / "translations" / locale / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def messages(locale: str) -> list[Message]:
    return [message for message in catalogue(locale) if message.id]


def placeholders(texts: Iterable[str]) -> set[str]:
    return {name for text in texts for name in PLACEHOLDER.findall(text)}


def test_no_message_is_inside_an_f_string() -> None:
    """Where Babel does not look: it would be Spanish in both languages."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / "canvass").rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"_", "N_", "gettext", "ngettext"}
        if any(isinstance(given, ast.Constant) for given in call.args)
    ]
    assert hidden == []


def test_every_message_has_its_english() -> None:
    english = {forms(message.id)[0]: message for message in messages("en")}
    missing = [
        spanish
        for spanish, text in extracted_messages().items()
        if spanish not in english
        or len(forms(english[spanish].string)) != len(forms(text))
        or not all(forms(english[spanish].string))
    ]
    assert missing == []


@pytest.mark.parametrize("locale", ["es", "en"])
def test_no_translation_is_a_guess_or_left_over(locale: str) -> None:
    said = extracted_messages()
    assert [message.id for message in messages(locale) if message.fuzzy] == []
    assert [message.id for message in messages(locale) if forms(message.id)[0] not in said] == []


@pytest.mark.parametrize("locale", ["es", "en"])
def test_translations_keep_their_placeholders(locale: str) -> None:
    broken = [
        message.id
        for message in messages(locale)
        if all(forms(message.string))
        and placeholders(forms(message.string)) != placeholders(forms(message.id))
    ]
    assert broken == []


@pytest.mark.parametrize("locale", ["es", "en"])
def test_one_is_one_and_all_else_is_many(locale: str) -> None:
    plural = catalogue(locale)
    assert (plural.num_plurals, plural.plural_expr) == (2, "(n != 1)")


def test_babel_reads_every_message_that_typescript_says() -> None:
    said = extracted_messages()
    static = ROOT / "canvass" / "static"
    sources = [path for folder in ("app", "device") for path in (static / folder).rglob("*.ts*")]
    texts = {
        match.replace(r"\"", '"')
        for path in sources
        if "catalogues" not in path.parts
        for match in CALL.findall(path.read_text(encoding="utf-8"))
    }
    assert texts
    unread = sorted(texts - said.keys())
    assert unread == [], "Babel loses what is said inside a template string: say it outside of `${...}`"
