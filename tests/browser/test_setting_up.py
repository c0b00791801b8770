"""From an empty wiki to a colleague who signs in, in Chromium: every screen on the way fits and is accessible."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete
from world import World

from wiki.admin import setup
from wiki.admin.models import Setting
from wiki.counters import SETTINGS, bump

pytestmark = pytest.mark.browser
RIGHT = "Regenschirm im Flur"


@pytest.fixture
def first_link(live_server) -> str:
    world: World = live_server.world
    with world.sessions.writing() as session:
        session.execute(delete(Setting))
        bump(session, SETTINGS)
    link = setup.link(world.sessions, world.settings)
    return live_server.url + link.removeprefix("http://localhost:8000")


def set_up(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Name des Wikis").fill("Muster GmbH")
    page.get_by_label("Name, den andere sehen").fill("Anna Berg")
    page.get_by_label("Anmeldename").fill("anna")
    page.get_by_label("Passwort", exact=True).fill(RIGHT)
    page.get_by_label("Dasselbe Passwort noch einmal").fill(RIGHT)
    page.get_by_role("button", name="Wiki einrichten").click()


def problems(page: Page, axe) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"{page.url}: {line}" for line in [*axe(page), *(["wider than the window"] if wide else [])]]


def test_every_screen_from_the_set_up_to_the_administration_fits_and_is_accessible(
    each_page, first_link, live_server, axe
):
    page, found = each_page, []
    page.goto(live_server.url + "/")
    found += problems(page, axe)
    page.goto(first_link)
    found += problems(page, axe)
    set_up(page, first_link)
    expect(page.get_by_role("heading", name="Das Wiki ist bereit")).to_be_visible()
    found += problems(page, axe)

    page.get_by_role("link", name="Kolleginnen und Kollegen einladen").click()
    found += problems(page, axe)
    page.get_by_label("Name, den andere sehen").fill("Bert Ohm")
    page.get_by_label("Anmeldename").fill("bert")
    page.get_by_role("button", name="Konto anlegen").click()
    found += problems(page, axe)
    page.get_by_role("link", name="Zum Konto").click()
    found += problems(page, axe)
    page.goto(live_server.url + "/admin/groups")
    page.get_by_label("Name der Gruppe").fill("Vertrieb")
    page.get_by_role("button", name="Gruppe anlegen").click()
    page.locator("#field-q").fill("bert")
    page.get_by_role("button", name="Hinzufügen Bert Ohm").click()
    expect(page.get_by_role("heading", name="Eine Person gehört dazu")).to_be_visible()
    found += problems(page, axe)
    for path in ("", "users", "groups", "settings", "audit"):
        page.goto(f"{live_server.url}/admin/{path}")
        found += problems(page, axe)
    page.goto(live_server.url + "/profile")
    found += problems(page, axe)

    assert found == []


def test_a_colleague_chooses_a_password_by_the_link_and_signs_in_again(
    open_page, first_link, live_server, axe
):
    chief, colleague = open_page(), open_page(390)
    set_up(chief, first_link)
    chief.goto(live_server.url + "/admin/users/new")
    chief.get_by_label("Name, den andere sehen").fill("Bert Ohm")
    chief.get_by_label("Anmeldename").fill("bert")
    chief.get_by_role("button", name="Konto anlegen").click()
    link = re.search(r"/password/\S+", chief.locator("main code").inner_text())[0]

    colleague.goto(live_server.url + link)
    found = problems(colleague, axe)
    colleague.get_by_label("Neues Passwort").fill(RIGHT)
    colleague.get_by_label("Dasselbe Passwort noch einmal").fill(RIGHT)
    colleague.get_by_role("button", name="Speichern und anmelden").click()
    colleague.goto(live_server.url + "/profile")
    expect(colleague.get_by_role("heading", name="Profil")).to_be_visible()
    colleague.context.clear_cookies()
    colleague.goto(live_server.url + "/login?next=/profile")
    colleague.get_by_label("Benutzername oder E-Mail").fill("bert")
    colleague.get_by_label("Passwort").fill("wrong")
    colleague.get_by_role("button", name="Anmelden").click()
    found += problems(colleague, axe)
    colleague.get_by_label("Passwort").fill(RIGHT)
    colleague.get_by_role("button", name="Anmelden").click()

    expect(colleague.get_by_role("heading", name="Profil")).to_be_visible()
    assert found == []


def test_the_set_up_works_without_script(open_page, first_link):
    page = open_page(script=False)
    set_up(page, first_link)
    expect(page.get_by_role("heading", name="Das Wiki ist bereit")).to_be_visible()


def test_deleting_a_group_asks_on_a_screen_of_its_own(page, live_server, first_link):
    set_up(page, first_link)
    page.goto(live_server.url + "/admin/groups")
    page.get_by_label("Name der Gruppe").fill("Vertrieb")
    page.get_by_role("button", name="Gruppe anlegen").click()

    page.get_by_role("link", name="Gruppe löschen").click()
    expect(page.get_by_text("Die Gruppe Vertrieb und alle Rechte löschen")).to_be_visible()
    page.get_by_role("button", name="Gruppe löschen").click()

    expect(page.get_by_text("Die Gruppe ist gelöscht")).to_be_visible()
