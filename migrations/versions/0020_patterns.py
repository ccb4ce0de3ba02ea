"""what is the same across cases, and the meetings called for it"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None

MEMBERS = ("assignee_id", "offered_to_id", "offered_by_id")


def upgrade() -> None:
    op.create_table(
        "likenesses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_likenesses"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meetings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in MEMBERS),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'held', 'dropped')", name="ck_meetings_state"),
        *(
            sa.ForeignKeyConstraint([name], ["members.id"], name=f"fk_meetings_{name}_members")
            for name in MEMBERS
        ),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_meetings_next_on", "meetings", ["next_on"])


def downgrade() -> None:
    op.drop_table("meetings")
    op.drop_table("likenesses")
