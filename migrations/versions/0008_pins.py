"""points of places that a person put or confirmed, and where lists say that they are"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

IS_UNSURE = sa.text("quality IN ('town', 'street', 'range') AND vanished_at IS NULL")
PLACES = sa.table("places", sa.column("id", sa.Uuid()), *map(sa.column, ("lon", "lat", "quality")))
DOORS = sa.table("doors", sa.column("id", sa.Uuid()), *map(sa.column, ("lon", "lat")))
PINS = sa.table(
    "place_pins",
    sa.column("place_id", sa.Uuid()),
    *map(sa.column, ("told_lon", "told_lat", "told_quality")),
    sa.column("told_doors", sa.JSON()),
)


def upgrade() -> None:
    op.create_table(
        "place_pins",
        sa.Column("place_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in ("lon", "lat")),
        sa.Column("quality", sa.String(length=10), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in ("told_lon", "told_lat")),
        sa.Column("told_quality", sa.String(length=10), nullable=False),
        sa.Column("told_doors", sa.JSON(), nullable=False),
        sa.CheckConstraint("quality IN ('placed', 'confirmed')", name=op.f("ck_place_pins_quality")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_place_pins_place_id_places")),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_place_pins")),
    )
    op.add_column("places", sa.Column("rev", sa.Integer(), nullable=False, server_default="1"))
    op.create_index(
        "ix_places_unsure", "places", ["quality"], sqlite_where=IS_UNSURE, postgresql_where=IS_UNSURE
    )


def downgrade() -> None:
    _take_out()
    op.drop_index("ix_places_unsure", table_name="places")
    op.drop_column("places", "rev")
    op.drop_table("place_pins")


def _take_out() -> None:
    """Put what is pinned back to where lists say: nothing would keep it where it is, and nobody could give it back."""
    connection = op.get_bind()
    for place, lon, lat, quality, doors in connection.execute(sa.select(*PINS.c)).all():
        told = {"lon": lon, "lat": lat, "quality": quality}
        connection.execute(sa.update(PLACES).where(PLACES.c.id == place).values(told))
        for door, (door_lon, door_lat) in doors.items():
            here = DOORS.c.id == UUID(door)
            connection.execute(sa.update(DOORS).where(here).values(lon=door_lon, lat=door_lat))
