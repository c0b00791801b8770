"""People come from a table and go into one."""

import io
import re

import pytest
from accounts import visitor_token
from sqlalchemy import select
from world import World

from wiki.audit import AuditEntry
from wiki.errors import Invalid
from wiki.users import people_file
from wiki.users.models import Group, User

GERMAN = (
    "Anmeldename;Vorname;Nachname;E-Mail;Gruppen;Telefon\r\n"
    "jweiss;Jörg;Weiß;joerg@firma.example;Vertrieb, Lager;0711\r\n"
    ";Änne;Groß;aenne.gross@firma.example;Lager;\r\n"
    "\r\n"
    "anna;Anna;Berg;;Vertrieb;\r\n"
)
WRONG = (
    "Anmeldename;Name;E-Mail;Gruppen\n"
    "neu;Neue Person;neu@firma.example;Lager\n"
    "mueller;Jörg;keine adresse;\n"
    "alle;Für Alle;;\n"
    "weiss;Anna;;Gäste\n"
    "gross;A;;;zuviel\n"
    "neu;Noch einmal;;\n"
    "berg;Anna;ANNA@firma.example;\n"
)


@pytest.mark.parametrize(
    "content",
    [
        GERMAN.encode("cp1252"),
        GERMAN.encode("utf-8-sig"),
        GERMAN.encode("utf-16"),
        GERMAN.replace(", ", "|").replace(";", ",").encode(),
        GERMAN.replace(";", "\t").encode(),
    ],
    ids=["windows", "utf-8", "utf-16", "comma", "tab"],
)
def test_tables_are_read_as_table_programs_write_them(content: bytes):
    file = people_file.read(content)

    assert [(line.account, line.name, line.email) for line in file.lines] == [
        ("jweiss", "Jörg Weiß", "joerg@firma.example"),
        ("aenne.gross", "Änne Groß", "aenne.gross@firma.example"),
        ("anna", "Anna Berg", ""),
    ]
    assert people_file.group_names(file.lines[0].groups, {}) == ["Vertrieb", "Lager"]
    assert file.lines[2].number == 5
    assert file.unknown == ["Telefon"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"Anmeldename\n", "empty"),
        (b"Ort;Strasse\nUlm;Weg\n", "headings"),
        (b'login;name\nanna;"Anna\n' + b"bert;Bert\n" * 20_000, "long_cell"),
        (b"\xff\xfe", "empty"),
    ],
)
def test_what_is_no_list_of_people_is_refused(content: bytes, reason: str):
    with pytest.raises(Invalid) as refused:
        people_file.read(content)
    assert refused.value.reason == reason


def test_a_group_whose_name_holds_a_comma_is_one_group():
    assert people_file.group_names("Einkauf, Lager", {"einkauf, lager": 1}) == ["Einkauf, Lager"]
    assert people_file.group_names("Einkauf, Lager", {}) == ["Einkauf", "Lager"]


@pytest.fixture
def chief(either_world: World):
    return either_world.person("chief", is_admin=True)


def send(world: World, chief, content: bytes):
    browser = world.browser(chief)
    data = {"csrf_token": browser.token, "file": (io.BytesIO(content), "leute.csv")}
    return browser.post("/admin/users/import", data=data, content_type="multipart/form-data")


def people(world: World) -> dict[str, tuple[str, str | None]]:
    with world.sessions.reading() as session:
        return {row.name: (row.display_name, row.email) for row in session.scalars(select(User))}


