"""what is forgotten: events that can lose all that they tell, the list of erased ids, when a backup was restored"""

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


def downgrade() -> None:
    # The tables of before hold no event without its device: what was purged, and counts, cannot go back with them.
    op.execute("DELETE FROM events WHERE device_id IS NULL")
    op.drop_table("forgotten")
    with op.batch_alter_table("log_head") as batch:
        batch.drop_column("restored_at")
    with op.batch_alter_table("events") as batch:
        for name, kind in PURGED.items():
            batch.alter_column(name, existing_type=kind, nullable=False)
