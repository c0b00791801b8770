"""Facts about pages, told through the outbox."""

from dataclasses import dataclass

from wiki.outbox import Event


@dataclass(frozen=True, slots=True)
class PageCreated(Event):
    """A page exists."""

    page_id: int
    revision_id: int


@dataclass(frozen=True, slots=True)
class PageSaved(Event):
    """A page has a new head."""

    page_id: int
    revision_id: int


@dataclass(frozen=True, slots=True)
class PageMoved(Event):
    """A page has another parent or space, and so maybe another access scope."""

    page_id: int


@dataclass(frozen=True, slots=True)
class PageRenamed(Event):
    """A page has another title, and so maybe another slug."""

    page_id: int


@dataclass(frozen=True, slots=True)
class RevisionsRedacted(Event):
    """The texts of old revisions were taken away for good."""

    page_id: int
    revision_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PageDeleted(Event):
    """A page and what lies below it are in the trash."""

    page_id: int


@dataclass(frozen=True, slots=True)
class PageRestored(Event):
    """A page and what was deleted with it are back."""

    page_id: int


@dataclass(frozen=True, slots=True)
class PagePurged(Event):
    """A page is gone for good."""

    page_id: int
