"""Collections and questions of `make bench-search`: pages or pieces, with tags, dates and scopes as in a company."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from random import Random

from bench import corpora
from bench.corpora import Text
from wiki.search.backend import Document

QUESTIONS = {
    kind: asked.strip().split(" | ")
    for kind, _, asked in (
        line.partition(": ")
        for line in (Path(__file__).parent / "search_questions.txt").read_text("utf-8").splitlines()
    )
}
ALL_QUESTIONS = [text for some in QUESTIONS.values() for text in some]

SPACES, GROUPS, RESTRICTED = 40, 60, 0.03
READABLE = frozenset(range(1, SPACES + 1, 2)) | frozenset(range(SPACES + 1, SPACES + 10))
PIECES = 100_000
LAST_DAY = 20_700  # counted from 1970-01-01, as the others
_DAYS = 3_000
_MOST_TAGS, _LEAST_TAGGED = 3, 10
_SETS = ("scale-mdn-de", "handbook-sourcegraph", "wiki-freifunk-bremen", "book-rust-de", "minutes-openjs-cpc")
_SHORTEST = 40


@dataclass(frozen=True)
class Collection:
    """Texts in order; what else is known of each stands at the same place of the other lists."""

    texts: list[Text]

    @cached_property
    def scopes(self) -> list[int]:
        """Of spaces of very different sizes, and of groups for three in a hundred."""
        random = Random(5)
        weights = [0.9**number for number in range(SPACES)]
        spaces = random.choices(range(1, SPACES + 1), weights, k=len(self.texts))
        return [
            SPACES + random.randint(1, GROUPS) if random.random() < RESTRICTED else space for space in spaces
        ]

    @cached_property
    def days(self) -> list[int]:
        """When each was changed last, within eight years."""
        random = Random(6)
        return [LAST_DAY - random.randrange(_DAYS) for _ in self.texts]

    @cached_property
    def tags(self) -> list[tuple[str, ...]]:
        """Names of folders that at least ten and not most of the texts lie in."""
        folders = [PurePosixPath(one.path.partition("#")[0]).parts[:-1] for one in self.texts]
        counts = Counter(name for some in folders for name in set(some))
        able = {name for name, count in counts.items() if _LEAST_TAGGED <= count < len(self.texts) / 2}
        return [
            tuple(dict.fromkeys(name.lower() for name in some if name in able))[:_MOST_TAGS]
            for some in folders
        ]

    def first(self, count: int) -> "Collection":
        return Collection(self.texts[:count])

    def documents(self, start: int, end: int) -> list[Document]:
        """As the index takes them."""
        made = corpora.documents(self.texts[start:end], start + 1)
        return [
            replace(one, tags=self.tags[place], day=self.days[place]) for place, one in enumerate(made, start)
        ]


def pages() -> Collection:
    root = corpora.folder("scale-mdn-de")
    if root is None:
        raise SystemExit("scale-mdn-de is not in WERKBUCH_SAMPLES")
    return Collection(corpora.markdown(root))


def pieces() -> Collection:
    """The texts of all sets in 100,000 pieces of about one length, cut at line ends."""
    texts = [page for name in _SETS if (root := corpora.folder(name)) for page in corpora.markdown(root)]
    length = sum(len(page.body) for page in texts) / PIECES * 0.86
    found: list[Text] = []
    for page in texts:
        part, size = [], 0
        for line in page.body.splitlines():
            part.append(line)
            size += len(line)
            if size >= length:
                found.append(_piece(page, part, len(found)))
                part, size = [], 0
        if size > _SHORTEST:
            found.append(_piece(page, part, len(found)))
    Random(3).shuffle(found)
    return Collection(found[:PIECES])


def _piece(page: Text, lines: list[str], number: int) -> Text:
    title = (lines[0][:60].strip() or page.title) if number % 3 else page.title
    return Text(f"{page.path}#{number}", title, "", "\n".join(lines), page.language)
