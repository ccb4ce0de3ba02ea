"""how long each kind is kept, what is held, and since when campaigns, contacts and cases are done"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_retention"),
    )
    op.create_table(
        "holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("covers", sa.String(10), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=True),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("covers IN ('everything', 'campaign', 'kind')", name="ck_holds_covers"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_holds_campaign_id_campaigns"),
        sa.ForeignKeyConstraint(["owner_id"], ["members.id"], name="fk_holds_owner_id_members"),
        sa.ForeignKeyConstraint(["ended_by_id"], ["members.id"], name="fk_holds_ended_by_id_members"),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
    )
    op.add_column("campaigns", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("contacts", sa.Column("done_week", sa.String(8), nullable=True))
    op.add_column("cases", sa.Column("done_week", sa.String(8), nullable=True))
    # When these were done nobody noted: their time begins today.
    now = datetime.now(UTC)
    year, week, _ = now.isocalendar()
    bind = op.get_bind()
    closed = sa.text("UPDATE campaigns SET closed_on = :today WHERE state = 'closed'")
    bind.execute(closed.bindparams(sa.bindparam("today", now.date(), sa.Date())))
    for table, states in (("contacts", "'routed', 'closed'"), ("cases", "'closed'")):
        done = sa.text(f"UPDATE {table} SET done_week = :week WHERE state IN ({states})")  # noqa: S608 - names of ours
        bind.execute(done, {"week": f"{year}-W{week:02d}"})


def downgrade() -> None:
    op.drop_column("cases", "done_week")
    op.drop_column("contacts", "done_week")
    op.drop_column("campaigns", "closed_on")
    op.drop_table("holds")
    op.drop_table("retention")
