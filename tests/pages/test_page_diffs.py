"""Two versions compared as the page shows them."""

import re

import pytest
from html5lib import parseFragment
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.actor import SIGNED_IN, Right
from wiki.render import blockdiff, limits, pipeline, sanitise, shared_slots

PIECES = st.sampled_from(
    ["# T\n", "one two *three* four five\n", "one 2 *three* four five\n", "- a\n- b\n  - c\n", "- a\n- c\n", "> q\n> > r\n",
     "| a | b |\n|-|-|\n| 1 | 2 |\n", "| a |\n|-|\n| 1 |\n", "```py\nx = 1\n```\n", "![i](a.png)\n", "[l](b) `c`\n", "- [x] t\n",
     "<script>x</script>\n", "---\n", "$a$ b[^1]\n\n[^1]: n\n", "t\n: d\n", "> [!note]\n> x\n"]
)  # fmt: skip
texts = st.lists(PIECES, max_size=6).map("\n".join)


def blocks(old, new):
    both = shared_slots.shared(pipeline.render(old), pipeline.render(new))
    return blockdiff.compare(both.old, both.new)


def told(old, new):
    return [(block.kind, re.sub(r"\s+", " ", block.html)) for block in blocks(old, new)]


def test_words_blocks_rows_and_items_are_marked_where_they_changed():
    old = "# T\n\nOne **big** plan, [x](abc).\n\nGone with the wind entirely.\n\n- one\n- two three four\n\n|a|b|\n|-|-|\n|1|2|\n"
    new = "# T\n\nOne **big** new plan, [x](abd).\n\n- zero\n- one\n- two 3 four\n\n|a|b|\n|-|-|\n|1|3|\n|5|6|\n\nAll new.\n"

    found = told(old, new)

    assert [kind for kind, _ in found] == ["same", "changed", "removed", "changed", "changed", "added"]
    assert "<strong>big</strong> <ins>new </ins>plan" in found[1][1]
    assert '<del><a data-link="0">x</a></del><ins><a data-link="1">x</a></ins>' in found[1][1]
    assert "<li><ins>zero</ins></li><li>one</li><li>two <del>three</del><ins>3</ins> four</li>" in found[3][1]
    assert "<td>1</td><td><del>2</del><ins>3</ins></td>" in found[4][1]
    assert "<tr><td><ins>5</ins></td><td><ins>6</ins></td></tr>" in found[4][1]


def test_a_block_that_only_changed_its_place_was_moved():
    mover = "This block moves down.\n\n"
    rest = "First of all things.\n\nSecond of all.\n\n"

    assert [kind for kind, _ in told(mover + rest, rest + mover)] == [
        "moved-away",
        "same",
        "same",
        "moved-here",
    ]
    assert [kind for kind, _ in told("x\n\n" + rest, rest + "x\n\n")] == ["removed", "same", "same", "added"]
    assert next(kind for kind, _ in told("![i](a.png)\n\n" + rest, rest + "![i](a.png)\n")) == "moved-away"


def test_one_block_that_moved_does_not_make_all_others_new():
    old = "Come on Friday at three.\n\nTell Jonas till Wednesday.\n\n![p](a.png)\n\n- Salad\n- Drinks\n- Music\n\nA tour follows later.\n"
    new = "Come on Sunday at three.\n\nA tour follows later.\n\nTell Jonas till Wednesday.\n\n![p](b.png)\n\n- Salad\n- Drinks\n- Cake\n- Music\n"

    found = told(old, new)

    assert [kind for kind, _ in found] == [
        "changed",
        "moved-here",
        "same",
        "changed",
        "changed",
        "moved-away",
    ]
    assert found[3][1].count("<img") == 2
    assert "<li><ins>Cake</ins></li>" in found[4][1]


