"""what leads decide about quarantine, and what they have seen of what phones found"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FOUND = sa.text("kind IN ('door.added', 'door.reported')")


def upgrade() -> None:
    # What was kept before says nothing of its campaign: those see it who lead where its phone's member takes part.
    with op.batch_alter_table("quarantine") as batch:
        batch.add_column(sa.Column("campaign_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("door_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("decided_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("decided_by_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("decision", sa.String(10), nullable=True))
        batch.add_column(sa.Column("decision_reason", sa.String(200)))
        batch.alter_column("raw", existing_type=sa.LargeBinary(), nullable=True)
        batch.create_foreign_key(
            op.f("fk_quarantine_campaign_id_campaigns"), "campaigns", ["campaign_id"], ["id"]
        )
        batch.create_foreign_key(
            op.f("fk_quarantine_decided_by_id_members"), "members", ["decided_by_id"], ["id"]
        )
        batch.create_check_constraint(op.f("ck_quarantine_decision"), "decision IN ('accepted', 'discarded')")
    op.create_index("ix_events_found", "events", ["number"], sqlite_where=FOUND, postgresql_where=FOUND)
    op.create_table(
        "findings_seen",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_by_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seen_by_id"], ["members.id"], name=op.f("fk_findings_seen_seen_by_id_members")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_findings_seen")),
    )


def downgrade() -> None:
    op.drop_table("findings_seen")
    op.drop_index("ix_events_found", table_name="events")
    # The tables of before hold nothing without its body: what was decided keeps an empty one, and stays known.
    kept = sa.table("quarantine", sa.column("raw", sa.LargeBinary()))
    op.execute(kept.update().where(kept.c.raw.is_(None)).values(raw=b""))
    with op.batch_alter_table("quarantine") as batch:
        batch.drop_constraint(op.f("ck_quarantine_decision"), type_="check")
        batch.drop_constraint(op.f("fk_quarantine_decided_by_id_members"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_quarantine_campaign_id_campaigns"), type_="foreignkey")
        batch.alter_column("raw", existing_type=sa.LargeBinary(), nullable=False)
        for name in ("decision_reason", "decision", "decided_by_id", "decided_at", "door_id", "campaign_id"):
            batch.drop_column(name)
