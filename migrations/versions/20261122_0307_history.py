"""Revisions can have a name; the audit log is found by what was acted on, for a page's history."""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("name", sa.String(100)))
    named = sa.text("name IS NOT NULL")
    op.create_index(
        "ix_revisions_named", "revisions", ["page_id", "number"], sqlite_where=named, postgresql_where=named
    )
    op.create_index("ix_audit_entries_target", "audit_entries", ["target"])


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
