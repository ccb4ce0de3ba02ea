"""Plans: drafts of turfs, cut in the background, edited, published."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import campaigns, jobs, plan_edits, plan_publishing, plan_steps, plans
from canvass.api.edge import Noun, actor, start_writing
from canvass.api.fields import GeoJson, LonLat, UtcTime
from canvass.api.schemas import JobSchema
from canvass.api.staleness import shows_current
from canvass.geo.drafting.layouts import Layout, figures, in_degrees
from canvass.geo.shapes import to_geojson
from canvass.plan_doors import Filter

blueprint = Noun("plans", __name__, url_prefix="/api", description="Plans: drafts of turfs")

MOST_DOORS_NAMED = 20_000
NOTHING_YET = figures(Layout(()), 0)
NAME = ma.validate.Length(1, 80)


class WishSchema(ma.Schema):
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(plans.WISHES))
    doors = ma.fields.Integer(validate=ma.validate.Range(1, 2000))
    canvassers = ma.fields.Integer(validate=ma.validate.Range(1, 10_000))
    hours = ma.fields.Float(validate=ma.validate.Range(0.1, 24))
    doors_per_hour = ma.fields.Float(validate=ma.validate.Range(1, 500))


class FilterSchema(ma.Schema):
    not_visited_since = ma.fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "Without doors that were visited on this day or later."},
    )
    never_home = ma.fields.Boolean(
        load_default=False,
        metadata={"description": "Only doors where somebody knocked, and nobody was ever home."},
    )


class NewPlanArgs(ma.Schema):
    wish = ma.fields.Nested(WishSchema, required=True)
    area = GeoJson(load_default=None, allow_none=True)
    filter = ma.fields.Nested(FilterSchema, load_default=dict)
    start = LonLat(load_default=None, allow_none=True, metadata={"description": "Where walks begin."})
    seed = ma.fields.Integer(
        load_default=None, allow_none=True, validate=ma.validate.Range(0, plans.MOST_SEED)
    )


class StartedPlanSchema(ma.Schema):
    plan = ma.fields.UUID(required=True)
    job = ma.fields.Nested(JobSchema, required=True)


class FiguresSchema(ma.Schema):
    turfs = ma.fields.Integer(required=True)
    doors = ma.fields.Integer(required=True)
    metres = ma.fields.Integer(required=True)
    hours = ma.fields.Float(required=True)
    left_over = ma.fields.Integer(required=True)


class PlanNoteSchema(ma.Schema):
    code = ma.fields.String(required=True)
    turf = ma.fields.Integer(required=True, allow_none=True)
    values = ma.fields.Dict(required=True)


class DraftTurfSchema(ma.Schema):
    n = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)
    doors = ma.fields.Integer(required=True)
    places = ma.fields.Integer(required=True)
    metres = ma.fields.Integer(required=True)
    hours = ma.fields.Float(required=True)
    polygon = GeoJson(required=True)
    notes = ma.fields.List(ma.fields.Nested(PlanNoteSchema), required=True)
    published = ma.fields.UUID(
        required=True, allow_none=True, metadata={"description": "The live turf that it became."}
    )


class PlanListingSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    campaign = ma.fields.UUID(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(plans.STATES))
    rev = ma.fields.Integer(required=True)
    wish = ma.fields.Nested(WishSchema, required=True)
    filter = ma.fields.Nested(FilterSchema, required=True)
    seed = ma.fields.Integer(required=True)
    job = ma.fields.UUID(required=True, allow_none=True)
    created_at = UtcTime(required=True)
    discards_at = UtcTime(
        required=True,
        allow_none=True,
        metadata={"description": "A draft that nobody changes is thrown away then."},
    )
    figures = ma.fields.Nested(
        FiguresSchema, required=True, metadata={"description": "Zeros before it is cut."}
    )


class PlanSchema(PlanListingSchema):
    can_undo = ma.fields.Boolean(required=True)
    can_redo = ma.fields.Boolean(required=True)
    notes = ma.fields.List(ma.fields.Nested(PlanNoteSchema), required=True)
    turfs = ma.fields.List(ma.fields.Nested(DraftTurfSchema), required=True)


class PlansSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(PlanListingSchema), required=True)


class PlanDoorsSchema(ma.Schema):
    door = ma.fields.List(ma.fields.Raw(metadata={"type": "string", "format": "uuid"}), required=True)
    lon = ma.fields.List(ma.fields.Raw(metadata={"type": "number"}), required=True)
    lat = ma.fields.List(ma.fields.Raw(metadata={"type": "number"}), required=True)
    place = ma.fields.List(ma.fields.Raw(metadata={"type": "string", "format": "uuid"}), required=True)
    turf = ma.fields.List(
        ma.fields.Raw(metadata={"type": "integer", "description": "0: left over."}), required=True
    )
    position = ma.fields.List(
        ma.fields.Raw(metadata={"type": "integer", "description": "From 1; 0 for those left over."}),
        required=True,
    )


class StreetArgs(ma.Schema):
    name = ma.fields.String(required=True)
    turf = ma.fields.Integer(required=True)


class EditSchema(ma.Schema):
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(plan_edits.KINDS))
    turf = ma.fields.Integer()
    turfs = ma.fields.List(ma.fields.Integer(), validate=ma.validate.Length(equal=2))
    line = GeoJson(allow_none=True)
    doors = ma.fields.List(
        ma.fields.UUID(), allow_none=True, validate=ma.validate.Length(1, MOST_DOORS_NAMED)
    )
    street = ma.fields.Nested(StreetArgs, allow_none=True)
    to = ma.fields.Integer(metadata={"description": "0: to none, left over."})
    polygon = GeoJson()
    name = ma.fields.String(validate=NAME)


class EditArgs(ma.Schema):
    rev = ma.fields.Integer(required=True, metadata={"description": "The rev that was read."})
    edit = ma.fields.Nested(EditSchema, required=True)


class PlanRevArgs(ma.Schema):
    rev = ma.fields.Integer(required=True)


class PublishArgs(PlanRevArgs):
    turfs = ma.fields.List(
        ma.fields.Integer(), load_default=None, allow_none=True, metadata={"description": "null: all."}
    )


class LeftOutSchema(ma.Schema):
    doors = ma.fields.Integer(required=True)


class PublishedSchema(ma.Schema):
    turfs = ma.fields.List(ma.fields.UUID(), required=True)
    left_out = ma.fields.Nested(LeftOutSchema, required=True)


@blueprint.route("/campaigns/<uuid:campaign_id>/plans", who="lead", methods=("POST",))
@blueprint.arguments(NewPlanArgs)
@blueprint.response(202, StartedPlanSchema)
def begin_plan(args: dict[str, Any], campaign_id: UUID) -> dict[str, Any]:
    """Have turfs cut out of the campaign's free doors, as a draft."""
    campaign = campaigns.find_campaign(campaign_id, actor())
    wanted = Filter(**args.pop("filter"))
    plan = plans.begin_plan(campaign, actor().member_id, wanted=wanted, **args)
    return {"plan": plan.id, "job": jobs.start_cut(plan)}


