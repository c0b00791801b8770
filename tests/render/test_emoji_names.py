"""Names of emoji become characters in text, and nowhere else."""

import pytest

from wiki.render import emojis
from wiki.render.pipeline import render


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Done :tada:, :Konfettibombe: :+1:", "Done 🎉, 🎉 👍"),
        (":daumen_hoch: :thumbs_up:", "👍 👍"),
        ("10:30:15 12:100:15 :100: :7:", "10:30:15 12:100:15 :100: :7:"),
        (
            "`:tada:` a:tada: :tada:b ::tada:: :no_such_name:",
            ":tada: a:tada: :tada:b ::tada:: :no_such_name:",
        ),
        ("https://example.org/:tada:/x", "https://example.org/:tada:/x"),
        ("```\n:tada:\n```", ":tada:"),
        ("# :tada: Party", "🎉 Party"),
        ("| :tada: |\n|-|\n| :heart: |", "🎉\n❤️"),
        ("$a :tada: b$", "a :tada: b"),
    ],
)
def test_names_in_text_are_replaced(source: str, text: str) -> None:
    assert render(source).text == text


def test_an_emoji_name_in_an_address_stays() -> None:
    rendering = render("[:tada:](https://example.org/:tada:)")

    assert 'href="https://example.org/:tada:"' in rendering.html
    assert "🎉</a>" in rendering.html


def test_every_name_that_the_editor_offers_is_known() -> None:
    listed = emojis.listed()

    names = [(name, character) for character, *names in listed for name in names]
    assert ("konfettibombe", "🎉") in names
    assert len(names) == len(dict(names))
    some = names[::40]
    assert render(" ".join(f":{name}:" for name, _ in some)).text == " ".join(one for _, one in some)
