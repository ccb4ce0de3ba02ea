"""what is forgotten and what is restored: events that can lose all that they tell, erased ids, held pushes"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PURGED = {
    "device_id": sa.Uuid(),
    "outbox": sa.Uuid(),
    "device_seq": sa.BigInteger(),
    "received_at": sa.DateTime(timezone=True),
    "effective_at": sa.DateTime(timezone=True),
}


def upgrade() -> None:
    with op.batch_alter_table("events") as batch:
        for name, kind in PURGED.items():
            batch.alter_column(name, existing_type=kind, nullable=True)
    op.add_column("log_head", sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "forgotten",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgotten")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "held_pushes",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", "event_id", "digest", name=op.f("pk_held_pushes")),
    )
    op.create_table(
        "discarded_tokens",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_discarded_tokens")),
    )


def downgrade() -> None:
    # The tables of before hold no event without its device: what was purged, and counts, cannot go back with them.
    op.execute("DELETE FROM events WHERE device_id IS NULL")
    op.drop_table("discarded_tokens")
    op.drop_table("held_pushes")
    op.drop_table("forgotten")
    with op.batch_alter_table("log_head") as batch:
        batch.drop_column("restored_at")
    with op.batch_alter_table("events") as batch:
        for name, kind in PURGED.items():
            batch.alter_column(name, existing_type=kind, nullable=False)
