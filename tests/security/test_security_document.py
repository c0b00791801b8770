"""docs/security.md says what the tests say, without running them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import requirements


def test_each_requirement_has_a_test_or_a_reason() -> None:
    proven = {one for test in requirements.marked() for one in test.ids}

    assert not sorted(set(requirements.TABLE) - proven - set(requirements.OPEN)), (
        "name a test, or a reason in OPEN"
    )
    assert not sorted(set(requirements.OPEN) & proven), "these are no longer open"


def test_the_document_names_the_requirements_and_tests_that_there_are() -> None:
    text = requirements.DOCUMENT.read_text("utf-8")
    named = {f"{path}::{name}" for path, name in requirements._TEST.findall(text)}
    marked = {str(one) for one in requirements.marked()}

    assert not sorted(named - marked), (
        "run `make security-docs`: these tests are gone, or prove nothing any more"
    )
    proven = {one for test in requirements.marked() for one in test.ids}
    missing = [one for one in sorted(proven) if f"| {one} |" not in text]
    assert not missing, "run `make security-docs`: these requirements are proven now"
    assert "| failed |" not in text
