"""The wire's own field types: binary as base64url without padding, times in UTC, GeoJSON as it is."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

from canvass.errors import N_
from canvass.i18n import gettext


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
