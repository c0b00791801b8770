"""Every screen as its reader meets it: found in order by axe, quiet in the console, wide and narrow, light and dark.

One office (office.py) serves the whole file. A screen is loaded once and then looked at in each look, so that the
file stays quick; what needs a load of its own (no script, first view, paper, keys) has a test of its own.
"""

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from accounts import with_password
from axe_core_python.base import AXE_FILE_PATH
from live_server import LiveServer
from office import Office, furnish
from playwright.sync_api import BrowserContext, Page, Request, expect
from sqlalchemy import delete, select, update
from world import SECRET, World

from wiki import outbox, worker
from wiki.admin import setup
from wiki.admin.models import Setting
from wiki.attachments.models import Attachment
from wiki.auth import links
from wiki.counters import SETTINGS, bump
from wiki.notifications import letters
from wiki.notifications import service as notifications
from wiki.pages.models import Page as PageRow
from wiki.settings import Settings
from wiki.sharing import requests, share_links
from wiki.sharing.share_links import NewLink
from wiki.users.models import Group

pytestmark = pytest.mark.browser

WIDE, NARROW, NARROWEST, HEIGHT = 1280, 390, 360, 900
GUIDE = "/s/handbuch/absauganlage-warten"
MOST_BYTES, MOST_REQUESTS = 60_000, 8

