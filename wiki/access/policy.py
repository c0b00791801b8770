"""The authorisation module: the only place that decides who may do what (ADR 0002).

A row points at an access scope, directly (`Scoped`) or through what it belongs to (`PartOf`). The row check is
the list with a `WHERE`, so there is no second rule that could drift. `allowed` spells the scopes as a
sub-select; `narrow` takes them as a parameter, for statements that are built once and run on every request.
Both go through `_reach`. What a share link opens is no scope but rows, which `allowed` and `get` alone know of:
statements made by `narrow` show its guest nothing (ADR 0017).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar
from typing import cast as cast_type

from sqlalchemy import ColumnElement, Integer, Select, String, and_, bindparam, cast, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from wiki import caches
from wiki.access.models import ARCHIVED, OPEN, UNPUBLISHED, AccessScope, Grant, PartOf, Scoped, ShareLink
from wiki.actor import Actor, Lens, Right
from wiki.db import Base, now
from wiki.errors import Forbidden, NotFound
from wiki.prepared import JsonElements

Model = TypeVar("Model", bound=Base)
_KEPT = 256  # statements, a few kilobytes each
_SHARE = "share:"  # of `wiki.actor.share_principal`


@dataclass(frozen=True, slots=True)
class ScopeSet:
    """The scopes in which an actor holds a right; those of them whose history he may see, and unpublished ones."""

    ids: frozenset[int]
    historic_ids: frozenset[int]
    unpublished_ids: frozenset[int]
    parameters: Mapping[str, str]


def scopes(actor: Actor, right: Right = Right.READ) -> Select[int]:
    """The ids of all scopes in which the actor holds the right or more.

    The ceiling is asked first, also before the administrators' line, which leaves out unpublished pages. In an
    archived space nobody holds more than READ, not even the wiki itself; one in the trash is not there. Through
    a lens somebody reads what he and those whom he looks as may both read, and no unpublished page.
    """
    return _scopes(_standing(actor), right)


def historic_scopes(actor: Actor) -> Select[int]:
    """The readable scopes whose history the actor may see: all that he may edit, others by their flag."""
    return _historic(_standing(actor))


def allowed(model: type[Model], actor: Actor, right: Right = Right.READ) -> Select[Model]:
    """All living rows of the model that the actor reaches with the right: the start of every read of content."""
    return cast_type("Select[Model]", _allowed(model, _standing(actor), right))


def trashed(model: type[Model], actor: Actor, right: Right = Right.EDIT) -> Select[Model]:
    """The rows of a Scoped model that lie in the trash and that the actor may bring back."""
    owner: Any = model  # a mapped class that is Scoped as well; there is no type for both
    if not issubclass(owner, Scoped):
        raise TypeError(f"{model.__name__} has no trash of its own")
    return select(model).where(owner.scope_id.in_(scopes(actor, right)), owner.deleted_at.is_not(None))


def shelved(model: type[Model], actor: Actor, state: int, right: Right = Right.MANAGE) -> Select[Model]:
    """The rows of a Scoped model whose space is archived or in the trash: for whoever may bring it back."""
    owner: Any = model  # as above
    if not issubclass(owner, Scoped):
        raise TypeError(f"{model.__name__} is in no space of its own")
    return select(model).where(
        owner.scope_id.in_(_held(_standing(actor), right).where(AccessScope.state == state)),
        owner.deleted_at.is_(None),
    )


def narrow(
    model: type[Base], columns: tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]
) -> Select[Any]:
    """`allowed` for hot statements: built once at import, run with `scope_set(…).parameters`.

    The right is that of the scope set the statement is run with; an empty set returns no row.
    """
    return _reach(
        select(*columns).select_from(model), model, parameter_ids("scopes"), parameter_ids("historic_scopes")
    )


def get(
    session: Session, model: type[Model], actor: Actor, *where: ColumnElement[bool], right: Right = Right.READ
) -> Model:
    """The one row that fits.

    Raises NotFound when the actor may not read it or it is not there, Forbidden when he may read it but holds
    less than `right`.
    """
    found = session.execute(_with_right(model, _standing(actor), right).where(*where)).one_or_none()
    if found is None:
        raise NotFound
    row, holds_right = found
    if not holds_right:
        raise Forbidden(right=right.name)
    return cast_type("Model", row)


def holds(session: Session, model: type[Model], actor: Actor, row_id: int, right: Right) -> bool:
    """Whether the actor reaches the living row with the right."""
    return (
        session.scalar(allowed(model, actor, right).with_only_columns(model.id).where(model.id == row_id))
        is not None
    )


def scope_set(session: Session, actor: Actor, right: Right = Right.READ) -> ScopeSet:
    """The answer of `scopes`, cached per principals and access version: one change of a grant makes all old."""
    if actor.access_version < 0 or not session.info.get("is_reading"):
        # A write block sees grants that may yet be rolled back; what it finds is nobody else's.
        return _read_scope_sets(session, actor)[right]
    key = (actor.access_version, _standing(actor))
    return caches.of(session).scope_sets.fetch(key, lambda: _read_scope_sets(session, actor))[right]


def parameter_ids(name: str) -> Select[int]:
    """The ids in a statement parameter that holds a JSON array: one statement for sets of any length."""
    elements = JsonElements(bindparam(name, type_=String)).table_valued("value", name=name)
    return select(cast(elements.c.value, Integer))


@dataclass(frozen=True, slots=True)
class _Standing:
    """What of an actor decides over rights. Statements are kept by it: to build one takes longer than to run it."""

    principals: frozenset[str]
    ceiling: Right
    is_admin: bool
    is_system: bool
    lens: Lens | None

    @property
    def shares(self) -> list[int]:
        """The share links that the actor holds."""
        return [int(one.removeprefix(_SHARE)) for one in sorted(self.principals) if one.startswith(_SHARE)]


def _standing(actor: Actor) -> _Standing:
    return _Standing(actor.principals, actor.ceiling, actor.is_admin, actor.is_system, actor.lens)


@lru_cache(_KEPT)
def _allowed(model: type[Base], standing: _Standing, right: Right) -> Select[Any]:
    shares = standing.shares if right == Right.READ else []
    return _reach(select(model), model, _scopes(standing, right), _historic(standing), shares)


@lru_cache(_KEPT)
def _with_right(model: type[Base], standing: _Standing, right: Right) -> Select[Any]:
    """The readable rows, each with whether the actor holds the right there."""
    readable = _allowed(model, standing, Right.READ)
    holds_right = true() if right == Right.READ else _owner(model).scope_id.in_(_scopes(standing, right))
    return readable.add_columns(holds_right)


@lru_cache(_KEPT)
def _scopes(standing: _Standing, right: Right) -> Select[int]:
    return _held(standing, right).where(AccessScope.state <= (ARCHIVED if right == Right.READ else OPEN))


@lru_cache(_KEPT)
def _historic(standing: _Standing) -> Select[int]:
    if standing.lens is not None:
        own, others = (_historic(one) for one in _both(standing, standing.lens))
        return _seen_by_both(own, others)
    may_edit = AccessScope.id.in_(_held(standing, Right.EDIT))  # also while the space is archived
    return _scopes(standing, Right.READ).where(or_(may_edit, AccessScope.has_history))


def _held(standing: _Standing, right: Right) -> Select[int]:
    """`scopes`, whatever state the spaces are in."""
    if standing.ceiling < right or (standing.lens is not None and right > Right.READ):
        return select(AccessScope.id).where(false())
    if standing.lens is not None:
        own, others = (_held(one, right) for one in _both(standing, standing.lens))
        return _seen_by_both(own, others)
    if standing.is_system:
        return select(AccessScope.id)
    granted = (Grant.principal.in_(standing.principals), Grant.right >= right)
    if standing.is_admin:
        mine = select(Grant.scope_id).where(*granted)
        return select(AccessScope.id).where(or_(AccessScope.kind != UNPUBLISHED, AccessScope.id.in_(mine)))
    return select(AccessScope.id).join(Grant, Grant.scope_id == AccessScope.id).where(*granted)


def _both(standing: _Standing, lens: Lens) -> tuple[_Standing, _Standing]:
    """The actor without the lens, and the one whom he looks as."""
    return replace(standing, lens=None), _Standing(
        lens.principals, Right.MANAGE, lens.is_admin, is_system=False, lens=None
    )


def _seen_by_both(own: Select[int], others: Select[int]) -> Select[int]:
    """Unpublished pages are left out: they belong to whom their author names, not to whom looks as one of them."""
    published = own.where(AccessScope.kind != UNPUBLISHED)
    return select(AccessScope.id).where(AccessScope.id.in_(published), AccessScope.id.in_(others))


def _reach(
    statement: Select[Any],
    model: type[Base],
    readable: Select[Any],
    historic: Select[Any],
    shares: Sequence[int] = (),
) -> Select[Any]:
    """Join from the model to its scope; the rule that list, row and hot statement share."""
    owner: Any = model  # mapped classes, walked at run time
    latest: list[ColumnElement[bool]] = []
    while not issubclass(owner, Scoped):
        if not issubclass(owner, PartOf):
            raise TypeError(f"{owner.__name__} belongs to no access scope")
        belongs_to = getattr(owner, owner.__part_of__)
        part, owner = owner, belongs_to.property.mapper.class_
        statement = statement.join(belongs_to)
        if part.__historic__:
            own, owners = part.__historic__
            latest.append(getattr(part, own) == getattr(owner, owners))
    if latest:
        statement = statement.where(or_(and_(*latest), owner.scope_id.in_(historic)))
    is_readable = owner.scope_id.in_(readable)
    if shares and hasattr(owner, "parent_id"):
        is_readable = or_(is_readable, owner.id.in_(_shared(owner, shares)))
    return statement.where(is_readable, owner.deleted_at.is_(None))


def _shared(owner: Any, shares: Sequence[int]) -> Select[int]:  # Any: as in `_reach`
    """The ids of the living pages that these share links open at this moment.

    The page of a link, and with `with_subtree` what lies below it, as far down as the rights are those of the
    scope that the link was made in: a restricted subtree and an unpublished page end it.
    """
    page, lower = aliased(owner), aliased(owner)
    opened = (
        select(page.id, page.scope_id, ShareLink.with_subtree)
        .join(ShareLink, and_(ShareLink.page_id == page.id, ShareLink.scope_id == page.scope_id))
        .join(AccessScope, AccessScope.id == page.scope_id)
        .where(ShareLink.id.in_(shares), ShareLink.revoked_at.is_(None), page.deleted_at.is_(None))
        .where(ShareLink.expires_at > bindparam(None, callable_=now, type_=ShareLink.expires_at.type))
        .where(AccessScope.kind != UNPUBLISHED, AccessScope.state <= ARCHIVED)
        .cte(recursive=True)
    )
    below = and_(lower.parent_id == opened.c.id, lower.scope_id == opened.c.scope_id)
    opened = opened.union(
        select(lower.id, opened.c.scope_id, opened.c.with_subtree)
        .join(opened, below)
        .where(opened.c.with_subtree, lower.deleted_at.is_(None))
    )
    return select(opened.c.id)


def _owner(model: type[Base]) -> Any:  # Any: as in `_reach`
    """The Scoped model that the model's rows belong to in the end."""
    owner: Any = model
    while not issubclass(owner, Scoped):
        owner = getattr(owner, owner.__part_of__).property.mapper.class_
    return owner


