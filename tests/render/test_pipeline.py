"""What a page becomes: placeholders, links, contents, tasks, properties, text."""

import threading

import pytest

from wiki.render import pipeline
from wiki.render.pipeline import Heading, Reference, Slot, Task, render, split

REL = 'rel="noopener noreferrer nofollow"'


def html(source: str) -> str:
    return render(source).html.strip()


def reference(source: str) -> Reference:
    (found,) = render(source).links
    return found


@pytest.mark.parametrize(
    ("source", "kind", "target", "space", "fragment", "text"),
    [
        ("[[Seite]]", "wiki", "Seite", None, None, "Seite"),
        ("[[ Über uns | wir ]]", "wiki", "Über uns", None, None, "wir"),
        ("[[u\u0308ber]]", "wiki", "über", None, None, "u\u0308ber"),
        ("[[team:Seite#Die Größe]]", "wiki", "Seite", "team", "die-groesse", "team:Seite#Die Größe"),
        ("[[Projekt: Umzug]]", "wiki", "Projekt: Umzug", None, None, "Projekt: Umzug"),
        ("|[[a\\|b]]|\n|-|", "wiki", "a", None, None, "b"),
        ("[x](andere-seite)", "path", "andere-seite", None, None, "x"),
        (
            "[x](../halle/Seite%20eins.md?a=b#Teil%202)",
            "path",
            "../halle/Seite eins.md",
            None,
            "teil-2",
            "x",
        ),
        ("[x](<Öl wechseln.md>)", "path", "Öl wechseln.md", None, None, "x"),
        ("[x](/s/team/seite)", "path", "/s/team/seite", None, None, "x"),
        ("[x](/p/abc)", "path", "/p/abc", None, None, "x"),
        ("[x](stand-2024.10)", "path", "stand-2024.10", None, None, "x"),
        ("[x](plan.pdf)", "file", "plan.pdf", None, None, "x"),
        ("[x](/files/ab/plan?v=2)", "file", "/files/ab/plan", None, None, "x"),
        ("![x *y*](bilder/a%20b.png)", "image", "bilder/a b.png", None, None, "x y"),
        ("[x]\n\n[x]: seite", "path", "seite", None, None, "x"),
    ],
)
def test_a_link_inside_the_wiki_is_a_reference(source, kind, target, space, fragment, text) -> None:
    assert reference(source) == Reference(kind, target, space, fragment, text)


def test_the_same_target_twice_is_one_reference_with_its_first_label() -> None:
    rendering = render("[[a|eins]] [[b]] [[a|zwei]] [[a#c]]")

    assert [(link.target, link.text) for link in rendering.links] == [("a", "eins"), ("b", "b"), ("a", "a#c")]
    assert [piece.key for piece in split(rendering.html) if isinstance(piece, Slot)] == [0, 1, 0, 2]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[[a|b]]", '<p><a data-link="0">b</a></p>'),
        ('[b](a "c")', '<p><a data-link="0" title="c">b</a></p>'),
        ("![b *c*|300](a.png)", '<p><img data-image="0" alt="b c" width="300"></p>'),
        ("![\\|40x9](a.png)", '<p><img data-image="0" alt="|40x9"></p>'),
        ("![|40x9](a.png)", '<p><img data-image="0" alt="" width="40"></p>'),
        ("![c | 20](a.png)", '<p><img data-image="0" alt="c | 20"></p>'),
        ('![b](a.png "c \\" d")', '<p><img data-image="0" alt="b" title="c &quot; d"></p>'),
        ("[a](https://b.example)", f'<p><a class="external" href="https://b.example" {REL}>a</a></p>'),
        ("[a](//b.example)", f'<p><a class="external" href="https://b.example" {REL}>a</a></p>'),
        ("[a](mailto:b@c.example)", f'<p><a href="mailto:b@c.example" {REL}>a</a></p>'),
        ("[[https://b.example|a]]", f'<p><a class="external" href="https://b.example" {REL}>a</a></p>'),
        ("[a](#Größe)", '<p><a href="#user-content-groesse">a</a></p>'),
        ("[[#Größe]]", '<p><a href="#user-content-groesse">#Größe</a></p>'),
        ("[a](irc://b/c)", "<p>a (<code>irc://b/c</code>)</p>"),
        ("<irc://b/c>", "<p>irc://b/c</p>"),
        ("[a](javascript:b)", "<p>[a](javascript:b)</p>"),
        ("[a]()", "<p>a</p>"),
        ("[a](#)", "<p>a</p>"),
        (
            "![a](https://b.example/c.png)",
            f'<p><a class="external-image" href="https://b.example/c.png" {REL}>a</a></p>',
        ),
        (
            "![](https://b.example/c.png)",
            f'<p><a class="external-image" href="https://b.example/c.png" {REL}>https://b.example/c.png</a></p>',
        ),
        (
            "[![a](https://b.example/c.png)](d)",
            '<p><a data-link="0"><span class="external-image">a</span></a></p>',
        ),
        ("![a](data:image/png;base64,AAAA)", "<p>a (<code>data:image/png;base64,AAAA…</code>)</p>"),
        ("![a]()", "<p>a</p>"),
        ("`[[a]]`", "<p><code>[[a]]</code></p>"),
        ("\\[[a]]", "<p>[[a]]</p>"),
        ("[[a\nb]]", "<p>[[a\nb]]</p>"),
        ("[[ ]] [[|a]] [[#]]", "<p>[[ ]] [[|a]] [[#]]</p>"),
        ("[a [[b]] d](c)", '<p>[a <a data-link="0">b</a> d](c)</p>'),
        ("[[[a]]] ![[a]]", "<p>[[[a]]] ![[a]]</p>"),
    ],
)
def test_links_and_images_leave_the_pipeline_like_this(source: str, expected: str) -> None:
    assert html(source) == expected


