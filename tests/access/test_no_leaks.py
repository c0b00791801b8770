"""Walks every route with every method as everybody who may not know of a hidden thing (docs/access-scenarios.md).

For each request: no canary in status, headers or body (A); the answer for the hidden thing is the answer for
nothing, up to the name that was asked for (B). Caches are hot: Anna, who may read all, and Eve, who no longer
may, looked at every screen before. The matrix fails when a route has no entry in `surfaces/`, and when Anna does
not find a canary where it must show (it would prove nothing then).
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from asking import Ask, all_surfaces
from hiding import Hideout, Target, hide
from world import World

from wiki.access import service as access
from wiki.actor import share_principal, system, user_principal
from wiki.web import context

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
PLACES = ("restricted subtree", pytest.param("closed space", marks=pytest.mark.slow))
STRANGERS = (
    "outsider",
    *(pytest.param(who, marks=pytest.mark.slow) for who in ("anonymous", "revoked", "share guest", "token")),
)
SURFACES = all_surfaces()
_TOKENS = re.compile(
    rb'(csrf[-_]token"( value="|: ?")|value=")[^"]{30,}"|"[0-9a-f]{40}"|name="save_id" value="[^"]*"'
)
_TAGS = re.compile("<[^>]*>")
_UNSTABLE = {"Date", "Content-Length", "ETag", "Set-Cookie", "Last-Modified", "X-Request-Id"}


@pytest.fixture(scope="module", params=PLACES)
def hideout(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated_database
) -> Iterator[Hideout]:
    """A wiki with hidden things; Anna and Eve have looked at every screen, then Eve lost her right."""
    import shutil

    from world import SECRET

    from wiki.settings import Settings

    settings = Settings(data_dir=tmp_path_factory.mktemp("wiki"), secret_key=SECRET)
    shutil.copy(migrated_database, settings.sqlite_path)
    world = World(settings)
    made = hide(world, request.param)
    made.seen_by_anna = look(made, made.anna)
    look(made, made.eve)
    look(made, made.admin)
    made.eve_browser = world.browser(made.eve)
    assert (
        made.eve_browser.get(f"/s/{made.targets[0][0].space_key}/{made.targets[0][0].slug}").status_code
        == 200
    )
    with world.sessions.writing() as session:
        access.revoke(session, system(), made.scope_id, user_principal(made.eve.id))
    yield made
    world.close()


def look(made: Hideout, person: Any) -> dict[str, str]:
    """What the person gets on every screen, by address."""
    browser = made.world.browser(person)
    seen = {}
    for surface in SURFACES.values():
        for target, _ in made.targets:
            for ask in surface(target):
                if not ask.form and ask.path not in seen:
                    seen[ask.path] = text_of(browser.get(ask.path, buffered=True))
    return seen


def text_of(answer: Any) -> str:
    """Status line, headers and body as one text: as sent, decoded, and without tags (search marks parts of words)."""
    head = answer.status + "\n" + "\n".join(f"{name}: {value}" for name, value in answer.headers)
    text = head + "\n\n" + answer.get_data().decode("utf-8", "replace")
    return (text + unquote(text) + unescape(_TAGS.sub("", text))).lower()


def test_every_route_is_in_the_matrix(world: World) -> None:
    endpoints = {rule.endpoint for rule in world.app.url_map.iter_rules()}

    missing = sorted(endpoints - set(SURFACES))
    assert not missing, f"add these routes to tests/access/surfaces/<blueprint>.py: {missing}"
    assert not sorted(set(SURFACES) - endpoints), (
        "these entries of tests/access/surfaces have no route any more"
    )


def test_the_entitled_reader_finds_every_canary_where_it_must_show(hideout: Hideout) -> None:
    hidden_title = hideout.canaries["title"]
    missing = []
    for endpoint, surface in SURFACES.items():
        target = next(target for target, _ in hideout.targets if target.slug == hidden_title)
        for ask in surface(target):
            seen = hideout.seen_by_anna.get(ask.path, "")
            missing += [
                (endpoint, ask.path, kind) for kind in ask.shows if hideout.canaries[kind].lower() not in seen
            ]

    assert not missing
    shown = "".join(hideout.seen_by_anna.values())
    unseen = {kind for kind, canary in hideout.canaries.items() if canary.lower() not in shown}
    assert unseen <= {"trashbody", "conflict", "file-id-trash", "file-id-redirect", "file-id-hiddentitle"}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_nobody_else_learns_of_it(hideout: Hideout, stranger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    leaks = walk(hideout, Stranger(hideout, stranger, monkeypatch))

    assert not leaks, "\n".join(leaks[:20])


def test_an_administrator_finds_neither_unpublished_pages_nor_drafts(hideout: Hideout) -> None:
    leaks = []
    browser = hideout.world.browser(hideout.admin)
    for endpoint, surface in SURFACES.items():
        for target, _ in hideout.targets:
            for ask in surface(target):
                if not ask.form:
                    leaks += canaries_in(
                        hideout, browser.get(ask.path, buffered=True), ask, endpoint, hideout.unseen_by_admins
                    )

    assert not leaks


def test_the_matrix_bites(hideout: Hideout, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted leaks: a screen that shows too much, a header, an answer that only differs."""
    secret = hideout.canaries["summary"]
    app = hideout.world.app
    planted = {
        "pages.permalink": lambda answer: answer.headers.add("X-Title", secret),
        "feeds.recent": lambda answer: answer.set_data(answer.get_data() + secret.encode()),
    }
    hidden_ids = {target.page_id for target, _ in hideout.targets}

    def leak(answer):
        from flask import request

        if request.endpoint in planted and not answer.direct_passthrough:
            planted[request.endpoint](answer)
        if request.endpoint == "trash.restore" and request.view_args["public_id"] in hidden_ids:
            answer.status_code = 403
        return answer

    monkeypatch.setitem(app.after_request_funcs, None, [*app.after_request_funcs.get(None, []), leak])
    leaks = walk(
        hideout,
        Stranger(hideout, "outsider", monkeypatch),
        only={"pages.permalink", "feeds.recent", "trash.restore"},
    )

    found = "\n".join(leaks)
    assert "pages.permalink" in found
    assert "feeds.recent" in found
    assert "trash.restore: POST" in found


