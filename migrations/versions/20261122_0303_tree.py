"""Levels of the tree are read by position; a scope knows the highest page of its subtree."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("access_scopes", sa.Column("head_page_id", sa.Integer()))
    op.create_index("ix_pages_space_id_parent_id_position", "pages", ["space_id", "parent_id", "position"])
    op.drop_index("ix_pages_space_id_parent_id", "pages")
    _name_heads()


def _name_heads() -> None:
    """The page of a subtree's scope whose parent has another one, or that has no parent."""
    pages = sa.table("pages", *map(sa.column, ("id", "scope_id", "parent_id")))
    scopes = sa.table("access_scopes", *map(sa.column, ("id", "kind", "head_page_id")))
    above = pages.alias("above")
    is_within = sa.exists().where(above.c.id == pages.c.parent_id, above.c.scope_id == pages.c.scope_id)
    head = (
        sa.select(pages.c.scope_id, sa.func.min(pages.c.id).label("page_id"))
        .join(scopes, scopes.c.id == pages.c.scope_id)
        .where(scopes.c.kind != "space", ~is_within)
        .group_by(pages.c.scope_id)
        .subquery()
    )
    op.execute(scopes.update().where(scopes.c.id == head.c.scope_id).values(head_page_id=head.c.page_id))


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
