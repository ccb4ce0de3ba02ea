"""how much of a device's is undecided is asked often"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNDECIDED = sa.text("decided_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_quarantine_undecided",
        "quarantine",
        ["device_id"],
        sqlite_where=UNDECIDED,
        postgresql_where=UNDECIDED,
    )


def downgrade() -> None:
    op.drop_index("ix_quarantine_undecided", table_name="quarantine")
