"""Reading bodies: what no database could keep is refused at the door, and a phone's poisoned item spoils no other."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from flask import Request, request
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge

View = Callable[..., Any]
NUL = "\x00"


class StrictParser(FlaskParser):
    """Refuses, as JSON that cannot be read, what nests too deeply, is no Unicode text, or holds a NUL."""

    def _raw_load_json(self, req: Request) -> Any:
        body = req.get_data(cache=True)
        if not req.is_json:
            return super()._raw_load_json(req)
        values = orjson.loads(body)
        if rb"\u0000" in body and _holds_nul(values):
            raise json.JSONDecodeError("a NUL", NUL, 0)
        return values


class PatientParser(FlaskParser):
    """Reads every JSON there is, lone surrogates too: which item is unreadable is for the verdicts to say."""

    def _raw_load_json(self, req: Request) -> Any:
        try:
            return super()._raw_load_json(req)
        except RecursionError as error:
            raise json.JSONDecodeError("nested too deeply", "[", 0) from error


def _holds_nul(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_nul(each) for pair in value.items() for each in pair)
    if isinstance(value, list):
        return any(map(_holds_nul, value))
    return isinstance(value, str) and NUL in value


def at_most(size: int) -> Callable[[View], View]:
    """Answer 413 to a body of more bytes: a phone then sends less at once."""

    def limit(view: View) -> View:
        @wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            if len(request.get_data()) > size:
                raise RequestEntityTooLarge
            return view(*args, **kwargs)

        return limited

    return limit
