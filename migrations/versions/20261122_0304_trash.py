"""Redacted revisions keep who took their text and why; drafts remember that their page shall be unpublished."""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("redacted_at", sa.DateTime(timezone=True)))
    op.add_column("revisions", sa.Column("redacted_by", sa.String(200)))
    op.add_column("revisions", sa.Column("redaction_reason", sa.String(300)))
    op.add_column("drafts", sa.Column("is_unpublished", sa.Boolean()))


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
