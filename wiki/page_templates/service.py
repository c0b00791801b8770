"""Makes a page a template, and ends that."""

from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.errors import Conflict, Invalid
from wiki.page_templates import queries
from wiki.page_templates.queries import REACHES, SUBTREE
from wiki.pages import tree
from wiki.pages.models import Page
from wiki.spaces.models import Space


def mark(session: Session, actor: Actor, page_id: int, reach: str) -> Page:
    """The page is offered for new pages of its `space`, or of the `subtree` below its parent, and leaves the lists.

    Needs EDIT. Raises Invalid (`reach`, `unknown`), Conflict (`template_has_pages`, `template_is_home`): what lies
    below would vanish from the tree, and a space begins with a page that everybody sees.
    """
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    if reach not in REACHES or (reach == SUBTREE and page.parent_id is None):
        raise Invalid("reach", "unknown")
    if queries.has_pages_below(session, page.id):
        raise Conflict(reason="template_has_pages")
    space = policy.allowed(Space, actor).where(Space.id == page.space_id, Space.home_page_id == page.id)
    if session.scalar(space) is not None:
        raise Conflict(reason="template_is_home")
    page.template_for = reach
    tree.touch(session, page.scope_id)
    return page


def end(session: Session, actor: Actor, page_id: int) -> Page:
    """The page is an ordinary one again. Needs EDIT."""
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    page.template_for = None
    tree.touch(session, page.scope_id)
    return page
