"""The process that takes texts from files: `python -m wiki.attachments.reading_child KIND LIMITS…`.

Reads the content from standard input (a file), writes its text as UTF-8 to standard output, and sets its own limits
first. What hostile files do to a parser they do here. The exit status says how it went.
"""

import os
import re
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from wiki.attachments import office_texts, plain_texts
from wiki.attachments.extracts import PAGE_END, Extract, FullError, UnreadableError

UNREADABLE, OUT_OF_MEMORY = 4, 3
_JOINED = re.compile("(?:[\x02\ufffe\xad]\n?|(?<=[^\\W\\d_])-\n(?=[a-zäöüß])(?!und |oder |bis |and |or ))")


def main(kind: str, seconds: int, memory: int, most: int) -> int:
    """Read once; the exit status. `most` is the longest text in characters."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most * 4, most * 4))
    try:
        sys.stdout.buffer.write(extracted(kind, sys.stdin.buffer, most).encode())
    except UnreadableError:
        return UNREADABLE
    except (MemoryError, RecursionError):
        return OUT_OF_MEMORY
    return 0


def extracted(kind: str, content: BinaryIO, most: int) -> str:
    """The text of a file of that kind, cut off where it gets too long. Raises UnreadableError."""
    extract = Extract(most)
    with suppress(FullError):
        READERS[kind](content, extract)
    return extract.text()


def pdf(content: BinaryIO, extract: Extract) -> None:
    """The text of a PDF page by page. A page that is damaged is left out. Raises UnreadableError."""
    import pypdfium2  # noqa: PLC0415  a large library, which other kinds do not need

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(str(error)) from error
    for number in range(len(document)):
        try:
            page = document[number]
            text = page.get_textpage().get_text_bounded()
            page.close()
        except pypdfium2.PdfiumError:
            text = ""
        extract.add(_JOINED.sub("", text.replace("\r\n", "\n")) + PAGE_END)


READERS: dict[str, Callable[[BinaryIO, Extract], None]] = {
    "pdf": pdf,
    "word": office_texts.word,
    "sheet": office_texts.sheet,
    "slides": office_texts.slides,
    "open": office_texts.open_document,
    "html": plain_texts.html,
    "plain": plain_texts.plain,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:5])))  # pragma: no cover
