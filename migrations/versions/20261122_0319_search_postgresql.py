"""The index in PostgreSQL. On SQLite its tables stay empty."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

_VECTOR = sa.Text().with_variant(TSVECTOR(), "postgresql")
_TEXTS = sa.JSON().with_variant(ARRAY(sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "search_indexes",
        sa.Column("format", sa.String(100), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("parts", sa.LargeBinary(), nullable=False),
        sa.Column("applied", sa.BigInteger(), nullable=False),
        sa.Column("commits", sa.BigInteger(), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_indexes")),
    )
    op.create_table(
        "search_documents",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("document", sa.BigInteger(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("tags", _TEXTS, nullable=False),
        sa.Column("title_words", sa.Integer(), nullable=False),
        sa.Column("heading_words", sa.Integer(), nullable=False),
        sa.Column("body_words", sa.Integer(), nullable=False),
        sa.Column("title", _VECTOR, nullable=False),
        sa.Column("heading", _VECTOR, nullable=False),
        sa.Column("tokens", _VECTOR, nullable=False),
        sa.Column("running", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_search_documents_page_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("generation", "document", name=op.f("uq_search_documents_generation_document")),
    )
    if op.get_bind().dialect.name == "postgresql":  # read often and whole: unpacking takes longer than reading more
        op.execute("ALTER TABLE search_documents ALTER COLUMN tokens SET STORAGE EXTERNAL")
    op.create_index("ix_search_documents_page_id", "search_documents", ["page_id"])
    for name in ("title", "tokens"):
        op.create_index(f"ix_search_documents_{name}", "search_documents", [name], postgresql_using="gin")


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
