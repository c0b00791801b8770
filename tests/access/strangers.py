"""Those who may not know of the hidden things, each with a browser that is signed in as before."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from asking import Ask
from hiding import Hideout
from sqlalchemy import select
from world import Browser

from wiki.actor import Right, user_principal
from wiki.auth.models import LoginSession
from wiki.auth.service import token_hash
from wiki.sharing import viewing

# What an auditor reads by his office: numbers of pages, and that something was done to them; no title, no text.
AUDIT = frozenset({"admin_audit.listing", "admin_audit.export"})


class Stranger:
    """Somebody who may not know; `kind` is a key of KINDS."""

    def __init__(self, hideout: Hideout, kind: str) -> None:
        self.kind, self._hideout = kind, hideout
        self._headers: dict[str, str] = {}
        self._enter = KINDS[kind]
        self.browser: Browser = self._enter(hideout)
        if kind in _CEILINGS:
            token = hideout.world.api_token(hideout.bob, _CEILINGS[kind])
            self._headers = {"Authorization": f"Bearer {token}"}
        if kind == "share guest":
            shared = self.send("GET", Ask(f"/shared/{hideout.share}/"))
            assert b"Shared with guests." in shared.get_data()
        if kind == "reader of a subtree":
            shared = self.send("GET", Ask(f"/p/{hideout.shared_id}", follow=True))
            assert b"Shared with guests." in shared.get_data()

    def canaries(self, endpoint: str) -> frozenset[str]:
        """What the person must not get there."""
        numbers = {kind for kind in self._hideout.canaries if kind.startswith(("id-", "file-id-"))}
        is_office = self.kind == "auditor" and endpoint in AUDIT
        return frozenset(self._hideout.canaries) - (numbers if is_office else set())

    def may_compare(self, endpoint: str) -> bool:
        """Whether the answer for the hidden thing has to be that for nothing."""
        return not (self.kind == "auditor" and endpoint in AUDIT)

    def renew(self) -> None:
        """Signed in again, in case the last route signed out."""
        if self.kind not in {"anonymous", *_CEILINGS}:
            self.browser = self._enter(self._hideout)

    def send(self, method: str, ask: Ask) -> Any:
        """One request."""
        if method in {"GET", "HEAD", "OPTIONS"}:
            follow = {"follow_redirects": True} if ask.follow else {}
            return self.browser.open(ask.path, method=method, headers=self._headers, buffered=True, **follow)
        form = {name: value() if callable(value) else value for name, value in ask.form.items()}
        token = self.browser.token or self._visitor_token
        data = {"csrf_token": token, **form}
        return self.browser.open(ask.path, method=method, data=data, headers=self._headers, buffered=True)

    @cached_property
    def _visitor_token(self) -> str:
        """Good for a day, for whoever is not signed in."""
        with self._hideout.world.app.test_request_context():
            from wiki.web import csrf

            return csrf.token()


def _guest(hideout: Hideout) -> Browser:
    browser = hideout.world.browser()
    browser.set_cookie("share", hideout.share_token, path=f"/shared/{hideout.share}/")
    return browser


def _viewing_as_bob(hideout: Hideout) -> Browser:
    """An administrator, who may read it all, looks as Bob."""
    browser = hideout.world.browser(hideout.admin)
    cookie = browser.get_cookie("sid")
    with hideout.world.sessions.writing() as session:
        mine = select(LoginSession.id).where(LoginSession.token_hash == token_hash(cookie.value))
        viewing.start(
            session, hideout.admin.actor, session.scalars(mine).one(), user_principal(hideout.bob.id)
        )
    return browser


_CEILINGS = {"token": Right.MANAGE, "reading token": Right.READ}
KINDS: dict[str, Callable[[Hideout], Browser]] = {
    "outsider": lambda hideout: hideout.world.browser(hideout.bob),
    "anonymous": lambda hideout: hideout.world.browser(),
    "revoked": lambda hideout: hideout.world.browser(hideout.eve),
    "ex-member": lambda hideout: hideout.world.browser(hideout.emil),
    "deactivated": lambda hideout: hideout.world.browser(hideout.dora),
    "auditor": lambda hideout: hideout.world.browser(hideout.otto),
    "reader of a subtree": lambda hideout: hideout.world.browser(hideout.sara),
    "view as": _viewing_as_bob,
    "share guest": _guest,
    "token": lambda hideout: hideout.world.browser(),
    "reading token": lambda hideout: hideout.world.browser(),
}
