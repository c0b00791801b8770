"""Creating, saving, renaming and moving pages, on both databases."""

import contextlib
import threading

import pytest
from sqlalchemy import func, select
from world import LIMITS, World

from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from wiki.outbox import OutboxRow
from wiki.pages import drafts, queries, scoping, service, tree
from wiki.pages.changes import EditConflict, NewPage
from wiki.pages.models import Draft, Page, Redirect, Revision
from wiki.pages.renderings import Limits


@pytest.fixture
def office(either_world: World):
    """Anna's room, where Bob reads, and Carl edits."""
    world = either_world
    world.anna, world.bob, world.carl = world.person("anna"), world.person("bob"), world.person("carl")
    grants = {user_principal(world.bob.id): Right.READ, user_principal(world.carl.id): Right.EDIT}
    world.room = world.space("room", world.anna, grants)
    return world


def row(world: World, page_id: int) -> Page:
    with world.sessions.reading() as session:
        return session.get_one(Page, page_id)


def redirects(world: World) -> dict[str, int]:
    with world.sessions.reading() as session:
        return {one.slug: one.page_id for one in session.scalars(select(Redirect))}


def test_a_new_page_has_one_revision_and_tells_it(office: World) -> None:
    page = office.page(office.room, office.anna, "Größe", "Text.\n")

    assert (page.slug, page.number, page.body) == ("groesse", 1, "Text.\n")
    with office.sessions.reading() as session:
        assert [one.name for one in session.scalars(select(OutboxRow))][-1] == "PageCreated"
        assert queries.head(session, office.bob.actor, page.page_id).body == "Text.\n"


def test_readers_and_strangers_write_nothing(office: World) -> None:
    page = office.page(office.room, office.anna)
    stranger = office.person("eve")

    with pytest.raises(Forbidden):
        office.save(page.page_id, office.bob, "Mine.\n", 1)
    with pytest.raises(NotFound):
        office.save(page.page_id, stranger, "Mine.\n", 1)
    with pytest.raises(Forbidden):
        office.page(office.room, office.bob)
    with pytest.raises(NotFound):
        office.page(office.room, stranger)
    with pytest.raises(NotFound), office.sessions.writing() as session:
        service.move(session, stranger.actor, page.page_id, office.room.id, None)


def test_an_unchanged_text_stores_nothing(office: World) -> None:
    body = "One\r\nTwo\rThree e\u0301 \n\n"
    page = office.page(office.room, office.anna, body=body)

    saved = office.save(page.page_id, office.anna, body, 1)

    assert saved.is_unchanged
    assert saved.number == 1
    with office.sessions.reading() as session:
        assert queries.head(session, office.anna.actor, page.page_id).body == body


def test_disjoint_changes_are_merged_and_say_with_whom(office: World) -> None:
    page = office.page(office.room, office.anna, body="One\n\nTwo\n\nThree\n")
    office.save(page.page_id, office.anna, "First\n\nTwo\n\nThree\n", 1)

    saved = office.save(page.page_id, office.carl, "One\n\nTwo\n\nThird\n", 1)

    assert saved.body == "First\n\nTwo\n\nThird\n"
    assert saved.merged_with == ("Anna",)
    assert saved.number == 3


def test_overlapping_changes_leave_the_text_as_a_conflict_draft(office: World) -> None:
    page = office.page(office.room, office.anna, body="One\n")
    office.save(page.page_id, office.anna, "Uno\n", 1)

    for _ in range(2):  # sent again, it is not kept twice
        with pytest.raises(EditConflict):
            office.save(page.page_id, office.carl, "Eins\n", 1)

    with office.sessions.reading() as session:
        kept = drafts.own(session, office.carl.actor)
        assert [(one.kind, one.body, one.base_number) for one in kept] == [("conflict", "Eins\n", 1)]
        assert drafts.own(session, office.anna.actor) == []
        assert queries.head(session, office.anna.actor, page.page_id).body == "Uno\n"


