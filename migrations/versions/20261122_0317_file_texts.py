"""Texts of files."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("problem", sa.String(length=20), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["file_versions.id"], name="fk_file_texts_version_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_file_texts"),
        sa.UniqueConstraint("version_id", name="uq_file_texts_version_id"),
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
