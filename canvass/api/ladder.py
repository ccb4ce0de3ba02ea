"""The ladder: people on the leadership track, their notes and tasks."""

from functools import partial
from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import followups, leadership, person_erasures, steps, tracks
from canvass.api.edge import Noun, actor, hand_out
from canvass.api.followups import (
    FollowUpArgs,
    FollowUpChanges,
    FollowUpSchema,
    SealedNoteSchema,
    TaskSchema,
    due_page,
    read_due,
)
from canvass.api.paging import PageArgs, page, read_key
from canvass.api.staleness import shows_current
from canvass.api.tracks import add_handoff, add_notes, add_tasks
from canvass.leadership import LEADERSHIP, Person

blueprint = Noun(
    "ladder",
    __name__,
    url_prefix="/api/ladder",
    description="The leadership track: people, steps, notes, tasks",
)

STEP = ma.validate.Regexp(steps.CODE)


class PersonSchema(FollowUpSchema):
    step = ma.fields.String(required=True, validate=STEP)


class LadderSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(PersonSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class WholePersonSchema(PersonSchema):
    notes = ma.fields.List(ma.fields.Nested(SealedNoteSchema), required=True)
    tasks = ma.fields.List(ma.fields.Nested(TaskSchema), required=True)


class NoteOfSchema(SealedNoteSchema):
    of = ma.fields.UUID(
        required=True, attribute="of_id", metadata={"description": "The person on the ladder."}
    )


class NotesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(NoteOfSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class LadderArgs(FollowUpArgs):
    step = ma.fields.String(load_default=None, validate=STEP)


class PersonChanges(FollowUpChanges):
    step = ma.fields.String(validate=STEP)
    note = ma.fields.Nested(
        SealedNoteSchema,
        load_default=None,
        metadata={"description": "A move's note: it is stored with the change, or neither is."},
    )


@blueprint.route("", who="holder:leadership")
@blueprint.arguments(LadderArgs, location="query")
@blueprint.response(200, LadderSchema)
def list_people(args: dict[str, Any]) -> dict[str, Any]:
    """People on the ladder by their next day, those without one last."""
    after, limit = read_due(args["after"]), args["limit"]
    given = {"step": args["step"], "assignee_id": args["assignee"]}
    found = tracks.list_records(LEADERSHIP, actor().member_id, after, limit, **given)
    hand_out("ladder", len(found))
    return due_page(found, limit)


@blueprint.route("/notes", who="holder:leadership")
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, NotesSchema)
def list_notes(args: dict[str, Any]) -> dict[str, Any]:
    """Notes of everybody on the ladder: the browser finds in them of whom nothing was heard for long."""
    key = read_key(args["after"], UUID)
    found = tracks.list_notes(LEADERSHIP, actor().member_id, key[0] if key else None, args["limit"])
    hand_out("ladder.note", len(found))
    return page(found, args["limit"], lambda note: [str(note.id)])


@blueprint.route("/<uuid:person_id>", who="holder:leadership")
@blueprint.response(200, WholePersonSchema)
def show_person(person_id: UUID) -> Person:
    """One person with their notes and tasks."""
    hand_out("ladder", 1)
    return _find(person_id)


@blueprint.route("/<uuid:person_id>", who="holder:leadership", methods=("PATCH",))
@blueprint.arguments(PersonChanges)
@blueprint.response(200, PersonSchema)
def change_person(args: dict[str, Any], person_id: UUID) -> Person:
    """Change what is given of a person on the ladder."""
    person = _find(person_id)
    with shows_current(PersonSchema, lambda: person):
        rev, note = args.pop("rev"), args.pop("note")
        return leadership.change_person(person, rev, args, actor().member_id, note)


@blueprint.route("/<uuid:person_id>", who="holder:leadership", methods=("DELETE",))
@blueprint.response(204)
def erase(person_id: UUID) -> None:
    """Erase somebody on the ladder for good, with the notes and tasks: because they ask for it."""
    person_erasures.erase("ladder", person_id, actor().member_id)


def _find(person_id: UUID) -> Person:
    found: Person = tracks.find(LEADERSHIP, person_id, actor().member_id)
    return found


add_handoff(
    blueprint,
    "holder:leadership",
    "/<uuid:person_id>",
    "person",
    PersonSchema,
    _find,
    offer=partial(tracks.offer, LEADERSHIP),
    accept=followups.accept,
    give_back=partial(tracks.return_record, LEADERSHIP),
)
add_notes(blueprint, LEADERSHIP, "holder:leadership", "person_id")
add_tasks(blueprint, LEADERSHIP, "holder:leadership", "person_id", "person_task_id")
