"""A small office in the wiki, in German: people, spaces and pages that press on the screens.

Long titles, a deep tree, wide tables, long lines of code, many links and headings, an empty space. `furnish(world)`
returns what the tests of the screens need to find them again.
"""

import struct
import zlib
from dataclasses import dataclass

from sqlalchemy import select
from world import LIMITS, Person, World

from wiki.actor import SIGNED_IN, Right, group_principal
from wiki.admin import groups
from wiki.favourites import service as favourites
from wiki.page_templates import service as templates
from wiki.pages import drafts, trash
from wiki.pages import service as pages
from wiki.pages.changes import Change, NewPage
from wiki.pages.models import Draft, Page
from wiki.users.models import Group, User

LONG = "Verfahrensanweisung für die Freigabe von Abweichungen bei der Lieferantenqualifizierungsmaßnahme 2026"
LINE = "journalctl --unit=werkbuch.service --since='2026-11-01 00:00:00' --output=json | jq -r '.MESSAGE' | sort -u"

MATTER = (
    "---\ntags: [Werkstatt, Sicherheitsunterweisung, Lieferantenqualifizierungsmaßnahme]\nzuständig: Werkstatt\n"
    "geprüft: 2026-11-16\nKosten: 1200.5\nfreigegeben: true\nRäume: [Halle 1, Halle 2]\n"
    "Hersteller: https://hersteller.example/maschinen/bandsaegen/unterlagen\n---\n"
)

WIDE = (
    "## Grenzwerte\n\n"
    "| Messung | gut | beobachten | handeln | wer | wann zuletzt gemessen | Bemerkung |\n"
    "|---|--:|--:|--:|---|---|---|\n"
    "| Differenzdruck | 1.200 Pa | 1.350 Pa | 1.500 Pa | Werkstattwoche | 16. November 2026 | Ventil 3 prüfen |\n"
    "| Luftgeschwindigkeit | 20 m/s | 19 m/s | 18 m/s | Meister | 9. November 2026 | am Rohr hinter der Fräse |\n\n"
    f"## Im Protokoll nachsehen\n\n```sh\n{LINE}\n{LINE}\n```\n\n"
    "Ein Wort ohne Trennstelle: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft, "
    f"ein Name `{LINE}` im Text und ein Verweis: <https://werkbuch.example/{'sehr-langer-pfad/' * 8}>.\n"
)

GUIDE = (
    "Die Absauganlage läuft an Arbeitstagen rund neun Stunden. Zuständig ist, wer in der [[Werkstattwoche]] steht.\n\n"
    "> [!WARNING]\n> **Vor jeder Arbeit freischalten.** Hauptschalter aus, Schloss einhängen.\n\n"
    "> [!NOTE]\n> Der Schlüssel hängt im Büro.\n\n"
    "## Jeden Freitag\n\n1. Spänebehälter leeren.\n2. Differenzdruck ablesen.\n3. Über 1.200 Pa: [[Filter abreinigen]].\n\n"
    "- [ ] Filter bestellen\n- [x] Dichtung geprüft\n\n"
    "## Grenzwerte\n\n| Messung | gut | handeln |\n|---|---|---|\n| Druck | bis 1.200 Pa | ab 1.500 Pa |\n\n"
    "### Wer misst\n\nSiehe den Hersteller[^1] und [die Norm](https://norm.example/).\n\n"
    "Begriff\n: Erklärung des Begriffs.\n\n<details><summary>Mehr</summary>\n\nWeitere Hinweise.\n\n</details>\n\n"
    "![Skizze der Anlage](skizze.png)\n\n![Fehlt](gibt-es-nicht.png)\n\n"
    "```python\ndef druck(messwert: int) -> str:\n    return 'gut' if messwert < 1200 else 'handeln'  # Pascal\n```\n\n"
    "> Ein Zitat aus dem Handbuch.\n\n[^1]: Handbuch, Seite 41.\n"
)


@dataclass(frozen=True)
class Office:
    """Who and what is there."""

    chief: Person
    clerk: Person
    guest: Person
    user_id: str
    group_id: str
    draft_id: str
    long_id: str
    trash_id: str
    template_id: str


