"""What a script's body must be: texts in every language of its campaign, questions that follow from others.

A body is `{greeting, consent, promise, questions}`, each text a `{language: text}`; a question is
`{id, type, text, sensitive, options, show_if}`. Pure: nothing here knows the database.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from canvass.errors import N_

QUESTION_TYPES = ("single", "multiple", "yes_no")
YES_NO = ("yes", "no")
TEXTS = ("greeting", "consent", "promise")

Where = tuple[str | int, ...]
Fault = tuple[Where, str, Mapping[str, Any]]
Body = Mapping[str, Any]

_STARTING: dict[str, Any] = json.loads((Path(__file__).parent / "starting_script.json").read_text("utf-8"))


def starting_script() -> dict[str, Any]:
    """A good first script, in Spanish and English, to change as the campaign needs."""
    return deepcopy(_STARTING)


def option_ids(question: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids that an answer to this question can have."""
    if question["type"] == "yes_no":
        return YES_NO
    return tuple(option["id"] for option in question["options"])


def faults(body: Body, languages: Sequence[str]) -> list[Fault]:
    """What keeps the body from being used in these languages, as `(path, msgid, params)`; [] if nothing."""
    found = [fault for name in TEXTS for fault in _missing_texts(body[name], (name,), languages)]
    earlier: dict[str, Mapping[str, Any]] = {}
    for number, question in enumerate(body["questions"]):
        found += _question_faults(question, ("questions", number), languages, earlier)
        earlier.setdefault(question["id"], question)
    return found


def _question_faults(
    question: Mapping[str, Any],
    path: Where,
    languages: Sequence[str],
    earlier: Mapping[str, Mapping[str, Any]],
) -> Iterator[Fault]:
    if question["id"] in earlier:
        yield (*path, "id"), N_("Ya hay una pregunta con este identificador."), {}
    yield from _missing_texts(question["text"], (*path, "text"), languages)
    yield from _option_faults(question, (*path, "options"), languages)
    if question.get("show_if"):
        yield from _condition_faults(question["show_if"], (*path, "show_if"), earlier)


def _option_faults(question: Mapping[str, Any], path: Where, languages: Sequence[str]) -> Iterator[Fault]:
    options = question["options"]
    ids = [option["id"] for option in options]
    if question["type"] == "yes_no":
        if options and sorted(ids) != sorted(YES_NO):
            yield path, N_("Una pregunta de sí o no tiene las opciones «yes» y «no», o ninguna."), {}
    elif len(options) < 2:
        yield path, N_("Hacen falta dos opciones o más."), {}
    counts = Counter(ids)
    for number, option in enumerate(options):
        if counts[option["id"]] > 1:
            yield (*path, number, "id"), N_("Hay dos opciones con este identificador."), {}
        yield from _missing_texts(option["text"], (*path, number, "text"), languages)


def _condition_faults(
    condition: Mapping[str, Any], path: Where, earlier: Mapping[str, Mapping[str, Any]]
) -> Iterator[Fault]:
    asked = earlier.get(condition["question"])
    if asked is None:
        yield (*path, "question"), N_("Esta condición tiene que nombrar una pregunta anterior."), {}
        return
    for number, option in enumerate(condition["any_of"]):
        if option not in option_ids(asked):
            yield (*path, "any_of", number), N_("La pregunta anterior no tiene esta opción."), {}


def _missing_texts(texts: Mapping[str, str], path: Where, languages: Sequence[str]) -> Iterator[Fault]:
    for language in languages:
        if not texts.get(language, "").strip():
            yield (*path, language), N_("Falta el texto en este idioma."), {}
