"""Administrators set what holds for the whole wiki."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from world import World

from wiki.actor import Right
from wiki.audit import AuditEntry

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0" + bytes(40)
WEBP = b"RIFF\x20\x00\x00\x00WEBPVP8 " + bytes(40)
FORM = {
    "wiki_name": "Muster GmbH",
    "language": "en",
    "timezone": "Europe/Vienna",
    "page_limit": "512",
    "upload_limit": "20",
    "imprint_url": "https://muster.example/impressum",
    "privacy_url": "",
}


@pytest.fixture
def chief(world: World):
    return world.person("chief", is_admin=True)


def upload(world: World, chief, content: bytes, name: str = "logo.png"):
    from io import BytesIO

    return world.browser(chief).send("/admin/settings/logo", logo=(BytesIO(content), name))


def test_settings_hold_from_the_next_request_on_for_everybody(either_world: World):
    world = either_world
    browser, visitor = world.browser(world.person("chief", is_admin=True)), world.browser()
    visitor.get("/login")

    answer = browser.send("/admin/settings", **FORM)

    assert answer.headers["Location"] == "/admin/settings?said=settings"
    seen = visitor.get("/login").text
    assert '<html lang="en"' in seen
    assert "Muster GmbH" in seen
    assert 'href="https://muster.example/impressum"' in seen
    screen = browser.get("/admin/settings").text
    assert 'value="512"' in screen
    assert '<option value="Europe/Vienna" selected>' in screen


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("wiki_name", " \u200b "),
        ("language", "fr"),
        ("timezone", "Berlin"),
        ("page_limit", "0"),
        ("page_limit", "1.5"),
        ("page_limit", "٣"),
        ("upload_limit", "99999"),
        ("upload_limit", "-1"),
        ("imprint_url", "javascript:alert(1)"),
        ("imprint_url", "ftp://muster.example"),
        ("imprint_url", "//muster.example"),
        ("privacy_url", "https://"),
        ("privacy_url", "https://[x"),
        ("privacy_url", "https://muster.example/ x"),
        ("privacy_url", "muster.example"),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_is_stored(world: World, chief, field, value):
    browser = world.browser(chief)
    answer = browser.send("/admin/settings", **{**FORM, field: value})
    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text
    assert field == "wiki_name" or 'value="Muster GmbH"' in answer.text
    assert "Muster GmbH" not in browser.get("/admin/settings").text


def test_a_raised_limit_lets_larger_forms_in_for_people_who_are_signed_in(world: World, chief):
    large = "x" * (3 * 2**20 + 100_000)
    browser = world.browser(chief)
    fields = {"display_name": "Chief", "language": "", "timezone": "", "theme": "auto", "more": large}
    before = browser.send("/profile", **fields).status_code

    browser.send("/admin/settings", **{**FORM, "page_limit": "2048"})

    assert before == 413
    assert browser.send("/profile", **fields).status_code == 303
    assert world.browser().post("/login", data={"login": large}).status_code == 413
    assert browser.send("/profile", **{**fields, "more": large * 2}).status_code == 413


def test_public_spaces_are_off_until_somebody_ticks_the_box(world: World, chief):
    space = world.space("team", chief)
    world.grant(space.scope_id, "everyone", Right.READ)
    visitor, browser = world.browser(), world.browser(chief)
    before = visitor.get("/s/team/").status_code
    browser.send("/admin/settings", **FORM, allows_public="1")
    between = visitor.get("/s/team/").status_code
    browser.send("/admin/settings", **FORM)
    assert (before, between, visitor.get("/s/team/").status_code) == (404, 200, 404)


def test_what_the_environment_sets_is_shown_locked_and_left_alone(world: World, chief):
    world.app.settings = replace(
        world.settings, page_limit=2048, locked=frozenset({"page_limit", "language"})
    )
    browser = world.browser(chief)

    screen = browser.get("/admin/settings").text
    answer = browser.send("/admin/settings", **{**FORM, "page_limit": "", "language": ""})

    field = screen.partition('id="field-page_limit"')[2].partition(">")[0]
    assert "disabled" in field
    assert 'value="2"' in field
    assert "Set outside of the wiki" in screen
    assert answer.status_code == 303
    assert (
        'value="2"'
        in browser.get("/admin/settings").text.partition('id="field-page_limit"')[2].partition(">")[0]
    )


@pytest.mark.parametrize(
    ("content", "kind"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp")]
)
def test_the_logo_is_shown_to_everybody_and_may_be_kept_for_a_year(world: World, chief, content, kind):
    assert upload(world, chief, content, "whatever.name").status_code == 303

    visitor = world.browser()
    path = visitor.get("/login").text.partition('<img src="')[2].partition('"')[0]
    answer = visitor.get(path)

    assert path.startswith("/logo/")
    assert (answer.status_code, answer.data, answer.content_type) == (200, content, kind)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert visitor.get("/logo/000000000000").status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Please choose a file."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "must be a PNG"),
        (b"GIF89a" + bytes(40), "must be a PNG"),
        (PNG + bytes(200_000), "at most 200 KB"),
    ],
)
def test_a_file_that_is_no_fit_logo_is_refused(world: World, chief, content, sentence):
    answer = upload(world, chief, content, "logo.png")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "/logo/" not in world.browser().get("/login").text


def test_the_logo_can_be_taken_away(world: World, chief):
    upload(world, chief, PNG)
    path = world.browser().get("/login").text.partition('<img src="')[2].partition('"')[0]
    assert world.browser(chief).send("/admin/settings/logo", remove="1").status_code == 303
    assert world.browser().get(path).status_code == 404
    assert "/logo/" not in world.browser().get("/login").text


@pytest.mark.requirement("V16.3.3 Changed settings are recorded with what they were")
def test_changed_settings_are_recorded_and_unchanged_ones_are_not(world: World, chief):
    browser = world.browser(chief)
    browser.send("/admin/settings", **FORM)
    browser.send("/admin/settings", **FORM)
    browser.send("/admin/settings", **{**FORM, "wiki_name": "Muster AG"})
    with world.sessions.reading() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == "settings.change")).all()
    assert len(rows) == 2
    assert rows[-1].facts == {"before": {"name": FORM["wiki_name"]}, "after": {"name": "Muster AG"}}


def test_uploads_keep_their_own_limit(world: World, chief):
    space = world.space("team", chief)
    world.page(space, chief, "Plan")
    browser = world.browser(chief)
    part = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    token = part % (b"csrf_token", b"", browser.token.encode())
    file = part % (b"file", b'; filename="plan.bin"', b"x" * (5 * 2**20))
    answer = browser.post(
        "/s/team/plan/files", data=token + file + b"--x--\r\n", content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 303
