"""The help pages: rendered by the wiki itself, complete, and the same in both languages."""

import re
from pathlib import Path

import attack_judge as judge
import pytest

from wiki.render import limits, pipeline

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ["markdown.md", "markdown.de.md"]
BLOCKS = re.compile(r"<(?:h[1-6]|table|tr|pre|ul|dl|div|details|blockquote)\b")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("engine", ["nh3", "bleach"])
def test_a_help_page_renders_without_a_remainder(name: str, engine: str) -> None:
    source = (DOCS / name).read_text()

    rendering = pipeline.render(source, engine=engine)

    assert limits.is_small(source)
    assert judge.violations(rendering.html) == []
    assert rendering.links == ()  # examples stand in code, so nothing leads to a page that is not there
    shown = re.sub(r"<code.*?</code>", "", rendering.html, flags=re.DOTALL)
    assert not re.search(r"&lt;|\*\*|\[\[|\]\(|\[!", re.sub(r"\[!?[0-9:]*\]", "", shown))


@pytest.mark.parametrize("name", PAGES)
def test_a_help_page_shows_what_it_explains(name: str) -> None:
    rendering = pipeline.render((DOCS / name).read_text())

    assert rendering.has >= {"table", "callouts", "tasks", "details", "code", "formulas"}
    assert all(formula.mathml for formula in rendering.formulas)
    for element in ("<kbd>", "<mark>", "<sub>", "<sup>", "<s>", "<dl>", "<details>"):
        assert element in rendering.html


def test_both_help_pages_have_the_same_parts() -> None:
    english, german = (pipeline.render((DOCS / name).read_text()) for name in PAGES)

    assert [heading.level for heading in english.toc] == [heading.level for heading in german.toc]
    assert BLOCKS.findall(english.html) == BLOCKS.findall(german.html)
