"""The demo's team: members with a device each, and the vaults, whose keys only the demo makes outside a browser."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from canvass import invitations, keyholding, vaults
from canvass.access import Actor
from canvass.db import db
from canvass.devices import Device, secret_hash
from canvass.members import add_member, organisation_id
from canvass.sealing import (
    Fragment,
    Head,
    KeyLog,
    NewHolder,
    SignedEntry,
    b64decode,
    enrolment_link,
    entry_hash,
    make_token,
    make_vaults,
    recovery_holder,
    seal,
    token_hash,
    verify_chain,
)


@dataclass(frozen=True)
class Teammate:
    """A member of the demo's team, on the device with which the visits of the last weeks were made."""

    id: UUID
    alias: str
    role: str
    device: Device

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.device.id, self.role)


@dataclass(frozen=True)
class Seals:
    """Seals as a phone does, to the keys of a verified log."""

    org: str
    log: KeyLog

    def seal(self, vault: str, kind: str, record_id: str, body: dict[str, Any]) -> bytes:
        """`body`, sealed to the vault's live key."""
        entry = self.log.live(vault)
        if entry is None:
            raise LookupError(vault)
        return seal(entry.key, self.org, vault, kind, record_id, body)

    def key_id(self, vault: str) -> str:
        """The id of the vault's live key."""
        entry = self.log.live(vault)
        if entry is None:
            raise LookupError(vault)
        return entry.key_id


def gather_team(aliases: Sequence[tuple[str, str]]) -> dict[str, Teammate]:
    """A member and a device for each `(alias, role)`."""
    return {alias: _join(alias, role) for alias, role in aliases}


def found_vaults(keeper: Teammate, administrator: Teammate) -> tuple[Seals, NewHolder, NewHolder]:
    """The four vaults, with `keeper` as keyholder beside recovery: what seals, and the two with their words."""
    org = organisation_id()
    holder, recovery = NewHolder(keeper.alias, str(keeper.id)), recovery_holder()
    made = make_vaults(org, [holder, recovery])
    keyholding.append_entries(
        [SignedEntry(b64decode(entry["entry"]), b64decode(entry["signature"])) for entry in made["entries"]],
        [_holder(row) for row in made["holders"]],
        [
            keyholding.NewWrap(row["key_id"], UUID(row["holder"]), b64decode(row["wrap"]))
            for row in made["wraps"]
        ],
        by=administrator.id,
    )
    return Seals(org, verify_chain(vaults.key_log(), org=org)), holder, recovery


def link_for(mate: Teammate, url: str) -> str:
    """A link that makes a browser the teammate's, to be opened at this address."""
    token, log = make_token(), vaults.key_log()
    invitations.invite(bytes.fromhex(token_hash(token)), mate.role, mate.alias, member_id=mate.id)
    return enrolment_link(url, Fragment(token, Head(len(log) - 1, entry_hash(log[-1].entry))))


def _join(alias: str, role: str) -> Teammate:
    member = add_member(alias, role)
    device = Device(id=uuid.uuid4(), member_id=member.id, push_hash=secret_hash(secrets.token_urlsafe()))
    db.session.add(device)
    db.session.flush()
    return Teammate(member.id, alias, role, device)


def _holder(row: dict[str, Any]) -> keyholding.NewHolder:
    member = UUID(row["member"]) if row["member"] else None
    return keyholding.NewHolder(
        UUID(row["id"]), member, b64decode(row["box"]), b64decode(row["sign"]), b64decode(row["blob"])
    )
