"""Searches without a result: counted without the person, told from five different people on."""

import pytest
from sqlalchemy import select, update
from world import Person, World

from wiki.actor import SIGNED_IN, Right
from wiki.search import misses
from wiki.search.engine import backend
from wiki.search.keeping import Keeper
from wiki.search.models import SearchMiss

SCREEN = {"Accept": "text/html,application/xhtml+xml"}


def look(world: World, person: Person | None, text: str, **headers: str) -> None:
    browser = world.browser(person) if person else world.app.test_client()
    assert browser.get("/search", query_string={"q": text}, headers=SCREEN | headers).status_code == 200
    world.app.afterwards.settle()


def listed(world: World, person: Person) -> str:
    answer = world.browser(person).get("/search/missing")
    assert answer.status_code == 200
    return answer.text


def test_what_five_people_looked_for_in_vain_is_a_page_to_write(either_world: World) -> None:
    world = either_world
    anna = world.person("anna")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    world.page(room, anna, "Urlaub", "Der Antrag liegt im Büro.")
    keeper = Keeper(world.sessions, backend(world.settings, world.sessions))
    keeper.turn()
    others = [world.person(f"leser{letter}") for letter in "abcdef"]

    for person in others[:4]:
        for _ in range(2):
            look(world, person, "Kantine  Speiseplan")
            look(world, person, "Leserb")  # a name
            look(world, person, "maren@firma.example")
            look(world, person, "Urlaub")  # is found
    look(world, others[4], "kantine speiseplan", Accept="*/*")  # while somebody types
    look(world, None, "Kantine Speiseplan")
    few = listed(world, anna)
    look(world, others[4], "kantine-speiseplan")
    enough = listed(world, anna)

    assert "peiseplan" not in few
    assert "Kantine Speiseplan" in enough
    assert 'href="/s/room/new?title=Kantine+Speiseplan"' in enough
    assert world.browser(others[0]).get("/search/missing").status_code == 404  # reads only
    assert "/search/missing" in world.browser(anna).get("/search?q=nirgends").text
    with world.sessions.reading() as session:
        rows = session.scalars(select(SearchMiss)).all()
        assert {row.question for row in rows} == {"kantine speiseplan"}
        assert len({row.asker for row in rows}) == len(rows) == 5

    world.page(room, anna, "Speiseplan der Kantine", "Montag Suppe.")
    keeper.turn()
    assert "peiseplan der" not in listed(world, anna)
    assert "Kantine Speiseplan" not in listed(world, anna)  # written meanwhile


def test_one_account_cannot_fill_the_list(world: World) -> None:
    with world.sessions.writing() as session:
        for number in range(misses.MOST_A_DAY + 5):
            misses.note(session, "key", 8, f"nirgends {number}")
        misses.note(session, "key", 9, "Speiseplan")
    with world.sessions.reading() as session:
        asked = session.scalars(select(SearchMiss.question)).all()

    assert len(asked) == misses.MOST_A_DAY + 1
    assert "speiseplan" in asked


def test_nobody_can_put_the_questions_of_a_person_together_and_they_are_forgotten(world: World) -> None:
    with world.sessions.writing() as session:
        for text in ("Speiseplan", "Dienstwagen"):
            misses.note(session, "key", 7, text)
            misses.note(session, "key", 7, text)
    with world.sessions.writing() as session:
        askers = session.scalars(select(SearchMiss.asker)).all()
        assert len(askers) == len(set(askers)) == 2
        is_old = SearchMiss.question == "speiseplan"
        session.execute(update(SearchMiss).where(is_old).values(day=SearchMiss.day - misses.KEPT_DAYS))
        misses.forget_old(session)

    with world.sessions.reading() as session:
        assert session.scalars(select(SearchMiss.question)).all() == ["dienstwagen"]


@pytest.mark.parametrize(
    "text",
    ["", "der die das", "maren@firma.example", "https://a.example", "0421 55 66 7", "tag:neu", "-alt",
     "ein sehr langer satz mit viel zu vielen worten", "x" * 61, "titel:Neu", "wor*"],
)  # fmt: skip
def test_what_may_concern_a_person_or_is_no_plain_question_is_not_counted(text: str) -> None:
    assert not misses.is_counted(text)
    assert misses.is_counted("Urlaub 2026")
