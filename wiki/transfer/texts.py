"""What a Markdown file says about its page: the text, its title, its place among others. Pure."""

import re
from dataclasses import dataclass

from wiki.errors import Invalid
from wiki.pages.slugs import MAX_TITLE, clean_title
from wiki.render import frontmatter, markdown, plaintext

_ORDER_NAMES = ("weight", "order", "position", "nav_order", "sidebar_position")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*\Z")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*\Z")
_MARKUP = re.compile(r"[][*_`~<>&\\!|^]")
_LONGEST_HEADING = 2_000
_SEPARATORS = re.compile(r"[-_\s]+")


@dataclass(frozen=True, slots=True)
class Facts:
    """A page file: `title` from front matter or the first heading, `slug` and `order` from front matter."""

    path: str
    title: str | None = None
    order: float | None = None
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text; `encoding` is what it was read as."""

    body: str
    encoding: str


def decoded(content: bytes) -> Text:
    """The text of a file in UTF-8, with or without mark, UTF-16 with mark, or Windows-1252.

    Raises Invalid (`file`: `binary`) when it is no text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Text(_strict(content, "utf-16"), "utf-16")
    if b"\0" in content:
        raise Invalid("file", "binary")
    try:
        return Text(content.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        return Text(_strict(content, "cp1252"), "cp1252")


def exported(content: bytes) -> Text:
    """The text of a file that an export wrote: whatever a page can hold, unchanged.

    A file that somebody changed with another program is read like any other. Raises Invalid as `decoded`.
    """
    try:
        return Text(content.decode("utf-8", "surrogatepass"), "utf-8")
    except UnicodeDecodeError:
        return decoded(content)


def of_file(path: str, body: str) -> Facts:
    """What the file says about its page."""
    properties, text = _front(body)
    title = properties.get("title")
    named = clean_title(str(title)) if isinstance(title, str | int | float) else ""
    slug = properties.get("slug")
    return Facts(
        path,
        (named or _first_heading(text))[:MAX_TITLE].strip() or None,
        _order(properties),
        slug.strip().strip("/") if isinstance(slug, str) else None,
    )


def title_of_name(name: str) -> str:
    """A file's or folder's name as a title: `2015_06_01---Treffen` becomes `2015 06 01 Treffen`."""
    spaced = clean_title(_SEPARATORS.sub(" ", name))
    return (spaced[:1].upper() + spaced[1:])[:MAX_TITLE].strip() or "Seite"


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Invalid("file", "encoding") from error


_BLOCK = re.compile(r"---[ \t]*\r?\n(?P<yaml>.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_WANTED = re.compile(
    rf"^({'|'.join(('title', 'slug', *_ORDER_NAMES))})[ \t]*:(.*)\r?\n(?=(.?))", re.MULTILINE
)
_VALUE = re.compile(
    r"[ \t]+(?:'(?P<single>[^'\n]*)'|\"(?P<double>[^\"\\\n]*)\"|(?P<number>[1-9][0-9]{0,8})"
    r"|(?P<plain>(?!(?:true|false|null)\b)[^\W\d][\w ()/.-]*))[ \t]*",
    re.IGNORECASE,
)


def _front(body: str) -> tuple[dict[str, object], str]:
    """Properties and text; the whole YAML, which takes long, is read only where the wanted ones are not plain."""
    block = _BLOCK.match(body)
    if block is not None and len(block[0]) <= frontmatter.LIMIT:
        found: dict[str, object] = {}
        for name, written, following in _WANTED.findall(block["yaml"]):
            value = _VALUE.fullmatch(written)
            if value is None or following in (" ", "\t") or name in found:
                break
            number = value["number"]
            text = value["single"] or value["double"] or (value["plain"] or "").rstrip()
            found[name] = int(number) if number else text
        else:
            return found, body[block.end() :]
    front = frontmatter.split(body)
    return front.properties, front.body


def _order(properties: dict[str, object]) -> float | None:
    for name in _ORDER_NAMES:
        value = properties.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    return None


def _first_heading(body: str) -> str:
    """The text of the first heading of the first level, found line by line: parsing it all would take too long."""
    before, fence = "", ""
    for line in re.split(r"\r\n|\r|\n", body):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        elif (heading := _HEADING.match(line)) and heading[1]:
            return _plain(heading[1])
        elif before.strip() and _UNDERLINE.match(line):
            return _plain(before)
        before = line
    return ""


def _plain(heading: str) -> str:
    text = heading[:_LONGEST_HEADING]
    if _MARKUP.search(text):
        text = plaintext.of_blocks(markdown.parse(f"# {text.strip()}").tokens)
    return clean_title(text)
