"""the ladder's steps are the organisation's own"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0015"
branch_labels = None
depends_on = None

STEPS = (
    ("met", "Primer encuentro", "First meeting", 30),
    ("one_on_one", "Uno a uno", "One-on-one", 30),
    ("event", "Vino a un evento", "Came to an event", 30),
    ("task", "Tomó una tarea", "Took a task", 30),
    ("role", "Tiene un papel", "Holds a role", 60),
    ("leads", "Guía a otras personas", "Leads others", 60),
)
CODES = tuple(code for code, *_ in STEPS)


def upgrade() -> None:
    steps = op.create_table(
        "ladder_steps",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("es", sa.String(40), nullable=False),
        sa.Column("en", sa.String(40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("quiet_days", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_ladder_steps"),
    )
    names = ("code", "es", "en", "quiet_days")
    op.bulk_insert(
        steps,
        [
            {**dict(zip(names, step, strict=True)), "rank": place, "retired": False}
            for place, step in enumerate(STEPS)
        ],
    )
    with op.batch_alter_table("ladder", table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.drop_constraint(op.f("ck_ladder_step"), type_="check")


def downgrade() -> None:
    ladder = sa.table("ladder", sa.column("step"))
    op.execute(ladder.update().where(ladder.c.step.not_in(CODES)).values(step=CODES[0]))
    with op.batch_alter_table("ladder", table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.create_check_constraint(op.f("ck_ladder_step"), f"step IN {CODES!r}")
    op.drop_table("ladder_steps")
