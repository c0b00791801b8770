"""One person's odd page does not hold up the others."""

from sqlalchemy import event
from world import World


def test_a_thousand_links_to_nothing_take_few_statements(world: World) -> None:
    """They are looked up in the write block of the save, where everybody else waits."""
    anna = world.person("anna")
    page = world.page(world.space("room", anna), anna, "Plan")
    statements: list[str] = []
    event.listen(world.sessions.writer, "before_cursor_execute", lambda *said: statements.append(said[2]))

    world.save(page.page_id, anna, " ".join(f"[[Nothing {number}]]" for number in range(1000)), 1)

    assert len([one for one in statements if one.lstrip().startswith("SELECT")]) < 60
