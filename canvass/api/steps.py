"""The ladder's steps: the office reads them, administrators name, order and retire them."""

from typing import Any

import marshmallow as ma

from canvass import leadership, own_words, revisions, steps
from canvass.api.edge import Noun, actor
from canvass.api.staleness import shows_current
from canvass.steps import Step

blueprint = Noun("steps", __name__, url_prefix="/api/steps", description="The ladder's steps")


class StepSchema(ma.Schema):
    code = ma.fields.String(
        required=True,
        validate=ma.validate.Regexp(steps.CODE),
        metadata={"description": "New ones are made by the browser; a code never changes."},
    )
    es = ma.fields.String(required=True, validate=ma.validate.Length(1, own_words.LONGEST_NAME))
    en = ma.fields.String(required=True, validate=ma.validate.Length(1, own_words.LONGEST_NAME))
    quiet_days = ma.fields.Integer(
        required=True,
        validate=ma.validate.Range(*steps.QUIET_DAYS),
        metadata={"description": "After how many days without a word somebody on it comes up."},
    )
    retired = ma.fields.Boolean(required=True)


class StepsSchema(ma.Schema):
    rev = ma.fields.String(required=True, metadata={"description": "Names this state of the steps."})
    items = ma.fields.List(
        ma.fields.Nested(StepSchema), required=True, validate=ma.validate.Length(1, own_words.MOST)
    )


@blueprint.route("", who="staff")
@blueprint.response(200, StepsSchema)
def list_steps() -> dict[str, Any]:
    """The steps from the first to the last, also those that are no longer used."""
    return _told(steps.list_steps())


@blueprint.route("", who="administrator", methods=("PUT",))
@blueprint.arguments(StepsSchema)
@blueprint.response(200, StepsSchema)
def change_steps(args: dict[str, Any]) -> dict[str, Any]:
    """Name and order the steps, add some, retire those on which nobody stands."""
    given = [Step(**each) for each in args["items"]]
    with shows_current(StepsSchema, lambda: _told(steps.list_steps())):
        return _told(leadership.change_steps(args["rev"], given, actor().member_id))


def _told(found: list[Step]) -> dict[str, Any]:
    return {"rev": revisions.rev_of(found), "items": found}
