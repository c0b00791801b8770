"""templates_tags"""

import json
import math
import unicodedata

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

BATCH = 500


def upgrade() -> None:
    op.add_column('pages', sa.Column('template_for', sa.String(length=10), nullable=True))
    op.create_index(
        'ix_pages_template_for', 'pages', ['space_id', 'template_for'],
        sqlite_where=sa.text('template_for IS NOT NULL'), postgresql_where=sa.text('template_for IS NOT NULL'),
    )
    op.create_table(
        'favourites',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('page_id', sa.Integer(), nullable=True),
        sa.Column('space_id', sa.Integer(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(page_id IS NULL) != (space_id IS NULL)', name=op.f('ck_favourites_one_thing')),
        sa.ForeignKeyConstraint(['page_id'], ['pages.id'], name=op.f('fk_favourites_page_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['space_id'], ['spaces.id'], name=op.f('fk_favourites_space_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_favourites_user_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_favourites')),
        sa.UniqueConstraint('user_id', 'page_id', name=op.f('uq_favourites_user_id_page_id')),
        sa.UniqueConstraint('user_id', 'space_id', name=op.f('uq_favourites_user_id_space_id')),
    )
    op.create_index(op.f('ix_favourites_page_id'), 'favourites', ['page_id'])
    op.create_index(op.f('ix_favourites_space_id'), 'favourites', ['space_id'])
    op.create_table(
        'property_values',
        sa.Column('page_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=100), nullable=False),
        sa.Column('key', sa.String(length=200), nullable=False),
        sa.Column('number', sa.Float(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['page_id'], ['pages.id'], name=op.f('fk_property_values_page_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_property_values')),
    )
    op.create_index('ix_property_values_page_id', 'property_values', ['page_id'])
    op.create_index('ix_property_values_name_key', 'property_values', ['name', 'key'])
    fill_values()


def fill_values() -> None:
    """The values of the pages that are there; later saves derive their own."""
    connection = op.get_bind()
    properties = sa.table(
        'page_properties',
        sa.column('id', sa.Integer), sa.column('page_id', sa.Integer), sa.column('name', sa.String),
        sa.column('value', sa.JSON),
    )
    tags = sa.table(
        'page_tags', sa.column('id', sa.Integer), sa.column('page_id', sa.Integer), sa.column('name', sa.String)
    )
    columns = (properties.c.id, properties.c.page_id, properties.c.name, properties.c.value)
    for page_id, name, value in batches(connection, columns, properties):
        if name != 'tags':
            put(connection, page_id, name, value if isinstance(value, list) else [value])
    for page_id, name in batches(connection, (tags.c.id, tags.c.page_id, tags.c.name), tags):
        put(connection, page_id, 'tags', [name])


def batches(connection, columns, table):
    last = 0
    while True:
        rows = connection.execute(
            sa.select(*columns).where(table.c.id > last).order_by(table.c.id).limit(BATCH)
        ).all()
        if not rows:
            return
        last = rows[-1][0]
        for row in rows:
            yield row[1:]


def put(connection, page_id, name, entries):
    values = sa.table(
        'property_values',
        sa.column('page_id', sa.Integer), sa.column('name', sa.String), sa.column('key', sa.String),
        sa.column('number', sa.Float),
    )
    rows = []
    for entry in entries:
        if entry is None or isinstance(entry, (list, dict)):
            continue
        text = json.dumps(entry) if isinstance(entry, bool) else str(entry)
        is_number = isinstance(entry, (int, float)) and not isinstance(entry, bool) and math.isfinite(entry)
        row = {
            'page_id': page_id,
            'name': folded(name).strip()[:100],
            'key': ' '.join(folded(text).replace('\0', ' ').split())[:200],
            'number': float(entry) if is_number else None,
        }
        if row not in rows:
            rows.append(row)
    if rows:
        connection.execute(values.insert(), rows)


def folded(text):
    return unicodedata.normalize('NFC', text).casefold()


def downgrade() -> None:
    raise NotImplementedError("Migrations go one way: restore the backup instead.")
