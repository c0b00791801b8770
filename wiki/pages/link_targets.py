"""Pages that a link may name, found by title while somebody writes it."""

from dataclasses import dataclass

from sqlalchemy import Integer, String, bindparam, case, literal_column
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.access.policy import ScopeSet
from wiki.pages.models import Page
from wiki.pages.slugs import title_key
from wiki.prepared import Prepared
from wiki.spaces.models import Space

MOST = 8
_LONGEST = 200
_UNWRITABLE = frozenset("[]|#:")


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A page; `link` is what stands for it before the bar of `[[…]]`, `space` the name of another space it is in."""

    title: str
    link: str
    space: str


_key = bindparam("key", type_=String)
_is_here = Page.space_id == bindparam("space_id", type_=Integer)
_FOUND = Prepared(
    policy.narrow(Page, (Page.title, Page.slug, Space.key, Space.name, _is_here))
    .join(Space, Space.id == Page.space_id)
    .where(
        Page.template_for.is_(None),
        Page.title_key > literal_column("''"),
        Page.title_key.like(bindparam("anywhere", type_=String), escape="\\"),
    )
    .order_by(
        case((Page.title_key == _key, 0), else_=1),
        case((_is_here, 0), else_=1),
        case((Page.title_key.like(bindparam("begins", type_=String), escape="\\"), 0), else_=1),
        Page.title_key,
        Page.id,
    )
    .limit(MOST)
)


def search(session: Session, readable: ScopeSet, space_id: int, text: str) -> list[LinkTarget]:
    """At most `MOST` readable pages whose title holds the text; those of the space come first. One statement."""
    key = title_key(text[:_LONGEST])
    if not key:
        return []
    escaped = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    values = {"space_id": space_id, "key": key, "anywhere": f"%{escaped}%", "begins": f"{escaped}%"}
    rows = list(_FOUND.rows(session, {**readable.parameters, **values}))
    titles = [(title_key(title), space) for title, _, space, _, _ in rows]
    return [
        LinkTarget(
            title,
            _link(title, slug, "" if is_here else space, titles.count((title_key(title), space)) > 1),
            "" if is_here else name,
        )
        for title, slug, space, name, is_here in rows
    ]


def _link(title: str, slug: str, space: str, is_ambiguous: bool) -> str:  # noqa: FBT001  a fact of the title
    named = slug if is_ambiguous or _UNWRITABLE & set(title) else title
    return f"{space}:{named}" if space else named
