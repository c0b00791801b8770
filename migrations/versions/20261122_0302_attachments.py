"""attachments: sizes of images, pages of PDFs, former names, uses by address"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("width", "height", "page_count", "drawn"):
        op.add_column("file_versions", sa.Column(name, sa.Integer(), nullable=True))
    op.create_table(
        "former_file_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.id"],
            name="fk_former_file_names_attachment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name="fk_former_file_names_page_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_former_file_names"),
    )
    op.create_index("ix_former_file_names_attachment_id", "former_file_names", ["attachment_id"])
    op.create_index("ix_former_file_names_page_id", "former_file_names", ["page_id"])
    op.create_table(
        "file_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_file_uses_page_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_file_uses"),
        sa.UniqueConstraint("page_id", "file_id", name="uq_file_uses_page_id_file_id"),
    )
    op.create_index("ix_file_uses_file_id", "file_uses", ["file_id"])
    # What saves note from now on: the texts that name a file by its address.
    op.execute(
        "INSERT INTO file_uses (page_id, file_id) SELECT DISTINCT page_id, substr(target, 8, 12) FROM links"
        " WHERE target LIKE '/files/____________/%'"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
