"""The data sets that search is measured on, as documents: the visible text of each page, as the wiki itself derives it.

Rendering all pages takes minutes, so their texts are kept in the folder for temporary files until the renderer changes.
"""

import csv
import hashlib
import json
import os
import pickle
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random

from wiki.render import pipeline
from wiki.search.backend import PAGE, Document
from wiki.search.documents import key
from wiki.search.words import language_of
from wiki.transfer import texts

ANCHORS = {"scale-mdn-de": "german", "handbook-sourcegraph": "english", "dokuwiki-hyperledger": "english"}
QUESTIONS = {"relevance-xquad-de": "german", "relevance-xquad-en": "english"}
_SAMPLE, _SEED = 500, 7
_DOKU_HEADING = re.compile(r"^\s*={2,6}\s*(.+?)\s*={2,6}\s*$", re.MULTILINE)
_DOKU_LINK = re.compile(r"\[\[([^]|]*)\|?([^]]*)\]\]|\{\{([^}|]*)\|?([^}]*)\}\}")
_DOKU_MARKS = re.compile(r"\*\*|//|__|''|%%|~~\w+~~|</?[a-z]+[^>]*>|\\\\|[|^]")


@dataclass(frozen=True)
class Text:
    """A page: its place in the set, and what is indexed of it."""

    path: str
    title: str
    headings: str
    body: str
    language: str


@dataclass(frozen=True)
class Query:
    """What is asked, and the place of the one page that answers."""

    text: str
    target: str


@dataclass(frozen=True)
class Corpus:
    name: str
    language: str
    texts: list[Text]
    tuning: list[Query]
    judged: list[Query]


def folder(name: str) -> Path | None:
    """Where a data set is unpacked."""
    samples = os.environ.get("WERKBUCH_SAMPLES")
    found = Path(samples) / name if samples else None
    return found if found and found.is_dir() else None


def relevance(only: list[str] | None = None) -> list[Corpus]:
    """The sets with questions whose answer is known, halved by a fixed seed; those that are there."""
    found = []
    for name, language in {**ANCHORS, **QUESTIONS}.items():
        if only and name not in only:
            continue
        root = folder(name.removesuffix("-de").removesuffix("-en") if name in QUESTIONS else name)
        if root is None:
            print(f"  {name} is not in WERKBUCH_SAMPLES", file=sys.stderr)
            continue
        pages, queries = _questions(root, name[-2:]) if name in QUESTIONS else _anchors(root)
        Random(_SEED).shuffle(queries)
        half = len(queries) // 2
        found.append(Corpus(name, language, pages, queries[:half], queries[half:]))
    return found


def documents(pages: list[Text], first: int = 1) -> list[Document]:
    """The pages as the index takes them; the number of each is its place in the list, from `first`."""
    return [
        Document(
            key=key(number), page_id=number, kind=PAGE, version=1, language=page.language, title=page.title,
            headings=page.headings, body=page.body, tags=(), day=20_000, author_id=1, editor_id=1,
        )
        for number, page in enumerate(pages, first)
    ]  # fmt: skip


def markdown(root: Path) -> list[Text]:
    """The Markdown files of a set, rendered."""
    return _kept(root, lambda: [_markdown(root, path) for path in sorted(root.glob("data/**/*.md"))])


def _markdown(root: Path, path: Path) -> Text:
    body = texts.decoded(path.read_bytes()).body
    rendering = pipeline.render(body)
    name = path.parent.name if path.stem in {"index", "README", "_index"} else path.stem
    title = texts.of_file(path.name, body).title or texts.title_of_name(name)
    headings = " ".join(rendering.anchors).replace("-", " ")
    return Text(str(path.relative_to(root)), title, headings, rendering.text, language_of(rendering.text))


def _doku(root: Path) -> list[Text]:
    return [
        _doku_page(root, path) for path in sorted((root / "data").rglob("*.txt")) if "pages" in path.parts
    ]


def _doku_page(root: Path, path: Path) -> Text:
    source = path.read_text(encoding="utf-8", errors="replace")
    headings = _DOKU_HEADING.findall(source)
    title = headings[0] if headings else texts.title_of_name(path.stem)
    plain = _DOKU_LINK.sub(lambda found: f" {found[2] or found[1] or found[4] or ''} ", source)
    plain = _DOKU_MARKS.sub("", _DOKU_HEADING.sub(r"\1", plain))
    return Text(str(path.relative_to(root)), title, " ".join(headings), plain, language_of(plain))


def _anchors(root: Path) -> tuple[list[Text], list[Query]]:
    """Link texts that differ from the title of the page to which they lead."""
    pages = _doku(root) if root.name.startswith("dokuwiki") else markdown(root)
    with (root / "relevance" / "anchors.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    there = {page.path for page in pages}
    able = sorted(
        (row["query"], row["target"]) for row in rows if row["equals_title"] == "0" and row["target"] in there
    )
    return pages, [Query(*row) for row in Random(_SEED).sample(able, min(_SAMPLE, len(able)))]


def _questions(root: Path, language: str) -> tuple[list[Text], list[Query]]:
    """Paragraphs and questions to which one of them holds the answer."""
    content = json.loads((root / "data" / f"xquad.{language}.json").read_text("utf-8"))
    pages, queries = [], []
    for article in content["data"]:
        title = article["title"].replace("_", " ")
        for number, paragraph in enumerate(article["paragraphs"]):
            place = f"{article['title']}/{number}"
            pages.append(Text(place, title, "", paragraph["context"], language))
            queries += [Query(asked["question"], place) for asked in paragraph["qas"]]
    return pages, queries


def _kept(root: Path, make) -> list[Text]:
    name = hashlib.sha256(f"{root} {pipeline.VERSION}".encode()).hexdigest()[:16]
    file = Path(tempfile.gettempdir()) / f"werkbuch-bench-texts-{os.getuid()}-{name}.pickle"
    if file.is_file() and file.stat().st_uid == os.getuid():
        return pickle.loads(file.read_bytes())
    made = make()
    file.touch(mode=0o600)
    file.write_bytes(pickle.dumps(made))
    return made
