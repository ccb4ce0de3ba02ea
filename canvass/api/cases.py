"""Consulta's cases and their notes."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import consulta, person_erasures
from canvass.api.edge import Noun, actor, hand_out
from canvass.api.followups import (
    FollowUpArgs,
    FollowUpChanges,
    FollowUpSchema,
    SealedNoteSchema,
    due_page,
    read_due,
)
from canvass.api.staleness import shows_current

blueprint = Noun("cases", __name__, url_prefix="/api/cases", description="Consulta: cases and their notes")

STATE = ma.validate.OneOf(consulta.CASE_STATES)


class CaseSchema(FollowUpSchema):
    state = ma.fields.String(required=True, validate=STATE)


class CasesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CaseSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class WholeCaseSchema(CaseSchema):
    notes = ma.fields.List(ma.fields.Nested(SealedNoteSchema), required=True)


class CasesArgs(FollowUpArgs):
    state = ma.fields.String(load_default=None, validate=STATE)


class CaseChanges(FollowUpChanges):
    state = ma.fields.String(validate=STATE)


@blueprint.route("", who="holder:consulta")
@blueprint.arguments(CasesArgs, location="query")
@blueprint.response(200, CasesSchema)
def list_cases(args: dict[str, Any]) -> dict[str, Any]:
    """Cases by their next day, those without one last."""
    found = consulta.list_cases(**{**args, "after": read_due(args["after"])})
    hand_out("case", len(found))
    return due_page(found, args["limit"])


@blueprint.route("/<uuid:case_id>", who="holder:consulta")
@blueprint.response(200, WholeCaseSchema)
def show_case(case_id: UUID) -> consulta.Case:
    """One case with its notes."""
    hand_out("case", 1)
    return consulta.find_case(case_id)


@blueprint.route("/<uuid:case_id>", who="holder:consulta", methods=("PATCH",))
@blueprint.arguments(CaseChanges)
@blueprint.response(200, CaseSchema)
def change_case(args: dict[str, Any], case_id: UUID) -> consulta.Case:
    """Change what is given of a case."""
    case = consulta.find_case(case_id)
    with shows_current(CaseSchema, lambda: case):
        return consulta.change_case(case, **args)


@blueprint.route("/<uuid:case_id>/notes", who="holder:consulta", methods=("POST",))
@blueprint.arguments(SealedNoteSchema)
@blueprint.response(201, SealedNoteSchema)
def add_note(args: dict[str, Any], case_id: UUID) -> consulta.CaseNote:
    """Add a note; it is never overwritten."""
    return consulta.add_note(
        consulta.find_case(case_id), args["id"], key_id=args["key_id"], sealed=args["sealed"]
    )


@blueprint.route("/<uuid:case_id>", who="holder:consulta", methods=("DELETE",))
@blueprint.response(204)
def erase(case_id: UUID) -> None:
    """Erase a case for good, with the notes: because they ask for it."""
    person_erasures.erase("case", case_id, actor().member_id)
