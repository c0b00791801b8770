"""Task boxes of a page are ticked in the page itself."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from wiki.actor import SIGNED_IN, Right
from wiki.pages import drafts, queries, ticking
from wiki.pages.changes import Change
from wiki.pages.models import Revision
from wiki.pages.ticking import Ticks
from wiki.render import tasks
from wiki.render.pipeline import render

BODY = "---\ntags: [x]\n---\n\n# List\n\n- [ ] milk\r\n- [x] bread\n  - [ ] with seeds\n> 1. [ ] quoted\n\n`- [ ] code`\n"


@pytest.fixture
def kitchen(world) -> dict[str, Any]:
    """A page with boxes, its author, one who edits and one who reads."""
    anna, bob, rita = (world.person(name) for name in ("anna", "bob", "rita"))
    room = world.space("room", anna, {SIGNED_IN: Right.READ, f"user:{bob.id}": Right.EDIT})
    page = world.page(room, anna, "List", BODY)
    return {"world": world, "anna": anna, "bob": bob, "rita": rita, "page": page}


def boxes(html: str) -> list[str]:
    return re.findall(r'<input type="checkbox" form="ticking" name="on" value="([^"]+)"', html)


def head(kitchen) -> Revision:
    with kitchen["world"].sessions.reading() as session:
        return queries.head(session, kitchen["anna"].actor, kitchen["page"].page_id)


def test_whoever_may_edit_ticks_by_the_form_and_by_the_script_and_readers_only_look(kitchen) -> None:
    world = kitchen["world"]
    reader, bob = world.browser(kitchen["rita"]), world.browser(kitchen["bob"])
    assert boxes(reader.get("/s/room/list").text) == []
    assert reader.get("/s/room/list").text.count('<input type="checkbox" disabled') == 4
    screen = bob.get("/s/room/list")
    milk, _, seeds, quoted = boxes(screen.text)
    assert 'action="/s/room/list/tick"' in screen.text

    answer = bob.post(
        "/s/room/list/tick",
        data={"csrf_token": bob.token, "base": "1", "box": milk, "on": milk},
        headers={"Accept": "application/json"},
    )
    assert answer.json == {"number": 2}
    assert head(kitchen).body == BODY.replace("[ ] milk", "[x] milk")
    assert (head(kitchen).is_minor, head(kitchen).summary) == (True, "Done: milk")
    assert bob.get("/s/room/list").headers["ETag"] != screen.headers["ETag"]

    # the whole form, still of the first revision: what it does not change stays as it is by now
    sent = bob.send("/s/room/list/tick", base="1", on=[seeds, quoted])
    assert sent.status_code == 303
    wanted = BODY.replace("[ ] milk", "[x] milk").replace("[x] bread", "[ ] bread")
    assert head(kitchen).body == wanted.replace("[ ] with", "[x] with").replace("1. [ ]", "1. [x]")

    assert bob.send("/s/room/list/tick", base="1", box=milk).status_code == 303  # open again
    assert "[ ] milk" in head(kitchen).body
    again = bob.send("/s/room/list/tick", base="1", box=milk)
    assert again.headers["Location"].endswith("?said=unchanged")
    assert reader.send("/s/room/list/tick", base="1", box=milk, on=milk).status_code == 403
    assert bob.send("/s/room/list/tick", base="x", box=milk).status_code == 422


def test_others_edits_stay_and_a_changed_line_is_refused_with_a_sentence(kitchen) -> None:
    world, page_id = kitchen["world"], kitchen["page"].page_id
    bob = world.browser(kitchen["bob"])
    milk, bread, *_ = boxes(bob.get("/s/room/list").text)
    edited = BODY.replace("# List", "# List\n\nNew words.").replace("[x] bread", "[x] rolls")
    world.save(page_id, kitchen["anna"], edited, 1)
    with world.sessions.writing() as session:
        drafts.keep(session, kitchen["bob"].actor, page_id, Change("My words.\n", 1))

    assert bob.send("/s/room/list/tick", base="1", box=milk, on=milk).status_code == 303
    refused = bob.send("/s/room/list/tick", base="1", box=bread)

    assert head(kitchen).body == edited.replace("[ ] milk", "[x] milk")
    assert refused.status_code == 409
    assert "Somebody changed this task meanwhile" in refused.text
    foreign = bob.send("/s/room/list/tick", base="1", box="0-000000000000")
    assert foreign.status_code == 409
    with world.sessions.reading() as session:
        assert [draft.body for draft in drafts.own(session, kitchen["bob"].actor)] == ["My words.\n"]


def test_an_edit_of_the_line_at_the_same_moment_leaves_no_draft(kitchen, monkeypatch) -> None:
    world, page_id = kitchen["world"], kitchen["page"].page_id
    bob = world.browser(kitchen["bob"])
    milk = boxes(bob.get("/s/room/list").text)[0]
    change = ticking._change

    def overtaken(*given: Any) -> Change:
        found = change(*given)
        world.save(page_id, kitchen["anna"], BODY.replace("[ ] milk", "[ ] oat drink, two bottles"), 1)
        return found

    monkeypatch.setattr(ticking, "_change", overtaken)
    refused = bob.send("/s/room/list/tick", base="1", box=milk, on=milk)

    assert refused.status_code == 409
    with world.sessions.reading() as session:
        assert not drafts.own(session, kitchen["bob"].actor)
        assert len(session.scalars(select(Revision.id)).all()) == 2


MARKS = st.sampled_from(
    ["- [ ] a", "- [x] b", "  - [X]  c", "> - [ ] d", "1. [ ] [ ] e", "text [ ]", "", "```", "# h"]
)


@given(st.lists(MARKS, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.data())
@settings(max_examples=50, deadline=None)
def test_a_tick_changes_one_box_and_no_other_byte(written, end, data) -> None:
    source = end.join(written)
    found = render(source).tasks
    if not found:
        return
    task = data.draw(st.sampled_from(found))
    lines = ticking.alignment.lines(source)
    lines[task.line] = tasks.with_box(lines[task.line], checked=not task.checked)
    ticked = "".join(lines)

    assert len(ticked) == len(source)
    assert sum(one != other for one, other in zip(source, ticked, strict=True)) == 1
    assert [one.checked for one in render(ticked).tasks] == [
        one.checked != (one.index == task.index) for one in found
    ]


def test_names_of_boxes_are_found_again_for_all_or_for_some(kitchen) -> None:
    found = render(BODY).tasks
    ticks = Ticks(1, frozenset(map(tasks.name, found)))

    assert [task.text for task, _ in ticking._wanted(found, ticks)] == ["milk", "with seeds", "quoted"]
