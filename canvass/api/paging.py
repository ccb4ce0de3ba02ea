"""Keyset pages: `after` is the last row's key, opaque to the caller; offsets would skip and repeat rows."""

import base64
import binascii
import json
import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import marshmallow as ma

from canvass.api.parsing import read_strictly
from canvass.errors import N_, Invalid

T = TypeVar("T")
Key = Sequence[str | int | float]


class BadCursor(Invalid):
    code = "bad_cursor"
    message = N_("Esa página de la lista ya no existe. Vuelva a empezar desde el principio.")


class PageArgs(ma.Schema):
    """`?after=&limit=`"""

    after = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=200, validate=ma.validate.Range(1, 500))


def write_key(key: Key) -> str:
    """A row's key as the opaque word that the next request brings back."""
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def read_key(after: str | None, *parts: Callable[[Any], Any]) -> tuple[Any, ...] | None:
    """The key behind `after`, each part read by its type; None for the first page; `BadCursor` for a foreign word."""
    if after is None:
        return None
    try:
        values = read_strictly(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return tuple(part(value) for part, value in zip(parts, values, strict=True))
    except (binascii.Error, ValueError, TypeError, AttributeError, OverflowError) as error:
        raise BadCursor from error


def moment(value: str) -> datetime:
    """A key's part that is a time: one with a zone, which UTC's calendar has."""
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("a time without a time zone")
    return found.astimezone(UTC)


def whole(value: int) -> int:
    """A key's part that is a number of the database's."""
    found = int(value)
    if type(value) is not int or not -(2**63) <= found < 2**63:
        raise ValueError("no number")
    return found


def degrees(value: float) -> float:
    """A key's part that is a coordinate."""
    found = float(value)
    if not math.isfinite(found):
        raise ValueError("no number")
    return found


def page(rows: Sequence[T], limit: int, key: Callable[[T], Key]) -> dict[str, Any]:
    """`{items, next}` from the rows found when `limit` of them were asked for."""
    full = len(rows) == limit and limit > 0
    return {"items": rows, "next": write_key(key(rows[-1])) if full else None}