def test_headings_get_anchors_and_a_contents_list() -> None:
    rendering = render("# Größe & Maß\n\n## Teil\n\n## Teil\n\n> # Zitat\n\n### Teil-1\n\n# \n\n# *!*")

    assert rendering.toc == (
        Heading(1, "Größe & Maß", "groesse--mass"),
        Heading(2, "Teil", "teil"),
        Heading(2, "Teil", "teil-1"),
        Heading(3, "Teil-1", "teil-1-1"),
        Heading(1, "!", "section-1"),
    )
    assert '<h1 id="user-content-zitat">' in rendering.html
    assert rendering.first_heading == "Größe & Maß"


def test_a_task_knows_its_line_in_the_source() -> None:
    rendering = render("---\na: 1\n---\n\n- [ ] eins *zwei*\n- drei\n  - [x] vier\n\n1. [X] fünf")

    assert rendering.tasks == (
        Task(0, checked=False, text="eins zwei", line=4),
        Task(1, checked=True, text="vier", line=6),
        Task(2, checked=True, text="fünf", line=8),
    )
    assert '<li class="task-list-item"><span data-task="0"></span> eins <em>zwei</em></li>' in rendering.html
    assert "<input" not in rendering.html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("> [!NOTE]\n> a", '<p class="callout-title">\n<span data-callout="0"></span></p>\n<p>a</p>'),
        (
            "> [!warning] *b*\n> a",
            '<p class="callout-title">\n<span data-callout-kind="3"></span><em>b</em></p>\n<p>a</p>',
        ),
        ("> [!TIP]", '<p class="callout-title">\n<span data-callout="1"></span></p>'),
    ],
)
def test_a_callout_has_a_title_of_its_own_or_one_for_the_reader(source: str, expected: str) -> None:
    rendered = html(source)

    assert rendered.startswith('<div class="callout callout-')
    assert expected in rendered


@pytest.mark.parametrize("source", ["> [!NIX]\n> a", "> a\n> [!NOTE]", "[!NOTE]\na"])
def test_what_only_looks_like_a_callout_is_none(source: str) -> None:
    assert "callout" not in html(source)


