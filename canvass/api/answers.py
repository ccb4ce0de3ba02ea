"""What people said, in numbers: kept without their doors, and told of no few people."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import contacts
from canvass.api.edge import Noun, actor
from canvass.api.organisation import settings
from canvass.campaigns import find_campaign

blueprint = Noun("answers", __name__, url_prefix="/api", description="Answers to the script, counted")


class AnswersArgs(ma.Schema):
    by = ma.fields.String(
        load_default=None, validate=ma.validate.OneOf(("week",)), metadata={"description": "Each week apart."}
    )


class AnswerCountSchema(ma.Schema):
    script = ma.fields.UUID(required=True, metadata={"description": "The version that was asked."})
    question = ma.fields.String(required=True)
    option = ma.fields.String(required=True)
    week = ma.fields.String(required=True, allow_none=True)
    n = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "Null where it is too few to tell."}
    )


class AnswerCountsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(AnswerCountSchema), required=True)
    least = ma.fields.Integer(
        required=True, metadata={"description": "Of fewer people nothing is told, and nothing shown."}
    )


@blueprint.route("/campaigns/<uuid:campaign_id>/answers", who="office")
@blueprint.arguments(AnswersArgs, location="query")
@blueprint.response(200, AnswerCountsSchema)
def count_answers(args: dict[str, Any], campaign_id: UUID) -> dict[str, Any]:
    """How often each option was chosen in a campaign."""
    campaign, least = find_campaign(campaign_id, actor()), settings().small_numbers
    count = contacts.count_answers_by_week if args["by"] == "week" else contacts.count_answers
    return {"items": count(campaign.id, least), "least": least}
