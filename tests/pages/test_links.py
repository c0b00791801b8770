"""Links between pages: what they lead to, when they come alive, and who learns of them."""

import re

import pytest
from sqlalchemy import select
from world import LIMITS, World

from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.pages import scoping, service
from wiki.pages.models import Link


@pytest.fixture
def office(either_world: World):
    world = either_world
    world.anna, world.bob = world.person("anna"), world.person("bob")
    world.room = world.space("room", world.anna, {SIGNED_IN: Right.EDIT})
    return world


def hrefs(world: World, slug: str, who=None) -> list[str]:
    """The addresses of the text's links, in order; "" for one that leads nowhere."""
    text = world.browser(who or world.anna).get(f"/s/room/{slug}").text
    article = text.partition("<article")[2].partition("</article>")[0]
    found = re.findall(r"<a (class=\"missing\")?[^>]*?href=\"([^\"]*)\"", article)
    return ["" if missing else href for missing, href in found if "/history" not in href]


LEADING = (
    ("[[Plan]]", "/s/room/plan"),
    ("[[plan]]", "/s/room/plan"),
    ("[[PLAN|shown]]", "/s/room/plan"),
    ("[[room:Plan]]", "/s/room/plan"),
    ("[[Plan#A part]]", "/s/room/plan#user-content-a-part"),
    ("[x](plan)", "/s/room/plan"),
    ("[x](Plan.md)", "/s/room/plan"),
    ("[x](/s/room/plan)", "/s/room/plan"),
    ("[[other:Elsewhere]]", "/s/other/elsewhere"),
    ("[x](../other/Elsewhere.md)", "/s/other/elsewhere"),
    ("[[Its title]]", "/s/room/by-title"),
    ("[[Old name]]", "/s/room/renamed"),
    ("[[Nowhere]]", ""),
    ("[[nowhere:Plan]]", ""),
    ("[x](/s/room/nowhere)", ""),
    ("[x](/p/aaaaaaaaaaaa)", ""),
)


def test_a_link_finds_slug_title_old_name_and_space(office: World) -> None:
    other = office.space("other", office.anna, {SIGNED_IN: Right.READ})
    office.page(office.room, office.anna, "Plan")
    office.page(other, office.anna, "Elsewhere")
    renamed = office.page(office.room, office.anna, "Old name")
    service.rename(office.sessions, office.anna.actor, renamed.page_id, "Renamed", LIMITS)
    by_title = office.page(office.room, office.anna, "By title")
    with office.sessions.writing() as session:
        from wiki.pages.models import Page

        page = session.get_one(Page, by_title.page_id)
        page.title, page.title_key = "Its title", "its title"
    office.page(office.room, office.anna, "User", "\n\n".join(text for text, _ in LEADING) + "\n")

    assert list(zip([text for text, _ in LEADING], hrefs(office, "user"), strict=True)) == list(LEADING)


def test_a_permalink_leads_to_wherever_the_page_stands(office: World) -> None:
    page = office.page(office.room, office.anna, "Plan")
    office.page(office.room, office.anna, "User", f"[x](/p/{page.public_id}) [[/p/{page.public_id}|y]]\n")
    assert hrefs(office, "user") == ["/s/room/plan"] * 2

    service.rename(office.sessions, office.anna.actor, page.page_id, "Fresh", LIMITS)

    assert hrefs(office, "user") == ["/s/room/fresh"] * 2
    assert office.browser(office.anna).get(f"/p/{page.public_id}").headers["Location"] == "/s/room/fresh"


def test_of_two_pages_with_one_title_the_nearer_one_is_meant(office: World) -> None:
    left, right = (
        office.page(office.room, office.anna, "Left"),
        office.page(office.room, office.anna, "Right"),
    )
    titles = {}
    for parent in (left, right):
        page = office.page(office.room, office.anna, "Any", parent_id=parent.page_id)
        with office.sessions.writing() as session:
            from wiki.pages.models import Page

            found = session.get_one(Page, page.page_id)
            found.title, found.title_key = "Minutes of", "minutes of"
        titles[parent.page_id] = page.slug

    for parent in (left, right):
        user = office.page(office.room, office.anna, "User", "[[Minutes of]]\n", parent.page_id)
        assert hrefs(office, user.slug) == [f"/s/room/{titles[parent.page_id]}"]


def test_a_missing_link_comes_alive_when_its_page_is_made_or_renamed(office: World) -> None:
    office.page(office.room, office.anna, "User", "[[Coming]] [[Later one]]\n")
    assert hrefs(office, "user") == ["", ""]
    missing = office.browser(office.anna).get("/s/room/user").text
    assert "/s/room/new?title=Coming&amp;parent=" in missing

    office.page(office.room, office.bob, "Coming")
    page = office.page(office.room, office.bob, "Draft")
    service.rename(office.sessions, office.bob.actor, page.page_id, "Later one", LIMITS)

    assert hrefs(office, "user") == ["/s/room/coming", "/s/room/later-one"]


def test_rows_of_links_that_did_not_change_keep_their_ids(office: World) -> None:
    office.page(office.room, office.anna, "Plan")
    user = office.page(office.room, office.anna, "User", "[[Plan]] [[Gone]] [[Other]]\n")

    def ids() -> dict[str, int]:
        with office.sessions.reading() as session:
            return {
                one.target: one.id
                for one in session.scalars(select(Link).where(Link.page_id == user.page_id))
            }

    before = ids()
    office.save(user.page_id, office.anna, "Words [[Plan]] [[Gone]]\n", 1)

    assert ids() == {"Plan": before["Plan"], "Gone": before["Gone"]}


def test_backlinks_name_readable_pages_only(office: World) -> None:
    office.page(office.room, office.anna, "Plan")
    office.page(office.room, office.anna, "Open source", "[[Plan]] [[Plan]]\n")
    hidden = office.page(office.room, office.anna, "Hidden source", "[[Plan]]\n")
    with office.sessions.writing() as session:
        scoping.restrict(
            session, office.anna.actor, hidden.page_id, {user_principal(office.anna.id): Right.MANAGE}
        )

    mine, theirs = (office.browser(who).get("/s/room/plan").text for who in (office.anna, office.bob))

    assert "Open source" in theirs
    assert "Hidden source" not in theirs
    assert "Hidden source" in mine
    assert theirs.count("/s/room/open-source") == mine.count("/s/room/open-source")


def test_a_link_to_an_unreadable_space_looks_like_one_to_none(office: World) -> None:
    closed = office.space("closed", office.anna)
    page = office.page(closed, office.anna, "Plan")
    text = "[[{0}:Plan]] [x](/s/{0}/plan) [y](/p/{1})\n"
    office.page(office.room, office.anna, "One", text.format("closed", page.public_id))
    office.page(office.room, office.anna, "Two", text.format("absent", "a" * 12))
    browser = office.browser(office.bob)

    def main(slug: str) -> str:
        text = browser.get(f"/s/room/{slug}").text
        return re.sub(r"parent=\w+", "", text.partition("<article")[2].partition("</article>")[0])

    one = (
        main("one")
        .replace("closed", "absent")
        .replace(page.public_id, "a" * 12)
        .replace("One", "Two")
        .replace("one", "two")
    )
    assert one == main("two")
