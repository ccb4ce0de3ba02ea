"""Reading what phones hand in: a poisoned item must not spoil the request around it, nor a request the server."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Request, request
from webargs.flaskparser import FlaskParser

from canvass.api.edge import Noun

View = Callable[..., Any]


class PatientParser(FlaskParser):
    """Reads every JSON there is, lone surrogates too: which item is unreadable is for the verdicts to say."""

    def _raw_load_json(self, req: Request) -> Any:
        try:
            return super()._raw_load_json(req)
        except RecursionError as error:
            raise json.JSONDecodeError("nested too deeply", "", 0) from error


class Stream(Noun):
    """A noun whose routes take in what phones hand in."""

    ARGUMENTS_PARSER = PatientParser()


def at_most(size: int) -> Callable[[View], View]:
    """Answer 413 to a body of more bytes, before it is read: a phone then sends less at once."""

    def limit(view: View) -> View:
        @wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            request.max_content_length = size
            return view(*args, **kwargs)

        return limited

    return limit
