"""A review queue of thousands on a real server: contacts of three weeks, sealed as phones seal them, and who opens them."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from sqlalchemy import select

from bench.organisation import open_campaign, writing_on
from canvass import people, vaults
from canvass.db import db
from canvass.demo.cast import Seals, Teammate, found_vaults, gather_team, link_for
from canvass.demo.people import make_contacts
from canvass.sealing import NewHolder, b64encode, unwrap
from canvass.weeks import week_of
from tests.browser.server import Server

TEAM = (("Elena", "administrator"), ("Celia", "staff"), ("Alma", "volunteer"))
LAST_NAME = "Zaragüeya"
"""Who stands last in the order of review: found only when all are open."""
DAYS = 21

Body = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """How staff and a volunteer begin; the keyholder's words and locked keys; the queue as it was and as it lies on the server,
    and the key that opens it.
    """

    staff_link: str
    words: str
    holder: str
    blob: bytes
    phone_link: str
    org: str
    campaign: str
    bodies: Sequence[Body]
    sealed: Sequence[bytes]
    key: EllipticCurvePrivateKey


Fill = Callable[[Seals, Mapping[str, Teammate], Sequence[Body]], None]


def settle(server: Server, count: int, beside: Fill | None = None) -> Desk:
    """Set the server's organisation up with so many contacts that wait, and what else `beside` makes of them. The server is
    not running yet.
    """
    server.canvass("init")
    with writing_on(server):
        return _fill(server.url, count, beside)


def _fill(url: str, count: int, beside: Fill | None) -> Desk:
    team = gather_team(TEAM)
    seals, holder, _recovery = found_vaults(team["Celia"], team["Elena"])
    campaign = str(open_campaign(team["Elena"], team.values(), timedelta(days=DAYS)).id)
    *bodies, last = islice(_bodies(campaign), count)
    bodies += [last | {"name": LAST_NAME, "needs": [], "urgency": "no_rush", "urgent": False}]
    sealed = [seals.seal("intake", "contact", body["id"], body) for body in bodies]
    items = [_item(*each) for each in zip(bodies, sealed, strict=True)]
    for at in range(0, count, people.MOST_RECORDS):
        verdicts = people.take_in(items[at : at + people.MOST_RECORDS], datetime.now(UTC).date())
        if any(each.verdict != "accepted" for each in verdicts):
            raise RuntimeError(verdicts)
    if beside is not None:
        beside(seals, team, bodies)
    links = [link_for(team[alias], url) for alias in ("Celia", "Alma")]
    kept = db.session.get_one(vaults.Holder, uuid.UUID(holder.id))
    return Desk(
        staff_link=links[0],
        words=holder.words,
        holder=holder.id,
        blob=kept.blob,
        phone_link=links[1],
        org=seals.org,
        campaign=campaign,
        bodies=bodies,
        sealed=sealed,
        key=_vault_key(seals, holder),
    )


def _bodies(campaign: str) -> Iterator[Body]:
    """The demo's people again and again, each time others."""
    today = datetime.now(UTC).date()
    for n, told in enumerate(cycle(make_contacts())):
        on = today - timedelta(days=n % DAYS)
        door = {"kind": "door", "door": str(uuid.uuid4()), "turf": str(uuid.uuid4())}
        yield told.body | {
            "id": str(uuid.uuid4()),
            "campaign": campaign,
            "week": week_of(on),
            "on": str(on),
            "source": door | {"address": f"{n} Calle Roble"},
            "met_by": "Alma",
            "name": f"{told.body['name']} {n}",
            "consent": told.body["consent"] | {"words": "¿Podemos llamarle?", "on": str(on)},
        }


def _item(body: Body, sealed: bytes) -> dict[str, str]:
    envelope = {name: body[name] for name in ("id", "campaign", "week", "urgent")}
    envelope |= {"kind": "contact", "schema": 1, "body": {"sealed": b64encode(sealed)}}
    return {"id": body["id"], "envelope": json.dumps(envelope)}


def _vault_key(seals: Seals, holder: NewHolder) -> EllipticCurvePrivateKey:
    key_id = seals.key_id("intake")
    wrap = select(vaults.Wrap.wrap).where(
        vaults.Wrap.key_id == key_id, vaults.Wrap.holder_id == uuid.UUID(holder.id)
    )
    return unwrap(holder.box, seals.org, "intake", key_id, holder.id, db.session.scalars(wrap).one())