def test_the_same_links_under_other_numbers_are_no_change():
    assert told("[a](x) [b](y)\n\n[c](z)\n", "[c](z)\n") == [
        ("removed", '<p><a data-link="0">a</a> <a data-link="1">b</a></p>'),
        ("same", '<p><a data-link="2">c</a></p>'),
    ]
    assert [kind for kind, _ in told("- [ ] a\n", "- [x] a\n")] == ["changed"]
    assert [kind for kind, _ in told("{{contents}}\n\n$a$\n", "{{contents}}\n\n$b$\n")] != ["same", "same"]


@settings(max_examples=50, deadline=None)
@given(texts, texts)
def test_what_is_shown_is_clean_balanced_and_holds_both_pages(old, new):
    both = shared_slots.shared(pipeline.render(old), pipeline.render(new))
    found = blockdiff.compare(both.old, both.new)

    for block in found:
        clean = sanitise.clean(block.html)
        assert sanitise.clean(clean) == clean
        assert words(clean) == words(block.html)
        assert "<script" not in clean
    shown_new = "".join(
        words(_without(block.html, "del")) for block in found if block.kind not in {"removed", "moved-away"}
    )
    shown_old = "".join(
        words(_without(block.html, "ins")) for block in found if block.kind not in {"added", "moved-here"}
    )
    assert shown_new == words(both.new)
    assert shown_old == words(both.old)


def words(html):
    return re.sub(r"\s+", "", "".join(parseFragment(html).itertext()))


def _without(html, tag):
    return re.sub(rf"<{tag}>.*?</{tag}>", "", html, flags=re.DOTALL)


@pytest.mark.parametrize(
    "texts",
    [
        ("a b c\n\n" * 2900, "b c d\n\n" * 2900),
        ("".join(f"w{i} x\n\n" for i in range(2500)), "".join(f"v{i} x\n\n" for i in range(2500))),
        ("a b " * 8_000, "a c " * 8_000),
        ("- x\n" * 2500, "- y\n" * 2500),
    ],
)
def test_the_work_is_bounded(texts, monkeypatch):
    """Counts steps and signs cut into words; too large a page is not compared at all."""
    efforts, signs = [], []
    real_effort, real_words = blockdiff.Effort, blockdiff.words

    def effort(left):
        efforts.append(real_effort(left))
        return efforts[-1]

    def cut(text):
        signs.append(len(text))
        return real_words(text)

    monkeypatch.setattr(blockdiff, "Effort", effort)
    monkeypatch.setattr(blockdiff, "words", cut)

    found = blockdiff.compare(*(f"<p>{text}</p>".replace("\n\n", "</p><p>") for text in texts))

    assert found is not None
    assert efforts[0].left > -3 * blockdiff.EFFORT
    assert sum(signs) <= 4 * blockdiff.LIMIT
    assert blockdiff.compare("<p>x</p>" * blockdiff.LIMIT, "") is None
    assert blockdiff.compare("<ul>" * 70, "") is None


def test_the_screen_shows_marks_moves_and_folds_what_stayed(world, monkeypatch):
    anna = world.person("anna")
    room = world.space("works", anna, {SIGNED_IN: Right.EDIT})
    same = "".join(f"Paragraph number {number} stays.\n\n" for number in range(9))
    page = world.page(room, anna, "Plan", f"Old words here.\n\n{same}[[Plan]] ends ![pic](weg.png)\n")
    world.save(page.page_id, anna, f"New words here.\n\n{same}[[Plan]] ends ![pic](neu.png)\n", 1)
    browser = world.browser(anna)

    shown = browser.get("/s/works/plan/diff?from=1&to=2&view=page").get_data(as_text=True)
    monkeypatch.setattr(limits, "is_small", lambda _source: False)
    large = browser.get("/s/works/plan/diff?from=1&to=2&view=page").get_data(as_text=True)

    assert "<del>Old</del><ins>New</ins> words here." in shown
    assert "5 blocks unchanged" in shown
    assert '<a href="/s/works/plan">Plan</a> ends' in shown
    assert re.search(r'<del><span class="missing-image".*?</del><ins><span class="missing-image"', shown)
    assert 'aria-current="page">As a page' in shown
    assert "too large to be compared as pages" in large
