"""What is looked for in vain."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_misses",
        sa.Column("question", sa.String(100), nullable=False),
        sa.Column("text", sa.String(100), nullable=False),
        sa.Column("asker", sa.String(32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_misses")),
        sa.UniqueConstraint("question", "asker", name=op.f("uq_search_misses_question_asker")),
    )
    op.create_index(op.f("ix_search_misses_day"), "search_misses", ["day"])


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
