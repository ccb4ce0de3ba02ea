"""Envelopes: the frozen JSON texts that phones hand in, read with suspicion. Pure: text in, values out.

Whatever a text holds, reading it ends in an `Envelope`, a `PersonEnvelope` or `Unreadable`, and never in another error.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

import orjson

from canvass.sealing import Malformed, b64decode, sealed_key_id

Reason = Literal[
    "unreadable", "wrong_id", "bad_body", "door_unknown", "not_your_turf", "revoked", "other_body"
]

LONGEST_ENVELOPE: Final = 16 * 1024
LONGEST_NAME: Final = 64
BIGGEST_SEQ: Final = 2**53 - 1
BIGGEST_SMALL: Final = 2**31 - 1
# Beyond a century the phone's idea of its own error is worth nothing.
BIGGEST_OFFSET_MS: Final = 100 * 366 * 86_400_000
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_KIND = re.compile(r"[a-z][a-z_.]{0,39}")
_WEEK = re.compile(r"20\d\d-W(0[1-9]|[1-4]\d|5[0-3])")


class Unreadable(ValueError):
    """This is no envelope that can be let in; `reason` is the verdict's code, `where` the field that is wrong."""

    def __init__(self, reason: Reason, where: str = "") -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.where = where


@dataclass(frozen=True)
class Envelope:
    """An envelope of the door's stream. `sent_at` is the phone's time, corrected by what it knew of its own error."""

    id: UUID
    device_seq: int
    outbox: UUID
    kind: str
    assignment: UUID | None
    generation: int | None
    sent_at: datetime
    schema: int
    body: Mapping[str, Any]


@dataclass(frozen=True)
class PersonEnvelope:
    """An envelope of the people's stream: no sequence, no assignment, no device, no time."""

    id: UUID
    kind: str
    campaign: UUID
    week: str
    urgent: bool
    schema: int
    body: Mapping[str, Any]


def digest_of(envelope: str) -> bytes:
    """SHA-256 of an envelope's bytes."""
    return hashlib.sha256(bytes_of(envelope)).digest()


def bytes_of(envelope: str) -> bytes:
    """An envelope's UTF-8 bytes, a lone surrogate as three of them: what cannot be read is still kept."""
    return envelope.encode("utf-8", "surrogatepass")


def text_of(value: object) -> str:
    """A text as it is, any other JSON value as JSON; the name of its type where that can't be written."""
    if isinstance(value, str):
        return value
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return repr(type(value))


def name_of(given: object) -> str:
    """How a phone names an item, whatever it put there, in a form that can be answered."""
    return text_of(given)[:LONGEST_NAME].encode("utf-8", "replace").decode()


def read_id(given: object) -> UUID | None:
    """A UUID in its one spelling, lower case with dashes; None for anything else."""
    if not isinstance(given, str) or not _ID.fullmatch(given):
        return None
    return UUID(int=int(given.replace("-", ""), 16))


def read_envelope(text: str) -> Envelope:
    """Read an envelope of the door's stream, or raise `Unreadable`. Its body is read by the noun that it speaks of."""
    return read_opened(open_envelope(text))


def read_opened(fields: "Fields") -> Envelope:
    """`read_envelope` of one that was opened already."""
    clock = fields.inner("clock", optional=True)
    offset = timedelta(milliseconds=_offset(clock))
    return Envelope(
        id=fields.uuid("id"),
        device_seq=fields.whole("device_seq", 1, BIGGEST_SEQ),
        outbox=fields.uuid("outbox"),
        kind=fields.pattern("kind", _KIND),
        assignment=fields.uuid_or_none("assignment"),
        generation=None
        if fields.value("generation") is None
        else fields.whole("generation", 0, BIGGEST_SMALL),
        sent_at=fields.time("recorded_at", offset),
        schema=fields.whole("schema", 1, BIGGEST_SMALL),
        body=fields.inner("body").values,
    )


def read_lineage(fields: "Fields") -> tuple[UUID | None, int | None]:
    """The outbox and the sequence of an envelope that may be unreadable otherwise, as far as they can be read."""
    try:
        return fields.uuid("outbox"), fields.whole("device_seq", 1, BIGGEST_SEQ)
    except Unreadable:
        return None, None


