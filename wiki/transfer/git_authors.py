"""Who wrote what in a git history: people of the wiki by a table, all others by the name they gave.

The table is CSV with two columns: a git name, an address, or `Name <address>`; and a sign-in name of this wiki.
A heading `git,user` may stand above. Addresses are not kept: nobody published them here.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.errors import Invalid, TooLarge
from wiki.pages.slugs import clean_title
from wiki.users.models import User

_LARGEST = 1 << 20
_LONGEST_NAME = 200
_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Author:
    """Whom a revision names; `user_id` None is a name alone."""

    user_id: int | None
    name: str


@dataclass(slots=True)
class Authors:
    """The table; `unmapped` counts the revisions of each name that it does not hold."""

    known: Mapping[str, Author] = field(default_factory=dict)
    unmapped: dict[str, int] = field(default_factory=dict)

    def of(self, name: str, email: str) -> Author:
        """The author of a commit."""
        for key in (f"{name} <{email}>", email, name):
            found = self.known.get(_key(key))
            if found is not None:
                return found
        shown = clean_title(name.encode("utf-8", "replace").decode())[:_LONGEST_NAME] or "?"
        self.unmapped[shown] = self.unmapped.get(shown, 0) + 1
        return Author(None, shown)


def read(session: Session, path: Path) -> Authors:
    """The authors of a CSV file. Raises Invalid (`authors`) with the line that cannot be taken, TooLarge."""
    content = path.read_bytes()
    if len(content) > _LARGEST:
        raise TooLarge(limit=_LARGEST)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("authors", "encoding") from error
    people = {
        _key(name): Author(user_id, shown)
        for user_id, name, shown in session.execute(select(User.id, User.name, User.display_name))
    }
    known: dict[str, Author] = {}
    dialect = ";" if text.partition("\n")[0].count(";") else ","
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=dialect), 1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[:2] == ["git", "user"]):
            continue
        if len(cells) != _COLUMNS or not all(cells):
            raise Invalid("authors", "columns", line=number)
        person = people.get(_key(cells[1]))
        if person is None:
            raise Invalid("authors", "unknown_user", line=number)
        known[_key(cells[0])] = person
    return Authors(known)


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