@blueprint.route("/campaigns/<uuid:campaign_id>/plans", who="lead")
@blueprint.response(200, PlansSchema)
def list_plans(campaign_id: UUID) -> dict[str, Any]:
    """The campaign's latest plans, the newest first."""
    found = plans.list_plans(campaigns.find_campaign(campaign_id, actor()))
    return {"items": [{**_listing(plan), "figures": told or NOTHING_YET} for plan, told in found]}


@blueprint.route("/plans/<uuid:plan_id>", who="lead")
@blueprint.response(200, PlanSchema)
def show_plan(plan_id: UUID) -> dict[str, Any]:
    """A plan with its turfs."""
    return _face(plan_id)


@blueprint.route("/plans/<uuid:plan_id>/doors", who="lead")
@blueprint.response(200, PlanDoorsSchema)
def show_doors(plan_id: UUID) -> dict[str, Any]:
    """All doors of a plan in columns, with their turf and their place in its walk."""
    return plan_edits.columns(plans.look_at(plans.find_plan(plan_id, actor())))


@blueprint.route("/plans/<uuid:plan_id>/edits", who="lead", methods=("POST",), writes=False)
@blueprint.arguments(EditArgs)
@blueprint.response(200, PlanSchema)
def edit_plan(args: dict[str, Any], plan_id: UUID) -> dict[str, Any]:
    """Change a plan: split, merge, move, redraw, rename, dissolve, cut what is left over."""
    with shows_current(PlanSchema, lambda: _face(plan_id)):
        seen = plans.look_at(plans.find_plan(plan_id, actor()))
        layout, count = plan_edits.work_out(seen, args["rev"], args["edit"])
        # Worked out without any lock; whoever was quicker meanwhile has the next rev.
        start_writing()
        plan_steps.keep(plans.find_plan(plan_id, actor()), args["rev"], layout, count)
        return _face(plan_id)