def test_a_save_sent_again_is_the_same_save_for_its_author_alone(office: World) -> None:
    page = office.page(office.room, office.anna, body="One\n")
    first = office.save(page.page_id, office.carl, "Two\n", 1, save_id="word")

    again = office.save(page.page_id, office.carl, "Two\n", 1, save_id="word")

    assert (again.number, again.body_sha256) == (first.number, first.body_sha256)
    office.revoke(office.room.scope_id, user_principal(office.carl.id))
    with pytest.raises(NotFound):
        office.save(page.page_id, office.carl, "Two\n", 1, save_id="word")


def test_a_page_made_again_is_the_same_page(office: World) -> None:
    new = NewPage(office.room.id, "Plan", "Text.\n", save_id="word")

    made = [service.create(office.sessions, office.carl.actor, new, LIMITS) for _ in range(2)]

    assert made[0].page_id == made[1].page_id
    office.revoke(office.room.scope_id, user_principal(office.carl.id))
    with pytest.raises(NotFound):
        service.create(office.sessions, office.carl.actor, new, LIMITS)


def test_what_cannot_be_taken_is_refused(office: World) -> None:
    page = office.page(office.room, office.anna)

    for change in ({"title": " \n "}, {"title": "x" * 201}):
        with pytest.raises(Invalid):
            office.save(page.page_id, office.anna, "New.\n", 1, **change)
    with pytest.raises(Invalid):
        office.save(page.page_id, office.anna, "New.\n", 9)
    with pytest.raises(Invalid):
        office.save(page.page_id, office.anna, " \n", 1)
    assert office.save(page.page_id, office.anna, "", 1, allows_empty=True).body == ""
    with pytest.raises(TooLarge):
        service.create(office.sessions, office.anna.actor, NewPage(office.room.id, "T", "ü" * 6), Limits(10))


def test_two_pages_of_one_title_made_at_once_are_two_pages(office: World) -> None:
    failed: list[Exception] = []
    ready = threading.Barrier(6)

    def make() -> None:
        ready.wait()
        try:
            office.page(office.room, office.carl, "Same title")
        except Exception as error:  # noqa: BLE001  none is right
            failed.append(error)

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failed
    with office.sessions.reading() as session:
        slugs = set(session.scalars(select(Page.slug)))
    assert len(slugs) == 6
    assert "same-title" in slugs


