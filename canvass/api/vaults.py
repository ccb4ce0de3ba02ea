"""Vaults: the key log as it was signed, and a holder's own locked keys."""

from typing import Any

import marshmallow as ma
from flask import request

from canvass import devices, vaults
from canvass.api.edge import COOKIE, Noun, actor, check_proved
from canvass.api.fields import Base64Url
from canvass.api.schemas import KeyLogEntrySchema, LockedHolderSchema, key_log_entries
from canvass.sealing import SignedEntry

blueprint = Noun("vaults", __name__, url_prefix="/api/vaults", description="Key log, holders, wraps")

POINT = 65


class HolderFaceSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    member = ma.fields.UUID(required=True, allow_none=True, attribute="member_id")


class VaultsSchema(ma.Schema):
    entries = ma.fields.List(ma.fields.Nested(KeyLogEntrySchema), required=True)
    holders = ma.fields.List(ma.fields.Nested(HolderFaceSchema), required=True)


class WrapSchema(ma.Schema):
    key_id = ma.fields.String(required=True)
    wrap = Base64Url(required=True)


class OwnKeysSchema(ma.Schema):
    holder = ma.fields.Nested(LockedHolderSchema, required=True)
    wraps = ma.fields.List(ma.fields.Nested(WrapSchema), required=True)


class NewHolderArgs(ma.Schema):
    id = ma.fields.UUID(required=True)
    member_id = ma.fields.UUID(required=True, allow_none=True, data_key="member")
    box = Base64Url(required=True, longest=POINT)
    sign = Base64Url(required=True, longest=POINT)
    blob = Base64Url(required=True, longest=1024)

    @ma.post_load
    def build(self, data: dict[str, Any], **kwargs: Any) -> vaults.NewHolder:
        return vaults.NewHolder(**data)


class NewWrapArgs(ma.Schema):
    key_id = ma.fields.String(required=True, validate=ma.validate.Regexp(r"^[0-9a-f]{16}$"))
    holder_id = ma.fields.UUID(required=True, data_key="holder")
    wrap = Base64Url(required=True, longest=512)

    @ma.post_load
    def build(self, data: dict[str, Any], **kwargs: Any) -> vaults.NewWrap:
        return vaults.NewWrap(**data)


class EntriesArgs(ma.Schema):
    entries = ma.fields.List(
        ma.fields.Nested(KeyLogEntrySchema), required=True, validate=ma.validate.Length(1, 64)
    )
    holders = ma.fields.List(ma.fields.Nested(NewHolderArgs), required=True)
    wraps = ma.fields.List(ma.fields.Nested(NewWrapArgs), required=True)


@blueprint.route("", who="member")
@blueprint.response(200, VaultsSchema)
def show_vaults() -> dict[str, Any]:
    """The key log, for phones and browsers to check."""
    return {"entries": key_log_entries(), "holders": vaults.list_holders()}


@blueprint.route("/mine", who="holder")
@blueprint.response(200, OwnKeysSchema)
def show_own_keys() -> dict[str, Any]:
    """My own locked keys: useless without the words."""
    holder = vaults.holder_of(actor().member_id)
    assert holder is not None  # noqa: S101 - the route asks for a holder
    return {"holder": holder, "wraps": vaults.wraps_of(holder.id)}


@blueprint.route("/entries", who="administrator", methods=("POST",))
@blueprint.arguments(EntriesArgs)
@blueprint.response(201, VaultsSchema)
def append_entries(args: dict[str, Any]) -> dict[str, Any]:
    """Lengthen the key log, with the holders and wraps that the new entries need."""
    founding = not vaults.vaults_exist()
    signed = [SignedEntry(entry["entry"], entry["signature"]) for entry in args["entries"]]
    vaults.append_entries(signed, args["holders"], args["wraps"], by=actor().member_id)
    if founding:
        # Who founds signs the first entry with their own key: there is no better proof.
        devices.prove(devices.secret_hash(request.cookies.get(COOKIE, "")))
    else:
        check_proved()
    return {"entries": key_log_entries(), "holders": vaults.list_holders()}