def read_person_envelope(text: str) -> PersonEnvelope:
    """Read an envelope of the people's stream, or raise `Unreadable`."""
    fields = open_envelope(text)
    found = PersonEnvelope(
        id=fields.uuid("id"),
        kind=fields.pattern("kind", _KIND),
        campaign=fields.uuid("campaign"),
        week=fields.pattern("week", _WEEK),
        urgent=fields.flag("urgent"),
        schema=fields.whole("schema", 1, BIGGEST_SMALL),
        body=fields.inner("body").values,
    )
    if found.id.version != 4:
        # Any other version tells when or on which machine it was made.
        raise Unreadable("bad_body", "id")
    return found


class Fields:
    """A JSON object's values by name, each of the type that is asked for, or `Unreadable` with the field's name."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def value(self, name: str) -> Any:
        if name not in self.values:
            raise Unreadable("bad_body", name)
        return self.values[name]

    def inner(self, name: str, *, optional: bool = False) -> "Fields":
        """An object inside; where it is optional, null is an empty one."""
        value = self.value(name)
        if value is None and optional:
            return Fields({})
        if not isinstance(value, dict):
            raise Unreadable("bad_body", name)
        return Fields(value)

    def uuid(self, name: str) -> UUID:
        found = read_id(self.value(name))
        if found is None:
            raise Unreadable("bad_body", name)
        return found

    def uuid_or_none(self, name: str) -> UUID | None:
        return None if self.value(name) is None else self.uuid(name)

    def whole(self, name: str, least: int, most: int) -> int:
        value = self.value(name)
        if type(value) is not int or not least <= value <= most:
            raise Unreadable("bad_body", name)
        return value

    def degrees(self, name: str, most: float) -> float | None:
        """Degrees between `-most` and `most`, or null."""
        value = self.value(name)
        if value is None:
            return None
        if type(value) not in (int, float) or not -most <= value <= most:
            raise Unreadable("bad_body", name)
        return float(value)

    def flag(self, name: str) -> bool:
        value = self.value(name)
        if type(value) is not bool:
            raise Unreadable("bad_body", name)
        return value

    def pattern(self, name: str, form: re.Pattern[str]) -> str:
        value = self.value(name)
        if not isinstance(value, str) or not form.fullmatch(value):
            raise Unreadable("bad_body", name)
        return value

    def choice(self, name: str, choices: Collection[str]) -> str:
        value = self.value(name)
        if not isinstance(value, str) or value not in choices:
            raise Unreadable("bad_body", name)
        return value

    def text(self, name: str, longest: int) -> str:
        """A line of text, tidied: no control characters, which a database may refuse and nobody can see."""
        value = self.value(name)
        if not isinstance(value, str) or len(value) > longest:
            raise Unreadable("bad_body", name)
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
            raise Unreadable("bad_body", name)
        return " ".join(value.split())

    def time(self, name: str, offset: timedelta) -> datetime:
        """An ISO 8601 time with its zone, moved by `offset` as far as the calendar goes."""
        value = self.value(name)
        try:
            found = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
        except ValueError:
            found = None
        if found is None or found.tzinfo is None or not 1970 <= found.year <= 9000:
            raise Unreadable("bad_body", name)
        return found + offset

    def sealed(self, name: str, vault: str) -> bytes:
        """A sealed body of the vault's one size. Which key it names is checked where the key log is known."""
        value = self.value(name)
        try:
            sealed = b64decode(value) if isinstance(value, str) and value.isascii() else b""
            sealed_key_id(sealed, vault)
        except Malformed as error:
            raise Unreadable("bad_body", name) from error
        return sealed


def open_envelope(text: str) -> Fields:
    """An envelope's values, of whatever form, or `Unreadable` where it is no JSON object."""
    try:
        values = orjson.loads(text) if len(text) <= LONGEST_ENVELOPE else None
    except orjson.JSONDecodeError as error:
        raise Unreadable("unreadable") from error
    if not isinstance(values, dict):
        raise Unreadable("unreadable")
    return Fields(values)


def _offset(clock: Fields) -> float:
    """The phone's offset in milliseconds; 0 where it knew none, or none that can be true."""
    value: Any = clock.values.get("offset_ms")
    believable = type(value) in (int, float) and abs(value) <= BIGGEST_OFFSET_MS
    return float(value) if believable else 0.0
