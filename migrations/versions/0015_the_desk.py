"""what is offered and by whom, tasks, cases given out of hand, coordinators, and whether a contact was reached"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TRACKS = (("cases", "case_tasks", "case_id"), ("ladder", "ladder_tasks", "person_id"))
ASKED = ("offered_to_id", "offered_by_id")


def upgrade() -> None:
    for table, tasks, of in TRACKS:
        for name in ASKED:
            # Inline: else SQLite would write the whole table anew, for a reference.
            member = sa.ForeignKey("members.id")
            op.add_column(table, sa.Column(name, sa.Uuid(), member, nullable=True), inline_references=True)
        op.create_table(
            tasks,
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column(of, sa.Uuid(), nullable=False),
            sa.Column("state", sa.String(10), nullable=False),
            sa.Column("assignee_id", sa.Uuid(), nullable=True),
            sa.Column("offered_to_id", sa.Uuid(), nullable=True),
            sa.Column("offered_by_id", sa.Uuid(), nullable=True),
            sa.Column("next_on", sa.Date(), nullable=True),
            sa.Column("rev", sa.Integer(), nullable=False),
            sa.Column("key_id", sa.String(16), nullable=False),
            sa.Column("sealed", sa.LargeBinary(), nullable=False),
            sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=f"ck_{tasks}_state"),
            sa.ForeignKeyConstraint([of], [f"{table}.id"], name=f"fk_{tasks}_{of}_{table}"),
            *(
                sa.ForeignKeyConstraint([name], ["members.id"], name=f"fk_{tasks}_{name}_members")
                for name in ("assignee_id", *ASKED)
            ),
            sa.PrimaryKeyConstraint("id", name=f"pk_{tasks}"),
            sqlite_with_rowid=False,
        )
        op.create_index(f"ix_{tasks}_{of}", tasks, [of])
        op.create_index(f"ix_{tasks}_next_on", tasks, ["next_on"])
    op.add_column("cases", sa.Column("transfer", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "case_bars",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_bars_case_id_cases"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_case_bars_member_id_members"),
        sa.PrimaryKeyConstraint("case_id", "member_id", name="pk_case_bars"),
        sqlite_with_rowid=False,
    )
    op.add_column(
        "members", sa.Column("coordinator", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("contacts", sa.Column("reached", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("contacts", "reached")
    op.drop_column("members", "coordinator")
    op.drop_table("case_bars")
    op.drop_column("cases", "transfer")
    for table, tasks, _ in TRACKS:
        op.drop_table(tasks)
        with op.batch_alter_table(table, table_kwargs={"sqlite_with_rowid": False}) as batch:
            for name in ASKED:
                batch.drop_column(name)
