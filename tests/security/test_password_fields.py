"""What the forms of an account are made of, and that every screen leads out."""

import html5lib
import pytest
from accounts import sign_in, stopped_clock, with_password
from world import World


@pytest.mark.requirement(
    "V6.2.6 V6.2.7 Fields for passwords hide them and take what programs and the clipboard put in"
)
@pytest.mark.requirement("V7.4.4 Every screen has a way to sign out")
@pytest.mark.requirement("V6.2.10 A password does not run out")
def test_fields_for_passwords_and_the_way_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped_clock(monkeypatch)
    anna = with_password(world, world.person("anna"))
    world.page(world.space("room", anna), anna, "Plan")
    clock.forward(days=2000)
    browser = world.browser()
    assert sign_in(browser).status_code == 303

    fields = []
    for path in (
        "/",
        "/s/room/",
        "/s/room/plan",
        "/s/room/plan/edit",
        "/recent",
        "/search?q=x",
        "/profile",
        "/inbox",
    ):
        shown = html5lib.parse(browser.get(path).text, namespaceHTMLElements=False)
        assert [one for one in shown.iter("form") if one.get("action") == "/logout"], path
        fields += [(path, one) for one in shown.iter("input") if "password" in (one.get("name") or "")]
    sign_in_form = html5lib.parse(world.browser().get("/login").text, namespaceHTMLElements=False)
    fields += [("/login", one) for one in sign_in_form.iter("input") if one.get("name") == "password"]

    assert {path for path, _ in fields} >= {"/profile", "/login"}
    for path, field in fields:
        assert field.get("type") == "password", path
        assert field.get("autocomplete") in {"current-password", "new-password"}, path
        assert int(field.get("maxlength") or 1000) >= 64, path
