"""the organisation's own needs, and how many people it can accompany on one day"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_needs",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("es", sa.String(40), nullable=False),
        sa.Column("en", sa.String(40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_own_needs"),
    )
    op.add_column("organisation", sa.Column("accompaniments_a_day", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("organisation", "accompaniments_a_day")
    op.drop_table("own_needs")
