"""keys that a member's browser made and no entry of the key log lists yet"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "candidates",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("box", "sign", "blob")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_candidates_member_id_members")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("id", name=op.f("uq_candidates_id")),
    )


def downgrade() -> None:
    op.drop_table("candidates")