# Name, address, whose browser ("" is nobody's), and the status where it is not 200.
SCREENS = [
    ("start", "/", "jonas", 200),
    ("start of a stranger", "/", "", 200),
    ("help", "/help/markdown", "jonas", 200),
    ("sign-in", "/login", "", 200),
    ("password of an invitation", "/password/{invitation}", "", 200),
    ("profile", "/profile", "jonas", 200),
    ("forgotten password", "/forgot", "", 200),
    ("password again", "/confirm", "maren", 200),
    ("inbox", "/inbox", "jonas", 200),
    ("choice of mail", "/profile/mail", "jonas", 200),
    ("end of mail", "/mail/off/{mail_off}", "", 200),
    ("a colleague", "/people/{user}", "maren", 200),
    ("recent changes", "/recent?minor=1", "jonas", 200),
    ("search", "/search", "jonas", 200),
    ("search with hits", "/search?q=werkstatt", "jonas", 200),
    ("search without hits", "/search?q=unauffindbar", "jonas", 200),
    ("pages to write", "/search/missing", "jonas", 200),
    ("drafts", "/drafts", "jonas", 200),
    ("no drafts", "/drafts", "gerd", 200),
    ("one draft", "/drafts/{draft}", "jonas", 200),
    ("trash", "/trash", "maren", 200),
    ("place for a page of the trash", "/trash/{trash}/place", "maren", 200),
    ("who sees an unpublished page", "/s/handbuch/umbauplan/readers?q=e", "jonas", 200),
    ("space", "/s/handbuch/", "maren", 200),
    ("empty space", "/s/leer/", "jonas", 200),
    ("all pages", "/s/handbuch/pages", "jonas", 200),
    ("templates", "/s/handbuch/pages/templates", "jonas", 200),
    ("making a template", f"{GUIDE}/template", "jonas", 200),
    ("questions of a template", "/s/handbuch/new?template={template}", "jonas", 200),
    ("all tags", "/tags/", "jonas", 200),
    ("one tag", "/tags/Werkstatt", "jonas", 200),
    ("tags of a page", "/s/handbuch/bandsaege/tags", "jonas", 200),
    ("properties", "/s/handbuch/bandsaege/properties", "jonas", 200),
    ("favourites", "/favourites", "jonas", 200),
    ("new space", "/spaces/new", "maren", 200),
    ("rights of a space", "/s/handbuch/rights?q=e", "maren", 200),
    ("rights of a page", f"{GUIDE}/rights?q=jonas", "maren", 200),
    ("settings of a space", "/s/handbuch/settings", "maren", 200),
    ("deletion of a space", "/s/handbuch/settings/delete", "maren", 200),
    ("deleted spaces", "/trash/spaces", "maren", 200),
    ("addresses of feeds", "/profile/feeds", "jonas", 200),
    ("links of a space", "/s/handbuch/pages/links", "jonas", 200),
    ("links of a page", f"{GUIDE}/links", "jonas", 200),
    ("old names of a page", f"{GUIDE}/relink", "jonas", 200),
    ("page", GUIDE, "maren", 200),
    ("page with wide parts and a long title", "/p/{long}", "jonas", 200),
    ("page with 100 headings", "/s/handbuch/viele-ueberschriften", "jonas", 200),
    ("page with 300 links", "/s/handbuch/viele-verweise", "jonas", 200),
    ("page deep in the tree", "/s/handbuch/ebene-8", "jonas", 200),
    ("editor", f"{GUIDE}/edit", "jonas", 200),
    ("editor of a new page", "/s/handbuch/new?title=Neu", "jonas", 200),
    ("history", f"{GUIDE}/history", "jonas", 200),
    ("version", f"{GUIDE}/rev/1", "jonas", 200),
    ("removing a version of a file", f"{GUIDE}/files/{{file}}/versions/1/remove", "maren", 200),
    ("redacting", f"{GUIDE}/rev/1/redact", "maren", 200),
    ("differences", f"{GUIDE}/diff?from=1&to=3", "jonas", 200),
    ("differences as a page", f"{GUIDE}/diff?from=1&to=3&view=page", "jonas", 200),
    ("line by line", f"{GUIDE}/blame", "jonas", 200),
    ("naming a version", f"{GUIDE}/rev/1/name", "jonas", 200),
    ("differences side by side", f"{GUIDE}/diff?from=1&to=3&view=side", "jonas", 200),
    ("attachments", f"{GUIDE}/files", "jonas", 200),
    ("one file", f"{GUIDE}/files/{{file}}", "jonas", 200),
    ("deleting a file", f"{GUIDE}/files/{{file}}/delete", "jonas", 200),
    ("unused files", "/s/handbuch/pages/files", "jonas", 200),
    ("moving", f"{GUIDE}/move", "jonas", 200),
    ("deleting", f"{GUIDE}/delete", "jonas", 200),
    ("copying", f"{GUIDE}/copy", "jonas", 200),
    ("order of a level", "/s/handbuch/werkstatt/order", "jonas", 200),
    ("administration", "/admin/", "maren", 200),
    ("people", "/admin/users", "maren", 200),
    ("one person", "/admin/users/{user}", "maren", 200),
    ("new person", "/admin/users/new", "maren", 200),
    ("import of people", "/admin/users/import", "maren", 200),
    ("switching an account off", "/admin/users/{user}/deactivate?q=gerd", "maren", 200),
    ("erasing a person", "/admin/users/{user}/erase", "maren", 200),
    ("groups", "/admin/groups", "maren", 200),
    ("one group", "/admin/groups/{group}", "maren", 200),
    ("deletion of a group", "/admin/groups/{group}/delete", "maren", 200),
    ("groups of their manager", "/groups", "jonas", 200),
    ("members, for their manager", "/groups/{group}?q=mar", "jonas", 200),
    ("group of a member", "/groups/{own_group}", "gerd", 200),
    ("settings", "/admin/settings", "maren", 200),
    ("log of changes", "/admin/audit", "maren", 200),
    ("check", "/admin/check", "maren", 200),
    ("failed jobs", "/admin/jobs", "maren", 200),
    ("first steps", "/admin/first-steps", "maren", 200),
    ("view as somebody else", "/view-as?q=e", "maren", 200),
    ("sharing a page", f"{GUIDE}/share", "maren", 200),
    ("share links", "/share-links", "maren", 200),
    ("page for a guest", "/share/{share}", "", 200),
    ("share link that opens nothing", "/shared/nothing/", "", 404),
    ("requests for access", "/access-requests", "maren", 200),
    ("asking for access", "/access-requests/ask?address=/s/leitung/gehaelter", "gerd", 200),
    ("request on its way", "/access-requests/asked", "gerd", 200),
    ("not there", "/s/handbuch/gibt-es-nicht", "jonas", 404),
    ("not there for a stranger", GUIDE, "", 404),
    ("not for him", "/s/leitung/gehaelter", "gerd", 404),
]
# Addresses that answer with something else than a screen; the set-up has a test below.
NOT_SCREENS = {
    "guests.page",  # as the first page, which the token leads to
    "guests.file",
    "notifications.follow",  # on to what the entry is about
    "places.found",
    "home.alive",
    "home.ready",
    "static",
    "attachments.file",
    "admin_settings.logo",
    "pages.raw",
    "pages.level",
    "embed.diagram",
    "feeds.all_changes",
    "feeds.of_space",
    "feeds.of_page",
    "links.glance",
    "links.targets",
    "mentions.search",
    "emojis.names",
    "search.titles",
    "setup.form",
}

AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
AXE_RUN = """options => axe.run(document, {...options, resultTypes: ["violations"]})
    .then(found => found.violations.flatMap(one => one.nodes.map(
        node => `${one.id} (${one.impact}) ${node.target.join(" ")}: ${one.help}`)))"""
TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": ["color-contrast"]}
FORM = {**TAGS, "rules": {"color-contrast": {"enabled": False}}}
# What scrolls by key is looked for once a frame was laid out.
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
COUNT_SHIFTS = """window.shifts = []; new PerformanceObserver(list => list.getEntries().forEach(entry => window.shifts.push(
    `${entry.value}: ${entry.sources.map(source => source.node?.className || source.node?.nodeName)}`)))
    .observe({type: "layout-shift", buffered: true})"""
WIDTH_TOO_MUCH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Wiki:
    """The office, served, and sessions of its people."""

    server: LiveServer
    office: Office
    tokens: dict[str, str]
    places: dict[str, str]

    def enter(self, context: BrowserContext, who: str) -> None:
        """The context holds the session of the person with this name, or of nobody."""
        context.clear_cookies()
        if who:
            name = self.server.world.settings.cookie_name
            context.add_cookies(
                [{"name": name, "value": self.tokens[who], "url": self.server.url, "httpOnly": True}]
            )

    def address(self, path: str) -> str:
        return self.server.url + path.format(**self.places)


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory, migrated_database: Path) -> Iterator[Wiki]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("office"), secret_key=SECRET)
    settings.sqlite_path.write_bytes(migrated_database.read_bytes())
    world = World(settings)
    office = furnish(world)
    tokens, places = _tokens(world, office), _places(world, office)
    server = LiveServer(world)
    yield Wiki(server, office, tokens, places)
    server.stop()
    world.close()


def _tokens(world: World, office: Office) -> dict[str, str]:
    people, cookie = (office.chief, office.clerk, office.guest), world.settings.cookie_name
    return {person.name: world.browser(person).get_cookie(cookie).value for person in people}


def _places(world: World, office: Office) -> dict[str, str]:
    with_password(world, office.guest)
    _tell(world, office)
    with world.sessions.reading() as session:
        file_id = session.scalar(select(Attachment.public_id).where(Attachment.name == "skizze.png"))
        own_group = session.scalar(select(Group.public_id).where(Group.name == "empfang"))
        invitation = links.make(session, SECRET, office.guest.id)
    return {
        "user": office.user_id,
        "group": office.group_id,
        "own_group": own_group,
        "draft": office.draft_id,
        "long": office.long_id,
        "template": office.template_id,
        "trash": office.trash_id,
        "invitation": invitation,
        "mail_off": letters.word_of(SECRET, world.user(office.guest).public_id, "access"),
        "file": file_id,
        "share": _share(world, office),
    }


def _tell(world: World, office: Office) -> None:
    """The clerk has something in the inbox, read and unread; a mail could not be sent."""
    with world.sessions.writing() as session:
        guide = session.scalars(select(PageRow.id).where(PageRow.slug == GUIDE.rpartition("/")[2])).one()
        notifications.tell(session, office.chief.actor, "handed_over", [office.clerk.id])
        notifications.mark_all_read(session, office.clerk.actor)
        notifications.tell(session, office.chief.actor, "access_granted", [office.clerk.id], page_id=guide)
        notifications.tell_oneself(session, office.clerk.id, "password_changed")
        failed = {"attempts": outbox.MAX_ATTEMPTS, "last_error": "550 no such mailbox"}
        session.execute(
            update(outbox.OutboxRow).where(outbox.OutboxRow.name == notifications.MAIL).values(**failed)
        )


