"""What is held of unknown phones after a restore: whose it is, or nobody's."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import held_pushes
from canvass.api.edge import Noun, actor
from canvass.api.fields import UtcTime
from canvass.api.organisation import grace

blueprint = Noun("held_pushes", __name__, url_prefix="/api", description="Phones that a restore forgot")


class HeldMemberSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    alias = ma.fields.String(required=True)


class HeldLeaseSchema(ma.Schema):
    turf = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    members = ma.fields.List(ma.fields.Nested(HeldMemberSchema), required=True)


class HeldPhoneSchema(ma.Schema):
    phone = ma.fields.UUID(required=True, metadata={"description": "What it is called until it is known."})
    events = ma.fields.Integer(required=True)
    first_at = UtcTime(required=True)
    last_at = UtcTime(required=True)
    leases = ma.fields.List(
        ma.fields.Nested(HeldLeaseSchema),
        required=True,
        metadata={"description": "Which its events name, in the asker's campaigns: a hint at whose it is."},
    )


class HeldPhonesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(HeldPhoneSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class ConfirmationArgs(ma.Schema):
    member = ma.fields.UUID(required=True)


class DiscardsArgs(ma.Schema):
    phones = ma.fields.List(
        ma.fields.UUID(),
        required=True,
        validate=ma.validate.Length(1, held_pushes.MOST_PHONES + held_pushes.MOST_STRANGERS),
        metadata={"description": "Those that were shown: nobody decides about one that came since."},
    )


class HandedInSchema(ma.Schema):
    accepted = ma.fields.Integer(required=True)
    duplicate = ma.fields.Integer(required=True)
    quarantined = ma.fields.Integer(required=True)
    conflict = ma.fields.Integer(required=True)


@blueprint.route("/held-pushes", who="lead")
@blueprint.response(200, HeldPhonesSchema)
def list_held() -> dict[str, Any]:
    """The phones of which something is held, first come first."""
    return {"items": held_pushes.list_held(actor()), "next": None}


@blueprint.route("/held-pushes/<uuid:phone_id>/confirmation", who="lead", methods=("POST",))
@blueprint.arguments(ConfirmationArgs)
@blueprint.response(200, HandedInSchema)
def confirm(args: dict[str, Any], phone_id: UUID) -> dict[str, int]:
    """Say whose phone it is: what is held is handed in. A lead may say so of volunteers, an administrator of anybody."""
    verdicts = held_pushes.confirm(phone_id, args["member"], actor(), grace=grace())
    return {name: verdicts[name] for name in HandedInSchema().fields}


@blueprint.route("/held-pushes/<uuid:phone_id>", who="lead", methods=("DELETE",))
@blueprint.response(204)
def discard(phone_id: UUID) -> None:
    """Say that it is nobody's: what is held is thrown away, and its token refused."""
    held_pushes.discard(phone_id, actor(), datetime.now(UTC))


@blueprint.route("/held-pushes/discards", who="lead", methods=("POST",))
@blueprint.arguments(DiscardsArgs)
@blueprint.response(204)
def discard_strangers(args: dict[str, Any]) -> None:
    """Say that these phones are nobody's: those that name no lease are thrown away, their tokens refused; others stay."""
    held_pushes.discard_strangers(set(args["phones"]), actor(), datetime.now(UTC))
