"""links: the named space's key, anchors of headings, addresses outside and what was found there

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("links", sa.Column("target_space_key", sa.String(40), nullable=True))
    waiting = sa.text("target_space_id IS NULL AND target_space_key IS NOT NULL")
    op.create_index(
        "ix_links_target_space_key",
        "links",
        ["target_space_key"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.add_column("page_texts", sa.Column("anchors", sa.Text(), nullable=True))
    op.create_table(
        "outside_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name="fk_outside_links_page_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outside_links"),
        sa.UniqueConstraint("page_id", "address", name="uq_outside_links_page_id_address"),
    )
    op.create_index("ix_outside_links_address", "outside_links", ["address"])
    op.create_table(
        "outside_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(1000), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("moved_to", sa.String(1000), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("dead_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("validator", sa.String(300), nullable=True),
        sa.Column("changed", sa.String(60), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outside_checks"),
        sa.UniqueConstraint("address", name="uq_outside_checks_address"),
    )
    op.create_index("ix_outside_checks_next_at", "outside_checks", ["next_at"])


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
