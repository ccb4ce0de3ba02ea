"""A campaign's results for other systems: doors and codes, and nobody."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import results
from canvass.api.edge import Noun, actor, check_proved, hand_out
from canvass.api.organisation import settings
from canvass.api.paging import PageArgs, read_key, whole, write_key
from canvass.api.schemas import DoorNameSchema
from canvass.campaigns import find_campaign
from canvass.tellings import RESULTS

blueprint = Noun("results", __name__, url_prefix="/api", description="Results for other systems")


class DoorResultSchema(ma.Schema):
    door = ma.fields.Nested(DoorNameSchema, required=True, allow_none=True)
    on = ma.fields.Date(required=True)
    result = ma.fields.String(required=True, validate=ma.validate.OneOf(RESULTS))
    literature = ma.fields.Boolean(required=True)
    van_codes = ma.fields.List(
        ma.fields.Integer(),
        required=True,
        metadata={"description": "NGP VAN's; empty where it has none for this result."},
    )


class ResultsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(DoorResultSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("/campaigns/<uuid:campaign_id>/results", who="lead", writes=True)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, ResultsSchema)
def list_results(args: dict[str, Any], campaign_id: UUID) -> dict[str, Any]:
    """Visits that stand, for another system; whoever takes them out proves that it is they, and it is noted."""
    campaign = find_campaign(campaign_id, actor())
    check_proved()
    after = read_key(args["after"], UUID, _told)
    results.note_export(campaign.id, actor().member_id, begins=after is None)
    found = results.list_results(campaign.id, settings().time_zone, after, args["limit"])
    hand_out("result", len(found.items))
    return {"items": found.items, "next": found.next and write_key([str(found.next[0]), found.next[1]])}


def _told(value: int) -> int:
    """A key's part that says how many of a door's visits were told."""
    if (found := whole(value)) < 0:
        raise ValueError("fewer than none")
    return found
