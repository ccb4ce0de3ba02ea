"""streets and what else lies between the doors, and how well a place's point is known"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SIDES = [f"{side}_{what}" for side in ("left", "right") for what in ("first", "last", "postcode")]


def upgrade() -> None:
    op.create_table(
        "street_features",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("detail", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.String(length=12), nullable=False) for name in SIDES),
        *(sa.Column(name, sa.Double(), nullable=False) for name in ("west", "south", "east", "north")),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('street', 'barrier', 'water', 'park', 'building', 'range')",
            name=op.f("ck_street_features_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street_features")),
    )
    op.create_index("ix_street_features_box", "street_features", ["kind", "west", "east"])
    op.create_index(op.f("ix_street_features_source"), "street_features", ["source"])
    op.create_index(op.f("ix_street_features_name_key"), "street_features", ["name_key"])
    # Every point until now came from a list.
    op.add_column("places", sa.Column("quality", sa.String(10), nullable=False, server_default="given"))


def downgrade() -> None:
    op.drop_column("places", "quality")
    op.drop_table("street_features")
