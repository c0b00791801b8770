"""Facts about attachments, told through the outbox."""

from dataclasses import dataclass

from wiki.outbox import Event


@dataclass(frozen=True, slots=True)
class AttachmentAdded(Event):
    """A page has a new file, or a file has a new version."""

    attachment_id: int
    page_id: int
    number: int


@dataclass(frozen=True, slots=True)
class AttachmentRenamed(Event):
    """A file has another name."""

    attachment_id: int
    page_id: int


@dataclass(frozen=True, slots=True)
class AttachmentMoved(Event):
    """A file hangs on another page."""

    attachment_id: int
    from_page_id: int
    page_id: int


@dataclass(frozen=True, slots=True)
class AttachmentDeleted(Event):
    """A file and all its versions are gone."""

    attachment_id: int
    page_id: int


@dataclass(frozen=True, slots=True)
class FileVersionRemoved(Event):
    """One version of a file was taken away for good."""

    attachment_id: int
    page_id: int
    number: int


@dataclass(frozen=True, slots=True)
class FileTextTaken(Event):
    """The text of a file's latest version is known, or that it has none."""

    attachment_id: int
    page_id: int
