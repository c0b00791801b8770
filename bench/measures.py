"""What is measured; each function returns its figures. Ratios come from slices side by side."""

import gzip
import os
import re
import resource
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import urlencode, urljoin

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, event, insert

from bench.load import Client, Request, rate
from bench.wikis import KEY, Server, Wiki, serving_bare
from wiki.actor import SIGNED_IN, Right, system
from wiki.app import create_app
from wiki.blobs import LocalBlobs
from wiki.db import Sessions
from wiki.ops import seed_texts
from wiki.pages.renderings import Limits
from wiki.render import pipeline
from wiki.settings import Settings
from wiki.spaces import service as spaces
from wiki.transfer import importer, source

_VISITED = 200
_LIMITS = Limits(1024 * 1024)


@dataclass(frozen=True)
class Pace:
    """How long and how often; `quick` is for trying the measuring itself."""

    slices: int
    seconds: float
    warm_up: float
    saves: int
    pages: int
    many_pages: int
    requests: int


FULL = Pace(slices=9, seconds=2.0, warm_up=10, saves=60, pages=1_000, many_pages=100_000, requests=300)
QUICK = Pace(slices=3, seconds=1.0, warm_up=5, saves=12, pages=200, many_pages=1_000, requests=60)


def visited(wiki: Wiki) -> list[str]:
    some = Random(1).sample(wiki.pages, min(_VISITED, len(wiki.pages)))
    return [f"/s/{KEY}/{slug}" for slug, _ in some]


def views(wiki: Wiki, server: Server, pace: Pace) -> dict:
    """Views of 200 pages by one signed-in person, warm, against the same bytes from the bare view; and 304."""
    client = Client(server.port, wiki.token)
    paths, tags = visited(wiki), {}
    content = b""
    for path in paths:
        status, headers, content, _ = client.send("GET", path)
        assert status == 200, (path, status)
        tags[path] = headers["ETag"]
    headers = {"Cookie": f"sid={wiki.token}", "Accept": "text/html", "Accept-Language": "de"}
    page = [Request(path, headers) for path in paths]
    known = [Request(path, {**headers, "If-None-Match": tags[path]}) for path in paths]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "content"
        file.write_bytes(content)
        with serving_bare(wiki, file) as bare:
            plain = [Request("/", headers)]
            for requests, target in ((page, server), (plain, bare)):  # both server processes get warm
                rate(target.port, requests, pace.warm_up)
            view, cpu, _ = _slices(server, page, bare, plain, pace)
            again, _, rates = _slices(server, known, bare, plain, pace)
    return {
        "bytes": len(content),
        "bare_per_second": round(statistics.median(rates)),
        "view_ratio": round(view, 3),
        "view_cpu_ratio": round(cpu, 3),
        "not_modified_ratio": round(again, 3),
    }


def _slices(server, requests, bare, plain, pace):
    """The median ratio of rates, the ratio of processor time an answer, and the yardstick's rates."""
    ratios, bare_rates, spent = [], [], [0.0, 0.0]
    answered = [0.0, 0.0]
    for _ in range(pace.slices):
        pair = []
        for number, (target, wanted) in enumerate(((server, requests), (bare, plain))):
            before = target.cpu_seconds()
            pair.append(rate(target.port, wanted, pace.seconds))
            spent[number] += target.cpu_seconds() - before
            answered[number] += pair[-1] * pace.seconds
        ratios.append(pair[0] / pair[1])
        bare_rates.append(pair[1])
    cpu = (spent[1] / answered[1]) / (spent[0] / answered[0])
    return statistics.median(ratios), cpu, bare_rates


def memory(wiki: Wiki, server: Server) -> dict:
    """PSS after a thousand views by one person, over all open pages."""
    client = Client(server.port, wiki.token)
    for number in range(1_000):
        client.send("GET", f"/s/{KEY}/{wiki.pages[number % len(wiki.pages)][0]}")
    sizes = server.memory_mib()
    return {
        "processes_mib": [[role, round(size, 1)] for role, size in sizes],
        "server_mib": round(max(size for role, size in sizes if role == "web server"), 1),
    }


