"""The ladder: people on the leadership track and their notes."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import leadership, person_erasures
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

blueprint = Noun(
    "ladder", __name__, url_prefix="/api/ladder", description="The leadership track: people, steps, notes"
)

STEP = ma.validate.OneOf(leadership.STEPS)


class PersonSchema(FollowUpSchema):
    step = ma.fields.String(required=True, validate=STEP)


class LadderSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(PersonSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class WholePersonSchema(PersonSchema):
    notes = ma.fields.List(ma.fields.Nested(SealedNoteSchema), required=True)


class LadderArgs(FollowUpArgs):
    step = ma.fields.String(load_default=None, validate=STEP)


class PersonChanges(FollowUpChanges):
    step = ma.fields.String(validate=STEP)


@blueprint.route("", who="holder:leadership")
@blueprint.arguments(LadderArgs, location="query")
@blueprint.response(200, LadderSchema)
def list_people(args: dict[str, Any]) -> dict[str, Any]:
    """People on the ladder by their next day, those without one last."""
    found = leadership.list_people(**{**args, "after": read_due(args["after"])})
    hand_out("ladder", len(found))
    return due_page(found, args["limit"])


@blueprint.route("/<uuid:person_id>", who="holder:leadership")
@blueprint.response(200, WholePersonSchema)
def show_person(person_id: UUID) -> leadership.Person:
    """One person with their notes."""
    hand_out("ladder", 1)
    return leadership.find_person(person_id)


@blueprint.route("/<uuid:person_id>", who="holder:leadership", methods=("PATCH",))
@blueprint.arguments(PersonChanges)
@blueprint.response(200, PersonSchema)
def change_person(args: dict[str, Any], person_id: UUID) -> leadership.Person:
    """Change what is given of a person on the ladder."""
    person = leadership.find_person(person_id)
    with shows_current(PersonSchema, lambda: person):
        return leadership.change_person(person, **args)


@blueprint.route("/<uuid:person_id>/notes", who="holder:leadership", methods=("POST",))
@blueprint.arguments(SealedNoteSchema)
@blueprint.response(201, SealedNoteSchema)
def add_note(args: dict[str, Any], person_id: UUID) -> leadership.PersonNote:
    """Add a note; it is never overwritten."""
    person = leadership.find_person(person_id)
    return leadership.add_note(person, args["id"], key_id=args["key_id"], sealed=args["sealed"])


@blueprint.route("/<uuid:person_id>", who="holder:leadership", methods=("DELETE",))
@blueprint.response(204)
def erase(person_id: UUID) -> None:
    """Erase somebody on the ladder for good, with the notes: because they ask for it."""
    person_erasures.erase("ladder", person_id, actor().member_id)