def test_a_list_is_looked_at_then_imported_and_a_second_time_changes_nothing(either_world: World, chief):
    world = either_world
    world.person("anna")
    world.group("lager")
    before = people(world)

    looked = send(world, chief, GERMAN.encode("cp1252"))

    assert looked.status_code == 200
    assert people(world) == before
    assert "Jörg Weiß" in looked.text
    assert re.search(r"<dt>New accounts</dt><dd>2</dd>\s*<dt>Changed accounts</dt><dd>1</dd>", looked.text)
    assert "<dt>New groups</dt><dd>Vertrieb</dd>" in looked.text
    assert "<dt>Columns left out</dt><dd>Telefon</dd>" in looked.text
    text = looked.text.partition('<textarea name="text" hidden>\n')[2].partition("</textarea>")[0]

    done = world.browser(chief).send("/admin/users/import", text=text, confirmed="1")

    assert done.headers["Location"] == "/admin/users?state=waiting&said=users-imported"
    assert people(world) == {
        "chief": ("Chief", None),
        "anna": ("Anna Berg", None),
        "jweiss": ("Jörg Weiß", "joerg@firma.example"),
        "aenne.gross": ("Änne Groß", "aenne.gross@firma.example"),
    }
    shown = world.browser(chief).get("/admin/users?sort=account").text
    assert re.findall(r"<span>(lager[^<]*|Vertrieb[^<]*)</span>", shown) == [
        "lager",
        "Vertrieb",
        "lager, Vertrieb",
    ]
    assert "There is nothing to import." in send(world, chief, GERMAN.encode("cp1252")).text
    with world.sessions.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.actor_id == chief.id)).all()
    assert [entry.action for entry in entries].count("user.add") == 2
    assert entries[-1].facts == {"accounts": 2, "changed": 1}
    assert "Weiß" not in str([entry.facts for entry in entries])


def test_one_wrong_line_keeps_all_out_and_each_says_what_to_do(either_world: World, chief):
    world = either_world
    anna = world.person("anna")
    with world.sessions.writing() as session:
        session.get_one(User, anna.id).email = "anna@firma.example"
    before = people(world)

    looked = send(world, chief, WRONG.encode())
    forced = world.browser(chief).send("/admin/users/import", text=WRONG, confirmed="1")

    for answer in (looked, forced):
        assert "6 lines have to be corrected first" in answer.text
        assert 'name="confirmed"' not in answer.text
        for sentence in (
            "This is not a mail address.",
            "This name is reserved.",
            "The name of a group is reserved.",
            "The line has more cells than the first one.",
            "An earlier line has this sign-in name already.",
            "Somebody has this mail address already.",
        ):
            assert sentence in answer.text
    assert forced.status_code == 422
    assert people(world) == before
    with world.sessions.reading() as session:
        assert session.scalars(select(Group)).all() == []
    assert send(world, chief, b"Ort\nUlm\n").status_code == 422


def test_the_list_is_taken_as_a_table_that_can_be_imported_again(either_world: World, chief):
    world = either_world
    anna = world.person("anna")
    world.group("Lager, Hof", anna)
    world.group("Vertrieb", anna)
    with world.sessions.writing() as session:
        session.get_one(User, anna.id).display_name = "=Anna; Berg"

    answer = world.browser(chief).send("/admin/users/export", q="anna")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="people.csv"'
    line = answer.text.splitlines()[1]
    assert line.startswith('anna,\'=Anna; Berg,,"Lager, Hof|Vertrieb",Never signed in')
    assert "There is nothing to import." in send(world, chief, answer.data).text
    assert world.browser(anna).send("/admin/users/export").status_code == 404


def test_links_for_all_who_never_signed_in_let_them_choose_a_password(either_world: World, chief):
    world = either_world
    send(world, chief, GERMAN.encode())
    world.browser(chief).send("/admin/users/import", text=GERMAN, confirmed="1")

    answer = world.browser(chief).send("/admin/users/links")

    rows = [line.split(",") for line in answer.text.splitlines()[1:]]
    assert [row[0] for row in rows] == ["anna", "aenne.gross", "jweiss"]
    guest = world.browser()
    word = rows[2][3].removeprefix("http://localhost")
    fields = {
        "csrf_token": visitor_token(guest),
        "password": "Ast im Wind am Abend",
        "again": "Ast im Wind am Abend",
    }
    assert guest.post(word, data=fields).status_code == 303
    assert [
        row.split(",")[0] for row in world.browser(chief).send("/admin/users/links").text.splitlines()[1:]
    ] == ["anna", "aenne.gross"]
