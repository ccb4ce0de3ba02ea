"""What a directory tells of organisations and services, and the words that stand for its codes."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category, combining, normalize

from canvass.errors import N_

NEEDS = ("housing", "financial_crisis", "wage_theft", "food", "health", "school", "other")
"""The wire's codes: those of contacts and cases."""
ORGANISATION_LENGTHS: Mapping[str, int] = {
    "name": 160, "about_es": 1000, "about_en": 1000, "phone": 60, "web": 200, "place": 200,
}  # fmt: skip
SERVICE_LENGTHS: Mapping[str, int] = {
    "name": 160,
    "area": 200,
    "hours": 300,
    "eligibility": 600,
    "reach": 600,
}
SOURCE_ID_LENGTH = 200
LANGUAGE_LENGTH = 40
MOST_LANGUAGES = 20

NO_NAME = "no_name"
NO_ORGANISATION = "no_organisation"
NO_ID = "no_id"
TOO_LONG = "too_long"
UNKNOWN_NEED = "unknown_need"
UNKNOWN_COLUMN = "unknown_column"
UNREADABLE = "unreadable"
TWICE = "twice"
REASONS: Mapping[str, str] = {
    NO_NAME: N_("Falta el nombre"),
    NO_ORGANISATION: N_("No se encontró su organización"),
    NO_ID: N_("Falta el identificador"),
    TOO_LONG: N_("Es demasiado largo"),
    UNKNOWN_NEED: N_("No es una de las necesidades que se conocen aquí"),
    UNKNOWN_COLUMN: N_("No se conoce esta columna; no se usó"),
    UNREADABLE: N_("Fila ilegible"),
    TWICE: N_("Ya venía en otra fila"),
}
"""Why something isn't brought in: stable code, and what people read."""

OwnNames = Mapping[str, str]
"""The codes of the organisation's own needs by how lists may write them, plain."""
NO_NAMES: OwnNames = {}

HIDDEN = frozenset(("Cf", "Cs", "Co", "Cn"))
SPACES = frozenset(("Cc", "Zl", "Zp"))
SHOWN = 80

_NEED_WORDS: Mapping[str, str] = {
    "housing": "vivienda renta alquiler casa desalojo housing rent shelter eviction homeless albergue",
    "financial_crisis": "apuro economico dinero deudas servicios publicos financial crisis cash utility utilities money debt",
    "wage_theft": "robo de salario salario sueldo trabajo empleo wage theft wages labor employment worker",
    "food": "comida alimentos despensa alimentacion food pantry meals groceries hunger nutrition",
    "health": "salud clinica medico dental mental health healthcare medical clinic counseling counselling",
    "school": "escuela educacion ninez school education tutoring literacy children",
    "other": "otra otro otras other legal transport",
}
_LITTLE = frozenset(["de", "la", "el", "los", "las", "y", "a", "of", "the", "and", "for", "para"])
_LANGUAGES: Mapping[str, str] = {
    "spa": "es", "espanol": "es", "spanish": "es", "eng": "en", "ingles": "en", "english": "en",
    "por": "pt", "portugues": "pt", "portuguese": "pt", "hat": "ht", "criollo haitiano": "ht", "haitian creole": "ht",
    "fra": "fr", "frances": "fr", "french": "fr", "rus": "ru", "ruso": "ru", "russian": "ru",
    "ukr": "uk", "ucraniano": "uk", "ukrainian": "uk", "ara": "ar", "arabe": "ar", "arabic": "ar",
    "zho": "zh", "chino": "zh", "chinese": "zh", "vie": "vi", "vietnamita": "vi", "vietnamese": "vi",
    "mixteco": "mix", "mixtec": "mix", "nahuatl": "nah", "zapoteco": "zap", "zapotec": "zap",
    "purepecha": "tsz", "quiche": "quc", "k iche": "quc", "q anjob al": "kjb", "kanjobal": "kjb",
}  # fmt: skip


@dataclass(frozen=True)
class ToldService:
    """A service as its source tells it; `id` is the source's own."""

    id: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class ToldOrganisation:
    """An organisation as its source tells it, with its services."""

    id: str
    fields: dict[str, Any]
    services: list[ToldService] = field(default_factory=list)


@dataclass(frozen=True)
class Problem:
    """What is wrong, where: `row` as a spreadsheet shows it, the header is row 1."""

    file: str
    row: int
    column: str
    reason: str
    value: str = ""


@dataclass(frozen=True)
class Told:
    """All that a file tells, and what of it cannot be used."""

    organisations: list[ToldOrganisation]
    problems: list[Problem]
    rows: int


def tidy(value: Any) -> str:
    """A value as one line of text, without what nobody sees but what turns about or hides letters."""
    if value is None or isinstance(value, dict | list):
        return ""
    seen = (" " if category(each) in SPACES else each for each in str(value) if category(each) not in HIDDEN)
    return " ".join("".join(seen).split())


def shown(value: str) -> str:
    """As much of a value as a report shows."""
    return value if len(value) <= SHOWN else f"{value[: SHOWN - 1]}…"


def plain(text: str) -> str:
    """Lower case without accents, words apart by one space: by which names of columns, needs and languages are known."""
    bare = "".join(each for each in normalize("NFD", text.lower()) if not combining(each))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def own_names(named: Iterable[tuple[str, Sequence[str]]]) -> OwnNames:
    """The organisation's own needs as lists may write them: by their code or by one of their names, whole."""
    found: dict[str, str] = {}
    for code, names in named:
        for written in filter(None, map(plain, (code, *names))):
            found.setdefault(written, code)
    return found


def need_of(text: str, own: OwnNames) -> str | None:
    """The code of a need: by its code, by an own one's name, or by words in either language, all of which must be its own; None
    for others.
    """
    words = plain(text)
    code = words.replace(" ", "_")
    if code in NEEDS:
        return code
    if words in own:
        return own[words]
    asked = set(words.split()) - _LITTLE
    return next((need for need, known in _NEED_WORDS.items() if asked and asked <= set(known.split())), None)


def needs_in(texts: Sequence[str], categories: Sequence[str], own: OwnNames) -> list[str]:
    """The needs that names and categories speak of, in order; `other` where they speak of none.

    A category that is called as an own need is that need, and is not guessed from.
    """
    owned = {own[name] for name in map(plain, categories) if name in own}
    guessed = (*texts, *(each for each in categories if plain(each) not in own))
    said = {word for text in guessed for word in plain(text).split()} - _LITTLE
    found = {need for need in NEEDS[:-1] if said & set(_NEED_WORDS[need].split())}
    return in_order(found | owned, own) or ["other"]


def in_order(needs: Collection[str | None], own: OwnNames) -> list[str]:
    """The wire's needs in its order, then the organisation's own in theirs."""
    return [need for need in (*NEEDS, *dict.fromkeys(own.values())) if need in needs]


def language_of(text: str) -> str:
    """The code of a language by its code or name; any other stands as it was written."""
    name = plain(text)
    return _LANGUAGES.get(name, _LANGUAGES.get(name.split(" ")[0], text if " " in text else text.lower()))


def made_id(*names: str) -> str:
    """An id for what has none in its source: the same names have the same."""
    return hashlib.sha256("\n".join(map(plain, names)).encode()).hexdigest()[:32]
