"""Hides canaries in every corner of a wiki, and knows who may find them.

A canary is a random word that stands in exactly one kind of place: a title, a body, the name of a file … Nothing
that somebody without the right receives may hold one, unless he sent it himself.
"""

import secrets
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from sqlalchemy import select, update
from world import LIMITS, Person, Room, World

from wiki.access import service as access
from wiki.access.models import SUBTREE, UNPUBLISHED, AccessScope, ShareLink
from wiki.actor import SIGNED_IN, Right, group_principal, system, user_principal
from wiki.admin.models import Auditor
from wiki.auth.service import token_hash
from wiki.db import new_public_id, now
from wiki.favourites import service as favourites
from wiki.feeds import service as feeds
from wiki.notifications import service as notifications
from wiki.page_templates import service as templates
from wiki.pages import drafts, service, trash
from wiki.pages.changes import Change
from wiki.pages.models import Page
from wiki.spaces import service as spaces

BODY = "---\ntags: [{tag}, shared-tag]\n{property}: {value}\n---\n# {heading}\n\n{body}\n\n![[x]] ![]({file_name})\n"


def word(kind: str) -> str:
    """A canary: it says what it was hidden as, and stands nowhere else."""
    return kind + "".join(secrets.choice(string.ascii_lowercase) for _ in range(14))


@dataclass(frozen=True)
class Target:
    """The names that a request may try: those of a hidden thing, or such as nothing has."""

    space_key: str
    slug: str
    title: str
    page_id: str
    file_id: str
    file_name: str
    draft_id: str
    linker: str
    linked: tuple[str, ...]
    tag: str
    share: str = ""
    feed_word: str = ""
    own_slug: str = "bobs-page"
    own_space: str = "bobs"

    def twin(self, linker: "Linker", *, has_own_space: bool) -> "Target":
        """Names of the same lengths that nothing has."""
        return Target(
            space_key=word("n")[: len(self.space_key)] if has_own_space else self.space_key,
            slug=_scrambled(self.slug),
            title=_scrambled(self.title),
            page_id=new_public_id(),
            file_id=new_public_id(),
            file_name=_scrambled(self.file_name.removesuffix(".txt")) + ".txt",
            draft_id=new_public_id(),
            linker=linker.slug,
            linked=linker.names,
            tag=_scrambled(self.tag),
            feed_word=self.feed_word,
            share=self.share,
        )

    def names(self, other: "Target", *, with_linked: bool) -> list[str]:
        """The names in which two targets differ, longest first; those of the pages that name them, too."""
        mine, others = vars(self), vars(other)
        words = [mine[key] for key in mine if mine[key] != others[key] and key not in {"linked", "linker"}]
        return sorted([*words, *(self.linked if with_linked else ())], key=len, reverse=True)


@dataclass(frozen=True)
class Linker:
    """An open page whose text names a hidden page, or nothing in the same words; `names` are those words."""

    slug: str
    names: tuple[str, ...]


@dataclass
class Hideout:
    """A wiki with things hidden in one place: a closed space, or a restricted subtree of an open one."""

    world: World
    place: str
    anna: Person
    bob: Person
    eve: Person
    admin: Person
    room: Room
    scope_id: int
    share_id: int
    share: str
    share_token: str
    canaries: dict[str, str]
    dora: Person
    emil: Person
    otto: Person
    sara: Person
    hanna: Person
    crew: int
    shared_id: str = ""
    feed_word: str = ""
    targets: list[tuple[Target, Target]] = field(default_factory=list)
    unseen_by_admins: frozenset[str] = frozenset()

    @cached_property
    def lowered(self) -> dict[str, str]:
        """The canaries as they are looked for, once all are hidden."""
        return {kind: canary.lower() for kind, canary in self.canaries.items()}

    def put(self, page_id: int) -> None:
        """The page lies in the hidden place."""
        with self.world.sessions.writing() as session:
            session.execute(update(Page).where(Page.id == page_id).values(scope_id=self.scope_id))


