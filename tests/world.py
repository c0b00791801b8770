"""A small wiki for a test: its database, its people, spaces and pages, and browsers that are signed in."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import compiled_once
from flask.testing import FlaskClient
from sqlalchemy import select

from wiki.access import service as access
from wiki.actor import SIGNED_IN, Actor, Right, group_principal, system, user_principal
from wiki.admin.models import Setting
from wiki.app import create_app
from wiki.attachments import service as attachments
from wiki.auth import service as auth
from wiki.auth.service import SignIn
from wiki.counters import SETTINGS, bump
from wiki.db import Sessions
from wiki.pages import service as pages
from wiki.pages.changes import Change, NewPage, Saved
from wiki.pages.renderings import Limits
from wiki.settings import Settings
from wiki.spaces import service as spaces
from wiki.users import service as users
from wiki.users.models import Membership, User
from wiki.web.context import WikiApp

SECRET = "a secret of forty characters for tests.."
LIMITS = Limits(1024 * 1024)

compiled_once.rules()
compiled_once.static_files()


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    id: int
    name: str
    principals: frozenset[str]
    is_admin: bool

    @property
    def actor(self) -> Actor:
        """The person as services know him."""
        return Actor(self.id, self.principals, name=self.name.title(), is_admin=self.is_admin, locale="en")


@dataclass(frozen=True)
class Room:
    """A space."""

    id: int
    key: str
    scope_id: int


class Browser(FlaskClient):
    """A test client that puts the token into every form, as our pages do."""

    token = ""

    def sign_in(self, token: str, cookie: str = "sid") -> None:
        """Hold the session's cookie."""
        self.set_cookie(cookie, token)
        self.token = hmac.new(SECRET.encode(), b"csrf:" + token.encode(), hashlib.sha256).hexdigest()[:40]

    def send(self, path: str, **fields: Any) -> Any:
        """Send a form."""
        return self.post(path, data={"csrf_token": self.token, **fields})


class World:
    """Everything a test needs to speak of people and pages."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app: WikiApp = create_app(settings)
        compiled_once.templates(self.app)
        compiled_once.statements(self.app.sessions._reader, self.app.sessions._writer)
        self.app.test_client_class = Browser
        self.app.testing = False
        self.sessions: Sessions = self.app.sessions
        self.limits = LIMITS
        with self.sessions.writing() as session:
            if session.scalar(select(Setting.id).where(Setting.name == "is_set_up")) is None:
                session.add(Setting(name="is_set_up", value=True))
                bump(session, SETTINGS)

    def close(self) -> None:
        """Let go of the database."""
        self.app.afterwards.settle()
        self.sessions.dispose()

    def person(self, name: str, *, is_admin: bool = False, groups: tuple[int, ...] = ()) -> Person:
        """A person with an account and without a password."""
        with self.sessions.writing() as session:
            user = users.add(session, system(), name, name.title(), is_admin=is_admin)
            user.locale = "en"
            session.add_all(Membership(group_id=group_id, user_id=user.id) for group_id in groups)
            own = {"everyone", SIGNED_IN, user_principal(user.id), *(group_principal(one) for one in groups)}
            return Person(user.id, name, frozenset(own), is_admin)

    def group(self, name: str, *people: Person) -> int:
        """A group with these members (people made before do not learn of it in `principals`)."""
        with self.sessions.writing() as session:
            group = users.add_group(session, system(), name)
            users.set_members(session, system(), group, {one.id for one in people})
            return group.id

    def space(self, key: str, owner: Person, grants: dict[str, Right] | None = None) -> Room:
        """A space that its owner manages."""
        with self.sessions.writing() as session:
            space = spaces.create(session, owner.actor, key, key.title(), grants or {})
            return Room(space.id, space.key, space.scope_id)

    def page(
        self,
        space: Room,
        owner: Person,
        title: str = "A page",
        body: str = "Text.\n",
        parent_id: int | None = None,
    ) -> Saved:
        """A page."""
        return pages.create(self.sessions, owner.actor, NewPage(space.id, title, body, parent_id), LIMITS)

    def save(self, page_id: int, person: Person, body: str, base: int, **more: Any) -> Saved:
        """A save."""
        return pages.save(self.sessions, person.actor, page_id, Change(body, base, **more), LIMITS)

    def attach(self, page_id: int, person: Person, name: str, content: bytes) -> Any:
        """A file on a page."""
        from io import BytesIO

        return attachments.add(
            self.sessions, self.app.blobs, person.actor, page_id, name, BytesIO(content), limit=10**8
        )

    def grant(self, scope_id: int, principal: str, right: Right) -> None:
        """A right for somebody."""
        with self.sessions.writing() as session:
            access.grant(session, system(), scope_id, principal, right)

    def revoke(self, scope_id: int, principal: str) -> None:
        """Nothing for somebody any more."""
        with self.sessions.writing() as session:
            access.revoke(session, system(), scope_id, principal)

    def stamp(self, room: Room) -> str:
        """What a form of the space's rights says that its author saw."""
        with self.sessions.reading() as session:
            return access.present(session, room.scope_id).stamp

    def allow_public(self) -> None:
        """Administrators allowed public spaces."""
        with self.sessions.writing() as session:
            session.add(Setting(name="allows_public", value=True))
            bump(session, SETTINGS)

    def browser(self, person: Person | None = None) -> Browser:
        """A browser, signed in as the person."""
        client = self.app.test_client()
        assert isinstance(client, Browser)
        if person is not None:
            attempt = SignIn(person.name, "", "127.0.0.1", "test", is_remembered=False)
            with self.sessions.writing() as session:
                new = auth.start_session(session, person.id, attempt, timedelta(hours=1))
            client.sign_in(new.token)
        return client

    def api_token(self, person: Person, ceiling: Right = Right.MANAGE) -> str:
        """A program's token."""
        with self.sessions.writing() as session:
            return auth.add_token(session, system(), person.id, "test", ceiling)

    def user(self, person: Person) -> User:
        """The person's row."""
        with self.sessions.reading() as session:
            return session.scalars(select(User).where(User.id == person.id)).one()
