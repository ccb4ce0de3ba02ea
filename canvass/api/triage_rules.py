"""Triage rules over the wire: read by the review, changed by an administrator."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import triage_rules
from canvass.api.edge import Noun, actor
from canvass.api.staleness import shows_current

blueprint = Noun("triage_rules", __name__, url_prefix="/api", description="Which track the review suggests")

CODE = ma.validate.Regexp(r"^[a-z][A-Za-z0-9_-]{0,39}$")


class Codes(ma.fields.List[Any]):
    """Any of these; none: it does not matter."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            ma.fields.String(validate=CODE), required=True, validate=ma.validate.Length(max=30), **kwargs
        )


class RuleSchema(ma.Schema):
    needs = Codes(metadata={"description": "Any of these; an empty list: it does not matter."})
    interests = Codes()
    urgencies = Codes()
    languages = Codes()
    sources = Codes()
    to = ma.fields.String(required=True, validate=ma.validate.OneOf(triage_rules.DESTINATIONS))


class RulesSchema(ma.Schema):
    campaign = ma.fields.UUID(required=True, attribute="campaign_id")
    rev = ma.fields.Integer(required=True, metadata={"description": "0: the campaign has none of its own."})
    rules = ma.fields.List(
        ma.fields.Nested(RuleSchema),
        required=True,
        metadata={"description": "In order: the first that fits suggests."},
    )


class AllRulesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(RulesSchema), required=True)


class RulesArgs(ma.Schema):
    rev = ma.fields.Integer(required=True, metadata={"description": "The rev that was read."})
    rules = ma.fields.List(
        ma.fields.Nested(RuleSchema),
        required=True,
        validate=ma.validate.Length(1, triage_rules.MOST_RULES),
    )


@blueprint.route("/triage-rules", who="staff")
@blueprint.response(200, AllRulesSchema)
def list_rules() -> dict[str, Any]:
    """The rules of those campaigns that have their own; browsers bring along those of the others."""
    return {"items": triage_rules.list_rules()}


@blueprint.route("/campaigns/<uuid:campaign_id>/triage-rules", who="administrator", methods=("PUT",))
@blueprint.arguments(RulesArgs)
@blueprint.response(200, RulesSchema)
def change_rules(args: dict[str, Any], campaign_id: UUID) -> triage_rules.TriageRules:
    """Give a campaign other rules."""
    with shows_current(RulesSchema, lambda: triage_rules.find_rules(campaign_id)):
        return triage_rules.change_rules(campaign_id, actor=actor(), **args)
