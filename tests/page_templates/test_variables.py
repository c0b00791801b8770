"""Variables of templates are replaced once, and no answer breaks a property."""

from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.page_templates.variables import Filling, filled, questions, uses_title
from wiki.render import frontmatter

FILLING = Filling(
    date="22. November 2026",
    iso_date="2026-11-22",
    time="9:05",
    author='Anna "Ann" Ott',
    title="Press: new",
    space="Work",
    answers={"Customer": "Mill & Co: #1", "Cost": "12.5", "Nothing": ""},
)


def test_variables_are_replaced_in_both_languages_and_other_braces_stay() -> None:
    source = (
        "{{date}} {{ Datum }} {{TIME}} {{uhrzeit}} {{author}} {{Titel}} {{bereich}} {{?Customer}} {{? Cost }}\n"
        "{{toc}} \\{{date}} {{?Unasked}} {{ {date} {{}} {{Nothing}} [{{?Nothing}}]\n"
    )

    assert filled(source, FILLING) == (
        '22. November 2026 22. November 2026 9:05 9:05 Anna "Ann" Ott Press: new Work Mill & Co: #1 12.5\n'
        "{{toc}} \\{{date}} {{?Unasked}} {{ {date} {{}} {{Nothing}} []\n"
    )


def test_values_in_the_front_matter_are_quoted_where_they_must_be() -> None:
    source = (
        "---\n"
        "title: {{title}}\n"
        'by: "{{author}}, {{?Customer}}"\n'
        "other: '{{author}}'\n"
        "day: {{date}}\n"
        "cost: {{?Cost}}\n"
        "mixed: For {{?Customer}} only\n"
        "tags: [{{?Customer}}, fixed]\n"
        "list:\n"
        "  - {{?Customer}}\n"
        "  - plain  # kept\n"
        "---\n"
        "# {{title}}\n"
    )

    made = filled(source, FILLING)

    assert frontmatter.split(made).properties == {
        "title": "Press: new",
        "by": 'Anna "Ann" Ott, Mill & Co: #1',
        "other": 'Anna "Ann" Ott',
        "day": "2026-11-22",
        "cost": 12.5,
        "mixed": "For Mill & Co: #1 only",
        "tags": ["Mill & Co: #1", "fixed"],
        "list": ["Mill & Co: #1", "plain"],
    }
    assert "  - plain  # kept\n" in made
    assert made.endswith("---\n# Press: new\n")


def test_the_questions_are_asked_in_order_and_once() -> None:
    source = "---\na: {{?Cost}}\n---\n{{?Customer}} {{? Cost }} \\{{?Hidden}} {{?}} {{title}}\n"

    assert questions(source) == ("Cost", "Customer")
    assert uses_title(source)
    assert not uses_title("{{?title}} \\{{title}} {{date}}")


def test_an_answer_is_one_line_and_is_not_read_for_variables() -> None:
    filling = Filling(title="T", answers={"A": "{{title}}\n---\r\nmore"})

    assert filled("{{?A}}\n", filling) == "{{title}} --- more\n"


def test_an_answer_begins_no_front_matter() -> None:
    made = filled("{{?A}}\na: 1\n---\nText\n", Filling(answers={"A": "---"}))

    assert frontmatter.split(made).properties == {}
    assert made == "\\---\na: 1\n---\nText\n"


HEAD = st.lists(
    st.sampled_from(
        [
            "a: {{?Q}}",
            'b: "x {{?Q}}"',
            "c: 'x {{?Q}}'",
            "d: [{{?Q}}, {{?Q}}, y]",
            "e: {{?Q}} and {{title}}",
            "f:\n  - {{?Q}}\n  - [{{?Q}}]",
            "g: |\n  {{?Q}}\n  two",
            "# {{?Q}}",
            'h: ["{{?Q}}"]',
            "{{?Q}}: 1",
            "i: {j: {{?Q}}}",
            "k: x # {{?Q}}",
        ]
    ),
    unique=True,
    max_size=6,
)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(
    HEAD,
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            ['"', "'", "]", "a: b", "- x", "---", "#", "\\", "{{", "*a", "&a", "!x", ": ", "null", "|", ">"]
        ),
    ),
)
def test_no_answer_breaks_the_front_matter(head: list[str], answer: str) -> None:
    source = "\n".join(["---", "first: 1", *head, "last: {{?Q}}", "---", "Text {{?Q}}", ""])
    harmless = frontmatter.split(filled(source, Filling(title="T", answers={"Q": "x"})))

    made = frontmatter.split(filled(source, Filling(title="T", answers={"Q": answer})))

    assert made.broken is None or harmless.broken is not None
    assert made.lines == harmless.lines
    named = {name for name in harmless.properties if name != "x"}
    assert named <= set(made.properties)
    assert len(made.properties) <= len(harmless.properties)
