"""Search engines side by side over the same pages: ours, and what others would use instead."""

import sqlite3
from collections import Counter
from pathlib import Path
from typing import Protocol

import numpy as np
import psycopg

from bench.corpora import Text, documents
from wiki.search.backend import Matches, Readable
from wiki.search.compounds import Splitter, parts_of
from wiki.search.documents import Pages
from wiki.search.syntax import Question, parse
from wiki.search.whoosh_backend import WhooshIndex
from wiki.search.words import words

_BATCH = 5_000


class Engine(Protocol):
    """Answers with the numbers of pages, from 1, the best first; all words, or one of them where no page has all."""

    name: str

    def find(self, text: str, limit: int) -> list[int]: ...


class Ours:
    """Our index, asked as the wiki asks it."""

    name = "Werkbuch"

    def __init__(self, folder: Path, pages: list[Text], spaces: int = 1) -> None:
        counts = Counter(word for page in pages if page.language == "de" for word in set(words(page.body)))
        self.index = WhooshIndex(folder, Splitter(parts_of(counts)).split)
        self.index.create()
        made = documents(pages)
        for start in range(0, len(made), _BATCH):
            self.index.apply(made[start : start + _BATCH], (), 1)
        numbers = np.arange(1, len(pages) + 1, dtype=np.int64)
        places = numbers % spaces + 1
        self.readable = Readable(frozenset(range(1, spaces + 1)), Pages(numbers, places, places))

    def find(self, text: str, limit: int) -> list[int]:
        question = parse(text)
        found = self._asked(question, limit)
        if not found.total and len(list(question.wanted())) > 1:
            found = self._asked(question.loosened(self.index.split), limit)
        return [match.page_id for match in found.best]

    def _asked(self, question: Question, limit: int) -> Matches:
        return self.index.search(
            question, self.readable, lambda _: frozenset(), skip=0, limit=limit, facets=False
        )


class Fts5:
    """SQLite's FTS5; English by its Porter stemmer. It has none for German."""

    def __init__(self, pages: list[Text], language: str, weights: tuple[float, float, float]) -> None:
        self.name = f"FTS5 {weights}"
        self._weights = weights
        tokens = "porter unicode61" if language == "english" else "unicode61 remove_diacritics 2"
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute(
            f"CREATE VIRTUAL TABLE page USING fts5(title, heading, body, tokenize='{tokens}')"
        )
        self._database.executemany(
            "INSERT INTO page (rowid, title, heading, body) VALUES (?, ?, ?, ?)",
            ((number, page.title, page.headings, page.body) for number, page in enumerate(pages, 1)),
        )

    def weighed(self, weights: tuple[float, float, float]) -> "Fts5":
        """The same with other weights of the fields."""
        other = object.__new__(Fts5)
        other.name, other._weights, other._database = f"FTS5 {weights}", weights, self._database
        return other

    def find(self, text: str, limit: int) -> list[int]:
        quoted = [f'"{word}"' for word in words(text)]
        return self._asked(" AND ".join(quoted), limit) or self._asked(" OR ".join(quoted), limit)

    def _asked(self, asked: str, limit: int) -> list[int]:
        if not asked:
            return []
        statement = "SELECT rowid FROM page WHERE page MATCH ? ORDER BY bm25(page, ?, ?, ?) LIMIT ?"
        return [number for (number,) in self._database.execute(statement, (asked, *self._weights, limit))]


class PostgreSql:
    """PostgreSQL's own configuration of the language, titles as A, headings as B, the rest as D, ranked by ts_rank."""

    def __init__(self, connection: psycopg.Connection, pages: list[Text], language: str, rank: str) -> None:
        self.name, self._rank = f"PostgreSQL {rank}", rank
        self._connection, self._language = connection, language
        connection.execute("DROP TABLE IF EXISTS page")
        connection.execute("CREATE TABLE page (id integer PRIMARY KEY, found tsvector)")
        vector = (
            "setweight(to_tsvector(%(as)s, %(title)s), 'A') || setweight(to_tsvector(%(as)s, %(heading)s), 'B')"
            " || to_tsvector(%(as)s, %(body)s)"
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO page VALUES (%(id)s, {vector.replace('%(as)s', '%(as)s::regconfig')})",
                (
                    {"id": number, "as": language, "title": page.title, "heading": page.headings,
                     "body": page.body.replace("\0", " ")[:900_000]}
                    for number, page in enumerate(pages, 1)
                ),
            )  # fmt: skip
        connection.execute("CREATE INDEX ON page USING gin (found)")
        connection.execute("ANALYZE page")
        connection.commit()

    def ranked(self, rank: str) -> "PostgreSql":
        """The same with another way of ranking."""
        other = object.__new__(PostgreSql)
        other.name, other._rank = f"PostgreSQL {rank}", rank
        other._connection, other._language = self._connection, self._language
        return other

    def find(self, text: str, limit: int) -> list[int]:
        text = text.replace("\0", " ")
        asked = self._connection.execute(
            "SELECT plainto_tsquery(%s::regconfig, %s)::text", (self._language, text)
        ).fetchone()[0]
        return self._asked(asked, limit) or self._asked(asked.replace("' & '", "' | '"), limit)

    def _asked(self, asked: str, limit: int) -> list[int]:
        if not asked:
            return []
        statement = (
            "SELECT id FROM page, (SELECT %s::tsquery AS asked) AS one WHERE found @@ asked"
            f" ORDER BY {self._rank} DESC, id LIMIT %s"
        )
        return [number for (number,) in self._connection.execute(statement, (asked, limit))]
