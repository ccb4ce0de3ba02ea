"""What the wire says of every follow-up, case or person on the ladder: owner and next day in clear, the rest sealed."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass.api.fields import Base64Url
from canvass.api.paging import Key, PageArgs, page, read_key
from canvass.followups import TASK_STATES, Due, FollowUp

KEY_ID = ma.validate.Regexp(r"^[0-9a-f]{16}$")
TASK_STATE = ma.validate.OneOf(TASK_STATES)


class FollowUpSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    assignee = ma.fields.UUID(required=True, allow_none=True, attribute="assignee_id")
    offered_to = ma.fields.UUID(
        required=True,
        allow_none=True,
        attribute="offered_to_id",
        metadata={"description": "Who was asked to take it on, and has not answered."},
    )
    offered_by = ma.fields.UUID(
        required=True,
        allow_none=True,
        attribute="offered_by_id",
        metadata={"description": "Who asked; without `offered_to`, who had it returned."},
    )
    next_on = ma.fields.Date(
        required=True, allow_none=True, metadata={"description": "When something is owed next."}
    )
    rev = ma.fields.Integer(required=True)
    key_id = ma.fields.String(required=True)
    sealed = Base64Url(required=True)


class SealedNoteSchema(ma.Schema):
    id = ma.fields.UUID(required=True, metadata={"description": "New and random, made by the browser."})
    key_id = ma.fields.String(required=True, validate=KEY_ID)
    sealed = Base64Url(required=True)


class TaskSchema(FollowUpSchema):
    of = ma.fields.UUID(
        required=True, attribute="of_id", metadata={"description": "The case, or the person on the ladder."}
    )
    state = ma.fields.String(required=True, validate=TASK_STATE)


class TasksSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TaskSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class NewFollowUpArgs(SealedNoteSchema):
    to = ma.fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "Who is asked to take it on; oneself has accepted."},
    )
    next_on = ma.fields.Date(load_default=None, allow_none=True)


class FollowUpArgs(PageArgs):
    assignee = ma.fields.UUID(load_default=None)


class TasksArgs(FollowUpArgs):
    state = ma.fields.String(load_default=None, validate=TASK_STATE)
    on = ma.fields.Date(load_default=None, metadata={"description": "Of this day alone."})


class OfferArgs(ma.Schema):
    rev = ma.fields.Integer(required=True, metadata={"description": "The rev that was read."})
    to = ma.fields.UUID(required=True, metadata={"description": "Who is asked to take it on."})


class AnswerArgs(ma.Schema):
    rev = ma.fields.Integer(required=True, metadata={"description": "The rev that was read."})


class GiveBackArgs(AnswerArgs):
    note = ma.fields.Nested(SealedNoteSchema, required=True, metadata={"description": "The reason."})


class FollowUpChanges(ma.Schema):
    rev = ma.fields.Integer(required=True, metadata={"description": "The rev that was read."})
    assignee_id = ma.fields.UUID(
        allow_none=True,
        data_key="assignee",
        metadata={"description": "Oneself, or nobody: to others it is offered."},
    )
    offered_to_id = ma.fields.UUID(
        allow_none=True,
        data_key="offered_to",
        metadata={"description": "Null alone: nobody is asked any more."},
    )
    next_on = ma.fields.Date(allow_none=True)
    key_id = ma.fields.String(validate=KEY_ID, metadata={"description": "With `sealed`, or not at all."})
    sealed = Base64Url()


class TaskChanges(FollowUpChanges):
    state = ma.fields.String(validate=TASK_STATE)


def read_due(after: str | None) -> Due | None:
    """The last page's last (next_on, id); the day is empty where the record had none."""
    key = read_key(after, lambda day: date.fromisoformat(day) if day else None, UUID)
    return None if key is None else (key[0], key[1])


def due_page(found: Sequence[FollowUp], limit: int) -> dict[str, Any]:
    """A page of follow-ups by their next day."""
    return page(found, limit, _key)


def _key(record: FollowUp) -> Key:
    return record.next_on.isoformat() if record.next_on else "", str(record.id)
