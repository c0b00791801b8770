"""What callers hand to the page service, and what they get back."""

from dataclasses import dataclass

from wiki.errors import WikiError
from wiki.merge import Agreed, Disputed


@dataclass(frozen=True, slots=True)
class Change:
    """A text that somebody wants to be the page's head.

    `base_number` is the revision that the person started from. `title` None keeps the title. `save_id` is a
    random word of the client: the same one again is answered with the first save (a retry after a lost answer).
    `leaves_drafts` says that nobody wrote: the actor's draft of the page stays, and nothing is set aside as one.
    """

    body: str
    base_number: int
    title: str | None = None
    summary: str = ""
    is_minor: bool = False
    kind: str = "edit"
    save_id: str | None = None
    allows_empty: bool = False
    author_name: str | None = None
    leaves_drafts: bool = False


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page to be made. `slug` None takes it from the title. `is_unpublished`: its maker alone sees it at first."""

    space_id: int
    title: str
    body: str
    parent_id: int | None = None
    slug: str | None = None
    position: int = 0
    summary: str = ""
    save_id: str | None = None
    kind: str = "edit"
    is_unpublished: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """The head after a save. `merged_with` names the people whose changes were merged in."""

    page_id: int
    public_id: str
    slug: str
    number: int
    body: str
    body_sha256: str
    is_unchanged: bool = False
    merged_with: tuple[str, ...] = ()


class EditConflict(WikiError):
    """Both changed the same passages. The caller's text is already kept as a conflict draft."""

    code = "edit_conflict"

    def __init__(
        self, page_id: int, head_number: int, passages: tuple[Agreed | Disputed, ...], change: Change
    ) -> None:
        super().__init__(page_id=page_id, head_number=head_number)
        self.page_id = page_id
        self.head_number = head_number
        self.passages = passages
        self.change = change
