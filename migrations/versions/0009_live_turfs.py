"""whom a turf is good for and where its walk begins; when a draft was last changed"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PLANS = sa.table("plans", sa.column("touched_at", sa.DateTime(timezone=True)))
LONG_AGO = "1970-01-01 00:00:00"


def upgrade() -> None:
    op.add_column("turfs", sa.Column("good_for", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("turfs", sa.Column("start", sa.JSON(none_as_null=True), nullable=True))
    touched = sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False, server_default=LONG_AGO)
    op.add_column("plans", touched)
    # Today, not when they were made: nobody was told yet that old ones are thrown away.
    op.execute(sa.update(PLANS).values(touched_at=datetime.now(UTC)))


def downgrade() -> None:
    op.drop_column("plans", "touched_at")
    op.drop_column("turfs", "start")
    op.drop_column("turfs", "good_for")
