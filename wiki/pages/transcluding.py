"""Reads of several pages at once, for pages that show others inside themselves."""

import json
from collections.abc import Iterable

from sqlalchemy import String, and_, bindparam
from sqlalchemy.orm import Session, aliased

from wiki.access import policy
from wiki.access.policy import ScopeSet
from wiki.pages.models import Link, StoredRendering
from wiki.pages.present import LinkState, hrefs_of
from wiki.prepared import Prepared
from wiki.spaces.models import Space

_target_space = aliased(Space)
_LINKS_OF = Prepared(
    policy.narrow(
        Link,
        (
            Link.page_id,
            Link.key,
            Link.kind,
            Link.target,
            Link.fragment,
            _target_space.key,
            Link.target_id,
        ),
    )
    .outerjoin(
        _target_space,
        and_(
            _target_space.id == Link.target_space_id,
            _target_space.scope_id.in_(policy.parameter_ids("scopes")),
        ),
    )
    .where(Link.page_id.in_(policy.parameter_ids("page_ids")))
)
_RENDERINGS = Prepared(
    policy.narrow(
        StoredRendering, (StoredRendering.page_id, StoredRendering.html, StoredRendering.facts)
    ).where(
        StoredRendering.revision_id.in_(policy.parameter_ids("revision_ids")),
        StoredRendering.version == bindparam("version", type_=String),
    )
)


def stored_of_several(
    session: Session, scope_set: ScopeSet, revision_ids: Iterable[int], version: str
) -> dict[int, tuple[str, dict[str, object]]]:
    """As `stored`, of several heads, by page id. One statement."""
    ids = json.dumps(sorted(revision_ids))
    rows = _RENDERINGS.rows(session, {**scope_set.parameters, "revision_ids": ids, "version": version})
    return {page_id: (html, facts) for page_id, html, facts in rows}


def links_of_several(
    session: Session, scope_set: ScopeSet, page_ids: Iterable[int]
) -> dict[int, dict[int, LinkState]]:
    """The links of several pages, by page id and key. Two statements."""
    ids = json.dumps(sorted(page_ids))
    rows = _LINKS_OF.rows(session, {**scope_set.parameters, "page_ids": ids})
    hrefs = hrefs_of(session, scope_set, {row[-1] for row in rows if row[-1]})
    found: dict[int, dict[int, LinkState]] = {}
    for page_id, key, kind, target, fragment, space_key, target_id in rows:
        href = hrefs.get(target_id)
        state = LinkState(kind, target, fragment, href, space_key, target_id if href else None)
        found.setdefault(page_id, {})[key] = state
    return found
