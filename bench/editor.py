"""`make bench-editor`: the visual editor in Chromium beside a plain textarea and the stock prosemirror-markdown.

All three get the same texts in the same run, one after the other: on a machine with other work, their ratios mean
more than the figures. Keys are typed into the middle of the text. A key counts from the moment when the browser
received it until the frame that shows it was made; `cpu` and `script` are the time of the page's thread for a key, with
what it does later.

The editor is opened from the server, from the request until the frame that shows its text: `ready_first` with an empty
cache, `ready` the median of this one and two with a filled one. Of the yardsticks, which have neither server nor tools,
it is the time from their page being there. A browser whose requests are looked through (`route`) keeps no cache: so
that is done for the yardsticks alone.

Exit code 1 when an aim is missed. Needs Chromium, and npm for the yardstick.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shutil import which

from playwright.sync_api import sync_playwright
from sqlalchemy import select

from bench.wikis import KEY, seeded, serving
from wiki.actor import system
from wiki.db import Sessions
from wiki.ops import seed_texts
from wiki.pages import service as pages
from wiki.pages.renderings import Limits
from wiki.pages.service import NewPage
from wiki.spaces.models import Space

ROOT = Path(__file__).parents[1]
STOCK = Path(__file__).parent / "stock"
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
TYPED = "Ein Satz, wie man ihn schreibt, mit Worten und Wortzwischenraum. "
BUNDLE = """() => performance.getEntriesByType("resource").map(({ name }) => name)
  .find((name) => name.endsWith("/dist/editor.js"))"""
WARM_UP, KEYS, PACE_SECONDS, REST_SECONDS = 15, 130, 0.07, 2.0
SAVES = 40
SHORT, LONG = "50 KB", "30,000 words"

# A key is done when the frame that shows it has been made: behind the next animation frame.
WATCH = """() => {
  window.keys = [];
  addEventListener("keydown", ({ timeStamp }) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.keys.push(performance.now() - timeStamp);
    port2.postMessage(0);
  }), true);
}"""
PLAIN = '<!doctype html><meta charset="utf-8"><style>textarea,#place{width:46rem;height:50rem;overflow:auto}</style>'
TEXTAREA = f'{PLAIN}<textarea id="place"></textarea>'
STOCK_PAGE = f'{PLAIN}<div id="place"></div>'

# Letters are put into one paragraph after another, and each time what would be saved is asked for.
SAVING = """async ([address, text, count]) => {
  const { Saving, Transform, parse } = await import(address);
  const source = parse(text);
  const saving = new Saving(source);
  let { doc } = source;
  const places = [];
  doc.descendants((node, at) => { if (node.type.name === "paragraph") places.push(at + 1); return true; });
  const times = [];
  for (let time = 0; time <= count; time++) {
    const at = places[(time * 7919) % places.length];
    doc = new Transform(doc).insert(at, doc.type.schema.text("x")).doc;
    const start = performance.now();
    saving.written(doc);
    times.push(performance.now() - start);
    places.forEach((place, index) => { if (place >= at) places[index] = place + 1; });
  }
  return times.slice(1);
}"""
STOCK_SAVING = """count => Array.from({ length: count }, () => {
  const start = performance.now();
  window.stock.written();
  return performance.now() - start;
})"""


@dataclass(frozen=True)
class Aim:
    name: str
    figure: float
    bound: float


def main() -> int:
    stock = bundled()
    texts = {
        SHORT: text_of(lambda made: len(made.encode()) >= 50_000),
        LONG: text_of(lambda made: len(made.split()) >= 30_000),
    }
    figures: dict[str, dict] = {}
    with tempfile.TemporaryDirectory(prefix="werkbuch-bench-") as name:
        wiki = seeded(Path(name) / "wiki", 3)
        slugs = {label: stored(wiki, label, text) for label, text in texts.items()}
        with serving(wiki) as server, chromium() as browser:
            for label, text in texts.items():
                for kind in ("textarea", "stock", "editor"):
                    page = opened(browser, server, wiki, kind, stock)
                    figures[f"{label}, {kind}"] = told = ready(page, kind, text, slugs[label])
                    told |= typed(page) | saved(page, kind, text)
                    page.context.close()
                    print(f"  {label}, {kind}: {json.dumps(told)}", flush=True)
    return judged(figures)


def judged(figures: dict[str, dict]) -> int:
    own = {label: figures[f"{label}, editor"] for label in (SHORT, LONG)}
    aims = [
        Aim("ready at 50 KB, ms", own[SHORT]["ready_ms"], 1000),
        Aim("key to frame at 50 KB, p95 ms", own[SHORT]["key_p95_ms"], 25),
        Aim("key to frame at 30,000 words, p95 ms", own[LONG]["key_p95_ms"], 50),
        Aim("save work at 50 KB, p95 ms", own[SHORT]["save_p95_ms"], 60),
        Aim("save work at 30,000 words, p95 ms", own[LONG]["save_p95_ms"], 60),
    ]
    for aim in aims:
        print(
            f"{aim.name:40}{f'≤ {aim.bound:g}':>10}{aim.figure:>10g}{'' if aim.figure <= aim.bound else '   missed'}"
        )
    return 0 if all(aim.figure <= aim.bound for aim in aims) else 1


def text_of(is_enough) -> str:
    """A page of the seeded kind, as long as it takes."""
    random, made = Random(6), ""
    while not is_enough(made):
        body = seed_texts.body(random, seed_texts.FILE_NAMES[:2])
        titles = [f"Seite {number}" for number in range(seed_texts.LINKS)]
        made += seed_texts.linked(body[body.index("---\n", 4) + 4 :].lstrip() + "\n", titles)
    return made


def stored(wiki, title: str, text: str) -> str:
    sessions = Sessions(wiki.settings)
    try:
        with sessions.reading() as session:
            space_id = session.scalar(select(Space.id).where(Space.key == KEY))
        return pages.create(sessions, system(), NewPage(space_id, title, text), Limits(1024 * 1024)).slug
    finally:
        sessions.dispose()


def bundled() -> str:
    """The stock editor as one module."""
    if not (STOCK / "node_modules").exists():
        npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(npm, cwd=STOCK, check=True, stdout=subprocess.DEVNULL)
    command = [
        "node_modules/.bin/esbuild",
        "main.js",
        "--bundle",
        "--minify",
        "--format=esm",
        "--log-level=error",
    ]
    return subprocess.run(command, cwd=STOCK, check=True, capture_output=True, text=True).stdout


@contextmanager
def chromium():
    program = next(filter(None, map(which, PROGRAMS)), None)
    if program is None:
        raise SystemExit("Chromium is missing: sudo apt install chromium")
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


def opened(browser, server, wiki, kind: str, stock: str):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE")
    context.add_cookies([{"name": "sid", "value": wiki.token, "url": f"http://127.0.0.1:{server.port}"}])
    page = context.new_page()
    page.origin = f"http://127.0.0.1:{server.port}"
    answers = {
        "textarea": [("textarea", "text/html", TEXTAREA)],
        "stock": [("stock", "text/html", STOCK_PAGE), ("stock.js", "text/javascript", stock)],
    }
    for path, media_type, body in answers.get(kind, []):
        page.route(
            f"**/bench/{path}",
            lambda route, *, media_type=media_type, body=body: route.fulfill(
                body=body, content_type=media_type
            ),
        )
    return page


def ready(page, kind: str, text: str, slug: str) -> dict:
    """Open the editor thrice, the first time with an empty cache; leave the caret in the middle of the text."""
    times = []
    for _ in range(3):
        if kind == "editor":
            page.goto(f"{page.origin}/s/{KEY}/{slug}/edit", wait_until="commit")
        else:
            page.goto(f"{page.origin}/bench/{kind}")
            page.evaluate(BEGIN[kind], text)
        times.append(page.evaluate(SHOWN[kind]))
    page.evaluate(CARET[kind])
    return {"ready_ms": round(statistics.median(times)), "ready_first_ms": round(times[0])}


BEGIN = {
    "textarea": "text => { window.began = performance.now(); place.value = text; }",
    "stock": """async text => {
      window.began = performance.now();
      window.stock = (await import('/bench/stock.js')).open(place, text);
    }""",
}
_FRAME = "await new Promise(done => requestAnimationFrame(() => setTimeout(done)));"
_BEHIND_A_FRAME = f"async () => {{ {_FRAME} return performance.now() - window.began; }}"
SHOWN = {
    "textarea": _BEHIND_A_FRAME,
    "stock": _BEHIND_A_FRAME,
    "editor": f"""async () => {{
      for (let left = 3000; !document.querySelector('.visual-text')?.offsetHeight; left--) {{
        if (!left) throw new Error("no visual editor");
        {_FRAME}
      }}
      {_FRAME}
      return performance.now();
    }}""",
}
_IN_THE_MIDDLE = """() => {
  const all = [...document.querySelectorAll(".ProseMirror > p")];
  const middle = all[Math.floor(all.length / 2)];
  middle.scrollIntoView({ block: "center" });
  document.querySelector(".ProseMirror").focus();
  getSelection().collapse(middle.lastChild, 0);
}"""
CARET = {
    "textarea": """() => {
      place.focus();
      const at = place.value.indexOf('\\n\\n', place.value.length / 2);
      place.setSelectionRange(at, at);
    }""",
    "stock": _IN_THE_MIDDLE,
    "editor": _IN_THE_MIDDLE,
}


def typed(page) -> dict:
    page.evaluate(WATCH)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    _type(page, WARM_UP)
    page.wait_for_function("count => window.keys.length === count", arg=WARM_UP)
    page.evaluate("window.keys.length = 0")
    before = _busy(session)
    _type(page, KEYS)
    page.wait_for_function("count => window.keys.length === count", arg=KEYS)
    time.sleep(REST_SECONDS)
    spent = {name: seconds - before[name] for name, seconds in _busy(session).items()}
    times = sorted(page.evaluate("window.keys"))
    return {
        "key_median_ms": round(statistics.median(times), 1),
        "key_p95_ms": round(times[int(KEYS * 0.95)], 1),
        "cpu_ms": round(spent["TaskDuration"] / KEYS * 1e3, 1),
        "script_ms": round(spent["ScriptDuration"] / KEYS * 1e3, 1),
        "layout_ms": round((spent["LayoutDuration"] + spent["RecalcStyleDuration"]) / KEYS * 1e3, 1),
    }


def _type(page, count: int) -> None:
    due = time.monotonic()
    for number in range(count):
        page.keyboard.press(TYPED[number % len(TYPED)])
        due += PACE_SECONDS
        time.sleep(max(0.0, due - time.monotonic()))


def _busy(session) -> dict[str, float]:
    return {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}


def saved(page, kind: str, text: str) -> dict:
    if kind == "textarea":
        return {}
    if kind == "stock":
        times = page.evaluate(STOCK_SAVING, SAVES)
    else:
        address = page.evaluate(BUNDLE)
        times = page.evaluate(SAVING, [address, text, SAVES])
    times.sort()
    p95 = times[int(len(times) * 0.95) - 1]
    return {"save_median_ms": round(statistics.median(times), 1), "save_p95_ms": round(p95, 1)}


if __name__ == "__main__":
    sys.exit(main())
