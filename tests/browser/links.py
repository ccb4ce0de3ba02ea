"""Links that make one more device a member's own, as whoever leads makes them in the app."""

from uuid import UUID

from flask import Flask

from canvass import invitations
from canvass.sealing import Fragment, Head, enrolment_link, entry_hash, make_token, token_hash
from canvass.vaults import key_log
from tests.cast import writing_to


def link_for(app: Flask, member: UUID, origin: str) -> str:
    """A link for the member's next device, to be opened at `origin`."""
    token = make_token()
    with writing_to(app):
        invitations.invite(bytes.fromhex(token_hash(token)), "volunteer", "", member_id=member)
        entries = key_log()
    head = Head(len(entries) - 1, entry_hash(entries[-1].entry)) if entries else None
    return enrolment_link(origin, Fragment(token, head))
