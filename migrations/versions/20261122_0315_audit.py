"""The audit log as a chain."""

import hashlib
import json
from datetime import UTC

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

_REFUSED = "entries of the audit log are never changed"
_CUT = "COALESCE((SELECT value FROM counters WHERE name = 'audit_cut'), 0)"


def upgrade() -> None:
    op.drop_column("audit_entries", "actor_name")
    op.add_column("audit_entries", sa.Column("hash", sa.String(64), nullable=False, server_default=""))
    op.create_index(op.f("ix_audit_entries_actor_id"), "audit_entries", ["actor_id"])
    chain = op.create_table(
        "audit_chain",
        sa.Column("last_id", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("hash", sa.String(64), nullable=False, server_default=""),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
    )
    op.create_table(
        "auditors",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_auditors_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auditors")),
        sa.UniqueConstraint("user_id", name=op.f("uq_auditors_user_id")),
    )
    connection = op.get_bind()
    last_id, last_hash = _link_existing(connection)
    connection.execute(chain.insert().values(last_id=last_id, hash=last_hash))
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")


def _link_existing(connection):
    """Each entry of older versions gets its hash; returns the last one's id and hash."""
    entries = sa.table(
        "audit_entries",
        sa.column("id", sa.Integer),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("actor_id", sa.Integer),
        sa.column("action", sa.String),
        sa.column("target", sa.String),
        sa.column("facts", sa.JSON),
        sa.column("hash", sa.String),
    )
    change = entries.update().where(entries.c.id == sa.bindparam("row")).values(hash=sa.bindparam("link"))
    last_id, link = 0, ""
    while True:
        chunk = sa.select(entries).where(entries.c.id > last_id).order_by(entries.c.id).limit(1000)
        rows = connection.execute(chunk).all()
        if not rows:
            return last_id, link
        links = []
        for row in rows:
            link = _linked(link, row)
            links.append({"row": row.id, "link": link})
            last_id = row.id
        connection.execute(change, links)


def _linked(before, row):
    at = row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at.astimezone(UTC)
    told = [at.isoformat(timespec="microseconds"), row.actor_id, row.action, row.target, row.facts]
    text = json.dumps([before, *told], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


_SQLITE = (
    f"""CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
    f"""CREATE TRIGGER audit_entries_are_kept BEFORE DELETE ON audit_entries WHEN OLD.id > {_CUT}
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
    # INSERT OR REPLACE deletes without that trigger
    f"""CREATE TRIGGER audit_entries_are_not_replaced BEFORE INSERT ON audit_entries
    WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
)
_POSTGRESQL = (
    f"""CREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.id <= {_CUT} THEN RETURN OLD; END IF;
        END IF;
        RAISE EXCEPTION '{_REFUSED}';
    END $$""",
    """CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit_entries_stay()""",
    """CREATE TRIGGER audit_entries_are_kept BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_stay()""",
)