def test_a_callout_inside_a_callout_and_a_quotation_after_it_stay_apart() -> None:
    rendered = html("> [!NOTE]\n> a\n>\n> > [!TIP]\n> > b\n\nc\n\n> d")

    assert rendered.count("<div") == rendered.count("</div>") == 2
    assert rendered.endswith("<blockquote>\n<p>d</p>\n</blockquote>")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<kbd>Strg</kbd>+<KBD>C</KBD>", "<p><kbd>Strg</kbd>+<kbd>C</kbd></p>"),
        ("H<sub>2</sub>O a<br>b<br/>c<br />d", "<p>H<sub>2</sub>O a<br>b<br>c<br>d</p>"),
        ("<mark>*a*</mark>", "<p><mark><em>a</em></mark></p>"),
        ("*<mark>a*</mark>", "<p><em>&lt;mark&gt;a</em>&lt;/mark&gt;</p>"),
        ("<sub><sup>a</sub></sup>", "<p><sub>&lt;sup&gt;a</sub>&lt;/sup&gt;</p>"),
        ("<kbd>a", "<p>&lt;kbd&gt;a</p>"),
        ('<kbd class="a">b</kbd>', '<p>&lt;kbd class="a"&gt;b&lt;/kbd&gt;</p>'),
        ("<div>a</div>", "<p>&lt;div&gt;a&lt;/div&gt;</p>"),
        ("a<!-- b -->c", "<p>ac</p>"),
        ("<!-- a\n\nb -->\nc", "<p>c</p>"),
        ("<!-- a --> b", "<p>b</p>"),
        ("a <!-- b", "<p>a &lt;!-- b</p>"),
        ("<!-- a\n\n<!-- b", "<p>&lt;!-- a</p>\n<p>&lt;!-- b</p>"),
        ("> <!-- a\n\n-->", "<blockquote>\n<p>&lt;!-- a</p>\n</blockquote>\n<p>--&gt;</p>"),
        (
            "<details><summary>a *b*</summary>c</details>",
            "<details>\n<summary>a <em>b</em></summary>\n<p>c</p>\n</details>",
        ),
        (
            "<details>\n<summary>\na\n</summary>\n\n- b\n\n</details>",
            "<details>\n<summary>a</summary>\n<ul>\n<li>b</li>\n</ul>\n</details>",
        ),
        ("<details open>\na\n</details>", '<details open="">\n<p>a</p>\n</details>'),
        ("<details>\na", "<p>&lt;details&gt;</p>\n<p>a</p>"),
        ("</details>", "<p>&lt;/details&gt;</p>"),
        (
            "> <details>\n\n</details>",
            "<blockquote>\n<p>&lt;details&gt;</p>\n</blockquote>\n<p>&lt;/details&gt;</p>",
        ),
        ("<summary>a", "<p>&lt;summary&gt;a</p>"),
        ("<details onclick=a>", "<p>&lt;details onclick=a&gt;</p>"),
        (
            "    <details>\n",
            '<div class="scroll" tabindex="0" role="group"><pre><code>&lt;details&gt;\n</code></pre></div>',
        ),
    ],
)
def test_the_few_html_elements_are_read_and_the_rest_is_text(source: str, expected: str) -> None:
    assert html(source) == expected


def test_deeply_nested_elements_become_text() -> None:
    rendering = render(
        "<sub>" * 200 + "a" + "</sub>" * 200 + "\n\n" + "<details>\n" * 50 + "</details>\n" * 50
    )

    assert rendering.html.count("<sub>") == rendering.html.count("</sub>") <= 20
    assert rendering.html.count("<details>") == rendering.html.count("</details>") <= 20
    assert rendering.text.count("sub>") >= 360


def test_every_footnote_is_kept() -> None:
    rendered = html("a[^x] b[^x]\n\n[^x]: eins\n[^x]: zwei\n[^y]: drei\n\n    [^z]: vier\n\n    fünf")

    assert [word in rendered for word in ("eins", "zwei", "drei", "vier", "fünf")] == [True] * 5
    assert '<a href="#user-content-fn:1" id="user-content-fnref:1:0">[1]</a>' in rendered
    assert '<a href="#user-content-fn:1" id="user-content-fnref:1:1">[1:1]</a>' in rendered
    assert rendered.count("data-back") == 2


def test_a_definition_list_is_read() -> None:
    assert html("Begriff\n: Erklärung") == "<dl>\n<dt>Begriff</dt>\n<dd>Erklärung</dd>\n</dl>"


def test_code_gets_colours_by_class() -> None:
    rendering = render("# T\n\n```python\nreturn 1\n```\n\n```mermaid\na-->b\n```\n\n```nix-da\nx\n```")

    assert '<code class="language-python"><span class="k">return</span>' in rendering.html
    assert (
        '<div class="scroll" tabindex="0" role="group" aria-labelledby="user-content-t"><pre>'
        in rendering.html
    )
    assert '<code class="language-mermaid">a--&gt;b' in rendering.html
    assert "<code>x\n</code>" in rendering.html
    assert rendering.has == {"code", "mermaid"}


