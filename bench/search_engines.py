"""Engines with rights, for `make bench-search`: each answers the same questions for a reader of some of the scopes.

The reader may see 20 of 40 spaces and 9 of 60 groups. `title:` looks into all fields and `after:` counts for nothing
in the others; they count no facets, and but for tantivy no hits beyond the 30 that they give. Small words are needed
like all others by SQLite and tantivy, while ours and PostgreSQL's do without.
"""

import importlib
import re
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import psycopg

from bench.search_collection import READABLE, Collection
from wiki.search import whoosh_snapshot
from wiki.search.backend import Readable
from wiki.search.compounds import Splitter, parts_of
from wiki.search.documents import Pages
from wiki.search.syntax import Phrase, Prefix, Question, Term
from wiki.search.whoosh_backend import WhooshIndex
from wiki.search.words import words

FETCHED = 30
TANTIVY = "tantivy==0.27.0"
_BATCH = 5_000
_MOST_FOR_PARTS = 20_000


class Measured:
    """An engine; each says what its answers cost the processor."""

    made_beside = 0.0
    """Seconds of processor time that another process spent for the index."""

    @staticmethod
    def cpu() -> float:
        """Seconds of processor time so far of whoever answers."""
        return time.thread_time()


class Ours(Measured):
    """Our index, facets counted as for the first screen of hits."""

    name = "Werkbuch"

    def __init__(self, folder: Path, given: Collection) -> None:
        counts = Counter(
            word
            for page in given.texts[:_MOST_FOR_PARTS]
            if page.language == "de"
            for word in set(words(page.body))
        )
        self.index = WhooshIndex(folder, Splitter(parts_of(counts)).split)
        self.index.create()
        for start in range(0, len(given.texts), _BATCH):
            self.index.apply(given.documents(start, start + _BATCH), (), 1)
        while self.index.tidy():  # as the worker does when it has nothing else to do
            pass
        self._readable = Readable(READABLE, _places(given.scopes))

    def ask(self, question: Question) -> int:
        found = self.index.search(
            question, self._readable, lambda _: frozenset(), skip=0, limit=FETCHED, facets=True
        )
        return found.total

    def forget(self) -> None:
        """Nothing is kept of words, nor where pages lie and what of them may be read; segments stay open."""
        kept = whoosh_snapshot.kept
        with kept._lock:
            kept._kept.clear()
        self.index.snapshot()._frequencies.clear()
        self.index._places = type(self.index._places)()

    def reopen(self) -> None:
        """As a process that asks for the first time, whose files the system still holds in memory."""
        self.index = WhooshIndex(self.index.folder, self.index.split)
        self.forget()


def _places(scopes: list[int]) -> Pages:
    ids = np.arange(1, len(scopes) + 1, dtype=np.int64)
    where = np.array(scopes, np.int64)
    return Pages(ids, where, where)


class Fts5(Measured):
    """SQLite's FTS5 without stems; rights by a join."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path, given: Collection) -> None:
        folder.mkdir()
        self._database = sqlite3.connect(folder / "fts5.db", check_same_thread=False)
        self._database.executescript(
            "CREATE VIRTUAL TABLE page USING fts5(title, heading, body, content='', tokenize='unicode61');"
            "CREATE TABLE place (id INTEGER PRIMARY KEY, scope INTEGER NOT NULL);"
        )
        self._database.executemany(
            "INSERT INTO page (rowid, title, heading, body) VALUES (?, ?, ?, ?)",
            ((number, page.title, page.headings, page.body) for number, page in enumerate(given.texts, 1)),
        )
        self._database.executemany("INSERT INTO place VALUES (?, ?)", enumerate(given.scopes, 1))
        self._database.commit()
        listed = ",".join(map(str, sorted(READABLE)))
        self._statement = (
            "SELECT page.rowid FROM page JOIN place ON place.id = page.rowid WHERE page MATCH ?"
            f" AND place.scope IN ({listed}) ORDER BY bm25(page, 3.0, 1.5, 1.0) LIMIT {FETCHED}"
        )

    def ask(self, question: Question) -> int:
        return len(self._database.execute(self._statement, (self._asked(question),)).fetchall())

    def _asked(self, question: Question) -> str:
        parts, without = [], []
        for clause in question.clauses:
            some = [one for leaf in clause.leaves if (one := self._leaf(leaf))]
            if some:
                (without if clause.is_without else parts).append(f"({' OR '.join(some)})")
        return " AND ".join(parts) + "".join(f" NOT {one}" for one in without)

    def _leaf(self, leaf) -> str:
        match leaf:
            case Term(word):
                return f'"{word}"'
            case Prefix(start):
                return f'"{start}"*'
            case Phrase(found):
                return f'"{" ".join(found)}"'
        return ""


class PostgreSql(Measured):
    """PostgreSQL's german configuration, a GIN index, ts_rank; rights in the WHERE."""

    name = "PostgreSQL GIN"

    def __init__(self, database: psycopg.Connection, given: Collection) -> None:
        self._database = database
        self._spent = Path(f"/proc/{database.info.backend_pid}/schedstat")
        database.execute("SET max_parallel_workers_per_gather = 0")
        database.execute("SET max_parallel_maintenance_workers = 0")
        database.execute("DROP TABLE IF EXISTS page")
        database.execute("CREATE TABLE page (id integer PRIMARY KEY, scope integer, found tsvector)")
        with database.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO page VALUES (%s, %s, setweight(to_tsvector('german', %s), 'A')"
                " || to_tsvector('german', %s))",
                (
                    (number, scope, f"{page.title} {page.headings}", page.body.replace("\0", " ")[:900_000])
                    for number, (page, scope) in enumerate(zip(given.texts, given.scopes, strict=True), 1)
                ),
            )
        database.execute("CREATE INDEX ON page USING gin (found)")
        database.execute("ANALYZE page")
        database.commit()
        self.made_beside = int(self._spent.read_text().split()[0]) / 1e9

    def cpu(self) -> float:
        """The server's process works for this connection alone."""
        return time.thread_time() + int(self._spent.read_text().split()[0]) / 1e9

    def ask(self, question: Question) -> int:
        asked, values = self._asked(question)
        statement = (
            f"SELECT id FROM page, (SELECT {asked} AS asked) AS one WHERE found @@ asked AND scope = ANY(%s)"
            f" ORDER BY ts_rank(found, asked) DESC LIMIT {FETCHED}"
        )
        return len(self._database.execute(statement, (*values, list(READABLE))).fetchall())

    def _asked(self, question: Question) -> tuple[str, list[str]]:
        parts, values = [], []
        for clause in question.clauses:
            some = []
            for leaf in clause.leaves:
                match leaf:
                    case Term(word):
                        some.append("plainto_tsquery('german', %s)")
                        values.append(word)
                    case Prefix(start):
                        some.append("to_tsquery('simple', %s)")
                        values.append(f"{start}:*")
                    case Phrase(found):
                        some.append("phraseto_tsquery('german', %s)")
                        values.append(" ".join(found))
            if some:
                parts.append(f"{'!!' if clause.is_without else ''}({' || '.join(some)})")
        return " && ".join(parts), values