class Stranger:
    """Somebody who may not know; each `send` is one request in a browser that is signed in as before."""

    def __init__(self, hideout: Hideout, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._hideout, self._kind = hideout, kind
        self._headers: dict[str, str] = {}
        if kind == "token":
            self._headers = {"Authorization": f"Bearer {hideout.world.api_token(hideout.bob)}"}
        if kind == "share guest":
            guest = frozenset({share_principal(hideout.share_id)})
            monkeypatch.setattr(context.auth, "principals", lambda _session, _identity: guest)
        self.browser = self._fresh()
        self.canaries = dict(hideout.canaries)

        if kind == "share guest":
            shared = self.send("GET", Ask(f"/shared/{hideout.share}/"))
            assert b"Shared with guests." in shared.get_data()
            assert not canaries_in(hideout, shared, Ask(""), "share", frozenset(self.canaries))

    def _fresh(self):
        if self._kind == "share guest":
            browser = self._hideout.world.browser()
            browser.set_cookie("share", self._hideout.share_token, path=f"/shared/{self._hideout.share}/")
            return browser
        if self._kind == "revoked":
            return self._hideout.world.browser(self._hideout.eve)
        return self._hideout.world.browser(self._hideout.bob if self._kind == "outsider" else None)

    def renew(self) -> None:
        """Signed in again, in case the last route signed out."""
        if self._kind in {"outsider", "revoked"}:
            self.browser = self._fresh()

    def send(self, method: str, ask: Ask):
        if method in {"GET", "HEAD", "OPTIONS"}:
            return self.browser.open(ask.path, method=method, headers=self._headers, buffered=True)
        form = {name: value() if callable(value) else value for name, value in ask.form.items()}
        token = self.browser.token or self._visitor_token()
        return self.browser.open(
            ask.path,
            method=method,
            data={"csrf_token": token, **form},
            headers=self._headers,
            buffered=True,
        )

    def _visitor_token(self) -> str:
        with self._hideout.world.app.test_request_context():
            from wiki.web import csrf

            return csrf.token()


def walk(hideout: Hideout, stranger: Stranger, only: set[str] | None = None) -> list[str]:
    """Every route, every method, every hidden thing; what was told."""
    leaks: list[str] = []
    for rule in hideout.world.app.url_map.iter_rules():
        if only is not None and rule.endpoint not in only:
            continue
        stranger.renew()
        done: set[tuple[str, str]] = set()
        for number, (target, twin) in enumerate(hideout.targets):
            pairs = zip(SURFACES[rule.endpoint](target), SURFACES[rule.endpoint](twin), strict=True)
            for place, (ask, other) in enumerate(pairs):
                for method in METHODS:
                    is_served = method in rule.methods
                    if (method, repr(ask)) in done or (not is_served and (number or place)):
                        continue
                    done.add((method, repr(ask)))
                    leaks += _compare(hideout, stranger, rule.endpoint, method, (ask, other), (target, twin))
    return leaks


def _compare(hideout, stranger, endpoint, method, asks, targets) -> list[str]:
    ask, other = asks
    answer = stranger.send(method, ask)
    leaks = canaries_in(hideout, answer, ask, f"{endpoint}: {method}", frozenset(stranger.canaries))
    if ask == other or ask.may_differ:
        return leaks
    nothing = stranger.send(method, other)
    mine, others = _normal(answer, ask, *targets), _normal(nothing, other, *reversed(targets))
    if mine != others:
        leaks.append(
            f"{endpoint}: {method} {ask.path} {dict(ask.form)} is answered otherwise than for nothing: {_difference(mine, others)}"
        )
    return leaks


def canaries_in(hideout: Hideout, answer: Any, ask: Ask, where: str, kinds: frozenset[str]) -> list[str]:
    """The canaries that the answer holds and the request did not."""
    text, sent = text_of(answer), (ask.path + repr(dict(ask.form))).lower()
    return [
        f"{where} {ask.path} tells {kind}"
        for kind, canary in hideout.canaries.items()
        if kind in kinds and canary.lower() in text and canary.lower() not in sent
    ]


def _normal(answer: Any, ask: Ask, target: Target, twin: Target) -> tuple[int, list[tuple[str, str]], str]:
    body = _TOKENS.sub(b"TOKEN", answer.get_data()).decode("utf-8", "replace")
    if ask.only_main:
        body = body.partition("<main")[2].partition("</main>")[0]
    headers = sorted((name, value) for name, value in answer.headers if name not in _UNSTABLE)
    for name in target.names(twin, with_linked=ask.only_main):
        for spelled in {name, name.upper()}:
            body = body.replace(spelled, "NAME")
            headers = [(header, value.replace(spelled, "NAME")) for header, value in headers]
    return answer.status_code, headers, body


def _difference(mine: Any, others: Any) -> str:
    for one, other in zip(mine, others, strict=True):
        if one != other and isinstance(one, str):
            lines = zip(one.splitlines(), other.splitlines(), strict=False)
            return next((f"{line!r} / {twin!r}" for line, twin in lines if line != twin), "length")
        if one != other:
            return f"{one} / {other}"
    return "nothing"