def test_long_code_has_no_colours() -> None:
    rendered = html("```python\n" + "return 1\n" * 2000 + "```\n\n```python\n" + "x = 1; " * 500 + "\n```")

    assert "<span" not in rendered


def test_a_page_has_a_budget_for_colours() -> None:
    rendered = html(("```python\n" + "return 1\n" * 1000 + "```\n\n") * 10)

    assert 0 < rendered.count('<span class="k">') <= 7_000


def test_a_table_is_aligned_by_class() -> None:
    rendered = html("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|")

    assert '<th scope="col" class="ta-l">a</th>' in rendered
    assert '<td class="ta-c">2</td>' in rendered
    assert "style" not in rendered


def test_a_table_does_not_grow_beyond_its_source() -> None:
    source = "|" + "a|" * 250 + "\n|" + "-|" * 250 + "\n" + "|b|\n" * 300

    rendering = render(source)

    assert rendering.html.count("<td") < 5_000
    assert rendering.text.count("b") == 300


def test_a_table_with_too_many_columns_is_text() -> None:
    assert "<table" not in html("|" + "a|" * 301 + "\n|" + "-|" * 301)


@pytest.mark.parametrize("mark", ["> ", "- ", "1. "])
def test_nothing_vanishes_however_deep_it_stands(mark: str) -> None:
    source = "".join(
        " " * (len(mark) * level if mark != "> " else 0)
        + mark * (level + 1 if mark == "> " else 1)
        + f"w{level}\n"
        for level in range(300)
    )

    text = render(source).text

    assert [level for level in range(300) if f"w{level}" not in text] == []


def test_the_text_holds_all_visible_words_once() -> None:
    rendering = render(
        "# A *b*\n\nc `d` [e](f) ![g](h.png)\ni  \nj <kbd>k</kbd>\n\n```\nl\n```\n\n|m|\n|-|\n|n|\n\n- [ ] o\n\n> [!NOTE] p\n> q"
    )

    assert rendering.text == "A b\nc d e g i j k\nl\nm\nn\no\np\nq"
    assert rendering.words == 15


def test_features_are_named() -> None:
    rendering = render(
        "a[^1] [[x]] ![y](z.png)\n\n[^1]: b\n\n<details>\n</details>\n\n- [ ] c\n\n> [!NOTE]\n\n|a|\n|-|"
    )

    assert rendering.has == {"footnotes", "links", "images", "details", "tasks", "callouts", "table"}


def test_a_page_that_exhausts_the_stack_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_deep(source: str) -> None:
        raise RecursionError

    monkeypatch.setattr(pipeline.markdown, "parse", too_deep)

    rendering = render("---\na: 1\n---\n<b>")

    assert rendering.html == "<pre><code>&lt;b&gt;</code></pre>"
    assert rendering.properties == {"a": 1}


def test_the_version_names_the_engine() -> None:
    assert pipeline.version("bleach") != pipeline.VERSION == pipeline.version("nh3")
    assert len(pipeline.VERSION) <= 40


def test_threads_share_the_parser_without_disturbing_each_other() -> None:
    sources = [
        f"# T{number}\n\n[[L{number}]] a[^1]\n\n[^1]: n{number}\n\n- [ ] t{number}\n\n" * 5
        for number in range(8)
    ]
    expected = [render(source) for source in sources]
    results: dict[int, list[object]] = {}

    def work(number: int) -> None:
        results[number] = [render(sources[number]) for _ in range(10)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == {number: [expected[number]] * 10 for number in range(8)}


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("www.a_b.c_d https://_ www.", 0),
        ("a@b a@b.c_ a@b.c- a.@b.c", 1),
        ("[a@b.c](d) `a@b.c`", 0),
        ("https://a.b?c&amp;d; (https://a.b)", 2),
    ],
)
def test_only_whole_addresses_become_links(source: str, links: int) -> None:
    assert html(source).count("<a class") + html(source).count('<a href="mailto:') == links


def test_a_byte_order_mark_hides_nothing() -> None:
    assert render("\ufeff# T").first_heading == "T"
    assert render("\ufeff---\na: 1\n---\n").properties == {"a": 1}
