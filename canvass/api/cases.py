"""Consulta's cases, their notes and tasks."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import consulta, person_erasures, tracks
from canvass.api.edge import Noun, actor, hand_out
from canvass.api.followups import (
    FollowUpArgs,
    FollowUpChanges,
    FollowUpSchema,
    OfferArgs,
    SealedNoteSchema,
    TaskSchema,
    due_page,
    read_due,
)
from canvass.api.staleness import shows_current
from canvass.api.tracks import add_handoff, add_notes, add_tasks
from canvass.consulta import CONSULTA, Case

blueprint = Noun(
    "cases", __name__, url_prefix="/api/cases", description="Consulta: cases, their notes and tasks"
)

STATE = ma.validate.OneOf(consulta.CASE_STATES)


class CaseSchema(FollowUpSchema):
    state = ma.fields.String(required=True, validate=STATE)
    transfer = ma.fields.Boolean(
        required=True, metadata={"description": "Once it is accepted, its owner sees it no more."}
    )


class CasesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CaseSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class WholeCaseSchema(CaseSchema):
    notes = ma.fields.List(ma.fields.Nested(SealedNoteSchema), required=True)
    tasks = ma.fields.List(ma.fields.Nested(TaskSchema), required=True)


class CasesArgs(FollowUpArgs):
    state = ma.fields.String(load_default=None, validate=STATE)


class CaseChanges(FollowUpChanges):
    state = ma.fields.String(validate=STATE)
    note = ma.fields.Nested(
        SealedNoteSchema,
        load_default=None,
        metadata={"description": "What changed, or why: it is stored with the change, or neither is."},
    )


class CaseOfferArgs(OfferArgs):
    transfer = ma.fields.Boolean(load_default=False)
    note = ma.fields.Nested(
        SealedNoteSchema, load_default=None, metadata={"description": "What their person agreed to."}
    )


@blueprint.route("", who="holder:consulta")
@blueprint.arguments(CasesArgs, location="query")
@blueprint.response(200, CasesSchema)
def list_cases(args: dict[str, Any]) -> dict[str, Any]:
    """Cases by their next day, those without one last."""
    after, limit = read_due(args["after"]), args["limit"]
    given = {"state": args["state"], "assignee_id": args["assignee"]}
    found = tracks.list_records(CONSULTA, actor().member_id, after, limit, **given)
    hand_out("case", len(found))
    return due_page(found, limit)


@blueprint.route("/<uuid:case_id>", who="holder:consulta")
@blueprint.response(200, WholeCaseSchema)
def show_case(case_id: UUID) -> Case:
    """One case with its notes and tasks."""
    hand_out("case", 1)
    return _find(case_id)


@blueprint.route("/<uuid:case_id>", who="holder:consulta", methods=("PATCH",))
@blueprint.arguments(CaseChanges)
@blueprint.response(200, CaseSchema)
def change_case(args: dict[str, Any], case_id: UUID) -> Case:
    """Change what is given of a case."""
    case = _find(case_id)
    with shows_current(CaseSchema, lambda: _find(case_id)):
        rev, note = args.pop("rev"), args.pop("note")
        return consulta.change_case(case, rev, args, actor().member_id, note)


@blueprint.route("/<uuid:case_id>", who="holder:consulta", methods=("DELETE",))
@blueprint.response(204)
def erase(case_id: UUID) -> None:
    """Erase a case for good, with the notes and tasks: because they ask for it."""
    person_erasures.erase("case", case_id, actor().member_id)


def _find(case_id: UUID) -> Case:
    found: Case = tracks.find(CONSULTA, case_id, actor().member_id)
    return found


add_handoff(
    blueprint,
    "holder:consulta",
    "/<uuid:case_id>",
    "case",
    CaseSchema,
    _find,
    offered=CaseOfferArgs,
    offer=consulta.offer_case,
    accept=consulta.accept_case,
    give_back=consulta.return_case,
)
add_notes(blueprint, CONSULTA, "holder:consulta", "case_id")
add_tasks(blueprint, CONSULTA, "holder:consulta", "case_id", "case_task_id")
