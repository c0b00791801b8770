"""Walks every route with every method as everybody who may not know of a hidden thing (docs/access-scenarios.md).

For each request: no canary in status, headers or body (A); the answer for the hidden thing is the answer for
nothing, up to the name that was asked for (B), and so are the statements that reach the database, up to their values
(C). Caches are hot: Anna, who may read all, and Eve, who no longer may, looked at every screen before. The matrix
fails when a route has no entry in `surfaces/`, and when Anna does not find a canary where it must show (it would
prove nothing then). Time is measured apart, by `make leak-timing`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from asking import Ask, all_surfaces
from hiding import Hideout, Target, feed_word, hide
from sqlalchemy import select, update
from statements import all_statements
from strangers import KINDS, Stranger
from world import World

from wiki import worker
from wiki.access import service as access
from wiki.actor import system, user_principal
from wiki.jobs import Workplace
from wiki.notifications import sending
from wiki.notifications.models import Notification
from wiki.search import queries as searching
from wiki.search.engine import backend
from wiki.search.keeping import Keeper
from wiki.users import service as users
from wiki.users.models import Group, User

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
PLACES = ("restricted subtree", pytest.param("closed space", marks=pytest.mark.slow))
# Who is tried in a closed space, too: the others differ by what they are, not by where the thing lies.
EVERYWHERE = frozenset({"outsider", "anonymous", "revoked", "share guest"})
# Who differs from another one of these in how he came to have no right: tried with a page and one in the trash.
BRIEFLY = frozenset({"ex-member", "deactivated", "auditor", "token", "reading token"})
STRANGERS = tuple(one if one == "outsider" else pytest.param(one, marks=pytest.mark.slow) for one in KINDS)
# What a reader without the history may not know of a page that he reads.
OLD = frozenset({"oldbody", "oldbytes", "draft", "conflict", "draft-id", "trash", "trashbody", "hiddentitle"})
SURFACES = all_surfaces()
_TOKENS = re.compile(
    rb'(csrf[-_]token"( value="|: ?")|value=")[^"]{30,}"|"[0-9a-f]{40}"|name="save_id" value="[^"]*"'
)
_TAGS = re.compile("<[^>]*>")
_VALUES = re.compile(r"'(?:[^']|'')*'|\b\d+\b")
_LISTS = re.compile(r"\?(?:, \?)+")
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
    index(world)
    made.seen_by_anna = look(made, made.anna)
    look(made, made.eve)
    look(made, made.admin)
    made.eve_browser = world.browser(made.eve)
    assert (
        made.eve_browser.get(f"/s/{made.targets[0][0].space_key}/{made.targets[0][0].slug}").status_code
        == 200
    )
    _end_rights(made)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(searching, "_PATIENCE_SECONDS", 0.0)  # nothing is indexed from here on
        yield made
    world.close()


def index(world: World) -> None:
    """All texts are in the index, those of files too."""
    place = Workplace(world.sessions, world.app.blobs, world.settings)
    keeper = Keeper(world.sessions, backend(world.settings, world.sessions))
    while worker.step_slowly(place) + keeper.turn():
        pass


def _end_rights(made: Hideout) -> None:
    """Eve's right is revoked, Emil leaves his group, Dora's account is switched off: each could read until now."""
    path = f"/p/{made.targets[0][0].page_id}"
    for one in (made.eve, made.emil, made.dora):
        assert made.world.browser(one).get(path, follow_redirects=True).status_code == 200
    with made.world.sessions.writing() as session:
        access.revoke(session, system(), made.scope_id, user_principal(made.eve.id))
        users.set_members(session, system(), session.get_one(Group, made.crew), set())
        session.execute(update(User).where(User.id == made.dora.id).values(is_active=False))
    for one in (made.eve, made.emil, made.dora):
        assert made.world.browser(one).get(path, follow_redirects=True).status_code == 404


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
    return (text + (unquote(text) if "%" in text else "") + unescape(_TAGS.sub("", text))).lower()


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


@pytest.mark.requirement("ASVS 5.0 V8.2.1")
@pytest.mark.requirement("ASVS 5.0 V8.2.2")
@pytest.mark.requirement("ASVS 5.0 V8.3.1")
@pytest.mark.parametrize("stranger", STRANGERS)
def test_nobody_else_learns_of_it(hideout: Hideout, stranger: str) -> None:
    if hideout.place == "closed space" and stranger not in EVERYWHERE:
        pytest.skip("tried in the restricted subtree")
    methods = METHODS if stranger == "outsider" and hideout.place != "closed space" else ("GET", "POST")
    targets = hideout.targets[::2] if stranger in BRIEFLY else hideout.targets

    leaks = walk(hideout, Stranger(hideout, stranger), methods, targets)

    assert not leaks, "\n".join(leaks[:20])


@pytest.mark.requirement("ASVS 5.0 V8.2.3")
def test_a_reader_without_history_gets_nothing_but_the_present(hideout: Hideout) -> None:
    browser = hideout.world.browser(hideout.hanna)
    seen = browser.get(f"/p/{hideout.targets[0][0].page_id}", follow_redirects=True)
    assert hideout.canaries["body"] in seen.text
    leaks = []
    for endpoint, surface in SURFACES.items():
        for target, _ in hideout.targets:
            for ask in surface(target):
                if not ask.form:
                    leaks += canaries_in(hideout, browser.get(ask.path, buffered=True), ask, endpoint, OLD)

    assert not leaks, "\n".join(leaks[:20])


def test_a_feed_reads_what_its_person_may(hideout: Hideout) -> None:
    target, browser = hideout.targets[0][0], hideout.world.browser()
    word = feed_word(hideout, hideout.anna)
    for path in (f"/feeds/{word}/recent.atom", f"/feeds/{word}/p/{target.page_id}.atom"):
        assert hideout.canaries["title"] in browser.get(path).text
    assert browser.get(f"/feeds/{target.feed_word}/recent.atom").status_code == 200


def test_mail_goes_to_those_alone_who_may_read_what_it_is_about(hideout: Hideout) -> None:
    settings = replace(hideout.world.settings, base_url="https://wiki.example.org")
    with hideout.world.sessions.writing() as session:
        session.execute(update(User).values(email=User.name + "@example.org"))
    with hideout.world.sessions.reading() as session:
        told = session.scalars(select(Notification).where(Notification.kind == "access_granted")).all()
        letters = {row.user_id: sending._letter(session, settings, row.id) for row in told}

    assert hideout.canaries["told"] in str(letters.pop(hideout.anna.id))
    assert letters == {hideout.bob.id: None, hideout.eve.id: None}


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
    hidden = {name for target, _ in hideout.targets for name in (target.page_id, target.slug)}

    def leak(answer):
        from flask import request

        names = set((request.view_args or {}).values()) & hidden
        if request.endpoint in planted and not answer.direct_passthrough:
            planted[request.endpoint](answer)
        if request.endpoint == "trash.restore" and names:
            answer.status_code = 403
        if request.endpoint == "pages.raw" and names:
            answer.headers["ETag-Of"] = "another"
        if request.endpoint == "feeds.of_page" and names:
            with app.sessions.reading() as session:
                session.scalar(select(User.id).limit(1))
        return answer

    monkeypatch.setitem(app.after_request_funcs, None, [*app.after_request_funcs.get(None, []), leak])
    only = {"pages.permalink", "feeds.recent", "trash.restore", "feeds.of_page", "pages.raw"}
    leaks = walk(hideout, Stranger(hideout, "outsider"), METHODS, hideout.targets, only)

    found = "\n".join(leaks)
    assert "pages.permalink: GET" in found
    assert "feeds.recent: GET" in found
    assert "trash.restore: POST" in found
    assert "pages.raw: GET" in found
    assert "runs other statements" in found


def walk(
    hideout: Hideout,
    stranger: Stranger,
    methods: tuple[str, ...],
    targets: list[tuple[Target, Target]],
    only: set[str] | None = None,
) -> list[str]:
    """Every route with these methods, for these hidden things; what was told."""
    leaks: list[str] = []
    with all_statements(hideout.world.sessions) as ran:
        for rule in hideout.world.app.url_map.iter_rules():
            if only is not None and rule.endpoint not in only:
                continue
            stranger.renew()
            done: set[tuple[str, str]] = set()
            for number, (target, twin) in enumerate(targets):
                pairs = zip(SURFACES[rule.endpoint](target), SURFACES[rule.endpoint](twin), strict=True)
                for place, (ask, other) in enumerate(pairs):
                    for method in methods:
                        is_served = method in rule.methods
                        if (method, repr(ask)) in done or (not is_served and (number or place)):
                            continue
                        done.add((method, repr(ask)))
                        request = _Request(rule.endpoint, method, (ask, other), (target, twin))
                        leaks += _compare(hideout, stranger, request, ran)
    return leaks


@dataclass(frozen=True)
class _Request:
    """A request for the hidden thing, and the same one for nothing."""

    endpoint: str
    method: str
    asks: tuple[Ask, Ask]
    targets: tuple[Target, Target]

    def __str__(self) -> str:
        return f"{self.endpoint}: {self.method} {self.asks[0].path} {dict(self.asks[0].form)}"


def _compare(hideout: Hideout, stranger: Stranger, request: _Request, ran: list[str]) -> list[str]:
    (ask, other), (target, twin) = request.asks, request.targets
    answer, work = _sent(stranger, request.method, ask, ran)
    leaks = canaries_in(hideout, answer, ask, str(request), stranger.canaries(request.endpoint))
    if ask == other or ask.may_differ or not stranger.may_compare(request.endpoint):
        return leaks
    nothing, others_work = _sent(stranger, request.method, other, ran)
    mine, others = _normal(answer, ask, target, twin), _normal(nothing, other, twin, target)
    if mine != others:
        leaks.append(f"{request} is answered otherwise than for nothing: {_difference(mine, others)}")
    if work != others_work and not _works_alike(stranger, request, ran):
        leaks.append(f"{request} runs other statements than for nothing: {set(work) ^ set(others_work)}")
    return leaks


def _works_alike(stranger: Stranger, request: _Request, ran: list[str]) -> bool:
    """Whether the statements are the same once the caches know as much of the one as of the other."""
    for _ in range(2):
        works = [_sent(stranger, request.method, ask, ran)[1] for ask in reversed(request.asks)]
    return works[0] == works[1]


@lru_cache(20_000)
def _without_values(statement: str) -> str:
    return _LISTS.sub("?", _VALUES.sub("?", statement))


def _sent(stranger: Stranger, method: str, ask: Ask, ran: list[str]) -> tuple[Any, list[str]]:
    """The answer, and the statements that it took, without their values."""
    ran.clear()
    answer = stranger.send(method, ask)
    return answer, [_without_values(statement) for statement in ran]


def canaries_in(hideout: Hideout, answer: Any, ask: Ask, where: str, kinds: frozenset[str]) -> list[str]:
    """The canaries that the answer holds and the request did not."""
    text = text_of(answer)
    told = [kind for kind, canary in hideout.lowered.items() if canary in text and kind in kinds]
    sent = (ask.path + repr(dict(ask.form))).lower() if told else ""
    return [f"{where} {ask.path} tells {kind}" for kind in told if hideout.lowered[kind] not in sent]


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
