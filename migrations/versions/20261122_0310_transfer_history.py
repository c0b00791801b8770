"""How far the history of each page of a git wiki was imported."""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported_histories",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("parent_key", sa.String(20), nullable=False),
        sa.Column("line_key", sa.String(64), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(1000), nullable=False),
        sa.Column("commit", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_finished", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_imported_histories_page_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["spaces.id"], name=op.f("fk_imported_histories_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_histories")),
        sa.UniqueConstraint(
            "space_id",
            "parent_key",
            "line_key",
            name=op.f("uq_imported_histories_space_id_parent_key_line_key"),
        ),
    )
    op.create_index("ix_imported_histories_page_id", "imported_histories", ["page_id"])


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
