"""The rights panel says who may do what and why; a change is asked about with its effect before it is stored."""

import html
import re

import pytest
from sqlalchemy import select, update
from world import LIMITS, Person, World

from wiki.access import service as access
from wiki.access.models import ShareLink
from wiki.actor import EVERYONE, SIGNED_IN, Right, group_principal, user_principal
from wiki.audit import AuditEntry
from wiki.errors import Conflict
from wiki.pages import scoping
from wiki.pages import service as pages
from wiki.pages.changes import NewPage
from wiki.sharing import share_links
from wiki.sharing.share_links import NewLink
from wiki.users.models import User


class Company:
    """A space of Anna's, who is no administrator; a team that writes, and people."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.root = world.person("root", is_admin=True)
        self.anna, self.bob, self.carol = (world.person(name) for name in ("anna", "bob", "carol"))
        self.others = [world.person(f"clerk{number:02}") for number in range(12)]
        self.team = world.group("Sales", self.bob, self.carol)
        self.room = world.space("room", self.anna, {group_principal(self.team): Right.EDIT})
        self.page = world.page(self.room, self.anna, "Plan")
        self.child = world.page(self.room, self.anna, "Detail", parent_id=self.page.page_id)

    def text(self, path: str, who: Person, **query: str) -> str:
        answer = self.world.browser(who).get(path, query_string=query)
        assert answer.status_code == 200
        return plain(answer.text)


def plain(markup: str) -> str:
    """What somebody reads in <main>, in one line."""
    main = re.sub(
        r"<script.*?</script>", "", markup.partition("<main")[2].partition("</main>")[0], flags=re.DOTALL
    )
    options = re.sub(r"<option(?![^>]*selected)[^>]*>[^<]*</option>", "", main)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", options)).split())


def own_stamp(browser, path: str) -> str:
    """What the form on the panel says that its reader saw."""
    return re.search(r'name="seen" value="(\w+)"', browser.get(path).text)[1]


@pytest.fixture
def company(either_world: World) -> Company:
    return Company(either_world)


def test_the_panel_tells_what_everybody_may_do_and_by_what(company: Company) -> None:  # access 66
    world, anna = company.world, company.anna
    world.grant(company.room.scope_id, SIGNED_IN, Right.READ)
    world.grant(company.room.scope_id, user_principal(company.carol.id), Right.MANAGE)

    space = company.text("/s/room/rights", anna)
    assert "16 people have a right here." in space
    assert "Sales Group with 2 people" in space
    assert "Bob bob may write, by the group “Sales” may read, like everyone who is signed in" in space
    assert "Carol carol may manage, by name may write, by the group “Sales”" in space
    assert "Root root may manage, as one of the administrators" in space

    page = company.text("/s/room/detail/rights", anna, q="bob")
    assert "“Detail” has the rights of the space “Room”." in page
    assert "may write, by the group “Sales”, given for “Room”" in page
    assert "Root" not in page
    for who, path in ((company.bob, "/s/room/rights"), (company.bob, "/s/room/plan/rights")):
        assert world.browser(who).get(path).status_code == 403
    assert '/s/room/plan/rights"' in world.browser(anna).get("/s/room/plan").text
    assert '/s/room/plan/rights"' not in world.browser(company.bob).get("/s/room/plan").text


def test_people_are_found_also_without_rights_and_lists_go_on(company: Company, monkeypatch) -> None:
    monkeypatch.setattr("wiki.rights.screens._ROWS", 5)
    monkeypatch.setattr("wiki.rights.screens._MOST_ENTRIES", 2)
    assert "1 more was given a right: look below for the name." in company.text(
        "/s/room/rights", company.anna
    )
    clerk = "Clerk11 clerk11 may not read this: neither by name nor by a group nor like everyone"
    assert clerk in company.text("/s/room/rights", company.anna, q="clerk11")
    assert "Nobody has “xyz” in the name." in company.text("/s/room/rights", company.anna, q="xyz")

    browser, path, seen = company.world.browser(company.anna), "/s/room/rights?q=clerk", []
    while path:
        markup = browser.get(path).text
        seen += re.findall(r'entry-title">(Clerk\d\d)<', markup)
        further = re.search(r'href="([^"#]+)#people" rel="next"', markup)
        path = html.unescape(further[1]) if further else ""

    assert seen == [f"Clerk{number:02}" for number in range(12)]


def test_a_change_shows_its_effect_and_is_stored_when_confirmed(company: Company) -> None:
    world, browser = company.world, company.world.browser(company.anna)
    team, bobs = group_principal(company.team), user_principal(company.bob.id)
    fields = {f"right:{team}": "", f"right:{bobs}": "READ", f"right:{SIGNED_IN}": "READ", "history": "latest"}
    fields |= {"seen": world.stamp(company.room)}

    asked = browser.send("/s/room/rights", **fields)
    told = plain(asked.text)
    named = plain(browser.send("/s/room/rights", **fields, names="gain-READ").text)
    with world.sessions.reading() as session:
        before = access.present(session, company.room.scope_id)
    stored = browser.send("/s/room/rights", **fields, confirmed="1")

    assert asked.status_code == 200
    assert "2 people lose writing Bob, Carol" in told
    assert "12 people gain reading Show names" in told
    assert "12 people gain reading Clerk00, Clerk01" in named
    assert "14 people who may only read see the latest version alone." in told
    assert "Old versions seen by all readers → seen only by who may write" in told
    assert "This holds for all pages of the space." in told
    assert "Sales Group with 2 people write → no right" in told
    assert before.held == {team: Right.EDIT, user_principal(company.anna.id): Right.MANAGE}
    assert stored.status_code == 303
    with world.sessions.reading() as session:
        after = access.present(session, company.room.scope_id)
    assert after.held == {
        SIGNED_IN: Right.READ,
        bobs: Right.READ,
        user_principal(company.anna.id): Right.MANAGE,
    }
    assert not after.has_history


def test_a_form_of_older_rights_and_wrong_values_change_nothing(company: Company) -> None:
    world, browser = company.world, company.world.browser(company.anna)
    old, hers = world.stamp(company.room), user_principal(company.anna.id)
    world.grant(company.room.scope_id, SIGNED_IN, Right.READ)
    seen = world.stamp(company.room)
    cases = [
        ({f"right:{SIGNED_IN}": "EDIT", "seen": old}, 409, "Somebody changed these rights meanwhile."),
        ({f"right:{hers}": "", "seen": seen}, 409, "nobody could manage this"),
        ({"right:user:999": "READ", "seen": seen}, 422, "Please choose a person or a group."),
        ({"right:nobody": "READ", "seen": seen}, 422, "Please choose a person or a group."),
        ({f"right:{SIGNED_IN}": "ALL", "seen": seen}, 422, "Please choose a right."),
        ({f"right:{SIGNED_IN}": "COMMENT", "seen": seen}, 422, "Please choose a right."),
        (
            {f"right:{EVERYONE}": "READ", "seen": seen},
            422,
            "An administrator has to allow public spaces first.",
        ),
        ({"history": "some", "seen": seen}, 422, "This value cannot be taken."),
    ]
    for fields, status, sentence in cases:
        for more in ({}, {"confirmed": "1"}):
            answer = browser.send("/s/room/rights", **fields, **more)
            assert (answer.status_code, sentence in plain(answer.text)) == (status, True), fields
            assert world.stamp(company.room) == seen
    assert "said=unchanged" in browser.send("/s/room/rights", seen=seen).location
    world.allow_public()
    public = browser.send("/s/room/rights", **{f"right:{EVERYONE}": "READ", "seen": seen})
    assert "Everybody who can reach this wiki reads it then" in plain(public.text)
    assert browser.send("/s/room/rights", **{f"right:{EVERYONE}": "EDIT", "seen": seen}).status_code == 422


def test_a_page_gets_rights_of_its_own_and_those_of_its_place_again(company: Company) -> None:
    world, browser = company.world, company.world.browser(company.anna)
    team, bobs = group_principal(company.team), user_principal(company.bob.id)

    assert browser.send("/s/room/plan/rights/restrict").location.endswith("said=rights-own")
    own = company.text("/s/room/plan/rights", company.anna)
    below = company.text("/s/room/detail/rights", company.anna)
    seen = own_stamp(browser, "/s/room/plan/rights")
    fields = {f"right:{team}": "", "seen": seen, "confirmed": "1"}
    assert browser.send("/s/room/plan/rights", **fields).status_code == 303

    assert "“Plan” and the pages below it have rights of their own." in own
    assert "“Detail” has the rights of the page “Plan” above it." in below
    assert "Below, with rights of their own Plan" in company.text("/s/room/rights", company.anna)
    for path in ("/s/room/plan", "/s/room/detail"):
        assert world.browser(company.bob).get(path).status_code == 404
    inherited = {f"right:{SIGNED_IN}": "READ", "seen": own_stamp(browser, "/s/room/plan/rights")}
    assert browser.send("/s/room/detail/rights", **inherited).status_code == 409, "its list is another page's"
    assert browser.send("/s/room/detail/rights/inherit", confirmed="1").location == "/s/room/detail/rights"
    again = browser.send("/s/room/plan/rights/restrict")
    assert (again.status_code, "rights of its own already" in again.text) == (409, True)

    asked = browser.send("/s/room/plan/rights/inherit")
    assert "2 people gain reading Bob, Carol" in plain(asked.text)
    assert "This holds for 2 pages." in plain(asked.text)
    seen = re.search(r'name="seen" value="([\w-]+)"', asked.text)[1]
    world.grant(company.room.scope_id, bobs, Right.READ)
    stale = browser.send("/s/room/plan/rights/inherit", seen=seen, confirmed="1")
    assert stale.status_code == 409
    assert world.browser(company.bob).get("/s/room/plan").status_code == 404
    seen = re.search(r'name="seen" value="([\w-]+)"', browser.send("/s/room/plan/rights/inherit").text)[1]
    assert browser.send("/s/room/plan/rights/inherit", seen=seen, confirmed="1").status_code == 303
    assert world.browser(company.bob).get("/s/room/detail").status_code == 200


def test_share_links_that_other_rights_end_are_told_before_and_in_the_log(company: Company) -> None:
    world, browser = company.world, company.world.browser(company.anna)
    for page in (company.page, company.child):
        share_links.create(world.sessions, company.anna.actor, page.page_id, NewLink("Guests", 30, False))

    told = company.text("/s/room/plan/rights", company.anna)
    browser.send("/s/room/plan/rights/restrict")
    own = company.text("/s/room/plan/rights", company.anna)
    nothing_ends = plain(browser.send("/s/room/plan/rights/inherit").text)
    share_links.create(world.sessions, company.anna.actor, company.page.page_id, NewLink("Guests", 30, True))
    with world.sessions.reading() as session:
        links = session.scalars(select(ShareLink.public_id).order_by(ShareLink.id)).all()
    asked = browser.send("/s/room/plan/rights/inherit").text
    seen = re.search(r'name="seen" value="([\w-]+)"', asked)[1]
    assert browser.send("/s/room/plan/rights/inherit", seen=seen, confirmed="1").status_code == 303

    assert "2 share links then open nothing any more." in told
    assert "share link" not in own + nothing_ends
    assert "1 share link then opens nothing any more." in plain(asked)
    with world.sessions.reading() as session:
        wanted = AuditEntry.action.in_(("access.restrict", "access.inherit"))
        facts = session.scalars(select(AuditEntry.facts).where(wanted).order_by(AuditEntry.id)).all()
    assert [one["shares"] for one in facts] == [links[:2], links[2:]]
    log = plain(world.browser(company.root).get("/admin/audit").text)
    assert f"share links that open nothing from then on: {links[0]}, {links[1]}" in log


def test_new_and_moved_pages_have_the_rights_of_their_place_at_once_in_search_too(
    company: Company,
) -> None:  # access 68
    world, anna, bob = company.world, company.anna, company.world.browser(company.bob)
    hers = {user_principal(anna.id): Right.MANAGE}
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, company.page.page_id, hers)
    world.page(company.room, anna, "Zebra inside", "Zebra.\n", parent_id=company.page.page_id)
    outside = world.page(company.room, anna, "Zebra outside", "Zebra.\n")

    def found() -> list[str]:
        return sorted(set(re.findall(r"/s/room/(zebra-\w+)", bob.get("/search?q=zebra").text)))

    assert found() == ["zebra-outside"]
    with world.sessions.writing() as session:
        pages.move(session, anna.actor, outside.page_id, company.room.id, company.page.page_id)
    assert found() == []
    with world.sessions.writing() as session:
        scoping.release(session, anna.actor, company.page.page_id)
    assert found() == ["zebra-inside", "zebra-outside"]


def test_who_takes_his_own_right_is_warned_and_sent_on(company: Company) -> None:
    world, browser = company.world, company.world.browser(company.anna)
    world.grant(company.room.scope_id, user_principal(company.bob.id), Right.MANAGE)
    fields = {f"right:{user_principal(company.anna.id)}": "", "seen": world.stamp(company.room)}

    assert "You will not be able to manage this any more." in browser.send("/s/room/rights", **fields).text
    assert browser.send("/s/room/rights", **fields, confirmed="1").location == "/?said=rights"
    draft = pages.create(
        world.sessions, company.bob.actor, NewPage(company.room.id, "Draft", "", is_unpublished=True), LIMITS
    )
    own, path = world.browser(company.bob), f"/s/room/{draft.slug}"
    for answer in (own.get(f"{path}/rights"), own.send(f"{path}/rights/restrict")):
        assert (answer.status_code, answer.location) == (303, f"{path}/readers")


def test_nobody_takes_over_rights_of_a_place_that_is_hidden_from_him_or_without_managers(
    company: Company,
) -> None:
    world, bob = company.world, company.world.browser(company.bob)
    bobs = {user_principal(company.bob.id): Right.MANAGE}
    with world.sessions.writing() as session:
        scoping.restrict(session, company.anna.actor, company.child.page_id, bobs)
        hers = {user_principal(company.anna.id): Right.MANAGE}
        scoping.restrict(session, company.anna.actor, company.page.page_id, hers)

    panel = bob.get("/s/room/detail/rights")
    assert "rights of their own" in plain(panel.text)
    assert "/inherit" not in panel.text
    for more in ({}, {"confirmed": "1"}):
        answer = bob.send("/s/room/detail/rights/inherit", **more)
        assert (answer.status_code, "Anna" in plain(answer.text)) == (409, False)
    with world.sessions.writing() as session, pytest.raises(Conflict) as refusal:
        scoping.release(session, company.bob.actor, company.child.page_id)
    assert refusal.value.facts["reason"] == "place_hidden"

    with world.sessions.writing() as session:
        session.execute(update(User).where(User.id == company.anna.id).values(is_active=False))
    root = world.browser(company.root)
    answer = root.send("/s/room/detail/rights/inherit")
    assert (answer.status_code, "nobody could manage this" in answer.text) == (409, True)
