"""The sample spaces explain the wiki on itself."""

import re

import pytest
from sqlalchemy import delete, select
from world import World

from wiki.admin import samples, setup
from wiki.admin.models import Setting
from wiki.admin.setup import SetUp
from wiki.counters import SETTINGS, bump
from wiki.pages.models import Page
from wiki.pages.renderings import Limits
from wiki.spaces.models import Space

TITLES = {
    "willkommen": {"Willkommen", "Vorlagen", "Tagesordnung", "Protokoll", "Linkliste", "Einarbeitung"},
    "welcome": {"Welcome", "Templates", "Agenda", "Minutes", "Link list", "Onboarding"},
}
WISHED_FOR = {"willkommen": {"Ansprechpartner im Haus"}, "welcome": {"Who to ask"}}


@pytest.fixture
def fresh(world: World) -> World:
    with world.sessions.writing() as session:
        session.execute(delete(Setting))
        bump(session, SETTINGS)
    wanted = SetUp("Muster", "de", "Europe/Berlin", "anna", "Anna", "Regenschirm im Flur")
    setup.complete(world.sessions, world.settings, wanted)
    return world


@pytest.mark.parametrize("key", samples.KEYS)
def test_each_space_holds_its_pages_and_templates_below_one_page(fresh: World, key):
    with fresh.sessions.reading() as session:
        space = session.scalars(select(Space).where(Space.key == key)).one()
        pages = {page.title: page for page in session.scalars(select(Page).where(Page.space_id == space.id))}
    assert TITLES[key] <= set(pages)
    assert len(pages) >= 8
    home, parent, *children = (pages[title] for title in sorted(TITLES[key], key=list(pages).index))
    assert space.home_page_id == home.id
    assert {child.parent_id for child in children} == {parent.id}


def test_everyone_signed_in_edits_and_the_first_administrator_manages(fresh: World):
    browser = fresh.browser(fresh.person("bert"))
    for key in samples.KEYS:
        home = browser.get(f"/s/{key}/").headers["Location"]
        assert browser.get(f"{home}/edit").status_code == 200
        assert browser.get(f"/s/{key}/rights").status_code == 403
    assert fresh.browser().get("/s/willkommen/").status_code == 404


@pytest.mark.parametrize("key", samples.KEYS)
def test_every_link_inside_leads_somewhere_but_the_one_that_shows_a_missing_page(fresh: World, key):
    browser = fresh.browser(fresh.person("bert"))
    with fresh.sessions.reading() as session:
        space_id = session.scalars(select(Space.id).where(Space.key == key)).one()
        slugs = session.scalars(select(Page.slug).where(Page.space_id == space_id)).all()
    missing = set()
    for slug in slugs:
        answer = browser.get(f"/s/{key}/{slug}")
        assert answer.status_code == 200
        article = answer.text.partition("<article")[2].partition("</article>")[0]
        assert "[[" not in re.sub(r"<code>.*?</code>|<pre>.*?</pre>", "", article, flags=re.DOTALL)
        missing |= set(re.findall(r'<a class="[^"]*missing[^"]*"[^>]*>([^<]*)<', article))
        for href in re.findall(r'href="(/[^"#]*)', article):
            assert browser.get(href, follow_redirects=True).status_code == 200, (slug, href)
    assert missing == WISHED_FOR[key]


def test_the_texts_have_no_title_of_their_own_and_no_exclamation_marks():
    for space in samples.prepared(Limits(10**6)):
        for page in space.pages:
            assert not page.body.startswith("# "), page.title
            assert "!" not in re.sub(r"\[!", "", page.body), page.title
            assert page.body.endswith("\n")


def test_a_key_that_is_taken_is_left_out(world: World):
    chief = world.person("chief", is_admin=True)
    taken = world.space("welcome", chief)
    with world.sessions.writing() as session:
        samples.make(session, chief.actor, samples.prepared(world.limits), world.limits)
    with world.sessions.reading() as session:
        assert set(session.scalars(select(Space.key))) == {"welcome", "willkommen"}
        assert session.scalar(select(Page.id).where(Page.space_id == taken.id)) is None


def test_removed_samples_are_never_made_again(fresh: World):
    with fresh.sessions.reading() as session:
        assert session.scalar(select(Setting.value).where(Setting.name == "samples_made")) is True
    assert setup.link(fresh.sessions, fresh.settings) is None
