"""Pages by their properties: what a table of pages is made of. Only what the actor may read, and no templates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, case, exists, false, func, not_, or_, select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor
from wiki.errors import Invalid
from wiki.pages.models import Page, PageProperty
from wiki.pages.slugs import search_key, title_key
from wiki.properties import values
from wiki.properties.models import PropertyValue
from wiki.spaces import queries as spaces
from wiki.spaces.models import Space

Operator = Literal["=", "!=", "<", "<=", ">", ">=", "contains", "exists", "missing"]
OPERATORS: tuple[Operator, ...] = ("=", "!=", "<", "<=", ">", ">=", "contains", "exists", "missing")
MOST_CONDITIONS = 10
_OWN_COLUMNS = {"title": Page.title_key, "changed": Page.changed_at, "created": Page.created_at}


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of one property. `name` is a property, `tags`, or `title`; letters' case does not matter.

    `value` is as a person writes it: `1,5` is 1.5, `24.12.2026` is a date, `yes` and `ja` are true. A list fulfils
    a condition when one of its entries does, and `!=` when none is equal. A page without the property fulfils
    `!=` and `missing` alone.
    """

    name: str
    operator: Operator = "="
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sorting:
    """Order by `title`, `changed`, `created` or a property; pages without it come last."""

    name: str = "title"
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """A page with all its properties, as the front matter says them (text, number, truth value, list)."""

    page_id: int
    title: str
    href: str
    space_name: str
    changed_at: datetime
    properties: dict[str, object] = field(default_factory=dict)


def pages_where(
    session: Session,
    actor: Actor,
    conditions: Sequence[Condition] = (),
    *,
    space_id: int | None = None,
    parent_id: int | None = None,
    sort: Sorting | None = None,
    limit: int = 100,
) -> list[PropertyRow]:
    """The readable pages that fulfil all conditions: `pages_where(session, actor, [Condition("project", "=", "X")])`.

    Restricted to a space, or to the pages directly below one, where asked. At most `limit` rows: ask for one more
    than are shown to know whether there are others. Two statements. Raises Invalid (`conditions`, `too_many` or
    `operator`).
    """
    if len(conditions) > MOST_CONDITIONS:
        raise Invalid("conditions", "too_many", most=MOST_CONDITIONS)
    wanted = [Page.template_for.is_(None), *(_holds(one) for one in conditions)]
    if space_id is not None:
        wanted.append(Page.space_id == space_id)
    if parent_id is not None:
        wanted.append(Page.parent_id == parent_id)
    shown = spaces.shown_name(policy.scopes(actor))
    statement = (
        policy.allowed(Page, actor)
        .join(Space, Space.id == Page.space_id)
        .where(*wanted)
        .with_only_columns(Page.id, Page.title, Space.key, Page.slug, shown, Page.changed_at)
        .order_by(*_order(sort or Sorting()), Page.title_key, Page.id)
        .limit(limit)
    )
    rows = session.execute(statement).all()
    known = _properties(session, actor, [row[0] for row in rows])
    return [
        PropertyRow(page_id, title, f"/s/{key}/{slug}", name, changed_at, known.get(page_id, {}))
        for page_id, title, key, slug, name, changed_at in rows
    ]


def names(session: Session, actor: Actor, limit: int = 200) -> list[str]:
    """The names of properties on readable pages, A–Z, as suggestions."""
    found = policy.allowed(PageProperty, actor).with_only_columns(PageProperty.name).distinct()
    statement = found.order_by(PageProperty.name).limit(limit)
    return list(session.scalars(statement))


def _properties(session: Session, actor: Actor, page_ids: Sequence[int]) -> dict[int, dict[str, object]]:
    statement = (
        policy.allowed(PageProperty, actor)
        .where(PageProperty.page_id.in_(page_ids))
        .with_only_columns(PageProperty.page_id, PageProperty.name, PageProperty.value)
        .order_by(PageProperty.id)
    )
    found: dict[int, dict[str, object]] = {}
    for page_id, name, value in session.execute(statement):
        found.setdefault(page_id, {})[name] = value
    return found


def _holds(condition: Condition) -> ColumnElement[bool]:
    if condition.operator not in OPERATORS:
        raise Invalid("conditions", "operator")
    if search_key(condition.name).strip() == "title":
        return _title_holds(condition)
    found = _has(condition.name, *_asked(condition))
    return not_(found) if condition.operator in {"missing", "!="} else found


def _asked(condition: Condition) -> list[ColumnElement[bool]]:
    """What a row must be like; for `missing` and `!=`, what no row may be like."""
    match condition.operator:
        case "exists" | "missing":
            return []
        case "=" | "!=":
            return [_is_equal(condition.value)]
        case "contains":
            return [PropertyValue.key.contains(values.key_of(condition.value), autoescape=True)]
        case _:
            return [_is_beside(condition)]


def _has(name: str, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    folded = search_key(name).strip()[: values.LONGEST_NAME]
    return exists().where(PropertyValue.page_id == Page.id, PropertyValue.name == folded, *conditions)


def _is_equal(value: str) -> ColumnElement[bool]:
    number = values.asked_number(value)
    is_same = PropertyValue.key.in_(values.asked_keys(value))
    return is_same if number is None else or_(is_same, PropertyValue.number == number)


def _is_beside(condition: Condition) -> ColumnElement[bool]:
    """Numbers are compared with numbers, everything else as text: ISO dates sort as they should."""
    number = values.asked_number(condition.value)
    if number is not None:
        return _compared(PropertyValue.number, condition.operator, number)
    key = values.iso_date(values.key_of(condition.value))
    return PropertyValue.number.is_(None) & _compared(PropertyValue.key, condition.operator, key)


def _compared(column: Any, operator: str, value: object) -> ColumnElement[bool]:  # Any: columns of two types
    made: dict[str, ColumnElement[bool]] = {
        "<": column < value,
        "<=": column <= value,
        ">": column > value,
        ">=": column >= value,
    }
    return made[operator]


def _title_holds(condition: Condition) -> ColumnElement[bool]:
    key = title_key(condition.value)
    match condition.operator:
        case "=":
            return Page.title_key == key
        case "!=":
            return Page.title_key != key
        case "contains":
            return Page.title_key.contains(key, autoescape=True)
        case "missing":
            return false()
        case "exists":
            return not_(false())
        case _:
            return _compared(Page.title_key, condition.operator, key)


def _order(sort: Sorting) -> list[ColumnElement[Any]]:
    column = _OWN_COLUMNS.get(search_key(sort.name).strip())
    if column is not None:
        return [column.desc() if sort.is_descending else column.asc()]
    number, key = _first(sort, PropertyValue.number), _first(sort, PropertyValue.key)
    parts = (case((number.is_(None), 1), else_=0), number, key)
    return [
        case((key.is_(None), 1), else_=0),
        *(one.desc() if sort.is_descending else one.asc() for one in parts),
    ]


def _first(sort: Sorting, column: Any) -> Any:  # Any: a scalar sub-select of either type
    pick = func.max if sort.is_descending else func.min
    found: Select[Any] = select(pick(column)).where(
        PropertyValue.page_id == Page.id,
        PropertyValue.name == search_key(sort.name).strip()[: values.LONGEST_NAME],
    )
    return found.correlate(Page).scalar_subquery()
