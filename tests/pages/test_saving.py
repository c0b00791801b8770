"""`pages.service.save`: what becomes a revision, what is merged, what is kept as a draft; nothing typed is lost."""

import multiprocessing
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import select
from world import LIMITS

from wiki.actor import SIGNED_IN, Right
from wiki.attachments import service as attachments
from wiki.db import Sessions
from wiki.errors import Conflict, Forbidden, Invalid, NotFound, TooCostly
from wiki.outbox import OutboxRow
from wiki.pages import renderings, saving, service
from wiki.pages.changes import Change, EditConflict
from wiki.pages.models import Draft, Revision

PROCESSES, SAVES = 4, 200
LINES = 60


@pytest.fixture
def world(either_world):
    return either_world


@pytest.fixture
def anna(world):
    return world.person("anna")


@pytest.fixture
def jonas(world):
    return world.person("jonas")


@pytest.fixture
def board(world, anna):
    return world.space("board", anna, {SIGNED_IN: Right.EDIT})


@pytest.fixture
def page(world, anna, board):
    return world.page(board, anna, "Minutes", "One.\n\nTwo.\n\nThree.\n")


def revisions(world, page_id):
    with world.sessions.reading() as session:
        rows = select(Revision).where(Revision.page_id == page_id).order_by(Revision.number)
        return list(session.scalars(rows))


def drafts(world):
    with world.sessions.reading() as session:
        return list(session.scalars(select(Draft).order_by(Draft.id)))


def test_a_changed_text_is_the_next_revision(world, anna, page):
    saved = world.save(page.page_id, anna, "New.\n", 1, summary="why", is_minor=True)
    last = revisions(world, page.page_id)[-1]
    assert (saved.number, last.number, last.body, last.summary) == (2, 2, "New.\n", "why")
    assert (last.author_name, last.is_minor) == ("Anna", True)


def test_an_unchanged_text_stores_nothing(world, anna, page):
    saved = world.save(page.page_id, anna, "One.\n\nTwo.\n\nThree.\n", 1, title="Minutes")
    assert saved.is_unchanged
    assert len(revisions(world, page.page_id)) == 1


def test_a_save_is_told_to_the_worker(world, anna, page):
    world.save(page.page_id, anna, "New.\n", 1)
    with world.sessions.reading() as session:
        names = [row.name for row in session.scalars(select(OutboxRow))]
    assert "PageSaved" in names


def test_changes_at_different_places_are_merged_with_names(world, anna, jonas, page):
    world.save(page.page_id, jonas, "One.\n\nTwo.\n\nThree by Jonas.\n", 1)
    saved = world.save(page.page_id, anna, "One by Anna.\n\nTwo.\n\nThree.\n", 1)
    assert saved.body == "One by Anna.\n\nTwo.\n\nThree by Jonas.\n"
    assert saved.merged_with == ("Jonas",)
    assert revisions(world, page.page_id)[-1].merged_with == 2


@pytest.mark.requirement("V2.3.4 Of two saves from the same version none overwrites the other")
def test_an_overlap_stores_nothing_and_keeps_the_text_aside(world, anna, jonas, page):
    world.save(page.page_id, jonas, "One.\n\nTwo by Jonas.\n\nThree.\n", 1)
    with pytest.raises(EditConflict) as caught:
        world.save(page.page_id, anna, "One.\n\nTwo by Anna.\n\nThree.\n", 1)
    assert caught.value.head_number == 2
    assert [(draft.kind, draft.body) for draft in drafts(world)] == [
        ("conflict", "One.\n\nTwo by Anna.\n\nThree.\n")
    ]
    assert len(revisions(world, page.page_id)) == 2


def test_a_new_title_and_a_new_text_of_two_people_are_both_kept(world, anna, jonas, page):
    world.save(page.page_id, jonas, "One.\n\nTwo.\n\nThree.\n", 1, title="Protocol")
    saved = world.save(page.page_id, anna, "New.\n", 1, title="Minutes")
    last = revisions(world, page.page_id)[-1]
    assert (last.title, last.body) == ("Protocol", "New.\n")
    assert saved.slug == "protocol"


def test_an_empty_text_over_a_text_is_refused_unless_it_is_meant(world, anna, page):
    with pytest.raises(Invalid) as caught:
        world.save(page.page_id, anna, " \n", 1)
    assert (caught.value.field, caught.value.reason) == ("body", "empty")
    assert world.save(page.page_id, anna, "", 1, allows_empty=True).number == 2


def test_the_same_save_again_is_the_first_one(world, anna, page):
    first = world.save(page.page_id, anna, "New.\n", 1, save_id="abc")
    second = world.save(page.page_id, anna, "New.\n", 1, save_id="abc")
    assert first.number == second.number == 2


def test_an_unknown_base_is_refused(world, anna, page):
    with pytest.raises(Invalid):
        world.save(page.page_id, anna, "New.\n", 7)


def test_whoever_may_only_read_or_not_even_that_saves_nothing(world, anna, jonas, board, page):
    world.grant(board.scope_id, SIGNED_IN, Right.READ)
    with pytest.raises(Forbidden):
        world.save(page.page_id, jonas, "New.\n", 1)
    world.revoke(board.scope_id, SIGNED_IN)
    with pytest.raises(NotFound):
        world.save(page.page_id, jonas, "New.\n", 1)
    assert (len(revisions(world, page.page_id)), drafts(world)) == (1, [])


def test_a_costly_text_is_kept_as_a_draft(world, anna, page, monkeypatch):
    def fail(*_):
        raise TooCostly(reason="time")

    monkeypatch.setattr(saving.renderings, "render", fail)
    with pytest.raises(TooCostly):
        world.save(page.page_id, anna, "Costly.\n", 1)
    assert [(draft.kind, draft.body) for draft in drafts(world)] == [("draft", "Costly.\n")]


