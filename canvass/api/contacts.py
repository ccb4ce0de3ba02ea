"""The people's stream over the wire, and the review queue."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from werkzeug.exceptions import RequestEntityTooLarge

from canvass import contacts, people, person_erasures, routing, steps
from canvass.access import can
from canvass.api import rates
from canvass.api.edge import Noun, actor, hand_out, pushing_stranger, start_writing
from canvass.api.fields import Base64Url, UtcTime
from canvass.api.followups import KEY_ID, NewFollowUpArgs
from canvass.api.organisation import today
from canvass.api.paging import PageArgs, page, read_key
from canvass.api.parsing import HandedIn, at_most
from canvass.api.staleness import shows_current

blueprint = Noun(
    "contacts", __name__, url_prefix="/api", description="The people's stream and its review queue"
)

PEOPLE_BYTES = 128 * 1024


class PeopleArgs(HandedIn):
    client = ma.fields.String(
        load_default="", metadata={"description": "Name and version, e.g. `canvass 0.1.0`."}
    )
    records = ma.fields.List(
        ma.fields.Raw(allow_none=True),
        required=True,
        metadata={
            "description": "At most 20 of `{id, envelope}`, the envelope as the text that was frozen at Save."
        },
    )


class PersonVerdictSchema(ma.Schema):
    id = ma.fields.String(required=True)
    verdict = ma.fields.String(
        required=True, validate=ma.validate.OneOf(("accepted", "duplicate", "conflict", "refused", "retry"))
    )
    backed_up = ma.fields.Boolean(
        required=True, metadata={"description": "Until then the phone re-offers it."}
    )
    reason = ma.fields.String(required=True, allow_none=True)
    retry_after = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "Seconds."})


class PeopleSchema(ma.Schema):
    verdicts = ma.fields.List(ma.fields.Nested(PersonVerdictSchema), required=True)
    server_time = UtcTime(required=True)


class StatusesArgs(ma.Schema):
    ids = ma.fields.List(ma.fields.UUID(), required=True, validate=ma.validate.Length(1, contacts.MOST_ASKED))


class StatusSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    status = ma.fields.String(
        required=True, validate=ma.validate.OneOf(("waiting", "picked_up", "reached", "unknown"))
    )


class StatusesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(StatusSchema), required=True)


class ContactSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    campaign = ma.fields.UUID(required=True, attribute="campaign_id")
    week = ma.fields.String(required=True, metadata={"description": "ISO week; no day and no hour is known."})
    urgent = ma.fields.Boolean(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(contacts.CONTACT_STATES))
    reached = ma.fields.Boolean(
        required=True, metadata={"description": "Somebody of the team has spoken with them."}
    )
    rev = ma.fields.Integer(required=True)
    key_id = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Null for who holds no key."}
    )
    sealed = Base64Url(required=True, allow_none=True)


class ContactsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ContactSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class QueueArgs(PageArgs):
    campaign = ma.fields.UUID(load_default=None)
    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(contacts.CONTACT_STATES))
    sealed = ma.fields.Boolean(
        load_default=True,
        metadata={"description": "False: without what is sealed, to see whether there is anything new."},
    )


class RevArgs(ma.Schema):
    rev = ma.fields.Integer(required=True, metadata={"description": "The rev that was read."})


class SealedArgs(ma.Schema):
    key_id = ma.fields.String(required=True, validate=KEY_ID)
    sealed = Base64Url(required=True)


class ClosingArgs(RevArgs, SealedArgs):
    pass


class NewTaskArgs(NewFollowUpArgs):
    @ma.post_load
    def build(self, data: dict[str, Any], **kwargs: Any) -> Any:
        return routing.NewTask(**data)


class NewCaseArgs(NewTaskArgs):
    appointment = ma.fields.Nested(
        NewTaskArgs,
        load_default=None,
        allow_none=True,
        metadata={"description": "The hour that was held at the door, as a task of the case."},
    )

    @ma.post_load
    def build(self, data: dict[str, Any], **kwargs: Any) -> Any:
        return routing.NewCase(**data)


class NewPersonArgs(NewTaskArgs):
    step = ma.fields.String(
        load_default=None,
        validate=ma.validate.Regexp(steps.CODE),
        metadata={"description": "The ladder's first step unless another is named."},
    )

    @ma.post_load
    def build(self, data: dict[str, Any], **kwargs: Any) -> Any:
        return routing.NewPerson(**data)


class RoutingArgs(ClosingArgs):
    case = ma.fields.Nested(NewCaseArgs, load_default=None, allow_none=True)
    ladder = ma.fields.Nested(NewPersonArgs, load_default=None, allow_none=True)


@blueprint.route(
    "/sync/people", who="push", methods=("POST",), writes=False, strangers=True, rate=rates.HAND_IN
)
@at_most(PEOPLE_BYTES)
@blueprint.arguments(PeopleArgs)
@blueprint.response(200, PeopleSchema)
def take_in(args: dict[str, Any]) -> dict[str, Any]:
    """Hand in contacts, answers and held hours. The token is checked and forgotten: nothing that is stored leads to a phone."""
    if len(args["records"]) > people.MOST_RECORDS:
        raise RequestEntityTooLarge
    # The token was checked before SQLite's one writer's lock: who has none has nobody wait.
    start_writing()
    # Of a phone that waits to be known again nothing is held: it would lie beside that phone's visits.
    records = args["records"]
    verdicts = people.put_off(records) if pushing_stranger() else people.take_in(records, today())
    return {"verdicts": verdicts, "server_time": datetime.now(UTC)}


@blueprint.route("/contacts/statuses", who="public", methods=("POST",), writes=False)
@blueprint.arguments(StatusesArgs)
@blueprint.response(200, StatusesSchema)
def list_statuses(args: dict[str, Any]) -> dict[str, Any]:
    """What became of contacts, asked by their ids alone."""
    return {"items": [{"id": each, "status": status} for each, status in contacts.statuses_of(args["ids"])]}


@blueprint.route("/contacts", who="staff")
@blueprint.arguments(QueueArgs, location="query")
@blueprint.response(200, ContactsSchema)
def list_contacts(args: dict[str, Any]) -> dict[str, Any]:
    """The review queue, urgent ones first; sealed bodies only for who can open them."""
    after = read_key(args["after"], bool, UUID)
    sealed = args.pop("sealed") and can(actor(), "holder:intake")
    found = contacts.list_contacts(**{**args, "after": after})
    if sealed:
        hand_out("contact", len(found))
    return page(
        [face_of(contact, sealed=sealed) for contact in found],
        args["limit"],
        lambda face: (face["urgent"], str(face["id"])),
    )


@blueprint.route("/contacts/<uuid:contact_id>", who="holder:intake")
@blueprint.response(200, ContactSchema)
def show_contact(contact_id: UUID) -> contacts.Contact:
    """One contact."""
    hand_out("contact", 1)
    return contacts.find_contact(contact_id)


@blueprint.route("/contacts/<uuid:contact_id>/pick-up", who="holder:intake", methods=("POST",))
@blueprint.arguments(RevArgs)
@blueprint.response(200, ContactSchema)
def pick_up(args: dict[str, Any], contact_id: UUID) -> contacts.Contact:
    """Say that somebody looks at it."""
    contact = contacts.find_contact(contact_id)
    with shows_current(ContactSchema, lambda: contact):
        return contacts.pick_up(contact, args["rev"])


@blueprint.route("/contacts/<uuid:contact_id>/routing", who="holder:intake", methods=("POST",))
@blueprint.arguments(RoutingArgs)
@blueprint.response(200, ContactSchema)
def route(args: dict[str, Any], contact_id: UUID) -> contacts.Contact:
    """Route it to its tracks, in one transaction; the same again answers the same."""
    contact = contacts.find_contact(contact_id)
    with shows_current(ContactSchema, lambda: contact):
        return routing.route(contact, by=actor().member_id, **args)


@blueprint.route("/contacts/<uuid:contact_id>/closing", who="holder:intake", methods=("POST",))
@blueprint.arguments(ClosingArgs)
@blueprint.response(200, ContactSchema)
def close(args: dict[str, Any], contact_id: UUID) -> contacts.Contact:
    """Close it without a follow-up."""
    contact = contacts.find_contact(contact_id)
    with shows_current(ContactSchema, lambda: contact):
        return contacts.close(contact, **args)


@blueprint.route("/contacts/<uuid:contact_id>/reopening", who="holder:intake", methods=("POST",))
@blueprint.arguments(ClosingArgs)
@blueprint.response(200, ContactSchema)
def reopen(args: dict[str, Any], contact_id: UUID) -> contacts.Contact:
    """Take a closing back: it is reviewed again."""
    contact = contacts.find_contact(contact_id)
    with shows_current(ContactSchema, lambda: contact):
        return contacts.reopen(contact, **args)


@blueprint.route("/contacts/<uuid:contact_id>/reached", who="holder", methods=("PUT",))
@blueprint.response(204)
def say_reached(contact_id: UUID) -> None:
    """Somebody of the team has spoken with them: the phone that met them learns just that."""
    contacts.say_reached(contact_id)


@blueprint.route("/contacts/<uuid:contact_id>", who="holder:intake", methods=("DELETE",))
@blueprint.response(204)
def erase(contact_id: UUID) -> None:
    """Erase somebody for good, because they ask for it. What became of their case or on the ladder is erased there."""
    person_erasures.erase("contact", contact_id, actor().member_id)


def face_of(contact: contacts.Contact, *, sealed: bool) -> dict[str, Any]:
    """A contact as the asker sees it in the queue: what is sealed, only where they can open it and want it."""
    names = ("id", "campaign_id", "week", "urgent", "state", "reached", "rev")
    part = (
        {"key_id": contact.key_id, "sealed": contact.sealed} if sealed else {"key_id": None, "sealed": None}
    )
    return {**{name: getattr(contact, name) for name in names}, **part}
