"""What thousands of applications in one process would each work out anew, though it is the same for all of them: how a route's
address is put together, for which Werkzeug compiles two functions a route, and which files the built front end has."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from werkzeug.routing import Rule
from whitenoise import WhiteNoise

Builder = Callable[..., tuple[str, str]]


def share_what_is_the_same() -> None:
    """From now on the first application works it out, and all others of this process take it from there."""
    Rule._compile_builder = _once_a_route(Rule._compile_builder)
    WhiteNoise.update_files_dictionary = _once_a_folder(WhiteNoise.update_files_dictionary)


def _once_a_route(compile_: Callable[[Rule, bool], Builder]) -> Callable[[Rule, bool], Builder]:
    made: dict[Any, Builder] = {}

    @wraps(compile_)
    def remembered(rule: Rule, append_unknown: bool = True) -> Builder:
        # All that the function is made of. The rule itself comes to it only when it is called.
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in made:
            made[key] = compile_(rule, append_unknown)
        return made[key]

    return remembered


def _once_a_folder(look: Callable[[WhiteNoise, str, str], None]) -> Callable[[WhiteNoise, str, str], None]:
    seen: dict[tuple[str, str], dict[str, Any]] = {}

    @wraps(look)
    def remembered(server: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in seen:
            look(server, root, prefix)
            seen[root, prefix] = dict(server.files)
        server.files.update(seen[root, prefix])

    return remembered
