"""Reading what is sent: what no database could keep is refused at the door, and a phone's poisoned item spoils no other."""

import json
import math
from collections.abc import Callable
from functools import wraps
from typing import Any

import marshmallow as ma
import orjson
from flask import Request, request
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge

View = Callable[..., Any]
NUL = "\x00"
LONGEST_NUMBER = 40


class HandedIn(ma.Schema):
    """A body whose items are judged one by one: every JSON there is is read, and what no item may be is for the
    verdicts to say. Any other schema's body is read strictly."""

    class Meta:
        unknown = ma.EXCLUDE


class Parser(FlaskParser):
    """Reads bodies as their schema asks."""

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        if not isinstance(schema, HandedIn) or not req.is_json:
            return super().load_json(req, schema)
        try:
            return read_patiently(req.get_data(cache=True))
        except json.JSONDecodeError as error:
            return self._handle_invalid_json_error(error, req)

    def _raw_load_json(self, req: Request) -> Any:
        body = req.get_data(cache=True)
        return read_strictly(body) if req.is_json else super()._raw_load_json(req)


def read_strictly(text: bytes) -> Any:
    """JSON's value; `JSONDecodeError` for what nests too deeply, holds a NUL, or is no Unicode text and no finite number."""
    values = orjson.loads(text)
    try:
        if rb"\u0000" in text and _holds_nul(values):
            raise _refusal("a NUL")
    except RecursionError as error:
        raise _refusal("nested too deeply") from error
    return values


def read_patiently(body: bytes) -> Any:
    """JSON's value with all that is odd in it, lone surrogates too. A number of endless digits is read as none at all."""
    try:
        return json.loads(body.decode(), parse_int=_read_whole)
    except UnicodeDecodeError as error:
        raise _refusal("no UTF-8") from error
    except RecursionError as error:
        raise _refusal("nested too deeply") from error


def _read_whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= LONGEST_NUMBER else math.nan


def _refusal(why: str) -> json.JSONDecodeError:
    return json.JSONDecodeError(why, NUL, 0)


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
