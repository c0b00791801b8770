"""Share links for a page, requests for access, and as whom a session looks at the wiki."""

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _share_links()
    _access_requests()
    op.add_column("login_sessions", sa.Column("viewing", sa.String(40)))
    op.add_column("login_sessions", sa.Column("viewing_until", sa.DateTime(timezone=True)))


def _share_links() -> None:
    """Made anew: no released version ever wrote a row into this table."""
    op.drop_table("share_links")
    op.create_table(
        "share_links",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("with_subtree", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("created_by_id", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_share_links_page_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["scope_id"], ["access_scopes.id"], name="fk_share_links_scope_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name="fk_share_links_created_by_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_share_links"),
        sa.UniqueConstraint("public_id", name="uq_share_links_public_id"),
        sa.UniqueConstraint("token_hash", name="uq_share_links_token_hash"),
    )
    op.create_index("ix_share_links_page_id", "share_links", ["page_id"])
    op.create_index("ix_share_links_scope_id", "share_links", ["scope_id"])


def _access_requests() -> None:
    op.create_table(
        "access_requests",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("page_id", sa.Integer()),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by_id", sa.Integer()),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_access_requests_user_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name="fk_access_requests_page_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name="fk_access_requests_decided_by_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_access_requests"),
        sa.UniqueConstraint("public_id", name="uq_access_requests_public_id"),
    )
    op.create_index("ix_access_requests_user_id_created_at", "access_requests", ["user_id", "created_at"])
    op.create_index("ix_access_requests_page_id", "access_requests", ["page_id"])


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