def hide(world: World, place: str) -> Hideout:
    """Everything is hidden in the place; Anna wrote it, Eve reads it still."""
    anna, bob, eve = world.person("anna"), world.person("bob"), world.person("eve")
    dora, emil, otto = world.person("dora"), world.person("emil"), world.person("otto")
    sara, hanna = world.person("sara"), world.person("hanna")
    crew = world.group("Crew", emil)
    admin = world.person("adam", is_admin=True)
    open_room = world.space("open", anna, {SIGNED_IN: Right.EDIT})
    world.page(world.space("bobs", bob), bob, "Bobs page", "Mine.\n")
    world.page(open_room, bob, "Bobs page", "---\ntags: [shared-tag, bobs-tag]\n---\nMine.\n")
    canaries: dict[str, str] = {}
    kinds = "title redirect tag property value heading body summary file bytes oldbody oldbytes draft trash"
    for kind in [
        *kinds.split(),
        "trashbody",
        "hiddentitle",
        "hiddenbody",
        "newtitle",
        "linkedbody",
        "conflict",
        "template",
        "favourite",
        "told",
    ]:
        canaries[kind] = word(kind)
    room, scope_id = _place(world, place, anna, open_room, canaries)
    with world.sessions.writing() as session:
        for principal in (user_principal(eve.id), user_principal(dora.id), group_principal(crew)):
            access.grant(session, system(), scope_id, principal, Right.EDIT)
        access.grant(session, system(), scope_id, user_principal(hanna.id), Right.READ)
        session.execute(update(AccessScope).where(AccessScope.id == scope_id).values(has_history=False))
        session.add(Auditor(user_id=otto.id))
    others = (dora, emil, otto, sara, hanna, crew)
    made = Hideout(world, place, anna, bob, eve, admin, room, scope_id, 0, "", "", canaries, *others)
    linkers = _hide_pages(made, open_room)
    _hide_for_share(made)
    made.feed_word = feed_word(made, world.person("frida"))
    has_own_space = place == "closed space"
    made.targets = [
        (target, target.twin(linkers[1], has_own_space=has_own_space))
        for target in _targets(made, linkers[0])
    ]
    return made


def feed_word(made: Hideout, person: Person) -> str:
    """The secret word of the person's address for feeds."""
    with made.world.sessions.writing() as session:
        return feeds.renew(session, person.actor, made.world.settings.secret_key)


def _place(
    world: World, place: str, anna: Person, open_room: Room, canaries: dict[str, str]
) -> tuple[Room, int]:
    if place == "closed space":
        canaries["space"] = word("room")
        with world.sessions.writing() as session:
            space = spaces.create(session, anna.actor, word("k"), canaries["space"], {})
        return Room(space.id, space.key, space.scope_id), space.scope_id
    with world.sessions.writing() as session:
        grants = {user_principal(anna.id): Right.MANAGE}
        return open_room, access.create_scope(session, anna.actor, grants, SUBTREE).id


def _hide_pages(made: Hideout, open_room: Room) -> tuple[Linker, Linker]:
    world, anna, can = made.world, made.anna, made.canaries
    files = {"file_name": can["file"] + ".txt"}
    text = BODY.format(**can, **files)
    page = world.page(made.room, anna, can["redirect"], can["oldbody"] + "\n")
    made.put(page.page_id)
    world.save(page.page_id, anna, text, 1, title=can["title"], summary=can["summary"])
    world.attach(page.page_id, anna, files["file_name"], can["oldbytes"].encode())
    world.attach(page.page_id, anna, files["file_name"], can["bytes"].encode())
    gone = world.page(made.room, anna, can["trash"], can["trashbody"] + "\n")
    made.put(gone.page_id)
    world.attach(gone.page_id, anna, files["file_name"], can["bytes"].encode())
    linked = world.page(made.room, anna, "Linked thing", can["linkedbody"] + "\n")
    made.put(linked.page_id)
    linkers = _link(made, open_room, linked.public_id)
    service.rename(world.sessions, anna.actor, linked.page_id, can["newtitle"], LIMITS)
    template = world.page(made.room, anna, can["template"], "{{?Name}}\n")
    made.put(template.page_id)
    favourite = world.page(made.room, anna, can["favourite"])
    made.put(favourite.page_id)
    told = world.page(made.room, anna, can["told"])
    made.put(told.page_id)
    hidden = world.page(made.room, anna, can["hiddentitle"], can["hiddenbody"] + "\n")
    with world.sessions.writing() as session:
        only = access.create_scope(session, anna.actor, {user_principal(anna.id): Right.MANAGE}, UNPUBLISHED)
        session.execute(update(Page).where(Page.id == hidden.page_id).values(scope_id=only.id))
        drafts.keep(session, anna.actor, page.page_id, Change(can["draft"] + "\n", 2))
        drafts.keep(session, anna.actor, page.page_id, Change(can["conflict"] + "\n", 1), drafts.CONFLICT)
        trash.discard(session, anna.actor, gone.page_id)
        templates.mark(session, anna.actor, template.page_id, "space")
        favourites.set_page(session, made.eve.actor, page.page_id, is_favourite=True)
        favourites.set_page(session, anna.actor, favourite.page_id, is_favourite=True)
        readers = (anna.id, made.bob.id, made.eve.id)
        notifications.tell(session, system(), "access_granted", readers, page_id=told.page_id)
    return linkers


