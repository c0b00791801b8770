"""What is copied with the keys in Chromium comes back as it was: from the editor, and from a page that is read."""

import pytest
from pasting import open_editor, paste_over_all, source
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ALL = """\
# Head

Text with **bold**, *slanted*, ~~gone~~, `code`, [[Filter]], [[Filter|label]], $a^2$, <kbd>Ctrl</kbd>[^1] and
[a plan](https://example.org/?utm_source=kept).

> [!WARNING] Mind
> **Before** all work.

1. one
2. two
   - three

* [ ] open
* [x] done

| a | b |
| --- | ---: |
| **x**<br>y | [[Filter]] |

```python
def work():
    return 1

```

<details open>
<summary>More</summary>

Text.

</details>

$$
a = b
$$

Term
: What it means.

![Sketch|300](sketch.png)

[^1]: Manual, **page** 41.
"""

# The browser tells of a selection made by a key before it draws the next frame; a person waits longer than that.
FRAMES = "() => new Promise((told) => requestAnimationFrame(() => requestAnimationFrame(told)))"


def test_what_is_copied_in_the_editor_is_pasted_as_the_same_blocks(live_server, open_page) -> None:
    page = open_editor(live_server, open_page(visual=True), ALL)
    page.locator(".visual-text").focus()

    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.keyboard.press("Delete")
    expect(source(page)).to_have_value("")
    page.keyboard.press("Control+v")

    expect(source(page)).to_have_value(ALL)


def test_a_word_of_a_heading_is_pasted_into_a_text_as_a_word(live_server, open_page) -> None:
    page = open_editor(live_server, open_page(visual=True), "# Head\n\nOver\n")

    page.locator(".visual-text").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Shift+End")
    page.evaluate(FRAMES)
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+End")
    page.evaluate(FRAMES)
    page.keyboard.press("Control+v")

    expect(source(page)).to_have_value("# Head\n\nOverHead\n")


def test_what_is_copied_from_a_page_is_pasted_as_it_was_written(live_server, open_page) -> None:
    page = open_editor(live_server, open_page(visual=True), ALL)
    page.goto(f"{live_server.url}/s/board/minutes")
    page.locator("main .text").evaluate("element => getSelection().selectAllChildren(element)")

    page.keyboard.press("Control+c")
    page.goto(f"{live_server.url}/s/board/minutes/edit")
    page.locator(".visual-text").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+v")

    lines = ALL.replace("* [", "- [").replace("and\n[a plan]", "and [a plan]").replace("?utm_source=kept", "")
    expect(source(page)).to_have_value(f"# Minutes\n\n{lines}")


def test_blocks_that_somebody_made_up_are_read_as_any_html(live_server, open_page) -> None:
    page = open_editor(live_server, open_page(visual=True), "Begin.\n")
    table = '{"type":"table","content":[{"type":"paragraph"}]}'
    level = '{"type":"heading","attrs":{"level":99,"written":"#"},"content":[{"type":"text","text":"x"}]}'

    for content, depth in [(table, 0), (level, 1), ("7", 0), ('{"type":"paragraph"}', 9)]:
        carried = f'{{"content":[{content}],"openStart":{depth},"openEnd":0}}'
        paste_over_all(
            page, f"<p data-pm-slice='1 1 []' data-werkbuch='{carried}'>instead of {depth}</p>", "x"
        )
        expect(source(page)).to_have_value(f"instead of {depth}\n")
