"""Vaults: the key log as it was signed, and a holder's own locked keys."""

from typing import Any

import marshmallow as ma
from flask import request

from canvass import devices, exports, keyholding, proofs, resealing, vaults
from canvass.access import can
from canvass.api import rates
from canvass.api.edge import COOKIE, Noun, actor, check_proved, hand_out
from canvass.api.fields import Base64Url, UtcTime
from canvass.api.schemas import KeyLogEntrySchema, LockedHolderSchema, key_log_entries
from canvass.audit import write_act
from canvass.errors import NotAllowed
from canvass.sealing import SignedEntry

blueprint = Noun("vaults", __name__, url_prefix="/api/vaults", description="Key log, holders, wraps")

POINT = 65


class HolderFaceSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    member = ma.fields.UUID(required=True, allow_none=True, attribute="member_id")


class CandidateSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    member = ma.fields.UUID(required=True, attribute="member_id")
    box = Base64Url(required=True)
    sign = Base64Url(required=True)


class VaultsSchema(ma.Schema):
    entries = ma.fields.List(ma.fields.Nested(KeyLogEntrySchema), required=True)
    holders = ma.fields.List(ma.fields.Nested(HolderFaceSchema), required=True)
    candidates = ma.fields.List(
        ma.fields.Nested(CandidateSchema),
        required=True,
        metadata={"description": "Who waits for a key, for those who may have one; a volunteer sees none."},
    )


class WrapSchema(ma.Schema):
    key_id = ma.fields.String(required=True)
    wrap = Base64Url(required=True)


class OwnKeysSchema(ma.Schema):
    holder = ma.fields.Nested(LockedHolderSchema, required=True)
    wraps = ma.fields.List(ma.fields.Nested(WrapSchema), required=True)


class ExportArgs(ma.Schema):
    kind = ma.fields.String(
        load_default=None,
        validate=ma.validate.OneOf(sorted({each.kind for each in exports.SEALED})),
        metadata={"description": "Only records of this kind; the act that is noted says so."},
    )


class CandidacyArgs(ma.Schema):
    holder_id = ma.fields.UUID(required=True, data_key="id")
    box = Base64Url(required=True, longest=POINT)
    sign = Base64Url(required=True, longest=POINT)
    blob = Base64Url(required=True, longest=1024)


class HolderWrapSchema(WrapSchema):
    holder = ma.fields.UUID(required=True, attribute="holder_id")


class SealedRecordSchema(ma.Schema):
    vault = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    id = ma.fields.UUID(required=True)
    clear = ma.fields.Dict(required=True, metadata={"description": "What the server knows of it."})
    sealed = Base64Url(required=True)


class ExportSchema(ma.Schema):
    v = ma.fields.Integer(required=True)
    org = ma.fields.String(required=True)
    at = UtcTime(required=True)
    entries = ma.fields.List(ma.fields.Nested(KeyLogEntrySchema), required=True)
    holders = ma.fields.List(ma.fields.Nested(LockedHolderSchema), required=True)
    wraps = ma.fields.List(ma.fields.Nested(HolderWrapSchema), required=True)
    records = ma.fields.List(ma.fields.Nested(SealedRecordSchema), required=True)


class StaleArgs(ma.Schema):
    limit = ma.fields.Integer(load_default=50, validate=ma.validate.Range(1, 50))


class StaleSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SealedRecordSchema), required=True)


class ResealedArgs(ma.Schema):
    vault = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    id = ma.fields.UUID(required=True)
    was = ma.fields.String(required=True, validate=ma.validate.Regexp(r"^[0-9a-f]{64}$"))
    key_id = ma.fields.String(required=True, validate=ma.validate.Regexp(r"^[0-9a-f]{16}$"))
    sealed = Base64Url(required=True, longest=4096)
    changed = ma.fields.Boolean(
        load_default=False,
        metadata={"description": "What is inside is not what was: its `rev` counts it."},
    )

    @ma.post_load
    def build(self, data: dict[str, Any], **kwargs: Any) -> resealing.Resealed:
        return resealing.Resealed(**data)


class ResealingArgs(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ResealedArgs), required=True, validate=ma.validate.Length(1, 50))


class ResealingSchema(ma.Schema):
    outcomes = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(("done", "moved"))), required=True)


class NewHolderArgs(ma.Schema):
    id = ma.fields.UUID(required=True)
    member_id = ma.fields.UUID(required=True, allow_none=True, data_key="member")
    box = Base64Url(required=True, longest=POINT)
    sign = Base64Url(required=True, longest=POINT)
    blob = Base64Url(required=True, longest=1024)

    @ma.post_load
    def build(self, data: dict[str, Any], **kwargs: Any) -> keyholding.NewHolder:
        return keyholding.NewHolder(**data)


class NewWrapArgs(ma.Schema):
    key_id = ma.fields.String(required=True, validate=ma.validate.Regexp(r"^[0-9a-f]{16}$"))
    holder_id = ma.fields.UUID(required=True, data_key="holder")
    wrap = Base64Url(required=True, longest=512)

    @ma.post_load
    def build(self, data: dict[str, Any], **kwargs: Any) -> keyholding.NewWrap:
        return keyholding.NewWrap(**data)


