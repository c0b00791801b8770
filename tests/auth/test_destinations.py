"""After signing in a browser goes to a path of the wiki and nowhere else."""

import pytest
from accounts import sign_in, with_password
from hypothesis import given
from hypothesis import strategies as st
from world import World

from wiki.auth.destinations import local

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:evil",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "?next=//evil.example",
    "",
    "/a\\b",
    "/a\x00b",
    "/a\r\nSet-Cookie: x=y",
    "/\u2028/evil.example",
    "/login?next=/login",
    "/logout",
    "/setup/x",
    "/password/x",
]
HERE = ["/", "/recent", "/s/team/seite?from=1&to=2", "/s/team/größe", "/search?q=a//b", "/s/team/x#abschnitt"]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_targets_elsewhere_lead_to_the_start_page(target):
    assert local(target) == "/"


@pytest.mark.parametrize("target", HERE)
def test_targets_in_the_wiki_are_kept(target):
    assert local(target) == target


@given(st.text(alphabet="/\\.:@ \t\n%aevil?#[]"))
def test_whatever_is_kept_begins_with_one_slash(target):
    kept = local(target)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))
    assert "\\" not in kept


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https:evil.example"])
def test_the_sign_in_form_follows_the_rule(world: World, target):
    with_password(world, world.person("anna"))
    assert sign_in(world.browser(), next=target).headers["Location"] == "/"
