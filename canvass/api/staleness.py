"""`409 stale` shows how the record stands now, so that a screen can offer it beside what was typed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import marshmallow as ma

from canvass.db import db
from canvass.errors import Stale


@contextmanager
def shows_current(schema: type[ma.Schema], record: Callable[[], Any]) -> Iterator[None]:
    """Give a `Stale` raised within the record as it stands, in the form that the route would answer."""
    try:
        yield
    except Stale as stale:
        # What the refused change had begun does not stand, and must not be shown.
        db.session.rollback()
        stale.current = schema().dump(record())
        raise