class EntriesArgs(ma.Schema):
    entries = ma.fields.List(
        ma.fields.Nested(KeyLogEntrySchema), required=True, validate=ma.validate.Length(1, 64)
    )
    holders = ma.fields.List(ma.fields.Nested(NewHolderArgs), required=True)
    wraps = ma.fields.List(ma.fields.Nested(NewWrapArgs), required=True)


@blueprint.route("", who="member")
@blueprint.response(200, VaultsSchema)
def show_vaults() -> dict[str, Any]:
    """The key log, for phones and browsers to check; and who waits for a key."""
    return vaults_face()


@blueprint.route("/mine", who="holder")
@blueprint.response(200, OwnKeysSchema)
def show_own_keys() -> dict[str, Any]:
    """My own locked keys: useless without the words."""
    holder = vaults.holder_of(actor().member_id)
    assert holder is not None  # noqa: S101 - the route asks for a holder
    return {"holder": holder, "wraps": vaults.wraps_of(holder.id)}


@blueprint.route("/export", who="holder", methods=("POST",), rate=rates.PROVE)
@blueprint.arguments(ExportArgs)
@blueprint.response(200, ExportSchema)
def export(args: dict[str, Any]) -> exports.Export:
    """All that my vaults hold, or one kind of it, sealed as it lies here, with the locked keys: for `canvass vault open`."""
    check_proved()
    holder = actor().holder_id
    assert holder is not None  # noqa: S101 - the route asks for a holder
    return exports.export(holder, actor().vaults, by=actor().member_id, kind=args["kind"])


@blueprint.route("/stale", who="holder")
@blueprint.arguments(StaleArgs, location="query")
@blueprint.response(200, StaleSchema)
def list_stale(args: dict[str, Any]) -> dict[str, Any]:
    """What of my vaults lies under a key that was replaced, some of it at a time."""
    found = resealing.stale(actor().vaults, args["limit"], actor().member_id)
    hand_out("resealing", len(found))
    return {"items": found}


@blueprint.route("/resealing", who="holder", methods=("POST",))
@blueprint.arguments(ResealingArgs)
@blueprint.response(200, ResealingSchema)
def reseal(args: dict[str, Any]) -> dict[str, Any]:
    """Put new seals, under the live key, in the place of those that I was shown."""
    return {"outcomes": resealing.reseal_all(args["items"], actor().vaults, actor().member_id)}


@blueprint.route("/recovery", who="administrator", writes=True, rate=rates.PROVE)
@blueprint.response(200, OwnKeysSchema)
def show_recovery() -> dict[str, Any]:
    """Recovery's locked keys, for who has its twelve words on paper: useless without them."""
    holder = vaults.recovery_holder()
    write_act("recovery_fetched", actor=actor().member_id, subject=holder.id)
    return {"holder": holder, "wraps": vaults.wraps_of(holder.id)}


@blueprint.route("/candidacy", who="office", methods=("PUT",), rate=rates.PROVE)
@blueprint.arguments(CandidacyArgs)
@blueprint.response(200, VaultsSchema)
def stand(args: dict[str, Any]) -> dict[str, Any]:
    """Ask for a key with those that my browser made; a keyholder compares six words with me, and lists them."""
    keyholding.stand(actor().member_id, **args)
    return vaults_face()


@blueprint.route("/candidacy", who="office", methods=("DELETE",))
@blueprint.response(204)
def stand_down() -> None:
    """Ask for a key no more."""
    keyholding.stand_down(actor().member_id)


@blueprint.route("/entries", who="office", methods=("POST",))
@blueprint.arguments(EntriesArgs)
@blueprint.response(201, VaultsSchema)
def append_entries(args: dict[str, Any]) -> dict[str, Any]:
    """Lengthen the key log, with the holders and wraps that the new entries need: signed by the caller's own key.

    An administrator founds it, and may sign with recovery's.
    """
    founding = not vaults.vaults_exist()
    if founding and not can(actor(), "administrator"):
        raise NotAllowed
    signed = [SignedEntry(entry["entry"], entry["signature"]) for entry in args["entries"]]
    signers = (
        None if founding else keyholding.signers_of(actor().holder_id, recovery=can(actor(), "administrator"))
    )
    keyholding.append_entries(signed, args["holders"], args["wraps"], by=actor().member_id, signers=signers)
    if founding:
        # Who founds signs the first entry with their own key: there is no better proof.
        proofs.prove(devices.secret_hash(request.cookies.get(COOKIE, "")))
    else:
        check_proved()
    return vaults_face()


def vaults_face() -> dict[str, Any]:
    """`VaultsSchema`'s values, as the caller may see them."""
    office = can(actor(), "office")
    return {
        "entries": key_log_entries(),
        "holders": vaults.list_holders(),
        "candidates": keyholding.list_candidates() if office else [],
    }
