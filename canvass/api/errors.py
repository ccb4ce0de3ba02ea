"""The one file that knows which HTTP status a domain error becomes. Unknown errors say nothing of what happened."""

from math import ceil
from typing import Any

import marshmallow as ma
import structlog
from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from flask_smorest import Api
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from canvass.api.faults import say_fault
from canvass.db import is_waiting_over
from canvass.errors import (
    N_,
    Busy,
    Conflict,
    DomainError,
    Gone,
    Invalid,
    NotAllowed,
    NotFound,
    SessionNeeded,
    TooMany,
    Unavailable,
)
from canvass.i18n import gettext

log = structlog.get_logger(__name__)

STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (SessionNeeded, 401),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (Gone, 410),
    (Invalid, 422),
    (TooMany, 429),
    (Unavailable, 503),
)

HTTP_MESSAGES = {
    400: ("unreadable", N_("El servidor no entendió lo que se le envió.")),
    403: ("foreign_origin", N_("La petición no viene de esta aplicación.")),
    404: (NotFound.code, NotFound.message),
    405: ("method_not_allowed", N_("Eso no se puede hacer aquí.")),
    413: ("too_large", N_("Es demasiado grande para enviarlo de una vez.")),
    415: ("not_json", N_("Esta dirección solo recibe JSON.")),
    416: ("no_such_range", N_("El archivo no tiene esa parte.")),
    422: (Invalid.code, Invalid.message),
    429: (TooMany.code, TooMany.message),
}
INTERNAL = N_("Algo falló en el servidor. Nada se perdió; inténtelo de nuevo en un momento.")


class FaultSchema(ma.Schema):
    path = ma.fields.List(
        ma.fields.Raw(), required=True, metadata={"description": "Where: fields and places."}
    )
    message = ma.fields.String(required=True)


class ErrorSchema(ma.Schema):
    """The one form of every error."""

    code = ma.fields.String(required=True, metadata={"description": "Stable, for machines."})
    message = ma.fields.String(required=True, metadata={"description": "In the caller's language."})
    errors = ma.fields.List(ma.fields.Nested(FaultSchema))
    current = ma.fields.Dict(metadata={"description": "With `stale`: the record as it stands now."})


class ErrorApi(Api):  # type: ignore[misc]
    """flask-smorest's Api, whose own refusals (unknown path, bad field) take this API's form."""

    ERROR_SCHEMA = ErrorSchema

    def handle_http_exception(self, error: HTTPException) -> ResponseReturnValue:
        code, message = HTTP_MESSAGES.get(error.code or 500, ("refused", DomainError.message))
        answer: dict[str, Any] = {"code": code, "message": gettext(message)}
        data = getattr(error, "data", None) or {}
        if "messages" in data:
            answer["errors"] = list(_flatten(data["messages"]))
        return jsonify(answer), error.code or 500, data.get("headers") or {}


def register_errors(app: Flask) -> None:
    """Answer every error in one form, in the caller's language."""

    @app.errorhandler(DomainError)
    def refuse(error: DomainError) -> ResponseReturnValue:
        answer: dict[str, Any] = {"code": error.code, "message": gettext(error.message, **error.params)}
        if error.errors:
            answer["errors"] = [
                {"path": list(path), "message": gettext(text, **params)}
                for path, text, params in error.errors
            ]
        if error.current is not None:
            answer["current"] = error.current
        headers = {"Retry-After": str(ceil(error.seconds))} if isinstance(error, TooMany) else {}
        return jsonify(answer), status_of(error), headers

    @app.errorhandler(DBAPIError)
    def database_failed(error: DBAPIError) -> ResponseReturnValue:
        # The statement and its parameters stay out of the log: they may hold what nobody should read there.
        log.error("database failed", kind=type(error.orig).__name__)
        kind, seconds = (Busy, "15") if is_waiting_over(error) else (Unavailable, "5")
        return jsonify(code=kind.code, message=gettext(kind.message)), 503, {"Retry-After": seconds}

    @app.errorhandler(Exception)
    def fail(error: Exception) -> ResponseReturnValue:
        log.error("unexpected error", kind=type(error).__name__, exc_info=app.debug or app.testing)
        return jsonify(code="internal", message=gettext(INTERNAL)), 500


def status_of(error: DomainError) -> int:
    """The HTTP status of a domain error, by the nearest of its classes."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 400)


def _flatten(messages: Any, path: tuple[str | int, ...] = ()) -> Any:
    """marshmallow's nested messages as `{path, message}`; its first level, the place (json, query), is left out."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _flatten(inner, (*path, key))
    elif isinstance(messages, list):
        yield from ({"path": list(path[1:]), "message": say_fault(str(message))} for message in messages)
