"""The language of a page: detected, or as its properties say."""

from world import World

from wiki.search import documents

GERMAN = "Die Seite ist für alle, die hier sind, und das ist nicht der Text einer anderen Sprache."


HEADS = {
    "": "de",
    "lang: en": "en",
    "Sprache: Englisch": "en",
    "Language: German": "de",
    "lang: EN-GB": "en",
    "lang: fr": "de",
    "sprache: [en]": "de",
}


def test_a_property_says_the_language_where_there_is_one(world: World) -> None:
    anna = world.person("anna")
    room = world.space("room", anna)
    pages = {world.page(room, anna, "Seite", f"---\n{head}\n---\n{GERMAN}\n").page_id: head for head in HEADS}
    with world.sessions.reading() as session:
        found = {pages[one.page_id]: one.language for one in documents.of_pages(session, list(pages))}

    assert found == HEADS
