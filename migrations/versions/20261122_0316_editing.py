"""editing: in which way a person writes pages

Revision ID: 0016
"""

import sqlalchemy as sa
from alembic import op


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("writes_in", sa.String(10), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "writes_in")