def _share(world: World, office: Office) -> str:
    """The token of a link to the guide; and somebody asks for access to what is closed to him."""
    with world.sessions.writing() as session:
        guide = session.scalars(select(PageRow.id).where(PageRow.slug == GUIDE.rpartition("/")[2])).one()
        requests.ask(session, office.guest.actor, "/s/leitung/gehaelter", "Für die Prüfung der Abrechnung")
    while worker.step(world.sessions):
        pass
    wanted = NewLink("Firma Lindner, Angebot zur Wartung", 30, with_subtree=True)
    return share_links.create(world.sessions, office.chief.actor, guide, wanted)


@pytest.fixture
def visit(wiki: Wiki, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open an address as somebody; further words go to `open_page`."""

    def visit(path: str, who: str, width: int = WIDE, **options: object) -> Page:
        page = open_page(width, **options)
        wiki.enter(page.context, who)
        page.goto(wiki.address(path))
        return page

    return visit


def test_the_table_names_every_screen(wiki: Wiki):
    router = wiki.server.world.app.url_map.bind("localhost")
    known = {router.match(path.format(**wiki.places).partition("?")[0])[0] for _, path, _, _ in SCREENS}
    answering = {
        rule.endpoint for rule in wiki.server.world.app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    assert answering - known == NOT_SCREENS


@pytest.mark.parametrize(
    ("path", "who", "status"), [row[1:] for row in SCREENS], ids=[row[0] for row in SCREENS]
)
def test_a_screen_is_in_order_in_every_look(
    wiki: Wiki, open_page: Callable[..., Page], path: str, who: str, status: int
):
    page = open_page(WIDE)
    page.add_init_script(COUNT_SHIFTS)
    wiki.enter(page.context, who)

    answer = page.goto(wiki.address(path), wait_until="load")

    assert answer is not None
    assert answer.status == status
    assert page.evaluate("window.shifts") == []
    _has_its_bones(page)
    assert _violations(page, TAGS) == []
    page.emulate_media(color_scheme="dark")
    assert _violations(page, COLOURS) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    page.evaluate(TWO_FRAMES)
    assert _violations(page, FORM) == []
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    assert page.evaluate(WIDTH_TOO_MUCH) == 0


def _has_its_bones(page: Page) -> None:
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.title()
    assert page.locator("h1").count() == 1
    assert page.locator("main h1").count() == 1
    assert len(page.locator("main").inner_text()) > len(page.locator("h1").inner_text())


def _await_behaviour(page: Page, name: str) -> None:
    """The behaviour's script, which the page or the last act has called for, is there."""
    page.evaluate(
        "name => import(document.querySelector('script[type=module]').src.replace('app.js', `controllers/${name}.js`))",
        name,
    )


def _violations(page: Page, options: dict[str, object]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(AXE_RUN, options)
    return found


@pytest.mark.parametrize("path", ["/", GUIDE, f"{GUIDE}/edit"])
def test_the_first_view_is_small(wiki: Wiki, open_page: Callable[..., Page], path: str):
    page, answers = open_page(WIDE), []
    wiki.enter(page.context, "jonas")
    page.on("requestfinished", lambda request: answers.append(request))  # noqa: PLW0108  a builtin has no signature

    page.goto(wiki.address(path), wait_until="networkidle")

    # What is written with comes when the screen stands, and is weighed by tests/editor/test_bundle.py.
    texts = [one for one in answers if one.resource_type != "image" and "/dist/" not in one.url]
    assert path.endswith("/edit") or len(texts) <= MOST_REQUESTS, [request.url for request in texts]
    assert sum(map(_compressed, texts)) <= MOST_BYTES


def _compressed(request: Request) -> int:
    """What the body weighs on the wire behind a server that compresses."""
    answer = request.response()
    assert answer is not None
    return len(gzip.compress(answer.body()))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_without_script_a_page_is_read_and_left_by_links_menu_and_search(
    visit: Callable[..., Page], width: int
):
    page = visit(GUIDE, "jonas", width, script=False)
    expect(page.locator("main")).to_contain_text("Die Absauganlage läuft an Arbeitstagen")

    page.locator("main summary[aria-label]").click()
    expect(page.get_by_role("link", name="Verschieben oder umbenennen")).to_be_visible()
    if width == NARROW:
        page.get_by_role("link", name="Menü", exact=True).click()
    expect(
        page.get_by_role("navigation", name="Wiki").get_by_role("link", name="Viele Verweise")
    ).to_be_visible()
    page.get_by_label("Das Wiki durchsuchen").fill("Absauganlage")
    page.keyboard.press("Enter")

    page.get_by_role("link", name="Absauganlage warten").first.click()
    assert page.url.endswith(GUIDE)


def test_on_paper_a_page_is_its_text(visit: Callable[..., Page]):
    page = visit(GUIDE, "jonas")
    page.emulate_media(media="print")
    for left_out in (".side", ".topbar", ".bar", ".toc", ".legal", ".strip"):
        for part in page.locator(left_out).all():
            expect(part).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate(WIDTH_TOO_MUCH) == 0


def test_twice_the_size_still_fits(visit: Callable[..., Page]):
    for path in ("/", GUIDE, "/s/handbuch/rights", f"{GUIDE}/history"):
        page = visit(path, "maren", WIDE // 2)
        assert page.evaluate(WIDTH_TOO_MUCH) == 0, path


def test_the_first_tab_leads_to_the_content(visit: Callable[..., Page]):
    page = visit(GUIDE, "jonas")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_control_k_leads_to_the_search(visit: Callable[..., Page], width: int):
    page = visit(GUIDE, "jonas", width)
    _await_behaviour(page, "keys")
    page.keyboard.press("Control+k")
    expect(page.get_by_label("Das Wiki durchsuchen")).to_be_focused()
    page.keyboard.type("Absauganlage")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=Absauganlage"))


def test_keys_open_walk_and_close_the_menu(visit: Callable[..., Page]):
    page = visit(GUIDE, "jonas")
    menu = page.locator("main summary[aria-label]")
    menu.focus()
    _await_behaviour(page, "menu")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Anhänge")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Anhänge")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Anhänge")).to_be_hidden()
    expect(menu).to_be_focused()


def test_keys_open_and_close_a_branch_of_the_tree(visit: Callable[..., Page]):
    page = visit("/s/handbuch/", "jonas")
    branch = page.locator(".tree").get_by_role("link", name="Werkstatt")
    below = page.locator(".tree").get_by_role("link", name="Absauganlage warten")
    branch.focus()
    _await_behaviour(page, "tree")
    page.keyboard.press("ArrowRight")
    expect(below).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(below).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(branch).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(below).to_be_hidden()


def test_a_question_mark_shows_the_keys_and_escape_hides_them(visit: Callable[..., Page]):
    page = visit(GUIDE, "jonas")
    _await_behaviour(page, "keys")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Tastatur")).to_be_visible()
    assert _violations(page, TAGS) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Tastatur")).to_be_hidden()
    _await_behaviour(page, "keys")
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile(f"{GUIDE}/edit$"))


def test_the_drawer_of_a_phone_opens_and_closes(visit: Callable[..., Page]):
    page = visit(GUIDE, "jonas", NARROW)
    page.get_by_role("link", name="Menü", exact=True).click()
    entry = page.get_by_role("link", name="Zuletzt geändert")
    expect(entry).to_be_visible()
    assert _violations(page, TAGS) == []
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()


def test_the_choice_of_colours_holds_against_the_system(wiki: Wiki, visit: Callable[..., Page]):
    page = visit("/profile", "gerd", dark=True)
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)

    seen = {}
    for theme in ("light", "dark", "auto"):
        page.get_by_label("Farben").select_option(theme)
        page.get_by_role("button", name="Speichern").first.click()
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        seen[theme] = page.evaluate(paper)

    assert seen == {"light": "rgb(250, 249, 247)", "dark": dark, "auto": dark}
    assert dark != seen["light"]


def test_the_set_up_is_in_order(live_server: LiveServer, open_page: Callable[..., Page]):
    world = live_server.world
    with world.sessions.writing() as session:
        session.execute(delete(Setting))
        bump(session, SETTINGS)
    link = setup.link(world.sessions, world.settings) or ""
    for path in ("/", "/setup/" + link.rpartition("/")[2]):
        page = open_page(WIDE)
        page.goto(live_server.url + path)
        _has_its_bones(page)
        assert _violations(page, TAGS) == []
        page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
        assert _violations(page, FORM) == []
        assert page.evaluate(WIDTH_TOO_MUCH) == 0