def test_a_page_that_is_too_busy_keeps_the_text_as_a_draft(world, anna, page, monkeypatch):
    monkeypatch.setattr(saving, "_store", lambda *_: None)
    with pytest.raises(Conflict):
        world.save(page.page_id, anna, "New.\n", 1)
    assert [(draft.kind, draft.body) for draft in drafts(world)] == [("draft", "New.\n")]


def test_a_head_that_moves_between_preparing_and_storing_is_merged_with(
    world, anna, jonas, page, monkeypatch
):
    store, calls = saving._store, []

    def late(session, actor, prepared, change, limits):
        calls.append(prepared.head_number)
        return None if len(calls) == 1 else store(session, actor, prepared, change, limits)

    monkeypatch.setattr(saving, "_store", late)
    assert world.save(page.page_id, anna, "New.\n", 1).number == 2
    assert calls == [1, 1]


# --- many at once


def base_text():
    return "".join(f"Line {number}.\n\n" for number in range(LINES))


def edited(number):
    """The base with one line changed; saves with the same remainder change the same line."""
    place = number % LINES
    return base_text().replace(f"Line {place}.\n", f"Line {place} by save-{number};\n")


def save_some(settings, person, page_id, numbers):
    """What one server process does: many threads, one save each."""
    sessions = Sessions(settings, pool_size=8)
    outcomes = []

    def one(number):
        try:
            change = Change(edited(number), 1, save_id=f"save-{number}")
            outcomes.append(service.save(sessions, person.actor, page_id, change, LIMITS).number)
        except EditConflict:
            outcomes.append(0)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(one, number) for number in numbers]:
            done.result()
    sessions.dispose()
    return outcomes


def in_a_process(gate, answers, settings, person, page_id, numbers):
    gate.wait()
    answers.put(save_some(settings, person, page_id, numbers))


def assert_nothing_is_lost(world, page_id, outcomes):
    stored, aside = revisions(world, page_id), drafts(world)
    assert [one.number for one in stored] == list(range(1, len(stored) + 1))
    assert sorted(number for number in outcomes if number) == [one.number for one in stored[1:]]
    assert len(outcomes) == SAVES
    assert len(aside) == outcomes.count(0)
    in_head = set(re.findall(r"save-\d+", stored[-1].body))
    in_drafts = {word for draft in aside for word in re.findall(r"save-\d+", draft.body)}
    assert in_head | in_drafts == {f"save-{number}" for number in range(SAVES)}
    assert not in_head & in_drafts


@pytest.mark.slow
@pytest.mark.parametrize("either_world", ["sqlite"], indirect=True)
def test_two_hundred_saves_of_four_processes_on_one_base_lose_nothing(world, anna, board):
    page = world.page(board, anna, "Busy", base_text())
    world.app.afterwards.settle()
    fresh = multiprocessing.get_context("forkserver")  # new processes that share nothing but the imports
    fresh.set_forkserver_preload([__name__])
    gate, answers = fresh.Barrier(PROCESSES), fresh.Queue()
    shares = [range(start, SAVES, PROCESSES) for start in range(PROCESSES)]
    processes = [
        fresh.Process(target=in_a_process, args=(gate, answers, world.settings, anna, page.page_id, share))
        for share in shares
    ]
    for process in processes:
        process.start()
    outcomes = [number for _ in processes for number in answers.get(timeout=300)]
    for process in processes:
        process.join()
    assert_nothing_is_lost(world, page.page_id, outcomes)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("either_world", ["postgresql"], indirect=True)
def test_two_hundred_saves_of_many_threads_on_postgresql_lose_nothing(world, anna, board):
    page = world.page(board, anna, "Busy", base_text())
    shares = [range(start, SAVES, PROCESSES) for start in range(PROCESSES)]
    with ThreadPoolExecutor(PROCESSES) as servers:
        running = [servers.submit(save_some, world.settings, anna, page.page_id, share) for share in shares]
        outcomes = [number for one in running for number in one.result()]
    assert_nothing_is_lost(world, page.page_id, outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("either_world", ["sqlite"], indirect=True)
def test_other_saves_go_on_while_a_large_page_renders_and_an_upload_trickles(world, anna, board, monkeypatch):
    rendering, trickling, others_are_done = threading.Event(), threading.Event(), threading.Event()
    render = renderings.pipeline.render_bounded

    def slowly(source, **options):
        if len(source) > 900_000:
            rendering.set()
            result = render(source, **options)  # in its child process
            others_are_done.wait(300)
            return result
        return render(source, **options)

    class Trickle(BytesIO):
        def read(self, size=-1):
            trickling.set()
            others_are_done.wait(300)
            return super().read(size)

    monkeypatch.setattr(renderings.pipeline, "render_bounded", slowly)
    large, small = world.page(board, anna, "Large"), world.page(board, anna, "Small", "0\n")
    limits = replace(LIMITS, page_limit=2_000_000)
    text = "A paragraph of a large page.\n\n" * 34_000
    with ThreadPoolExecutor(2) as pool:
        saving_large = pool.submit(
            service.save, world.sessions, anna.actor, large.page_id, Change(text, 1), limits
        )
        uploading = pool.submit(
            attachments.add, world.sessions, world.app.blobs, anna.actor, large.page_id, "a.txt", Trickle(b"text"), limit=100
        )  # fmt: skip
        assert rendering.wait(60)
        assert trickling.wait(60)
        for number in range(1, 21):
            assert world.save(small.page_id, anna, f"{number}\n", number).number == number + 1
        assert not saving_large.done()
        assert not uploading.done()
        others_are_done.set()
        assert saving_large.result().number == 2
        uploading.result()
