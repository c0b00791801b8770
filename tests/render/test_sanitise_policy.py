"""What the sanitiser keeps, and how it judges single values."""

import pytest

from wiki.render import sanitise

ENGINES = sanitise.ENGINES

KEPT = [
    '<a data-link="3">label</a>',
    '<img data-image="4" alt="a &lt;b&gt; &quot;c&quot;" title="&lt;a data-link=&quot;3&quot;&gt;">',
    '<img data-image="4" alt="a" width="300">',
    '<span data-task="0"></span>',
    '<span data-callout="1"></span><span data-callout-kind="2"></span><span data-back="3"></span>',
    '<a class="external" href="https://a.example/?b=1&amp;c=2" rel="noopener noreferrer nofollow">a</a>',
    '<a href="mailto:a@b.example" rel="noopener noreferrer nofollow">a</a>',
    '<a href="#user-content-fn:1" id="user-content-fnref:1:0">[1]</a>',
    '<h2 id="user-content-groesse">Größe</h2>',
    '<div class="scroll" tabindex="0" role="group" aria-labelledby="user-content-a"><pre><code>a</code></pre></div>',
    '<div class="callout callout-note" role="note"><p class="callout-title">a</p></div>',
    '<table><thead><tr><th scope="col" class="ta-r">a</th></tr></thead></table>',
    '<ol start="7"><li>a</li></ol>',
    '<pre><code class="language-python"><span class="k">def</span></code></pre>',
    "<p>a<br><kbd>b</kbd><sub>c</sub><sup>d</sup><mark>e</mark><s>f</s></p>",
    '<dl><dt>a</dt><dd>b</dd></dl><abbr title="c">d</abbr>',
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("html", KEPT)
def test_what_the_renderer_writes_stays_byte_for_byte(html: str, engine: str) -> None:
    assert sanitise.clean(html, engine) == html


@pytest.mark.parametrize("engine", ENGINES)
def test_an_open_details_element_stays_open(engine: str) -> None:
    cleaned = sanitise.clean("<details open><summary>a</summary>b</details>", engine)

    assert cleaned in (
        '<details open=""><summary>a</summary>b</details>',
        "<details open><summary>a</summary>b</details>",
    )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p><script>b</script><p>c</p>", "<p>a</p><p>c</p>"),
        ("<style>a</style><svg><g>b</g></svg>c", "c"),
        ("<video>a</video>", "a"),
        ("a<!-- b -->c", "ac"),
        ("<p>a", "<p>a</p>"),
        ('<p class="button">a</p>', "<p>a</p>"),
        ('<p class="callout-title button">a</p>', '<p class="callout-title">a</p>'),
        ('<h1 id="a">b</h1>', '<h1 id="user-content-a">b</h1>'),
        ('<h1 id="a b">b</h1>', "<h1>b</h1>"),
        ('<a href="/logout">a</a>', "<a>a</a>"),
        ('<a href="//x.example">a</a>', "<a>a</a>"),
        ('<a href="#a">a</a>', "<a>a</a>"),
        ('<a href=" https://x.example">a</a>', "<a>a</a>"),
        ('<a rel="opener">a</a>', "<a>a</a>"),
        ('<div aria-labelledby="a">a</div>', "<div>a</div>"),
        ('<div tabindex="3" role="alert">a</div>', "<div>a</div>"),
        ('<ol start="a"><li>a</li></ol>', "<ol><li>a</li></ol>"),
        ('<p lang="de" title="a">b</p>', "<p>b</p>"),
        (f'<abbr title="{"a" * 9000}">b</abbr>', "<abbr>b</abbr>"),
        ("\ud800a", "\N{REPLACEMENT CHARACTER}a"),
    ],
)
def test_what_the_policy_forbids_goes(html: str, expected: str, engine: str) -> None:
    assert sanitise.clean(html, engine) == expected


def test_a_tag_with_too_many_attributes_is_text_for_bleach() -> None:
    bomb = "<p>a</p><b " + " ".join(f"a{number}=1" for number in range(200)) + ">c</b>"

    cleaned = sanitise.clean(bomb, "bleach")

    assert cleaned.startswith("<p>a</p>&lt;b a0=1 ")
    assert cleaned.endswith("&gt;c")


def test_a_tag_with_an_open_quote_reaches_to_the_end_for_bleach() -> None:
    assert sanitise.clean('<p>a</p><a title="b', "bleach") == "<p>a</p>"


@pytest.mark.parametrize(("tag", "attribute"), [("button", "class"), ("p", "onclick"), ("p", "id")])
def test_no_value_is_permitted_where_the_attribute_is_not(tag: str, attribute: str) -> None:
    assert sanitise.permitted(tag, attribute, "callout") is None


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown sanitiser engine"):
        sanitise.clean("a", "regex")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example", "https"),
        ("JavaScript:1", "javascript"),
        (" \x01\x1fjavascript:1", "javascript"),
        ("java\tscr\nipt\r:1", "javascript"),
        ("javascript:123", "javascript"),
        ("a/b:c", ""),
        ("1a:b", ""),
        ("java\x03script:1", ""),
        ("\u2028javascript:1", ""),
        ("", ""),
    ],
)
@pytest.mark.requirement("V1.2.2 Only addresses with harmless schemes are links")
def test_a_scheme_is_what_a_browser_would_see(address: str, expected: str) -> None:
    assert sanitise.scheme(address) == expected
