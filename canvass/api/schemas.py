"""What several resources show in the same form: a member, a place, a lease, a job, the key log, a holder's keys."""

from typing import Any

import marshmallow as ma

from canvass import assignments, jobs, needs, own_words, vaults
from canvass.api.fields import Base64Url, UtcTime
from canvass.geo.lists.rows import QUALITIES
from canvass.i18n import gettext
from canvass.members import ROLES
from canvass.places import KINDS


class MemberSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    alias = ma.fields.String(required=True)
    role = ma.fields.String(required=True, validate=ma.validate.OneOf(ROLES))
    active = ma.fields.Boolean(required=True)


class NeedSchema(ma.Schema):
    code = ma.fields.String(
        required=True,
        validate=[ma.validate.Regexp(needs.CODE), ma.validate.Length(equal=14)],
        metadata={"description": "New ones are made by the browser; a code never changes."},
    )
    es = ma.fields.String(required=True, validate=ma.validate.Length(1, own_words.LONGEST_NAME))
    en = ma.fields.String(required=True, validate=ma.validate.Length(1, own_words.LONGEST_NAME))
    retired = ma.fields.Boolean(required=True)


class DeviceIdSchema(ma.Schema):
    id = ma.fields.UUID(required=True)


class KeyLogEntrySchema(ma.Schema):
    entry = Base64Url(required=True, longest=65_536)
    signature = Base64Url(required=True, longest=64)


class LockedHolderSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    blob = Base64Url(required=True)


class AssigneeSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    alias = ma.fields.String(required=True)
    active = ma.fields.Boolean(
        required=True, metadata={"description": "False: takes part no longer, and reads nothing of the turf."}
    )


class AssignmentSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    turf = ma.fields.UUID(required=True, attribute="turf_id")
    generation = ma.fields.Integer(
        required=True, metadata={"description": "Counts the times this turf was handed out."}
    )
    members = ma.fields.List(ma.fields.Nested(AssigneeSchema), required=True)
    starts_at = UtcTime(required=True)
    until = UtcTime(required=True)
    returned_at = UtcTime(required=True, allow_none=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(assignments.STATES))


class DoorSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    label = ma.fields.String(required=True)
    floor = ma.fields.Integer(required=True, allow_none=True)
    lon = ma.fields.Float(required=True)
    lat = ma.fields.Float(required=True)
    do_not_knock = ma.fields.Boolean(required=True)
    vanished = ma.fields.Boolean(required=True, metadata={"description": "No list names it any more."})


class PlaceSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    name = ma.fields.String(required=True, allow_none=True)
    number = ma.fields.String(required=True)
    street = ma.fields.String(required=True)
    city = ma.fields.String(required=True)
    postcode = ma.fields.String(required=True)
    lon = ma.fields.Float(required=True)
    lat = ma.fields.Float(required=True)
    quality = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(QUALITIES),
        metadata={"description": "How well its point is known, the best first."},
    )
    rev = ma.fields.Integer(required=True, metadata={"description": "Counts the changes of its point."})
    doors = ma.fields.List(ma.fields.Nested(DoorSchema), required=True)


class DoorNameSchema(ma.Schema):
    """What a door is called by."""

    id = ma.fields.UUID(required=True)
    place = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, allow_none=True)
    number = ma.fields.String(required=True)
    street = ma.fields.String(required=True)
    label = ma.fields.String(required=True)


class JobErrorSchema(ma.Schema):
    code = ma.fields.String(required=True)
    message = ma.fields.Method("say", required=True, metadata={"type": "string"})

    def say(self, error: dict[str, Any]) -> str:
        said, params = error["message"], error["params"]
        return gettext(said, **params)


class JobSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(jobs.JOB_STATES))
    done = ma.fields.Integer(required=True)
    total = ma.fields.Integer(required=True)
    result = ma.fields.Dict(required=True, allow_none=True)
    error = ma.fields.Nested(JobErrorSchema, required=True, allow_none=True)


def key_log_entries() -> list[dict[str, bytes]]:
    """The key log as `KeyLogEntrySchema` shows it."""
    return [{"entry": entry, "signature": signature} for entry, signature in vaults.key_log()]
