"""events of the leadership track, and what was said to their invitations"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0016"
branch_labels = None
depends_on = None

MEMBERS = ("assignee_id", "offered_to_id", "offered_by_id")


def upgrade() -> None:
    op.create_table(
        "gatherings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in MEMBERS),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'held', 'dropped')", name="ck_gatherings_state"),
        *(
            sa.ForeignKeyConstraint([name], ["members.id"], name=f"fk_gatherings_{name}_members")
            for name in MEMBERS
        ),
        sa.PrimaryKeyConstraint("id", name="pk_gatherings"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_gatherings_next_on", "gatherings", ["next_on"])
    op.create_table(
        "gathering_replies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gathering_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["gatherings.id"], name="fk_gathering_replies_gathering_id_gatherings"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_gathering_replies"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_gathering_replies_gathering_id", "gathering_replies", ["gathering_id"])


def downgrade() -> None:
    op.drop_table("gathering_replies")
    op.drop_table("gatherings")
