"""the directory of organisations and services"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory_organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("about_es", sa.String(1000), nullable=False),
        sa.Column("about_en", sa.String(1000), nullable=False),
        sa.Column("phone", sa.String(60), nullable=False),
        sa.Column("web", sa.String(200), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(60), nullable=True),
        sa.Column("source_id", sa.String(200), nullable=True),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_directory_organisations"),
        sa.UniqueConstraint("source", "source_id", name="uq_directory_organisations_source_source_id"),
    )
    op.create_table(
        "directory_services",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("area", sa.String(200), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("hours", sa.String(300), nullable=False),
        sa.Column("eligibility", sa.String(600), nullable=False),
        sa.Column("reach", sa.String(600), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(200), nullable=True),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["directory_organisations.id"],
            name="fk_directory_services_organisation_id_directory_organisations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_directory_services"),
        sa.UniqueConstraint(
            "organisation_id", "source_id", name="uq_directory_services_organisation_id_source_id"
        ),
    )
    op.create_index("ix_directory_services_organisation_id", "directory_services", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("directory_services")
    op.drop_table("directory_organisations")
