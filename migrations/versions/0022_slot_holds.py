"""slots that travel with the phones, and what is held of them at doors"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("slots") as batch:
        batch.add_column(sa.Column("travels", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.drop_constraint("ck_slots_state", type_="check")
        batch.create_check_constraint("ck_slots_state", "state IN ('free', 'held', 'kept', 'off')")
    op.create_table(
        "slot_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'confirmed', 'taken')", name="ck_slot_holds_state"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_slot_holds_campaign_id_campaigns"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_slot_holds"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("slot_holds")
    op.execute("UPDATE slots SET state = 'kept' WHERE state = 'held'")
    op.execute("DELETE FROM slots WHERE state = 'off'")
    with op.batch_alter_table("slots") as batch:
        batch.drop_constraint("ck_slots_state", type_="check")
        batch.create_check_constraint("ck_slots_state", "state IN ('free', 'kept')")
        batch.drop_column("travels")
