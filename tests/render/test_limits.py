"""Bounds: what is rendered in a child process, and what happens when that is not enough."""

import io
import resource
import threading
import time

import pytest

from wiki.render import child, limits, pipeline
from wiki.render.limits import RenderLimit

PROSE = "Ein Satz mit *Betonung*, einem [Verweis](seite) und `Code`.\n\n"


def test_a_small_source_is_rendered_in_the_calling_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "in_child", None)

    assert pipeline.render_bounded(PROSE) == pipeline.render(PROSE)


@pytest.mark.parametrize("source", ["a" * 100_001, "[" * 2_001, "*a " * 13_000])
def test_a_long_source_or_one_of_little_but_markup_is_not_small(source: str) -> None:
    assert not limits.is_small(source)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["nh3", "bleach"])
def test_a_child_gives_the_same_rendering(engine: str) -> None:
    source = "---\ntags: [a]\nb: 1.5\n---\n# T\n\n- [ ] x [[y]]\n\n\ud800\n\n" + PROSE * (
        300 if engine == "bleach" else 900  # more than a pipe holds
    )

    rendering = limits.in_child(source, engine)

    assert rendering == pipeline.render(source.encode("utf-8", "replace").decode(), engine=engine)


@pytest.mark.slow
def test_a_large_source_does_not_hold_up_other_threads() -> None:
    source = PROSE * 6_000  # tests/pages/test_saving.py renders a megabyte
    results = []
    worker = threading.Thread(target=lambda: results.append(pipeline.render_bounded(source)))

    worker.start()
    turns = 0
    while worker.is_alive():
        pipeline.render("# Kurz")
        turns += 1
        worker.join(timeout=0.001)

    assert turns > 20
    assert results[0].words > 40_000


@pytest.mark.slow
@pytest.mark.requirement("V15.2.2 Costly work is bounded and given up")
def test_a_source_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 1)

    with pytest.raises(RenderLimit) as caught:
        pipeline.render_bounded("[[a]" * 25_000)

    assert caught.value.reason == "time"


@pytest.mark.slow
def test_a_source_that_takes_too_much_memory_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMORY", 120 << 20)
    monkeypatch.setattr(limits, "SECONDS", 300)
    monkeypatch.setattr(limits, "WALL_SECONDS", 300)  # a loaded machine is not what is tested

    with pytest.raises(RenderLimit) as caught:
        pipeline.render_bounded(PROSE * 16_000)

    assert caught.value.reason in ("memory", "failed")


def test_a_child_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.001)

    with pytest.raises(RenderLimit) as caught:
        limits.in_child("a", "nh3")

    assert caught.value.reason == "time"


def test_only_so_many_children_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_CHILDREN", threading.BoundedSemaphore(1))
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.001)
    limits._CHILDREN.acquire()

    with pytest.raises(RenderLimit) as caught:
        limits.in_child("a", "nh3")

    assert caught.value.reason == "time"


def test_a_child_that_fails_says_so() -> None:
    with pytest.raises(RenderLimit) as caught:
        limits.in_child("a", "no such engine")

    assert caught.value.reason == "failed"


class Streams:
    """Standard input and output with their binary side, as the child uses them."""

    def __init__(self, source: bytes) -> None:
        self.buffer = io.BytesIO(source)


def test_the_child_limits_itself_before_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(child.resource, "setrlimit", lambda kind, bounds: taken.append((kind, bounds)))
    monkeypatch.setattr(child.sys, "stdin", Streams("# Größe".encode()))
    output = Streams(b"")
    monkeypatch.setattr(child.sys, "stdout", output)

    status = child.main("nh3", 7, 1_000)

    assert status == 0
    assert limits.decode(output.buffer.getvalue()) == pipeline.render("# Größe")
    assert taken == [
        (resource.RLIMIT_CORE, (0, 0)),
        (resource.RLIMIT_CPU, (7, 8)),
        (resource.RLIMIT_AS, (1_000, 1_000)),
    ]


def test_the_child_says_when_memory_does_not_suffice(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(source: str, *, engine: str) -> None:
        raise MemoryError

    monkeypatch.setattr(child.resource, "setrlimit", lambda kind, bounds: None)
    monkeypatch.setattr(child.sys, "stdin", Streams(b""))
    monkeypatch.setattr(child.pipeline, "render", exhausted)

    assert child.main("nh3", 1, 1) == limits.OUT_OF_MEMORY


def fill(unit: str, size: int = 100_000) -> str:
    return (unit * (size // len(unit) + 1))[:size]


ROW = "|" + "a|" * 290
BOMBS = {
    "quotation marks": fill(">", 5_000) + " a",
    "brackets": fill("[", 2_000),
    "image brackets": fill("![", 4_000),
    "emphasis": fill("*a ", 30_000),
    "crossed emphasis": fill("a**b", 20_000),
    "definitions": "".join(f"[r{number}]: /u{number}\n" for number in range(1_990)),
    "columns": "|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n|" + "b|" * 2000,
    "empty cells": f"{ROW}\n{ROW.replace('a', '-')}\n" + "|b|\n" * 3000,
    "rows": "|a|b|\n|-|-|\n" + "|1|2|\n" * 3_900,
    "nested lists": "".join("  " * depth + "- a\n" for depth in range(300)),
    "list marks": "- " * 500 + "a",
    "fences": fill("```\n~~~\n", 15_000),
    "backticks": "".join("`" * count + " " for count in range(150)),
    "wiki links": fill("[[a", 3_000),
    "comments": fill("<!--\n", 50_000),
    "comments in a quotation": "> " + fill("<!--\n> ", 60_000) + "\n\n-->",
    "details": fill("<details>\n", 60_000),
    "summaries": fill("<details><summary>", 60_000),
    "crossed elements": "<sub>" * 3000 + "</sup>" * 3000,
    "colons": fill("a:"),
    "addresses": fill("https://a.b)"),
    "closing brackets": "https://a.b/" + ")" * 90_000,
    "semicolons": "https://a.b/" + ";" * 90_000,
    "mail": fill("@a.b"),
    "long mail names": fill("a" * 60 + "@b"),
    "footnotes": "".join(f"[^{number}]: x[^{number + 1}]\n" for number in range(990)),
    "nested footnotes": fill("[^a]: ", 8_000),
    "nested callouts": "".join("> " * depth + "[!note]\n" for depth in range(1, 100)),
    "definition lists": fill("a\n: ", 50_000),
    "nested definitions": fill(": a "),
    "backslashes": fill("\\", 12_000),
    "link titles": fill('[a](b "', 12_000),
    "yaml brackets": "---\n" + fill("[", 16_000) + "\n---\n",
    "yaml dashes": "---\n" + fill("- ", 16_000) + "\n---\n",
    "python quotes": "```python\n" + fill("'", 900) + "\n" + fill("'\n", 9_000) + "\n```",
    "html in code": "```html\n" + fill('<a b="\n', 9_900) + "\n```",
    "javascript in code": "```js\n" + fill("/*(`${\n", 9_900) + "\n```",
    "headings": fill("#\n", 50_000),
}


@pytest.mark.slow
@pytest.mark.parametrize("source", BOMBS.values(), ids=BOMBS)
def test_what_is_rendered_in_the_calling_process_costs_little(source: str) -> None:
    if not limits.is_small(source):
        return  # goes to a child, which has limits of its own
    before = time.thread_time()

    rendering = pipeline.render(source)

    # Processor time of this thread, so a busy machine changes little; quadratic work takes far more.
    assert time.thread_time() - before < 4
    assert len(rendering.html) < 3_000_000
