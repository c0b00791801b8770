"""Derives the comparable values of a page inside its save."""

from sqlalchemy import Integer, bindparam, delete, select
from sqlalchemy.orm import Session

from wiki.pages.derive import Derivation
from wiki.prepared import Prepared
from wiki.properties import values
from wiki.properties.models import PropertyValue
from wiki.properties.values import Value

_KNOWN = Prepared(
    select(PropertyValue.name, PropertyValue.key, PropertyValue.number).where(
        PropertyValue.page_id == bindparam("page_id", type_=Integer)
    )
)


def derive_values(session: Session, derivation: Derivation) -> None:
    """The page can be found by the properties and tags of its text."""
    wanted = values.of_page(derivation.rendering.properties, derivation.rendering.tags)
    page_id = derivation.page.id
    if not derivation.is_new:
        if {Value(*row) for row in _KNOWN.rows(session, {"page_id": page_id})} == set(wanted):
            return
        session.execute(delete(PropertyValue).where(PropertyValue.page_id == page_id))
    session.add_all(
        PropertyValue(page_id=page_id, name=one.name, key=one.key, number=one.number) for one in wanted
    )
