"""Migrations: up from nothing, down to nothing, and what the models say is what they made."""

from datetime import datetime

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text, update

from canvass.arrivals import Outbox
from canvass.db import MIGRATIONS, begin_writing, db
from canvass.log import LogHead
from canvass.members import organisation_id
from canvass.rewriting import PEOPLE
from canvass.setup import prepare_database
from tests.cast import Cast
from tests.planning import drafted
from tests.test_turfs import cut
from tests.town import ROBLE, Town, open_campaign
from tests.walk import lay_ground, lend


def test_migrated_tables_are_those_of_the_models(app: Flask) -> None:
    with app.app_context():
        context = MigrationContext.configure(db.session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, db.metadatas[None]) == []


def test_down_and_up_again_leaves_a_working_database(app: Flask) -> None:
    with app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade(directory=str(MIGRATIONS))
        prepare_database()
        assert organisation_id()


def test_preparing_again_keeps_what_is_there(cast: Cast) -> None:
    with cast.app.app_context():
        before = organisation_id()
        prepare_database()
        assert organisation_id() == before
    assert cast.alma.get("/api/session").status_code == 200


def test_outboxes_are_filled_from_what_has_arrived(cast: Cast) -> None:
    ground = lay_ground(cast)
    full, holed = (lend(cast, ground.turf, cast.alma) for _ in range(2))
    full.hand_in(full.visit(ground.doors[0]), full.visit(ground.doors[1]))
    bad, second, third, lost, last = (
        holed.visit(ground.doors[0], result) for result in ("moved", *["vacant"] * 4)
    )
    holed.hand_in(third, last)
    holed.hand_in(bad, second)
    assert lost

    with cast.app.app_context():
        begin_writing(db.session)
        db.session.execute(update(LogHead).values(backed_up=LogHead.number - 1))
        db.session.commit()
        downgrade(directory=str(MIGRATIONS), revision="0001")
        upgrade(directory=str(MIGRATIONS))
        rows = {row.outbox: row for row in db.session.scalars(select(Outbox))}
        stands = {
            name: (
                row.device_id == cast.alma.device_id,
                row.contiguous_through,
                row.top,
                row.backed_up_through,
            )
            for name, row in rows.items()
        }
    assert stands == {full.outbox: (True, 2, 2, 2), holed.outbox: (True, 3, 5, 0)}


def test_what_was_decided_stays_known_when_the_tables_go_back(cast: Cast) -> None:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    kept, gone = phone.visit(ground.doors[0], "moved"), phone.visit(ground.doors[1], "moved")
    phone.hand_in(kept, gone)
    discarded = cast.beto.post(f"/api/quarantine/{gone['id']}/discard", {"reason": "Fue una prueba"})
    assert discarded.status_code == 200

    with cast.app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="0003")
        upgrade(directory=str(MIGRATIONS))

    assert phone.hand_in(kept, gone) == ["quarantined"] * 2
    [first, _] = cast.beto.get("/api/quarantine", query_string={"limit": 2}).json["items"]
    assert {first["decision"], first["by"]} == {None, "Alma"}


def test_what_a_person_put_goes_back_to_its_list_when_the_tables_go_back(cast: Cast, town: Town) -> None:
    """Nothing would keep it there any more, and nobody could give it back."""
    path = f"/api/places/{town.building}"
    before = cast.beto.get(path).json
    put = cast.beto.put(f"{path}/point", {"rev": before["rev"], "point": [-82.54, 35.595]})
    assert put.status_code == 200, put.json

    with cast.app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="0007")
        upgrade(directory=str(MIGRATIONS))

    assert cast.beto.get(path).json == before


def test_drafts_of_before_are_kept_as_long_as_new_ones(cast: Cast, town: Town, campaign: str) -> None:
    plan = drafted(cast, campaign)
    turf = cut(cast.elena, str(open_campaign(cast.elena)["id"]), ROBLE)

    with cast.app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="0008")
        upgrade(directory=str(MIGRATIONS))

    kept = cast.beto.get(f"/api/plans/{plan['id']}").json
    assert datetime.fromisoformat(kept["discards_at"]) >= datetime.fromisoformat(plan["discards_at"])
    found = cast.elena.get(f"/api/turfs/{turf['id']}").json
    assert (found["good_for"], found["start"], found["doors"]) == ([], None, 12)


def test_the_peoples_tables_lie_in_the_order_of_their_ids(app: Flask) -> None:
    """On SQLite a hidden rowid would keep the order of arrival."""
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return
        for table in PEOPLE:
            made = db.session.scalar(
                text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}
            )
            assert "WITHOUT ROWID" in made
