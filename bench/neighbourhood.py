"""A real town on a real server: imported, two turfs drawn, each handed out; and links for those who walk them."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from shapely.geometry import box, mapping
from sqlalchemy import select

from bench.organisation import open_campaign, writing_on
from canvass import assignments, turf_drawing
from canvass.campaigns import Campaign
from canvass.db import db
from canvass.demo.cast import Teammate, found_vaults, gather_team, link_for
from canvass.demo.town import build_town, write_addresses
from canvass.places import Door
from canvass.terminal import SOME_REJECTED
from tests.browser.server import Server

REAL_ADDRESSES = Path(__file__).parents[2] / "shared/data/addresses/montpelier_vt.csv.gz"
TEAM = (
    ("Elena", "administrator"),
    ("Beto", "lead"),
    ("Celia", "staff"),
    ("Alma", "volunteer"),
    ("Gloria", "volunteer"),
    ("Fermín", "volunteer"),
)
SMALL, LARGE = 60, 2000
"""Doors: of an ordinary evening's turf, and of the largest that must still feel light."""
MARGIN_DEGREES = 1e-6


@dataclass(frozen=True)
class Walk:
    """A volunteer's enrolment link, and the turf that waits for them."""

    link: str
    turf: UUID
    name: str
    doors: int


@dataclass(frozen=True)
class Neighbourhood:
    """An ordinary turf and a very large one, for two who are not enrolled yet; and an invitation that nobody uses."""

    small: Walk
    large: Walk
    unused_link: str
    source: str


def settle(server: Server) -> Neighbourhood:
    """Set the server's organisation up and fill it, through the product's own verbs. The server is not running yet."""
    server.canvass("init")
    source = _bring_addresses(server)
    with writing_on(server):
        return _hand_out_all(server.url, source)


def _bring_addresses(server: Server) -> str:
    """Import the real town, or the demo's where the data is not at hand; its name."""
    if REAL_ADDRESSES.exists():
        _import(server, REAL_ADDRESSES)
        return "Montpelier, Vermont"
    town = build_town()
    path = server.instance / "addresses.csv"
    write_addresses(town, path)
    _import(server, path)
    return f"{town.name} (demo)"


def _import(server: Server, path: Path) -> None:
    rejected = server.instance / "rejected.csv"
    command = [sys.executable, "-m", "canvass", "import", "addresses", str(path), "--rejected", str(rejected)]
    done = subprocess.run(command, check=False, env=server.environment(), capture_output=True, text=True)
    if done.returncode not in (0, SOME_REJECTED):
        raise RuntimeError(f"the import failed:\n{done.stderr}")


def _hand_out_all(url: str, source: str) -> Neighbourhood:
    team = gather_team(TEAM)
    found_vaults(team["Celia"], team["Elena"])
    campaign = open_campaign(team["Beto"], team.values(), timedelta(weeks=1))
    points = _door_points()
    large = min(LARGE, len(points) - SMALL)
    walks = (
        _hand_out(url, campaign, team["Beto"], team["Alma"], points[:SMALL]),
        _hand_out(url, campaign, team["Beto"], team["Gloria"], points[SMALL : SMALL + large]),
    )
    return Neighbourhood(*walks, link_for(team["Fermín"], url), source)


def _door_points() -> list[tuple[float, float]]:
    """Longitude and latitude of every door, from west to east."""
    return sorted(db.session.execute(select(Door.lon, Door.lat)).tuples())


def _hand_out(
    url: str, campaign: Campaign, lead: Teammate, walker: Teammate, points: list[tuple[float, float]]
) -> Walk:
    """A turf round these points for this person, until tomorrow."""
    name = f"Zona de {walker.alias}"
    turf = turf_drawing.cut_turf(campaign, lead.actor, name=name, polygon=mapping(_around(points)))
    until = datetime.now(UTC) + timedelta(days=1)
    assignments.hand_out(turf, lead.actor, members=[walker.id], until=until)
    return Walk(link_for(walker, url), turf.id, name, len(points))


def _around(points: list[tuple[float, float]]) -> object:
    lons, lats = zip(*points, strict=True)
    return box(min(lons), min(lats), max(lons), max(lats)).buffer(MARGIN_DEGREES, join_style="mitre")
