"""What people said, in numbers: kept without their doors."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import contacts
from canvass.api.edge import Noun, actor
from canvass.campaigns import find_campaign

blueprint = Noun("answers", __name__, url_prefix="/api", description="Answers to the script, counted")


class AnswerCountSchema(ma.Schema):
    script = ma.fields.UUID(required=True, metadata={"description": "The version that was asked."})
    question = ma.fields.String(required=True)
    option = ma.fields.String(required=True)
    n = ma.fields.Integer(required=True)


class AnswerCountsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(AnswerCountSchema), required=True)


@blueprint.route("/campaigns/<uuid:campaign_id>/answers", who="office")
@blueprint.response(200, AnswerCountsSchema)
def count_answers(campaign_id: UUID) -> dict[str, Any]:
    """How often each option was chosen in a campaign."""
    return {"items": contacts.count_answers(find_campaign(campaign_id, actor()).id)}
