"""Quarantine: what phones handed in and could not be let in, for leads to decide about."""

from typing import Any, get_args
from uuid import UUID

import marshmallow as ma

from canvass import decisions, findings, held_pushes
from canvass.api.edge import Noun, actor
from canvass.api.fields import UtcTime
from canvass.api.organisation import grace
from canvass.api.paging import PageArgs, moment, page, read_key
from canvass.api.schemas import DoorNameSchema
from canvass.claims import KINDS
from canvass.decisions import Item, Version
from canvass.envelopes import Reason
from canvass.found_doors import PROBLEMS
from canvass.quarantine import DECISIONS
from canvass.tellings import RESULTS

blueprint = Noun(
    "quarantine",
    __name__,
    url_prefix="/api/quarantine",
    description="What could not be let in, and what becomes of it",
)

DIGEST = ma.validate.Regexp(r"^[0-9a-f]{64}$")


class QuarantineArgs(PageArgs):
    limit = ma.fields.Integer(load_default=50, validate=ma.validate.Range(1, 100))


class VersionSchema(ma.Schema):
    kind = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf(KINDS))
    door = ma.fields.Nested(DoorNameSchema, required=True, allow_none=True)
    result = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf(RESULTS))
    problem = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf(PROBLEMS))
    at = UtcTime(required=True, allow_none=True, metadata={"description": "When, by the phone's clock."})
    received_at = UtcTime(required=True, allow_none=True)


class QuarantinedSchema(ma.Schema):
    event = ma.fields.UUID(required=True)
    digest = ma.fields.String(required=True)
    reason = ma.fields.String(required=True, validate=ma.validate.OneOf(get_args(Reason)))
    field = ma.fields.String(required=True, allow_none=True, metadata={"description": "What is wrong in it."})
    device = ma.fields.UUID(required=True)
    by = ma.fields.String(required=True, metadata={"description": "Alias of whose phone it is."})
    turf = ma.fields.String(required=True, allow_none=True, metadata={"description": "The turf's name."})
    said = ma.fields.Nested(VersionSchema, required=True)
    other = ma.fields.Nested(
        VersionSchema,
        required=True,
        allow_none=True,
        metadata={"description": "What the same id told first."},
    )
    acceptable = ma.fields.Boolean(required=True, metadata={"description": "By who is asking."})
    decision = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf(DECISIONS))
    decided_at = UtcTime(required=True, allow_none=True)
    decided_by = ma.fields.String(required=True, allow_none=True)
    decision_reason = ma.fields.String(required=True, allow_none=True)


class QuarantineSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(QuarantinedSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class QuarantinedVersionsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(QuarantinedSchema), required=True)


class WaitingSchema(ma.Schema):
    items = ma.fields.Integer(required=True, metadata={"description": "In quarantine, undecided."})
    findings = ma.fields.Integer(required=True, metadata={"description": "Found at doors, unseen."})
    phones = ma.fields.Integer(required=True, metadata={"description": "That a restore forgot."})


class AcceptanceArgs(ma.Schema):
    digest = ma.fields.String(
        load_default=None,
        validate=DIGEST,
        metadata={"description": "Which one, where several came under the id."},
    )
    reason = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=200))


class DiscardArgs(ma.Schema):
    digest = ma.fields.String(load_default=None, validate=DIGEST)
    reason = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))


@blueprint.route("", who="lead")
@blueprint.arguments(QuarantineArgs, location="query")
@blueprint.response(200, QuarantineSchema)
def list_items(args: dict[str, Any]) -> dict[str, Any]:
    """What waits for a decision, then what was decided; of each the newest first."""
    after = read_key(args["after"], bool, moment, UUID, bytes.fromhex)
    found = decisions.list_items(actor(), grace(), after, args["limit"])
    shown = page(found, args["limit"], decisions.page_key)
    return {**shown, "items": [face(item) for item in found]}


@blueprint.route("/waiting", who="lead")
@blueprint.response(200, WaitingSchema)
def count_waiting() -> dict[str, int]:
    """How much waits for a lead."""
    counts = {"items": decisions.count_open(actor()), "findings": findings.count_findings(actor())}
    return {**counts, "phones": len(held_pushes.list_held(actor()))}


@blueprint.route("/<uuid:event_id>", who="lead")
@blueprint.response(200, QuarantinedVersionsSchema)
def show_items(event_id: UUID) -> dict[str, Any]:
    """All that came under this id and could not be let in."""
    return {"items": [face(item) for item in decisions.show_items(event_id, actor(), grace())]}


@blueprint.route("/<uuid:event_id>/acceptance", who="lead", methods=("POST",))
@blueprint.arguments(AcceptanceArgs)
@blueprint.response(200, QuarantinedSchema)
def accept(args: dict[str, Any], event_id: UUID) -> dict[str, Any]:
    """Let it in after all, as a push does. Repeatable."""
    digest = digest_of(args["digest"])
    return face(decisions.accept(event_id, digest, actor(), reason=args["reason"], grace=grace()))


@blueprint.route("/<uuid:event_id>/discard", who="lead", methods=("POST",))
@blueprint.arguments(DiscardArgs)
@blueprint.response(200, QuarantinedSchema)
def discard(args: dict[str, Any], event_id: UUID) -> dict[str, Any]:
    """Take away for good what it tells, saying why. Repeatable."""
    digest = digest_of(args["digest"])
    return face(decisions.discard(event_id, digest, actor(), reason=args["reason"], grace=grace()))


def digest_of(text: str | None) -> bytes | None:
    """The bytes of a digest in hex."""
    return None if text is None else bytes.fromhex(text)


def face(item: Item) -> dict[str, Any]:
    """An item as `QuarantinedSchema` shows it."""
    row = item.row
    return {
        "event": row.event_id,
        "digest": row.digest.hex(),
        "reason": row.reason,
        "field": (row.detail or {}).get("field"),
        "device": row.device_id,
        "by": item.by,
        "turf": item.turf,
        "said": version(item.said),
        "other": None if item.other is None else version(item.other),
        "acceptable": item.acceptable,
        "decision": row.decision,
        "decided_at": row.decided_at,
        "decided_by": item.decided_by,
        "decision_reason": row.decision_reason,
    }


def version(said: Version) -> dict[str, Any]:
    """What came under an id, as `VersionSchema` shows it."""
    claims = said.claims
    told = {"kind": claims.kind, "result": claims.result, "problem": claims.problem, "at": claims.at}
    return {**told, "door": said.door, "received_at": said.received_at}
