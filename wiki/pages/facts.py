"""Derives tags, properties and the searchable text of a page from its rendering."""

from sqlalchemy import Integer, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from wiki.pages.derive import Derivation
from wiki.pages.models import PageProperty, PageTag, PageText
from wiki.pages.slugs import search_key
from wiki.prepared import Prepared, values_of

_LONGEST_NAME = 100
_page = bindparam("page", type_=Integer)
_VALUES = values_of(PageText.title, PageText.folded, PageText.text, PageText.anchors)
_TEXT = Prepared(insert(PageText).values(page_id=_page, **_VALUES))
_TEXT_AGAIN = Prepared(update(PageText).where(PageText.page_id == _page).values(**_VALUES))
_TAGS = Prepared(select(PageTag.name).where(PageTag.page_id == _page))
_PROPERTIES = Prepared(select(PageProperty.name, PageProperty.value).where(PageProperty.page_id == _page))


def derive_text(session: Session, derivation: Derivation) -> None:
    """Title and visible text can be found."""
    text = derivation.rendering.text
    values = {
        "page": derivation.page.id,
        "title": search_key(derivation.title),
        "folded": search_key(text).replace("\0", " "),  # PostgreSQL holds no NUL
        "text": text,
        "anchors": "\n".join(["", *derivation.rendering.anchors, ""]),
    }
    if derivation.is_new or not _TEXT_AGAIN.change(session, values):
        _TEXT.change(session, values)


def derive_tags(session: Session, derivation: Derivation) -> None:
    """The page has the tags of its front matter."""
    wanted = {tag.strip()[:_LONGEST_NAME] for tag in derivation.rendering.tags} - {""}
    page_id = derivation.page.id
    known = () if derivation.is_new else _TAGS.rows(session, {"page": page_id})
    found = {name for (name,) in known}
    if gone := found - wanted:
        session.execute(delete(PageTag).where(PageTag.page_id == page_id, PageTag.name.in_(gone)))
    session.add_all(PageTag(page_id=page_id, name=name) for name in sorted(wanted - found))


def derive_properties(session: Session, derivation: Derivation) -> None:
    """The page has the properties of its front matter."""
    wanted = {name[:_LONGEST_NAME]: value for name, value in derivation.rendering.properties.items()}
    page_id = derivation.page.id
    known = [] if derivation.is_new else _PROPERTIES.rows(session, {"page": page_id})
    found: dict[str, object] = dict(known)
    if gone := [name for name, value in found.items() if name not in wanted or value != wanted[name]]:
        session.execute(
            delete(PageProperty).where(PageProperty.page_id == page_id, PageProperty.name.in_(gone))
        )
    session.add_all(
        PageProperty(page_id=page_id, name=name, value=value)
        for name, value in wanted.items()
        if name not in found or name in gone
    )
