"""What the demo has made so far, and how its phones freeze what they hand in."""

import json
from dataclasses import dataclass, field
from typing import Any

from canvass.assignments import Assignment
from canvass.campaigns import Campaign, ScriptVersion
from canvass.demo.cast import Seals, Teammate
from canvass.demo.town import Town
from canvass.sealing import NewHolder
from canvass.turfs import Turf


@dataclass(frozen=True)
class Lease:
    """A turf in somebody's hands, and at which share of its doors they have been."""

    turf: Turf
    assignment: Assignment
    mate: Teammate
    share: float


@dataclass
class Demo:
    """What the demo's command shows of what was made."""

    town: Town
    team: dict[str, Teammate]
    holder: NewHolder
    recovery: NewHolder
    seals: Seals
    campaign: Campaign
    script: ScriptVersion
    counts: dict[str, int] = field(default_factory=dict)


def frozen(**envelope: Any) -> dict[str, str]:
    """An envelope of either stream as it goes over the wire."""
    return {"id": envelope["id"], "envelope": json.dumps(envelope)}