def furnish(world: World) -> Office:
    """The office is furnished; everyone in it speaks German."""
    chief = world.person("maren", is_admin=True)
    clerk = world.person("jonas")
    guest = world.person("gerd")
    group = world.group("werkstatt", clerk)
    world.group("empfang", guest)
    _speak_german(world)
    handbook = world.space("handbuch", chief, {SIGNED_IN: Right.EDIT})
    world.space("leer", chief, {SIGNED_IN: Right.EDIT})
    board = world.space("leitung", chief, {group_principal(group): Right.READ})
    world.page(board, chief, "Gehälter", "Nicht für alle.\n")

    shop = world.page(
        handbook, chief, "Werkstatt", "Alles über die Werkstatt.\n\n- [[Absauganlage warten]]\n"
    )
    guide = world.page(handbook, chief, "Absauganlage warten", GUIDE, shop.page_id)
    world.attach(guide.page_id, chief, "skizze.png", picture(320, 160))
    world.attach(guide.page_id, chief, "skizze.png", picture(640, 320))
    world.attach(guide.page_id, chief, f"{LONG}.txt", b"Text")
    world.save(
        guide.page_id, clerk, GUIDE.replace("neun", "zehn"), guide.number, summary="Laufzeit berichtigt"
    )
    world.save(
        guide.page_id, chief, GUIDE.replace("neun", "acht"), guide.number + 1, summary=LONG, is_minor=True
    )
    below = shop.page_id
    for depth in range(1, 9):
        below = world.page(handbook, clerk, f"Ebene {depth}", "Tiefer.\n", below).page_id
    long = world.page(handbook, clerk, LONG, MATTER + WIDE, shop.page_id)
    saw = world.page(handbook, clerk, "Bandsäge", MATTER + "Nur mit Gehörschutz.\n")
    minutes = world.page(handbook, clerk, "Protokoll", "**Ort:** {{?Ort}}\n\n# {{titel}}\n")
    world.page(handbook, clerk, "Viele Überschriften", _headings(50))
    world.page(handbook, clerk, "Viele Verweise", _links(300))
    gone = world.page(handbook, clerk, "Alte Preisliste", "Preise von 2019.\n")
    plan = NewPage(handbook.id, "Umbauplan", "Noch nicht spruchreif.\n", shop.page_id, is_unpublished=True)
    pages.create(world.sessions, clerk.actor, plan, LIMITS)
    with world.sessions.writing() as session:
        templates.mark(session, clerk.actor, minutes.page_id, "space")
        favourites.set_page(session, clerk.actor, saw.page_id, is_favourite=True)
        trash.discard(session, clerk.actor, gone.page_id)
        drafts.keep(session, clerk.actor, guide.page_id, Change(GUIDE + "\nNoch nicht fertig.\n", 3))
        draft = session.scalars(select(Draft)).one()
        groups.add_manager(session, chief.actor, group, clerk.id)
        user_id = session.get_one(User, clerk.id).public_id
        group_id = session.scalars(select(Group).where(Group.name == "werkstatt")).one().public_id
        long_id = session.get_one(Page, long.page_id).public_id
        return Office(
            chief,
            clerk,
            guest,
            user_id,
            group_id,
            draft.public_id,
            long_id,
            gone.public_id,
            minutes.public_id,
        )


def picture(width: int, height: int) -> bytes:
    """A grey PNG image."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    rows = b"".join(b"\0" + b"\xb0" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def _speak_german(world: World) -> None:
    with world.sessions.writing() as session:
        for user in session.scalars(select(User)):
            user.locale = "de"


def _headings(count: int) -> str:
    return "".join(
        f"## Abschnitt {number}\n\nText des Abschnitts.\n\n### Näheres zu {number}\n\nMehr.\n\n"
        for number in range(count)
    )


def _links(count: int) -> str:
    return "".join(f"- [[Thema {number}]] und [[Werkstatt]]\n" for number in range(count))
