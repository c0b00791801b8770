"""Derives tags, properties and the searchable text of a page from its rendering."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wiki.pages.derive import Derivation
from wiki.pages.models import PageProperty, PageTag, PageText
from wiki.pages.slugs import search_key

_LONGEST_NAME = 100


def derive_text(session: Session, derivation: Derivation) -> None:
    """Title and visible text can be found."""
    earlier = select(PageText).where(PageText.page_id == derivation.page.id)
    row = None if derivation.is_new else session.scalar(earlier)
    title = search_key(derivation.title)
    text = derivation.rendering.text
    folded = search_key(text).replace("\0", " ")  # PostgreSQL holds no NUL
    anchors = "\n".join(["", *derivation.rendering.anchors, ""])
    if row is None:
        session.add(
            PageText(page_id=derivation.page.id, title=title, folded=folded, text=text, anchors=anchors)
        )
    else:
        row.title, row.folded, row.text, row.anchors = title, folded, text, anchors


def derive_tags(session: Session, derivation: Derivation) -> None:
    """The page has the tags of its front matter."""
    wanted = {tag.strip()[:_LONGEST_NAME] for tag in derivation.rendering.tags} - {""}
    page_id = derivation.page.id
    earlier = select(PageTag.name).where(PageTag.page_id == page_id)
    found = set() if derivation.is_new else set(session.scalars(earlier))
    if gone := found - wanted:
        session.execute(delete(PageTag).where(PageTag.page_id == page_id, PageTag.name.in_(gone)))
    session.add_all(PageTag(page_id=page_id, name=name) for name in sorted(wanted - found))


def derive_properties(session: Session, derivation: Derivation) -> None:
    """The page has the properties of its front matter."""
    wanted = {name[:_LONGEST_NAME]: value for name, value in derivation.rendering.properties.items()}
    page_id = derivation.page.id
    earlier = select(PageProperty).where(PageProperty.page_id == page_id)
    rows = {} if derivation.is_new else {row.name: row for row in session.scalars(earlier)}
    for name, row in rows.items():
        if name not in wanted:
            session.delete(row)
        elif row.value != wanted[name]:
            row.value = wanted[name]
    session.add_all(
        PageProperty(page_id=page_id, name=name, value=value)
        for name, value in wanted.items()
        if name not in rows
    )