def saves(wiki: Wiki, server: Server, pace: Pace) -> dict:
    """Saves by the form, one at a time, against a loop that renders the same text and commits one row."""
    client, random = Client(server.port, wiki.token), Random(2)
    times, loop_times = [], []
    cpu = loop_cpu = 0.0
    with tempfile.TemporaryDirectory(dir=wiki.folder) as folder:
        settings = Settings(data_dir=Path(folder), secret_key="x" * 40)
        sessions = Sessions(settings)
        metadata = MetaData()
        table = Table("texts", metadata, Column("id", Integer, primary_key=True), Column("body", LargeBinary))
        metadata.create_all(sessions.writer)
        for number, (slug, _) in enumerate(random.sample(wiki.pages, pace.saves)):
            form = _edit_form(client, slug)
            form["body"] += f"\n\nErgänzt {number}.\n"
            before = server.cpu_seconds()
            times.append(_save(client, wiki, slug, form))
            cpu += server.cpu_seconds() - before
            started, before = time.perf_counter(), time.process_time()
            rendering = pipeline.render(form["body"])
            with sessions.writing() as session:
                session.execute(insert(table).values(body=(form["body"] + rendering.html).encode()))
            loop_times.append(time.perf_counter() - started)
            loop_cpu += time.process_time() - before
        sessions.dispose()
    return {
        "save_ms": round(statistics.median(times) * 1e3, 2),
        "loop_ms": round(statistics.median(loop_times) * 1e3, 2),
        "save_ratio": round(statistics.median(times) / statistics.median(loop_times), 2),
        "save_cpu_ratio": round(cpu / loop_cpu, 2),
    }


def _edit_form(client: Client, slug: str) -> dict[str, str]:
    """What the form of a page holds, but for its token."""
    status, _, content, _ = client.send("GET", f"/s/{KEY}/{slug}/edit")
    assert status == 200, status
    title = re.search(r'name="title"[^>]*value="([^"]*)"', content.decode())[1]
    revision = re.search(rb'name="base_revision"[^>]*value="(\d+)"', content)[1].decode()
    _, _, body, _ = client.send("GET", f"/s/{KEY}/{slug}/raw")
    return {"title": title, "body": body.decode(), "base_revision": revision, "summary": "Messung"}


def _save(client: Client, wiki: Wiki, slug: str, form: dict[str, str]) -> float:
    sent = urlencode({**form, "csrf_token": wiki.form_token})
    status, headers, _, seconds = client.send("POST", f"/s/{KEY}/{slug}/edit", sent)
    assert status == 303, (slug, status, headers)
    return seconds


def importing(folder: Path) -> dict:
    """An import of Markdown files into an empty wiki, against rendering the same files; processor time of both."""
    samples = os.environ.get("WERKBUCH_SAMPLES")
    given = Path(samples) / "handbook-sourcegraph" if samples else None
    texts = given if given and given.is_dir() else _generated(folder / "texts")
    wiki = _empty(folder / "import")
    sessions = Sessions(wiki.settings)
    with sessions.writing() as session:
        space = spaces.create(session, system(), "import", "Import", {SIGNED_IN: Right.READ}).id
    started = _cpu()
    with source.opened(texts) as files:
        options = importer.Options(_LIMITS, 50 * 1024**2)
        destination = importer.Destination(space, None)
        report = importer.run(
            sessions, LocalBlobs(wiki.settings.blob_dir), system(), files, destination, options
        )
    spent = _cpu() - started
    sessions.dispose()
    started = _cpu()
    for path in sorted(texts.rglob("*.md")):
        pipeline.render(path.read_text(encoding="utf-8", errors="replace"))
    rendering = _cpu() - started
    return {
        "pages": report.count("created"),
        "import_seconds": round(spent, 1),
        "render_seconds": round(rendering, 1),
        "import_ratio": round(spent / rendering, 2),
    }


def _empty(folder: Path) -> Wiki:
    from wiki import migrate, subscribers

    folder.mkdir(parents=True)
    wiki = Wiki(folder)
    migrate.upgrade(wiki.settings)
    subscribers.install()
    return wiki


