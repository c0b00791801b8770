"""spaces: icons, old keys, archive and trash; addresses of feeds

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("access_scopes", sa.Column("state", sa.Integer(), server_default="0", nullable=False))
    op.add_column("spaces", sa.Column("icon", sa.String(16), nullable=True))
    op.add_column("spaces", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "old_space_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"], ["spaces.id"], name="fk_old_space_keys_space_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_old_space_keys"),
        sa.UniqueConstraint("key", name="uq_old_space_keys_key"),
    )
    op.create_index("ix_old_space_keys_space_id", "old_space_keys", ["space_id"])
    op.create_index("ix_pages_space_id_changed_at", "pages", ["space_id", "changed_at"])
    op.create_index("ix_file_versions_created_at", "file_versions", ["created_at"])
    op.create_table(
        "feed_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_feed_addresses_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_feed_addresses"),
        sa.UniqueConstraint("user_id", name="uq_feed_addresses_user_id"),
        sa.UniqueConstraint("token_hash", name="uq_feed_addresses_token_hash"),
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
