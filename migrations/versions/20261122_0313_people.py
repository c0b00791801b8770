"""people: a key by which names are sorted and found, last use by day, erased accounts, managers of groups

Revision ID: 0013
"""

import unicodedata

import sqlalchemy as sa
from alembic import op


revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_LONGEST = 600
_PORTION = 1000


def upgrade() -> None:
    op.add_column("users", sa.Column("search_key", sa.String(_LONGEST), server_default="", nullable=False))
    op.add_column("users", sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_users_search_key", "users", ["search_key"])
    op.create_table(
        "group_managers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name="fk_group_managers_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_group_managers_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_group_managers"),
        sa.UniqueConstraint("group_id", "user_id", name="uq_group_managers_group_id_user_id"),
    )
    op.create_index("ix_group_managers_user_id", "group_managers", ["user_id"])
    _fill_keys()
    _fill_last_use()


def _fill_keys() -> None:
    users = sa.table("users", sa.column("id"), sa.column("name"), sa.column("display_name"), sa.column("search_key"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(users.c.id, users.c.display_name, users.c.name)).all()
    change = sa.update(users).where(users.c.id == sa.bindparam("of")).values(search_key=sa.bindparam("key"))
    for start in range(0, len(rows), _PORTION):
        portion = rows[start : start + _PORTION]
        connection.execute(change, [{"of": one, "key": _key(f"{shown} {name}")} for one, shown, name in portion])


def _fill_last_use() -> None:
    op.execute(
        "UPDATE users SET last_seen_at = (SELECT max(login_sessions.last_used_at) FROM login_sessions"
        " WHERE login_sessions.user_id = users.id)"
    )


def _key(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())[:_LONGEST]


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