def _read_scope_sets(session: Session, actor: Actor) -> dict[Right, ScopeSet]:
    """One statement for all rights: the readable scopes, whether they show history, and which rights hold there."""
    higher = (Right.COMMENT, Right.EDIT, Right.MANAGE)
    columns = [AccessScope.id.in_(scopes(actor, right)) for right in higher]
    facts = (AccessScope.id.in_(historic_scopes(actor)), AccessScope.kind == UNPUBLISHED)
    readable = select(AccessScope.id, *facts, *columns).where(AccessScope.id.in_(scopes(actor)))
    held: dict[Right, set[int]] = {right: set() for right in Right}
    historic: set[int] = set()
    unpublished: set[int] = set()
    for scope_id, shows_history, is_unpublished, *holds_right in session.execute(readable):
        held[Right.READ].add(scope_id)
        for right, holds_it in zip(higher, holds_right, strict=True):
            if holds_it:
                held[right].add(scope_id)
        if shows_history:
            historic.add(scope_id)
        if is_unpublished:
            unpublished.add(scope_id)
    return {right: _scope_set(ids, historic & ids, unpublished & ids) for right, ids in held.items()}


def _scope_set(ids: set[int], historic_ids: set[int], unpublished_ids: set[int]) -> ScopeSet:
    parameters = {"scopes": json.dumps(sorted(ids)), "historic_scopes": json.dumps(sorted(historic_ids))}
    return ScopeSet(frozenset(ids), frozenset(historic_ids), frozenset(unpublished_ids), parameters)