def _link(made: Hideout, open_room: Room, linked_id: str) -> tuple[Linker, Linker]:
    """Two open pages with the same links: one to the hidden page, one to nothing."""
    key = made.room.key
    other_key = word("n")[: len(key)] if made.place == "closed space" else key
    hidden = _linker(made, open_room, "Links one", ("Linked thing", "linked-thing", key, linked_id))
    return hidden, _linker(
        made, open_room, "Links two", ("Nothing here", "nothing-here", other_key, new_public_id())
    )


def _linker(made: Hideout, open_room: Room, title: str, names: tuple[str, str, str, str]) -> Linker:
    prefix = f"{names[2]}:" if made.place == "closed space" else ""
    text = "[[{0}{1}]] [[{0}{1}|shown]] [x](/s/{2}/{3}) [y](/p/{4}) ![z](/files/{4}/a.png)\n\n![[{0}{1}]]\n".format(
        prefix, names[0], names[2], names[1], names[3]
    )
    page = made.world.page(open_room, made.anna, title, text)
    spelled = (names[0].replace(" ", "+"), page.slug, page.public_id, title)
    own_key = (names[2],) if prefix else ()
    return Linker(page.slug, (names[0], names[1], names[3], *spelled, *own_key))


def _hide_for_share(made: Hideout) -> None:
    """A page below the hidden one that a share link opens."""
    world = made.world
    with world.sessions.reading() as session:
        above = session.scalars(select(Page.id).where(Page.slug == made.canaries["title"])).one()
    shared = world.page(made.room, made.anna, "Shared", "Shared with guests.\n", above)
    with world.sessions.writing() as session:
        grants = {user_principal(made.anna.id): Right.MANAGE, user_principal(made.sara.id): Right.READ}
        scope = access.create_scope(session, made.anna.actor, grants, SUBTREE)
        made.shared_id = shared.public_id
        session.execute(update(Page).where(Page.id == shared.page_id).values(scope_id=scope.id))
        link = ShareLink(
            token_hash=token_hash("a guest's token"),
            name="Guests",
            page_id=shared.page_id,
            scope_id=scope.id,
            created_at=now(),
            expires_at=now() + timedelta(days=1),
        )
        session.add(link)
        session.flush()
        made.share_id, made.share, made.share_token = link.id, link.public_id, "a guest's token"


def _targets(made: Hideout, linker: Linker) -> Iterator[Target]:
    """One target for the hidden page, its old address, the trashed page and the unpublished one."""
    can = made.canaries
    file_name = can["file"] + ".txt"
    with made.world.sessions.reading() as session:
        ids = {slug: public_id for slug, public_id in session.execute(select(Page.slug, Page.public_id))}  # noqa: C416
        draft = drafts.own(session, made.anna.actor)[0].public_id
        files = _files(session)
    can["draft-id"] = draft
    for slug, kind in (
        (can["title"], "title"),
        (can["redirect"], "title"),
        (can["trash"], "trash"),
        (can["hiddentitle"], "hiddentitle"),
    ):
        page_id = ids[can[kind]]
        file_id = files.get(page_id, new_public_id())
        can[f"id-{kind}"], can[f"file-id-{kind}"] = page_id, file_id
        yield Target(
            made.room.key,
            slug,
            can[kind],
            page_id,
            file_id,
            file_name,
            draft,
            linker.slug,
            linker.names,
            can["tag"],
            made.share,
            made.feed_word,
        )
    made.unseen_by_admins = frozenset(
        {"hiddentitle", "hiddenbody", "id-hiddentitle", "draft", "conflict", "draft-id"}
    )


def _files(session) -> dict[str, str]:
    from wiki.attachments.models import Attachment

    rows = session.execute(
        select(Page.public_id, Attachment.public_id).join(Page, Page.id == Attachment.page_id)
    )
    return {page: file for page, file in rows}  # noqa: C416


def _scrambled(name: str) -> str:
    return "".join(secrets.choice(string.ascii_lowercase) for _ in name)