@blueprint.route("/plans/<uuid:plan_id>/undo", who="lead", methods=("POST",))
@blueprint.arguments(PlanRevArgs)
@blueprint.response(200, PlanSchema)
def undo(args: dict[str, Any], plan_id: UUID) -> dict[str, Any]:
    """Take the last edit back."""
    with shows_current(PlanSchema, lambda: _face(plan_id)):
        plan_steps.undo(plans.find_plan(plan_id, actor()), args["rev"])
        return _face(plan_id)


@blueprint.route("/plans/<uuid:plan_id>/redo", who="lead", methods=("POST",))
@blueprint.arguments(PlanRevArgs)
@blueprint.response(200, PlanSchema)
def redo(args: dict[str, Any], plan_id: UUID) -> dict[str, Any]:
    """Do again what was taken back."""
    with shows_current(PlanSchema, lambda: _face(plan_id)):
        plan_steps.redo(plans.find_plan(plan_id, actor()), args["rev"])
        return _face(plan_id)


@blueprint.route("/plans/<uuid:plan_id>/publish", who="lead", methods=("POST",), writes=False)
@blueprint.arguments(PublishArgs)
@blueprint.response(200, PublishedSchema)
def publish(args: dict[str, Any], plan_id: UUID) -> dict[str, Any]:
    """Make live turfs of the draft ones, all or some. There is no way back."""
    with shows_current(PlanSchema, lambda: _face(plan_id)):
        walks = plan_publishing.walk_anew(plans.look_at(plans.find_plan(plan_id, actor())), args["turfs"])
        # Worked out without any lock; whoever was quicker meanwhile has the next rev.
        start_writing()
        plan = plans.find_plan(plan_id, actor())
        found = plan_publishing.publish(plan, actor(), args["rev"], args["turfs"], walks)
    return {"turfs": found.turfs, "left_out": {"doors": found.left_out}}


@blueprint.route("/plans/<uuid:plan_id>", who="lead", methods=("DELETE",))
@blueprint.response(204)
def discard(plan_id: UUID) -> None:
    """Throw a plan away. What of it was published stays."""
    plan = plans.find_plan(plan_id, actor())
    if plan.state == "cutting" and plan.job_id is not None:
        jobs.ask_to_stop(plan.job_id)
    plans.discard(plan, actor())


def _listing(plan: plans.Plan) -> dict[str, Any]:
    shown = {
        name: getattr(plan, name)
        for name in ("id", "state", "rev", "wish", "seed", "created_at", "discards_at")
    }
    wanted = plans.filter_of(plan)
    return {**shown, "campaign": plan.campaign_id, "filter": wanted, "job": plan.job_id}


def _face(plan_id: UUID) -> dict[str, Any]:
    """A plan as `PlanSchema` shows it."""
    seen = plans.look_at(plans.find_plan(plan_id, actor()))
    shown = {**_listing(seen.plan), "can_undo": seen.can_undo, "can_redo": seen.can_redo}
    if seen.stock is None or seen.layout is None:
        return {**shown, "figures": NOTHING_YET, "notes": [], "turfs": []}
    plane, layout = seen.stock.doors.plane, seen.layout
    turfs = [
        {
            "n": turf.n,
            "name": turf.name,
            "doors": len(turf.doors),
            "places": plan_edits.count_places(seen.stock, turf),
            "metres": round(turf.metres),
            "hours": round(turf.hours, 2),
            "polygon": to_geojson(in_degrees(turf.polygon, plane)),
            "notes": plan_edits.notes_on(seen, turf),
            "published": turf.published,
        }
        for turf in layout.turfs
    ]
    notes = [plan_edits.show_note(seen.stock, note) for note in layout.notes]
    return {**shown, "figures": figures(layout, len(seen.stock.ids)), "notes": notes, "turfs": turfs}
