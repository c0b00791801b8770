"""Rights that an administrator can see through: each subtree's scope knows its highest page again.

Publishing a page, or giving up its rights, below a restricted page told that page's scope a wrong highest page.
"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    scopes = sa.table("access_scopes", sa.column("id"), sa.column("kind"), sa.column("head_page_id"))
    pages = sa.table(
        "pages", sa.column("id"), sa.column("parent_id"), sa.column("scope_id"), sa.column("deleted_at")
    )
    above = pages.alias("above")
    highest = (
        sa.select(scopes.c.id, sa.func.min(pages.c.id))
        .select_from(
            pages.join(scopes, scopes.c.id == pages.c.scope_id).outerjoin(above, above.c.id == pages.c.parent_id)
        )
        .where(scopes.c.kind != "space", pages.c.deleted_at.is_(None))
        .where(sa.or_(above.c.id.is_(None), above.c.scope_id != pages.c.scope_id))
        .group_by(scopes.c.id, scopes.c.head_page_id)
        .having(sa.func.min(pages.c.id) != sa.func.coalesce(scopes.c.head_page_id, 0))
    )
    for scope_id, page_id in connection.execute(highest).all():
        connection.execute(scopes.update().where(scopes.c.id == scope_id).values(head_page_id=page_id))


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
