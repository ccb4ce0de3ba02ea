"""How push and pull grow with what is in the log already: 10⁴, 10⁵, 10⁶ visits of other turfs and earlier weeks."""

import uuid
from statistics import median
from typing import Any

from shapely.geometry import box
from sqlalchemy import text

from bench.delta import one_push, pull_changes
from bench.outing import Outing
from bench.reading import Reader
from canvass.app import create_app
from canvass.config import Settings
from canvass.db import begin_writing, db
from canvass.turfs import Turf

VISITS_PER_DOOR = 10
BATCH = 25

NUMBERS = {
    "postgresql": "generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS n(n)",
    "sqlite": "(WITH RECURSIVE n(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM n WHERE n < :last) SELECT n FROM n) AS n",
}
# Ids as phones make them: in the order of time, then random. Doors are found again by their number.
EVENT_ID = {
    "postgresql": "CAST(lpad(to_hex(n.n), 12, '0') || '7' || substr(md5(random()::text), 1, 19) AS uuid)",
    "sqlite": "printf('%012x7', n.n) || substr(lower(hex(randomblob(10))), 1, 19)",
}
DOOR_ID = {
    "postgresql": "CAST(md5((n.n / {per})::text) AS uuid)",
    "sqlite": "printf('%032x', ((n.n / {per}) * 2654435761) % 4294967296 * 1000003 + n.n / {per})",
}
MARK = {"postgresql": "decode(substr(md5(random()::text), 1, 16), 'hex')", "sqlite": "randomblob(8)"}
DIGEST = {"postgresql": "sha256(n.n::text::bytea)", "sqlite": "randomblob(32)"}
TIME = {"postgresql": "now()", "sqlite": "'2026-11-01 15:00:00.000000'"}
FALSE = {"postgresql": "false", "sqlite": "0"}
TRUE = {"postgresql": "true", "sqlite": "1"}

DOORS = """
INSERT INTO doors (id, place_id, label, lon, lat, do_not_knock)
SELECT {door}, :place, CAST(n.n / {per} AS varchar), 0, 0, {false} FROM {numbers} WHERE n.n % {per} = 0"""
TURF_DOORS = """
INSERT INTO turf_doors (turf_id, door_id, campaign_id, position, removed, live, revision)
SELECT :turf, {door}, :campaign, n.n, {false}, {true}, n.n FROM {numbers} WHERE n.n % {per} = 0"""
CHANGES = "INSERT INTO changes (number, mark) SELECT n.n, {mark} FROM {numbers}"
EVENTS = """
INSERT INTO events (id, number, digest, kind, subject_id, device_id, outbox, device_seq, assignment_id, generation,
                    late, received_at, effective_at, clamped, schema, body)
SELECT {id}, n.n, {digest}, 'visit.recorded', NULL, :device, :outbox, n.n, :assignment, 1,
       {false}, {time}, {time}, {false}, 1, :body FROM {numbers}"""
SUBJECTS = "UPDATE events SET subject_id = id WHERE number BETWEEN :first AND :last"
VISITS = """
INSERT INTO visits (id, door_id, campaign_id, turf_id, member_id, result, literature, at, late, clamped, voided)
SELECT e.id, {door}, :campaign, :turf, :member, 'not_home', {false}, e.effective_at, {false}, {false}, {false}
FROM {numbers} JOIN events e ON e.number = n.n"""
STATES = """
INSERT INTO door_states (campaign_id, door_id, visit_id, attempts, conversations)
SELECT :campaign, {door}, NULL, {per}, 0 FROM {numbers} WHERE n.n % {per} = 0"""
HEAD = "UPDATE log_head SET number = :last"


def grow(outing: Outing, sizes: list[int], runs: int) -> dict[int, dict[str, float]]:
    """Median milliseconds of a push of 25 and of a pull of 50 changes at each size of the log."""
    found = {}
    for size in sizes:
        fill(outing, size)
        for _ in range(5):
            one_push(outing, BATCH)
        reader = Reader(outing)
        pushes = median(one_push(outing, BATCH) for _ in range(runs))
        reader.pull()
        waits = pull_changes(outing, reader, max(5, runs // 3))
        found[size] = {
            "push_ms": pushes,
            "pull_ms": median(waits.some),
            "nothing_ms": median(waits.nothing),
        }
    return found


def fill(outing: Outing, size: int) -> None:
    """Bring the log to that many visits with SQL, as if they had been handed in: other doors, the same campaign."""
    with create_app(Settings.from_environment(outing.server.environment())).app_context():
        kind = db.engine.dialect.name
        begin_writing(db.session)
        if kind == "postgresql":
            db.session.execute(text("SET LOCAL statement_timeout = 0"))
        first = db.session.scalars(text("SELECT number FROM log_head")).one() + 1
        # Doors begin at whole tens: one that was half filled is passed by.
        first += -first % VISITS_PER_DOOR
        if first < size:
            values = _values(outing, first, size, _cut_turf(outing), kind)
            for statement in (CHANGES, DOORS, TURF_DOORS, EVENTS, SUBJECTS, VISITS, STATES, HEAD):
                db.session.execute(text(statement.format(**_words(kind))), values)
        db.session.commit()
        if kind == "postgresql":
            # As its autovacuum does within a minute.
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))
        db.engine.dispose()


def _words(kind: str) -> dict[str, Any]:
    return {
        "numbers": NUMBERS[kind],
        "id": EVENT_ID[kind],
        "door": DOOR_ID[kind].format(per=VISITS_PER_DOOR),
        "mark": MARK[kind],
        "digest": DIGEST[kind],
        "time": TIME[kind],
        "false": FALSE[kind],
        "true": TRUE[kind],
        "per": VISITS_PER_DOOR,
    }


def _values(outing: Outing, first: int, last: int, turf: uuid.UUID, kind: str) -> dict[str, Any]:
    phone = outing.phones[0]
    names = {
        "turf": turf,
        "place": outing.ground.places[0],
        "campaign": outing.ground.campaign,
        "device": phone.person.device_id,
        "member": phone.person.member_id,
        "assignment": phone.assignment,
        # An outbox that nobody uses any more.
        "outbox": uuid.uuid4(),
    }
    ids = {name: each if kind == "postgresql" or each is None else each.hex for name, each in names.items()}
    return {"first": first, "last": last, "body": "x" * 480, **ids}


def _cut_turf(outing: Outing) -> uuid.UUID:
    """A turf for what is filled in."""
    turf = Turf(
        id=uuid.uuid4(),
        campaign_id=outing.ground.campaign,
        name="Antes",
        state="live",
        polygon=box(-82.7, 35.5, -82.6, 35.6),
    )
    db.session.add(turf)
    db.session.flush()
    return turf.id
