"""How many people can be accompanied on one day: read by the desk, changed by who coordinates or administers."""

from typing import Any

import marshmallow as ma

from canvass import accompaniment
from canvass.api.edge import Noun, actor
from canvass.api.staleness import shows_current

blueprint = Noun(
    "accompaniment",
    __name__,
    url_prefix="/api/accompaniment",
    description="How many can be accompanied a day",
)


def _most(says: str) -> ma.fields.Integer:
    return ma.fields.Integer(
        required=True,
        allow_none=True,
        validate=ma.validate.Range(*accompaniment.MOST),
        metadata={"description": says},
    )


class AccompanimentSchema(ma.Schema):
    most = _most("People on one day; null: nobody said.")


class AccompanimentArgs(AccompanimentSchema):
    was = _most("What was read.")


@blueprint.route("", who="staff")
@blueprint.response(200, AccompanimentSchema)
def show_most() -> dict[str, Any]:
    """How many people can be accompanied on one day."""
    return {"most": accompaniment.most_a_day()}


@blueprint.route("", who="staff", methods=("PUT",))
@blueprint.arguments(AccompanimentArgs)
@blueprint.response(200, AccompanimentSchema)
def change_most(args: dict[str, Any]) -> dict[str, Any]:
    """Say how many; for who coordinates or administers."""
    with shows_current(AccompanimentSchema, lambda: {"most": accompaniment.most_a_day()}):
        return {"most": accompaniment.change_most(**args, by=actor().member_id)}
