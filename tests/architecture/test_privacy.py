"""docs/privacy.md names every column of the database, either as personal data or as none."""

import re

from sources import ROOT

from wiki.tables import metadata

IMPLIED = {"id", "public_id"}
PERSONAL, OTHER = "## Personal data, by column", "## Columns without personal data"


def columns_of(text: str) -> list[tuple[str, str]]:
    """Table and column of every row; a row may name several of both, a column counts for the tables that have it."""
    found = []
    for line in text.splitlines():
        cells = (
            [re.findall(r"`(\w+)`", cell) for cell in line.split("|")[1:3]] if line.startswith("|") else []
        )
        for table in cells[0] if len(cells) == 2 else []:
            there = metadata.tables[table].columns.keys()
            found += [(table, one) for one in cells[1] if one in there or len(cells[0]) == 1]
    return found


def test_every_column_stands_in_the_table_of_personal_data_or_in_that_of_others() -> None:
    text = (ROOT / "docs/privacy.md").read_text("utf-8")
    personal, other = text.partition(PERSONAL)[2].split(OTHER)
    named = columns_of(personal) + columns_of(other)

    wanted = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns} - {
        (table.name, one) for table in metadata.tables.values() for one in IMPLIED
    }

    assert not sorted(wanted - set(named)), "add these columns to a table of docs/privacy.md"
    assert not sorted(set(named) - wanted), "these columns are gone, or named for nothing"
    assert len(named) == len(set(named)), "a column stands in one of the two tables"


def test_whatever_refers_to_a_person_counts_as_personal_data() -> None:
    text = (ROOT / "docs/privacy.md").read_text("utf-8")
    personal = set(columns_of(text.partition(PERSONAL)[2].split(OTHER)[0]))
    told = [line for line in text.splitlines() if line.startswith("| `") and line.count("|") == 7]

    referring = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "users" for key in column.foreign_keys)
        or column.name.endswith(("actor_id", "user_id", "author_name"))
    }
    assert referring <= personal
    assert all(cell.strip() for line in told for cell in line.split("|")[1:-1])