def _generated(folder: Path) -> Path:
    folder.mkdir(parents=True)
    random = Random(3)
    titles = seed_texts.titles(300, random)
    for title in titles:
        text = seed_texts.linked(
            seed_texts.body(random, seed_texts.FILE_NAMES[:2]), random.sample(titles, 20)
        )
        (folder / f"{title}.md").write_text(text, encoding="utf-8")
    return folder


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def growth(small: Wiki, server: Server, large: Wiki, large_server: Server, pace: Pace) -> dict:
    """Processor time of the servers for the same work in the small and the large wiki, in turns."""
    clients = [
        (Client(one.port, wiki.token), wiki, one) for wiki, one in ((small, server), (large, large_server))
    ]
    figures = {}
    for name, ask, count in _WORK:
        spent = [0.0, 0.0]
        rounds = 3
        number = max(count(pace) // rounds, 4)
        for turn in range(rounds):
            for place, (client, wiki, one) in enumerate(clients):
                steps = [ask(client, wiki, Random(turn * 1000 + step)) for step in range(number)]
                before = one.cpu_seconds()
                for step in steps:
                    step()
                spent[place] += one.cpu_seconds() - before
        total = number * rounds
        figures[name] = {
            "small_ms": round(spent[0] / total * 1e3, 2),
            "large_ms": round(spent[1] / total * 1e3, 2),
            "ratio": round(spent[1] / max(spent[0], 0.01), 2),
        }
    return figures


def _work_view(client, wiki, random):
    path = f"/s/{KEY}/{random.choice(wiki.pages[:2000])[0]}"
    client.send("GET", path)
    return lambda: client.send("GET", path)


def _work_cold_view(client, wiki, random):
    slug, _ = wiki.pages.pop()  # nobody sees it again, so it is cold in both server processes
    return lambda: client.send("GET", f"/s/{KEY}/{slug}")


def _work_save(client, wiki, random):
    slug, _ = random.choice(wiki.pages)
    form = _edit_form(client, slug)
    form["body"] += f"\n\n{random.random()}\n"
    sent = urlencode({**form, "csrf_token": wiki.form_token})
    return lambda: client.send("POST", f"/s/{KEY}/{slug}/edit", sent)


def _work_create(client, wiki, random):
    fields = {
        "csrf_token": wiki.form_token,
        "title": f"Neu {random.random()}",
        "body": "Kurz.\n",
        "base_revision": 0,
    }
    return lambda: client.send("POST", f"/s/{KEY}/new", urlencode(fields))


def _work_tree(client, wiki, random):
    _, public_id = random.choice(wiki.pages[:500])
    return lambda: client.send("GET", f"/s/{KEY}/tree?parent={public_id}")


def _work_search(client, wiki, random):
    query = urlencode({"q": f"{random.choice(seed_texts.DEPARTMENTS)} Urlaub"})
    return lambda: client.send("GET", f"/search?{query}")


def _work_recent(client, wiki, random):
    return lambda: client.send("GET", "/recent")


_WORK = (
    ("view_cold", _work_cold_view, lambda pace: pace.requests),
    ("view", _work_view, lambda pace: pace.requests * 3),
    ("tree_level", _work_tree, lambda pace: pace.requests),
    ("recent", _work_recent, lambda pace: pace.requests // 3),
    ("save", _work_save, lambda pace: pace.requests // 5),
    ("create", _work_create, lambda pace: pace.requests // 5),
    ("search", _work_search, lambda _pace: 6),
)


def statements(wiki: Wiki) -> dict:
    """Reading statements of one view: of a page that nobody saw since the start, and again."""
    app = create_app(wiki.settings)
    client = app.test_client()
    client.set_cookie("sid", wiki.token)
    client.get(f"/s/{KEY}/{wiki.pages[0][0]}")
    seen: list[str] = []

    @event.listens_for(app.sessions._reader, "checkout")
    def watch(connection, _record, _proxy):
        connection.set_trace_callback(seen.append)

    counts = []
    for _ in range(2):
        seen.clear()
        client.get(f"/s/{KEY}/{wiki.pages[1][0]}")
        counts.append(sum(text.lstrip()[:6].upper().startswith(("SELECT", "WITH")) for text in seen))
    app.sessions.dispose()
    return {"cold": counts[0], "warm": counts[1]}


def first_view(wiki: Wiki, server: Server) -> dict:
    """What a browser with an empty cache fetches for one page, compressed, by following tags and imports."""
    client = Client(server.port, wiki.token)
    path = f"/s/{KEY}/{wiki.pages[0][0]}"
    waiting, fetched = [path], {}
    while waiting:
        address = waiting.pop()
        if address in fetched:
            continue
        status, headers, content, _ = client.send("GET", address, **{"Accept-Encoding": "gzip"})
        assert status == 200, (address, status)
        is_compressed = headers.get("Content-Encoding") == "gzip"
        text = gzip.decompress(content) if is_compressed else content
        kind = headers["Content-Type"]
        is_text = kind.startswith("text/") or "svg" in kind
        fetched[address] = len(content) if is_compressed or not is_text else len(gzip.compress(content, 6))
        waiting += [urljoin(address, found) for found in _needed(kind, text.decode("utf-8", "replace"))]
    return {"requests": len(fetched), "kilobytes": round(sum(fetched.values()) / 1000, 1), "files": fetched}


def _needed(kind: str, text: str) -> list[str]:
    if kind.startswith("text/html"):
        links = re.findall(r'<link[^>]+rel="(?:stylesheet|icon|modulepreload)"[^>]+href="([^"]+)"', text)
        links += re.findall(r'<link[^>]+href="([^"]+)"[^>]+rel="(?:stylesheet|icon|modulepreload)"', text)
        return links + re.findall(r'<script[^>]+src="([^"]+)"', text)
    if kind.startswith("text/javascript"):
        return re.findall(r'^\s*(?:import|export)\b[^"\';]*["\'](\.[^"\']+)["\']', text, re.MULTILINE)
    return []
