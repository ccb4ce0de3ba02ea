"""keys that were replaced: since when nothing lies under them, and that nobody holds them any more"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replaced_keys",
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("empty_since", sa.Date(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_replaced_keys")),
    )


def downgrade() -> None:
    op.drop_table("replaced_keys")