class Tantivy(Measured):
    """tantivy with its German stemmer; installed into a temporary folder by the bench alone."""

    name = "tantivy"

    def __init__(self, folder: Path, given: Collection) -> None:
        self._library = _tantivy(folder / "library")
        library = self._library
        schema = library.SchemaBuilder()
        schema.add_text_field("title", tokenizer_name="de_stem")
        schema.add_text_field("body", tokenizer_name="de_stem")
        schema.add_integer_field("scope", indexed=True, fast=True)
        schema.add_integer_field("id", stored=True)
        self._schema = schema.build()
        (folder / "index").mkdir()
        self._index = library.Index(self._schema, str(folder / "index"))
        analyzer = library.TextAnalyzerBuilder(library.Tokenizer.simple()).filter(library.Filter.lowercase())
        self._index.register_tokenizer("de_stem", analyzer.filter(library.Filter.stemmer("german")).build())
        writer = self._index.writer(num_threads=1)
        for number, (page, scope) in enumerate(zip(given.texts, given.scopes, strict=True), 1):
            title = f"{page.title} {page.headings}"
            writer.add_document(library.Document(title=title, body=page.body, scope=scope, id=number))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._rights = library.Query.term_set_query(self._schema, "scope", sorted(READABLE))

    def ask(self, question: Question) -> int:
        library = self._library
        parts = [(library.Occur.Must, self._rights)]
        for clause in question.clauses:
            some = [(library.Occur.Should, one) for leaf in clause.leaves if (one := self._leaf(leaf))]
            if some:
                occurs = library.Occur.MustNot if clause.is_without else library.Occur.Must
                parts.append((occurs, library.Query.boolean_query(some)))
        found = self._index.searcher().search(library.Query.boolean_query(parts), FETCHED)
        return found.count or 0

    def _leaf(self, leaf):
        match leaf:
            case Term(word):
                return self._index.parse_query(word, ["title", "body"])
            case Prefix(start):
                return self._library.Query.regex_query(self._schema, "body", f"{re.escape(start)}.*")
            case Phrase(found):
                return self._index.parse_query(f'"{" ".join(found)}"', ["title", "body"])
        return None


class StockWhoosh(Measured):
    """Whoosh as it comes, with its stemmer for German and its own searcher; rights by `And`."""

    name = "Whoosh as it comes"

    def __init__(self, folder: Path, given: Collection) -> None:
        from whoosh import analysis, fields, index

        folder.mkdir()
        stems = analysis.LanguageAnalyzer("de")
        schema = fields.Schema(
            id=fields.NUMERIC(stored=True), scope=fields.ID, title=fields.TEXT(stems, field_boost=3.0),
            body=fields.TEXT(stems),
        )  # fmt: skip
        self._index = index.create_in(folder, schema)
        writer = self._index.writer(limitmb=256)
        for number, (page, scope) in enumerate(zip(given.texts, given.scopes, strict=True), 1):
            title = f"{page.title} {page.headings}"
            writer.add_document(id=number, scope=str(scope), title=title, body=page.body)
        writer.commit()
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> int:
        from whoosh.qparser import MultifieldParser
        from whoosh.query import And, Or
        from whoosh.query import Term as Whole

        parser = MultifieldParser(["title", "body"], self._index.schema)
        asked = parser.parse(" ".join(_written(clause) for clause in question.clauses))
        rights = Or([Whole("scope", str(scope)) for scope in READABLE])
        return len(self._searcher.search(And([asked, rights]), limit=FETCHED))


def _written(clause) -> str:
    some = []
    for leaf in clause.leaves:
        match leaf:
            case Term(word):
                some.append(word)
            case Prefix(start):
                some.append(f"{start}*")
            case Phrase(found):
                some.append(f'"{" ".join(found)}"')
    return ("NOT " if clause.is_without else "") + f"({' OR '.join(some)})" if some else ""


def _tantivy(folder: Path):
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--target",
        str(folder),
        "--no-deps",
        TANTIVY,
    ]
    subprocess.run(command, check=True)
    sys.path.insert(0, str(folder))
    return importlib.import_module("tantivy")
