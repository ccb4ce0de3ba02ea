"""The wire's own field types: binary as base64url without padding, times in UTC, GeoJSON as it is."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any
from unicodedata import category

import marshmallow as ma

from canvass.errors import N_
from canvass.i18n import gettext

SPACES = frozenset(("Cc", "Zl", "Zp"))
"""Unicode's categories of line ends, tabulators and other controls."""
HIDDEN = frozenset(("Cf", "Cs", "Co", "Cn"))
"""Those of marks that turn about the direction of letters, and of what is no letter at all."""


class Base64Url(ma.fields.Field[bytes]):
    """bytes ↔ base64url without padding, of at most `longest` bytes."""

    def __init__(self, *, longest: int = 8192, **kwargs: Any) -> None:
        kwargs["metadata"] = {"type": "string", "format": "base64url"} | kwargs.get("metadata", {})
        super().__init__(**kwargs)
        self.longest = longest

    def _serialize(self, value: bytes | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else base64.urlsafe_b64encode(value).decode().rstrip("=")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        try:
            raw = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
        except (TypeError, ValueError, binascii.Error) as error:
            raise ma.ValidationError(gettext(N_("No es base64url."))) from error
        if len(raw) > self.longest:
            raise ma.ValidationError(gettext(N_("Es demasiado largo.")))
        return raw


def utc_text(value: datetime) -> str:
    """An aware time as the wire has it: in UTC, to the millisecond, with `Z`."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class UtcTime(ma.fields.AwareDateTime):
    """An aware time, shown in UTC with `Z`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=None, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            return super()._deserialize(value, attr, data, **kwargs).astimezone(UTC)
        except OverflowError as error:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from error

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else utc_text(value)


class Line(ma.fields.String):
    """A text of one line, as it is shown: without ends of lines, and without what nobody sees but what turns about or
    hides letters (a file's name may hold it). No more than one space in a row, and none at its ends."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        seen = (" " if category(each) in SPACES else each for each in text if category(each) not in HIDDEN)
        return " ".join("".join(seen).split())


class LonLat(ma.fields.List[float]):
    """`[lon, lat]`, WGS84."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ma.fields.Float(), validate=ma.validate.Length(equal=2), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        point: list[Any] = super()._deserialize(value, attr, data, **kwargs)
        if any(not abs(each) <= most for each, most in zip(point, (180, 90), strict=False)):
            raise ma.ValidationError(gettext(N_("Fuera del mundo")))
        return point


class GeoJson(ma.fields.Dict):
    """A GeoJSON geometry, WGS84."""