class TestRenaming:
    """A renamed page keeps its old addresses; a name that is free again can be taken."""

    def test_the_old_name_leads_to_the_page_without_a_chain(self, office: World) -> None:
        page = office.page(office.room, office.anna, "One")
        for number, title in enumerate(("Two", "Three", "One", "Four"), 1):
            office.save(page.page_id, office.anna, "Text.\n", number, title=title)

        assert row(office, page.page_id).slug == "four"
        assert redirects(office) == dict.fromkeys(("one", "two", "three"), page.page_id)

    @pytest.mark.parametrize(
        ("old", "new", "slug"),
        [
            ("Plan 2024", "Plan", "plan"),
            ("Plan", "Plan!", "plan"),
            ("Haus-Plan", "Haus", "haus"),
            ("A", "New", "new-"),
        ],
    )
    def test_the_slug_follows_the_title(self, office: World, old: str, new: str, slug: str) -> None:
        page = office.page(office.room, office.anna, old)

        saved = service.rename(office.sessions, office.anna.actor, page.page_id, new, LIMITS)

        assert saved.slug == slug or (slug.endswith("-") and saved.slug.startswith(slug))

    def test_a_random_suffix_stays_while_the_title_does(self, office: World) -> None:
        office.page(office.room, office.anna, "Plan")
        second = office.page(office.room, office.anna, "Plan")

        saved = service.rename(office.sessions, office.anna.actor, second.page_id, "Plan?", LIMITS)

        assert saved.slug == second.slug
        assert second.slug.startswith("plan-")

    def test_a_freed_name_is_rewritten_in_the_texts_that_use_it(self, office: World) -> None:
        page = office.page(office.room, office.anna, "Old")
        text = "[[Old]] [[Old|shown]] [x](/s/room/old#part) [y](Old.md) `[[Old]]` [[other:Old]] [z](/s/other/old)\n"
        user = office.page(office.room, office.anna, "User", text)
        service.rename(office.sessions, office.anna.actor, page.page_id, "Fresh", LIMITS)

        taken = office.page(office.room, office.carl, "Old", "Another.\n")

        assert taken.slug == "old"
        with office.sessions.reading() as session:
            head = queries.head(session, office.bob.actor, user.page_id)
        assert head.body == (
            "[[Fresh|Old]] [[Fresh|shown]] [x](/s/room/fresh#part) [y](/s/room/fresh) `[[Old]]` "
            "[[other:Old]] [z](/s/other/old)\n"
        )
        assert (head.kind, head.is_minor, head.author_name) == ("system", True, "Werkbuch")
        assert redirects(office) == {}

    def test_rewriting_tells_no_title_to_readers_of_the_text_alone(self, office: World) -> None:
        secret = office.page(office.room, office.anna, "Old")
        user = office.page(office.room, office.anna, "User", "[[Old]] [x](/s/room/old)\n")
        service.rename(office.sessions, office.anna.actor, secret.page_id, "Canary title", LIMITS)
        with office.sessions.writing() as session:
            scoping.restrict(
                session, office.anna.actor, secret.page_id, {user_principal(office.anna.id): Right.MANAGE}
            )

        office.page(office.room, office.carl, "Old", "Another.\n")

        with office.sessions.reading() as session:
            head = queries.head(session, office.bob.actor, user.page_id)
        assert "anary" not in head.body + head.summary
        assert head.body == f"[[/p/{secret.public_id}|Old]] [x](/p/{secret.public_id})\n"
        browser = office.browser(office.anna)
        assert browser.get("/s/room/user").text.count('href="/s/room/canary-title"') >= 2

    def test_a_name_whose_page_lies_in_the_trash_is_free(self, office: World) -> None:
        from wiki.pages import trash

        page = office.page(office.room, office.anna, "Old")
        user = office.page(office.room, office.anna, "User", "[[Old]]\n")
        service.rename(office.sessions, office.anna.actor, page.page_id, "Fresh", LIMITS)
        with office.sessions.writing() as session:
            trash.discard(session, office.anna.actor, page.page_id)

        office.page(office.room, office.anna, "Old", "Another.\n")

        with office.sessions.reading() as session:
            assert queries.head(session, office.anna.actor, user.page_id).body == "[[Old]]\n"
        assert 'class="missing"' not in office.browser(office.anna).get("/s/room/user").text


