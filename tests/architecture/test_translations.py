"""Every sentence of the interface has a German text, and no text is left over."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from sources import ROOT

KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
_PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])|%(%)")
_BRACES = re.compile(r"\{(\w*)\}")


@cache
def messages() -> dict[object, set[str]]:
    """Every message id (a pair for a number) with the files that say it."""
    found: dict[object, set[str]] = {}
    for path in sorted((ROOT / "wiki").rglob("*.py")):
        for _, message, _, _ in extract_from_file("python", path, KEYWORDS):
            found.setdefault(message, set()).add(path.relative_to(ROOT).as_posix())
    for path in sorted((ROOT / "templates").rglob("*.html")):
        options = {
            "extensions": "jinja2.ext.i18n",
            "trim_blocks": "true",
            "lstrip_blocks": "true",
            "silent": "false",
        }
        for _, message, _, _ in extract_from_file(
            "jinja2.ext:babel_extract", path, KEYWORDS, options=options
        ):
            found.setdefault(message, set()).add(path.relative_to(ROOT).as_posix())
    return {key: files for key, files in found.items() if key}


@cache
def german() -> dict[object, object]:
    """The German texts of all catalogues."""
    texts: dict[object, object] = {}
    for path in catalogues():
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    texts[tuple(message.id) if isinstance(message.id, list | tuple) else message.id] = (
                        message.string
                    )
    return texts


def catalogues() -> list[Path]:
    return sorted((ROOT / "wiki/translations/de").glob("*.po"))


def test_every_sentence_has_a_german_text() -> None:
    said = messages()
    assert len(said) > 100
    singulars = {key if isinstance(key, str) else key[0] for key in german()}
    missing = {
        key: sorted(files)
        for key, files in said.items()
        if (key if isinstance(key, str) else key[0]) not in singulars
    }

    assert not missing


def test_no_german_text_is_left_over() -> None:
    said = {key if isinstance(key, str) else key[0] for key in messages()}
    left = [key for key in german() if (key if isinstance(key, str) else key[0]) not in said]

    assert not left


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.stem)
def test_texts_are_whole_and_hold_the_same_places(path: Path) -> None:
    with path.open("rb") as file:
        for message in read_po(file):
            if not message.id:
                continue
            ids = message.id if isinstance(message.id, list | tuple) else [message.id]
            texts = message.string if isinstance(message.string, list | tuple) else [message.string]
            assert not message.fuzzy, ids
            assert all(texts), ids
            for text, source in zip(texts, ids, strict=True):
                assert _places(text) == _places(source), ids
                assert text.strip() == text or source.strip() != source, ids
                assert not text.endswith("!"), f"no exclamation marks: {text}"


def test_no_sentence_stands_in_two_catalogues_with_two_texts() -> None:
    texts: dict[str, set[str]] = {}
    counted: Counter[str] = Counter()
    for path in catalogues():
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    key = str(message.id)
                    texts.setdefault(key, set()).add(str(message.string))
                    counted[key] += 1

    assert {key: found for key, found in texts.items() if len(found) > 1} == {}


def _places(text: str) -> list[tuple[str, ...]]:
    return sorted(_PLACEHOLDER.findall(text)) + sorted(_BRACES.findall(text))
