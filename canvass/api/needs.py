"""The organisation's own needs: the office reads them, phones have them with their home, administrators change them."""

from typing import Any

import marshmallow as ma

from canvass import needs, own_words, revisions
from canvass.api.edge import Noun, actor
from canvass.api.schemas import NeedSchema
from canvass.api.staleness import shows_current
from canvass.needs import Need

blueprint = Noun("needs", __name__, url_prefix="/api/needs", description="The organisation's own needs")


class NeedsSchema(ma.Schema):
    rev = ma.fields.String(required=True, metadata={"description": "Names this state of the needs."})
    items = ma.fields.List(
        ma.fields.Nested(NeedSchema), required=True, validate=ma.validate.Length(max=own_words.MOST)
    )


@blueprint.route("", who="staff")
@blueprint.response(200, NeedsSchema)
def list_needs() -> dict[str, Any]:
    """The organisation's own needs in their order, also those that are no longer used."""
    return _told(needs.list_needs())


@blueprint.route("", who="administrator", methods=("PUT",))
@blueprint.arguments(NeedsSchema)
@blueprint.response(200, NeedsSchema)
def change_needs(args: dict[str, Any]) -> dict[str, Any]:
    """Name and order them, add some, retire others."""
    given = [Need(**each) for each in args["items"]]
    with shows_current(NeedsSchema, lambda: _told(needs.list_needs())):
        return _told(needs.replace(args["rev"], given, actor().member_id))


def _told(found: list[Need]) -> dict[str, Any]:
    return {"rev": revisions.rev_of(found), "items": found}
