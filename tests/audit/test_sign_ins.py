"""Signing in stands in the log: that it worked, that it did not, that it was tried too often; never what was typed."""

import pytest
from accounts import sign_in, with_password
from sqlalchemy import select
from world import World

from wiki.audit import AuditEntry


@pytest.mark.requirement("V16.3.1 Sign-ins are recorded, those that worked and those that did not")
@pytest.mark.requirement("V16.2.5 What was typed at a sign-in is recorded nowhere")
def test_sign_ins_are_recorded_without_what_was_typed(world: World) -> None:
    anna = with_password(world, world.person("anna"))
    browser = world.browser()
    for _ in range(10):
        sign_in(world.browser(), password="a wrong canary")
    sign_in(world.browser(), login="canary in the wrong field")
    other = with_password(world, world.person("bert"))
    sign_in(browser, login="bert")
    world.browser(other)
    assert browser.post("/profile/sessions/end", data={"csrf_token": token_of(browser)}).status_code == 303

    with world.sessions.reading() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    told = [
        (one.action, one.target) for one in rows if one.action.partition(".")[0] in {"sign_in", "session"}
    ]
    mine, his = f"user:{anna.id}", f"user:{other.id}"
    assert told[:10] == [("sign_in.failure", mine)] * 9 + [("sign_in.throttled", mine)]
    assert told[10:] == [("sign_in.failure", "wiki"), ("sign_in.success", his), ("session.end", his)]
    assert "canary" not in str([(one.target, one.facts) for one in rows])
    assert rows[-1].facts == {"sessions": 1}


def token_of(browser) -> str:
    """The token of the session that the browser got."""
    return browser.get("/profile").text.partition('name="csrf_token" value="')[2].partition('"')[0]
