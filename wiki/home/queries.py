"""What the start page shows of each space: its latest changed page that the reader may read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.access.policy import ScopeSet
from wiki.pages.models import Page
from wiki.prepared import Prepared
from wiki.spaces.models import Space


@dataclass(frozen=True, slots=True)
class LatestChange:
    """The page of a space that was changed last."""

    title: str
    changed_at: datetime


# One look into an index for each space, however many pages it has.
_latest_of_space = (
    policy.narrow(Page, (Page.id,))
    .where(Page.space_id == Space.id, Page.template_for.is_(None))
    .order_by(Page.changed_at.desc())
    .limit(1)
    .correlate(Space)
    .scalar_subquery()
)
_LATEST = Prepared(
    policy.narrow(Page, (Page.space_id, Page.title, Page.changed_at)).where(
        Page.id.in_(select(_latest_of_space).where(Space.scope_id.in_(policy.parameter_ids("scopes"))))
    )
)


def latest(session: Session, scope_set: ScopeSet) -> dict[int, LatestChange]:
    """The latest changed readable page of each readable space, by the space's id. One statement."""
    rows = _LATEST.rows(session, scope_set.parameters)
    return {space_id: LatestChange(title, changed_at) for space_id, title, changed_at in rows}