class TestMoving:
    """Pages move with what lies below them; rights and addresses follow rules."""

    def move(self, world: World, who, page_id: int, space_id: int, parent_id: int | None = None) -> Page:
        with world.sessions.writing() as session:
            return service.move(session, who.actor, page_id, space_id, parent_id)

    def test_a_page_takes_its_subtree_to_another_space(self, office: World) -> None:
        other = office.space("other", office.anna, {SIGNED_IN: Right.READ})
        office.page(other, office.anna, "Child")
        top = office.page(office.room, office.anna, "Top")
        child = office.page(office.room, office.anna, "Child", parent_id=top.page_id)

        self.move(office, office.anna, top.page_id, other.id)

        moved, below = row(office, top.page_id), row(office, child.page_id)
        assert (moved.space_id, moved.slug, moved.scope_id, moved.parent_id) == (
            other.id,
            "top",
            other.scope_id,
            None,
        )
        assert (below.space_id, below.scope_id, below.parent_id) == (other.id, other.scope_id, top.page_id)
        assert below.slug.startswith("child-")
        stranger = office.browser(office.person("eve"))
        assert stranger.get("/s/room/top").headers["Location"] == "/s/other/top"
        assert stranger.get("/s/room/child/history").headers["Location"] == f"/s/other/{below.slug}/history"

    def test_moving_back_frees_the_own_address(self, office: World) -> None:
        other = office.space("other", office.anna)
        page = office.page(office.room, office.anna, "Top")
        self.move(office, office.anna, page.page_id, other.id)

        self.move(office, office.anna, page.page_id, office.room.id)

        assert row(office, page.page_id).slug == "top"
        with office.sessions.reading() as session:
            assert [(one.space_id, one.slug) for one in session.scalars(select(Redirect))] == [
                (other.id, "top")
            ]

    def test_a_name_that_leads_elsewhere_is_not_taken_by_a_move(self, office: World) -> None:
        other = office.space("other", office.anna)
        old = office.page(other, office.anna, "Top")
        service.rename(office.sessions, office.anna.actor, old.page_id, "Fresh", LIMITS)
        page = office.page(office.room, office.anna, "Top")

        self.move(office, office.anna, page.page_id, other.id)

        assert row(office, page.page_id).slug.startswith("top-")
        assert office.browser(office.anna).get("/s/other/top").headers["Location"] == "/s/other/fresh"

    def test_both_places_must_be_editable(self, office: World) -> None:
        closed = office.space("closed", office.carl)
        readable = office.space("readable", office.carl, {SIGNED_IN: Right.READ})
        page = office.page(office.room, office.anna)

        for room, error in ((closed, NotFound), (readable, Forbidden)):
            with pytest.raises(error):
                self.move(office, office.anna, page.page_id, room.id)
        with pytest.raises(Forbidden):
            self.move(office, office.bob, page.page_id, office.room.id)
        parent = office.page(readable, office.carl)
        with pytest.raises(Forbidden):
            self.move(office, office.anna, page.page_id, readable.id, parent.page_id)
        with pytest.raises(Invalid):
            self.move(office, office.carl, page.page_id, office.room.id, parent.page_id)

    def test_restricted_subtrees_keep_their_rights(self, office: World) -> None:
        other = office.space("other", office.anna)
        top = office.page(office.room, office.anna, "Top")
        inner = office.page(office.room, office.anna, "Inner", parent_id=top.page_id)
        with office.sessions.writing() as session:
            own = scoping.restrict(
                session, office.anna.actor, inner.page_id, {user_principal(office.anna.id): Right.MANAGE}
            ).id

        self.move(office, office.anna, top.page_id, other.id)

        assert row(office, inner.page_id).scope_id == own
        self.move(office, office.anna, inner.page_id, office.room.id)
        assert row(office, inner.page_id).scope_id == own

    @pytest.mark.parametrize("depth", [0, 1, 230])
    def test_no_page_comes_to_lie_below_itself(self, office: World, depth: int) -> None:
        top = office.page(office.room, office.anna, "Top")
        lowest = self.deepen(office, top.page_id, depth)

        with pytest.raises(Conflict, match="conflict"):
            self.move(office, office.anna, top.page_id, office.room.id, lowest)

    def deepen(self, world: World, page_id: int, depth: int) -> int:
        """A chain of pages below, written without the service."""
        from wiki.db import now

        with world.sessions.writing() as session:
            scope_id = session.get_one(Page, page_id).scope_id
            for number in range(depth):
                page = Page(
                    space_id=world.room.id,
                    scope_id=scope_id,
                    parent_id=page_id,
                    title="x",
                    title_key="x",
                    slug=f"x{number}",
                    created_at=now(),
                    changed_at=now(),
                )
                session.add(page)
                session.flush()
                page_id = page.id
        return page_id

    def test_moves_against_each_other_make_no_circle(self, office: World) -> None:
        one, two = office.page(office.room, office.anna, "One"), office.page(office.room, office.anna, "Two")
        ready = threading.Barrier(2)

        def run(page_id: int, parent_id: int) -> None:
            ready.wait()
            with contextlib.suppress(Conflict):
                self.move(office, office.anna, page_id, office.room.id, parent_id)

        threads = [
            threading.Thread(target=run, args=pair)
            for pair in ((one.page_id, two.page_id), (two.page_id, one.page_id))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        with office.sessions.reading() as session:
            tops = session.scalar(select(func.count()).select_from(Page).where(Page.parent_id.is_(None)))
            assert tops == 1
            assert len(tree.below(session, one.page_id)) + len(tree.below(session, two.page_id)) == 1


def test_drafts_and_revisions_of_a_page_stay_with_it(office: World) -> None:
    page = office.page(office.room, office.anna)
    with office.sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
        assert (
            session.scalar(select(func.count()).select_from(Revision).where(Revision.page_id == page.page_id))
            == 1
        )
