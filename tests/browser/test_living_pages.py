"""What lives in the text of a page, in Chromium: task boxes, diagrams, tables that sort and scroll."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from wiki.pages.models import Revision

pytestmark = pytest.mark.browser

BODY = """# Works

- [ ] order filters
- [x] clean the machine

```mermaid
flowchart LR
  A[Order] --> B[Build]
```

```mermaid
flowchart LR
  A -->
```

{{pages where project = Alpha columns cost, owner sort owner}}

Short:

| a | b |
|-|-|
| 1 | 2 |

Long:

| n | text |
|-|-|
""" + "".join(f"| {number} | line |\n" for number in range(80))


@pytest.fixture
def works(live_server):
    """The page, its writer signed in by `open_page`, and what its history says."""
    world = live_server.world
    anna = world.person("anna")
    room = world.space("room", anna)
    page = world.page(room, anna, "Works", BODY)
    for name, cost, owner in (("Press", 90, "Carl"), ("Crane", 1000, "Anna"), ("Lathe", 200, "Bob")):
        world.page(room, anna, name, f"---\nproject: Alpha\ncost: {cost}\nowner: {owner}\n---\n")
    return live_server, anna, page


def bodies(works) -> list[str]:
    live_server, _, page = works
    with live_server.world.sessions.reading() as session:
        rows = select(Revision.body).where(Revision.page_id == page.page_id).order_by(Revision.number)
        return list(session.scalars(rows))


def test_boxes_tick_diagrams_are_drawn_and_tables_sort_and_scroll(works, page, axe, watch) -> None:
    live_server, anna, made = works
    live_server.sign_in(page, anna)
    page.goto(f"{live_server.url}/s/room/works")

    # diagrams: one drawn in a frame without an origin, one that cannot be, told as text
    drawing = page.locator(".diagram iframe").first
    frame = drawing.content_frame
    expect(frame.locator("svg")).to_contain_text("Order")
    expect(drawing).to_have_attribute("height", re.compile("^[1-9][0-9]+$"))
    expect(page.locator(".diagram-problem")).to_contain_text("This diagram could not be drawn. Parse error")
    expect(page.locator(".diagram details").nth(1)).to_have_attribute("open", "")
    assert frame.locator("body").evaluate("() => self.origin") == "null"

    # boxes
    watch.allow("409")
    box = page.get_by_role("checkbox", name="order filters")
    box.check()
    expect(page.locator("#status")).to_have_text("Ticked.")
    assert bodies(works)[-1] == BODY.replace("[ ] order", "[x] order")
    live_server.world.save(made.page_id, anna, BODY.replace("clean the machine", "clean both machines"), 2)
    other = page.get_by_role("checkbox", name="clean the machine")
    other.click()  # not uncheck(): it would look whether the box stays unticked
    expect(page.locator(".tick-problem")).to_contain_text("Somebody changed this task meanwhile.")
    expect(other).to_be_checked()
    box.uncheck()
    expect(page.locator("#status")).to_have_text("Open again.")

    # tables
    names = page.locator(".inset-table tbody td:first-child")
    expect(names).to_have_text(["Crane", "Lathe", "Press"])
    page.get_by_role("button", name="cost").click()
    expect(names).to_have_text(["Press", "Lathe", "Crane"])
    page.get_by_role("button", name="cost").click()
    expect(names).to_have_text(["Crane", "Lathe", "Press"])
    short, long = (
        page.locator(".scroll", has=page.locator("table:not(.inset-table)")).nth(place) for place in (0, 1)
    )
    expect(short).not_to_have_attribute("tabindex", "0")
    expect(long).to_have_attribute("tabindex", "0")
    long.focus()
    long.evaluate("box => box.scrollTo(0, 500)")
    tops = long.evaluate(
        "box => [box.getBoundingClientRect().top, box.querySelector('th').getBoundingClientRect().top]"
    )
    assert abs(tops[0] - tops[1]) < 2
    assert axe(page) == []


def test_without_script_a_button_stores_the_ticks_and_code_stays(works, open_page) -> None:
    live_server, anna, _ = works
    page = open_page(390, script=False)
    live_server.sign_in(page, anna)
    page.goto(f"{live_server.url}/s/room/works")

    page.get_by_role("checkbox", name="order filters").check()
    page.get_by_role("checkbox", name="clean the machine").uncheck()
    page.get_by_role("button", name="Store the ticks").click()

    expect(page.get_by_role("checkbox", name="order filters")).to_be_checked()
    expect(page.locator("code.language-mermaid").first).to_be_visible()
    assert bodies(works)[-1] == BODY.replace("[ ] order", "[x] order").replace("[x] clean", "[ ] clean")
