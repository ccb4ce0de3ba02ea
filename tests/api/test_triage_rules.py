"""Which track the review suggests: an administrator changes it, staff reads it, nobody else."""

import uuid
from typing import Any

from canvass.holdings import look
from tests.cast import Cast
from tests.walk import Ground


def rule(to: str, **conditions: list[str]) -> dict[str, Any]:
    anything: dict[str, list[str]] = {
        "needs": [],
        "interests": [],
        "urgencies": [],
        "languages": [],
        "sources": [],
    }
    return {**anything, **conditions, "to": to}


def test_an_administrator_changes_what_staff_reads(cast: Cast, ground: Ground) -> None:
    path = f"/api/campaigns/{ground.campaign}/triage-rules"
    rules = [rule("line", urgencies=["today"], needs=["health"]), rule("events", sources=["table"])]
    assert cast.celia.get("/api/triage-rules").json == {"items": []}

    changed = cast.elena.put(path, {"rev": 0, "rules": rules})

    assert (changed.status_code, changed.json["rev"], changed.json["rules"]) == (200, 1, rules)
    assert cast.celia.get("/api/triage-rules").json["items"] == [changed.json]
    assert cast.celia.put(path, {"rev": 1, "rules": rules}).status_code == 403
    assert cast.beto.get("/api/triage-rules").status_code == 403


def test_of_two_who_change_them_the_second_is_told(cast: Cast, ground: Ground) -> None:
    path = f"/api/campaigns/{ground.campaign}/triage-rules"
    first = cast.elena.put(path, {"rev": 0, "rules": [rule("both")]})

    stale = [cast.elena.put(path, {"rev": rev, "rules": [rule("close")]}) for rev in (0, 7)]

    assert [(each.status_code, each.json["code"], each.json["current"]) for each in stale] == [
        (409, "stale", first.json)
    ] * 2
    assert cast.elena.put(path, {"rev": 1, "rules": [rule("close")]}).json["rev"] == 2


def test_rules_lead_somewhere_and_name_codes_alone(cast: Cast, ground: Ground) -> None:
    path = f"/api/campaigns/{ground.campaign}/triage-rules"
    bad = [[], [rule("nowhere")], [rule("both", needs=["Rosa Montealto"])], [rule("both")] * 31]

    answers = [cast.elena.put(path, {"rev": 0, "rules": rules}) for rules in bad]

    assert {each.status_code for each in answers} == {422}
    nowhere = f"/api/campaigns/{uuid.uuid4()}/triage-rules"
    assert cast.elena.put(nowhere, {"rev": 0, "rules": [rule("both")]}).status_code == 404


def test_what_the_server_has_of_them_is_shown(cast: Cast, ground: Ground) -> None:
    cast.elena.put(
        f"/api/campaigns/{ground.campaign}/triage-rules",
        {"rev": 0, "rules": [rule("line", needs=["health"])]},
    )
    with cast.app.app_context():
        shown = next(each for each in look() if each.table == "triage_rules")
    assert (shown.room, shown.rows) == ("campaigns", 1)
