"""The first lines of a page's visible text, for a glance at it from a link."""

from sqlalchemy import Integer, bindparam
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.access.policy import ScopeSet
from wiki.pages.models import PageText
from wiki.pages.slugs import title_key
from wiki.prepared import Prepared

MOST = 320
"""Characters."""

_MOST_LINES = 6

_TEXT = Prepared(
    policy.narrow(PageText, (PageText.text,)).where(PageText.page_id == bindparam("page_id", type_=Integer))
)


def first_lines(session: Session, scope_set: ScopeSet, page_id: int, title: str) -> str | None:
    """The beginning of the text without a first line that is the title; None where the page may not be read.

    It is the text as the author wrote it: what a page shows of others is not in it.
    """
    row = _TEXT.first(session, {**scope_set.parameters, "page_id": page_id})
    if row is None:
        return None
    lines = [line.strip() for line in row[0][: MOST * 8].splitlines() if line.strip()]
    if lines and title_key(lines[0]) == title_key(title):
        del lines[0]
    text = "\n".join(lines[:_MOST_LINES])
    if len(text) <= MOST:
        return text
    return text[:MOST].rpartition(" ")[0].rstrip(" ,;:–-\n") + " …"
