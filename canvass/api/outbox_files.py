"""Outbox files: what a phone could not send, brought in by a lead."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import outbox_files, people, sync
from canvass.api.edge import Noun, actor, end_part, start_writing
from canvass.api.organisation import grace, today
from canvass.api.parsing import HandedIn
from canvass.handed import read_handed
from canvass.outbox_files import OutboxFile, count_verdicts, in_batches

blueprint = Noun(
    "outbox_files", __name__, url_prefix="/api", description="What phones could not send, as a file"
)

FILE_BYTES = 5 * 1024 * 1024


class OutboxFileArgs(HandedIn):
    format = ma.fields.Raw(load_default=None, metadata={"description": "`canvass outbox`"})
    version = ma.fields.Raw(load_default=None, metadata={"description": "1"})
    device = ma.fields.Raw(
        load_default=None,
        allow_none=True,
        metadata={"description": "Id of the device that wrote the events."},
    )
    events = ma.fields.Raw(
        load_default=list, allow_none=True, metadata={"description": "`[{id, envelope}]`, as in a push."}
    )
    records = ma.fields.Raw(
        load_default=list,
        allow_none=True,
        metadata={"description": "`[{id, envelope}]` of the people's stream."},
    )
    proof = ma.fields.Raw(
        load_default=None,
        allow_none=True,
        metadata={"description": "The device's own, over its events: nobody else can say what it saw."},
    )


class EventVerdictsSchema(ma.Schema):
    accepted = ma.fields.Integer(dump_default=0)
    duplicate = ma.fields.Integer(dump_default=0)
    quarantined = ma.fields.Integer(dump_default=0)
    conflict = ma.fields.Integer(dump_default=0)
    retry = ma.fields.Integer(
        dump_default=0,
        metadata={"description": "For which there was no room beside what waits for a decision."},
    )


class RecordVerdictsSchema(ma.Schema):
    accepted = ma.fields.Integer(dump_default=0)
    duplicate = ma.fields.Integer(dump_default=0)
    conflict = ma.fields.Integer(dump_default=0)
    refused = ma.fields.Integer(dump_default=0)


class BroughtInSchema(ma.Schema):
    events = ma.fields.Nested(EventVerdictsSchema, required=True)
    records = ma.fields.Nested(RecordVerdictsSchema, required=True)


@blueprint.route("/sync/outbox-files", who="lead", methods=("POST",), writes=False, most=FILE_BYTES)
@blueprint.arguments(OutboxFileArgs)
@blueprint.response(200, BroughtInSchema)
def bring_in(args: dict[str, Any]) -> dict[str, Any]:
    """Bring in what a phone could not send, judged as its own push; how many of each verdict. Repeatable.

    Each batch is committed by itself: what was cut off is brought in again from the beginning.
    """
    file = outbox_files.read_file(args)
    start_writing()
    sender = outbox_files.begin(file, actor())
    end_part()
    return {
        "events": count_verdicts(_take_events(file, sender)),
        "records": count_verdicts(_take_records(file)),
    }


def _take_events(file: OutboxFile, sender: UUID | None) -> list[str]:
    verdicts: list[str] = []
    for batch in in_batches(file.events, sync.MOST_EVENTS):
        handed = [read_handed(item) for item in batch]
        start_writing()
        if sender:
            answer = sync.take_in(sender, handed, now=datetime.now(UTC), grace=grace())
            verdicts += [each.verdict for each in answer.verdicts]
        end_part()
    return verdicts


def _take_records(file: OutboxFile) -> list[str]:
    verdicts: list[str] = []
    for batch in in_batches(file.records, people.MOST_RECORDS):
        start_writing()
        verdicts += [each.verdict for each in people.take_in(batch, today())]
        end_part()
    return verdicts
