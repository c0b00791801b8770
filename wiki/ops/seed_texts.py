"""Texts of an office that does not exist, in German and English, composed from word lists; the same for a seed.

For trials and measurements only. A text names its wiki links by number (`[[§3|the list]]`); `linked` puts titles in.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

LINKS = 20
SUMMARY = "Ergänzt"
PICTURES = tuple(f"plan-{number:02}.png" for number in range(1, 11))
FILE_NAMES = (
    *PICTURES,
    *(f"Aufstellung {year}.csv" for year in range(2017, 2027)),
    *(f"Notiz-{number:02}.txt" for number in range(1, 11)),
    *(f"Übersicht {number}.pdf" for number in range(1, 11)),
)
FIRST_NAMES = ("Anna", "Bülent", "Clara", "Dirk", "Elif", "Fritz", "Greta", "Hanne", "Ilja", "Jana")
LAST_NAMES = ("Abel", "Brandt", "Çelik", "Dahl", "Engel")
DEPARTMENTS = (
    "Vertrieb",
    "Einkauf",
    "Buchhaltung",
    "Personal",
    "Technik",
    "Lager",
    "Entwicklung",
    "Geschäftsführung",
    "Betriebsrat",
    "Marketing",
    "Kundendienst",
    "Ausbildung",
)

_MARK = re.compile(r"\[\[§(\d+)\|")


@dataclass(frozen=True)
class _Language:
    """The words of one language; a sentence is opening, subject, predicate and ending."""

    kinds: tuple[str, ...]
    things: tuple[str, ...]
    openings: tuple[str, ...]
    subjects: tuple[str, ...]
    predicates: tuple[str, ...]
    endings: tuple[str, ...]
    headings: tuple[str, ...]
    see: tuple[str, ...]
    table: tuple[str, str, str]
    states: tuple[str, ...]
    tasks: tuple[str, ...]
    labels: tuple[str, ...]
    tags: tuple[str, ...]
    note: str


_GERMAN = _Language(
    kinds=(
        "Protokoll",
        "Anleitung",
        "Checkliste",
        "Leitfaden",
        "Übersicht",
        "Beschluss",
        "Vorlage",
        "Einarbeitung",
    ),
    things=(
        "Reisekosten",
        "Urlaub",
        "Drucker",
        "Messeauftritt",
        "Angebote",
        "Rechnungen",
        "Schlüssel",
        "Fuhrpark",
        "Datensicherung",
        "Arbeitsschutz",
        "Homeoffice",
        "Bewerbungen",
        "Wareneingang",
        "Lieferanten",
        "Telefonanlage",
        "Zeiterfassung",
        "Mahnwesen",
        "Inventur",
        "Gefahrstoffe",
        "Schulungen",
        "Website",
        "Verträge",
    ),
    openings=(
        "Seit dem Frühjahr",
        "In der Regel",
        "Nach Rücksprache",
        "Vor jeder Lieferung",
        "Am Monatsende",
        "Derzeit",
    ),
    subjects=(
        "prüft die Abteilung",
        "klärt das Team",
        "sammelt die Assistenz",
        "bestätigt der Einkauf",
        "plant die Leitung",
    ),
    predicates=(
        "alle offenen Vorgänge",
        "die Unterlagen der Kundschaft",
        "den Stand der Bestellungen",
        "die nächsten Termine",
        "die Kosten des Quartals",
        "Rückfragen aus dem Lager",
        "den Bedarf an Ersatzteilen",
    ),
    endings=(
        " und legt das Ergebnis hier ab",
        ", bevor die Freigabe erteilt wird",
        ", damit niemand doppelt arbeitet",
        ", sofern keine Rückfrage offen ist",
        " und informiert die Beteiligten",
        " spätestens bis Freitagmittag",
    ),
    headings=(
        "Zweck",
        "Ablauf",
        "Zuständigkeiten",
        "Termine",
        "Häufige Fragen",
        "Unterlagen",
        "Nächste Schritte",
    ),
    see=("Mehr dazu steht unter", "Grundlage ist", "Siehe auch", "Abgestimmt mit"),
    table=("Schritt", "Wer", "Bis wann"),
    states=("Entwurf", "gültig", "in Prüfung", "veraltet"),
    tasks=(
        "Angebot einholen",
        "Termin abstimmen",
        "Liste aktualisieren",
        "Zugang einrichten",
        "Rechnung freigeben",
    ),
    labels=("die Liste", "den Leitfaden", "das Protokoll", "die Vorlage", "die Übersicht", "den Beschluss"),
    tags=("prozess", "vorlage", "finanzen", "personal", "technik", "wichtig", "archiv", "qualität"),
    note="Änderungen bitte mit der zuständigen Abteilung abstimmen.",
)
_ENGLISH = _Language(
    kinds=("Minutes", "Guide", "Checklist", "Policy", "Overview", "Decision", "Template", "Onboarding"),
    things=(
        "travel expenses",
        "holidays",
        "printers",
        "trade fair",
        "quotes",
        "invoices",
        "keys",
        "company cars",
        "backups",
        "workplace safety",
        "remote work",
        "applications",
        "goods receipt",
        "suppliers",
        "phones",
        "time sheets",
        "reminders",
        "stocktaking",
        "hazardous goods",
        "training",
        "website",
        "contracts",
    ),
    openings=(
        "Since spring",
        "As a rule",
        "After a short call",
        "Before every delivery",
        "At the end of a month",
        "For now",
    ),
    subjects=(
        "the team checks",
        "the office collects",
        "purchasing confirms",
        "the management plans",
        "support sorts",
    ),
    predicates=(
        "all open cases",
        "the papers of our customers",
        "the state of all orders",
        "the dates of the next weeks",
        "the costs of the quarter",
        "questions from the warehouse",
        "the spare parts we need",
    ),
    endings=(
        " and files the result here",
        " before anything is released",
        " so that nobody works twice",
        " unless a question is open",
        " and tells everyone involved",
        " by Friday noon at the latest",
    ),
    headings=("Purpose", "Procedure", "Who does what", "Dates", "Frequent questions", "Papers", "Next steps"),
    see=("There is more in", "It rests on", "See also", "Agreed with"),
    table=("Step", "Who", "Until"),
    states=("draft", "valid", "in review", "outdated"),
    tasks=("Ask for a quote", "Agree on a date", "Update the list", "Set up access", "Release the invoice"),
    labels=("the list", "the guide", "the minutes", "the template", "the overview", "the decision"),
    tags=("process", "template", "finance", "staff", "technology", "important", "archive", "quality"),
    note="Please agree on changes with the department in charge.",
)
_CODE = "```python\ndef due(orders, today):\n    return [order for order in orders if order.until <= today]\n```\n"


def titles(count: int, random: Random) -> list[str]:
    """Different titles, two thirds of them German; the slugs differ as well."""
    made: list[str] = []
    seen: set[str] = set()
    for number in range(count):
        words = _language(random)
        title = f"{random.choice(words.kinds)} {random.choice(words.things)} {random.choice(DEPARTMENTS)}"
        made.append(title if title not in seen else f"{title} {number}")
        seen.add(title)
    return made


def person(number: int) -> str:
    """The name of one of fifty people."""
    return (
        f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]}"
    )


def body(random: Random, files: Sequence[str]) -> str:
    """A page of about 4 KB with front matter, tags, 20 numbered links, a picture, a file, table, code and tasks."""
    words = _language(random)
    numbers = iter(range(LINKS))
    parts = [_front_matter(words, random), _paragraph(words, random, numbers, 3)]
    for heading in random.sample(words.headings, 5):
        parts += [
            f"## {heading}\n",
            _paragraph(words, random, numbers, 3),
            random.choice(_BLOCKS)(words, random),
        ]
    parts.append(
        f"![{_sentence(words, random)}](<{files[0]}>)\n\n{random.choice(words.see)} [{files[1]}](<{files[1]}>).\n"
    )
    parts.append("".join(f"- {_link(words, random, number)}\n" for number in numbers))
    return "\n".join(parts)


def earlier(text: str) -> str:
    """An older state of the text: without its last sections."""
    return text[: text.rindex("\n## ") + 1]


def linked(text: str, targets: Sequence[str]) -> str:
    """The text with the title of each numbered link."""
    return _MARK.sub(lambda mark: f"[[{targets[int(mark[1])]}|", text)


def _language(random: Random) -> _Language:
    return _GERMAN if random.random() < 2 / 3 else _ENGLISH


def _front_matter(words: _Language, random: Random) -> str:
    tags = ", ".join(random.sample(words.tags, 3))
    return f"---\ntags: [{tags}]\nstatus: {random.choice(words.states)}\nnumber: {random.randrange(1, 900)}\n---\n"


def _paragraph(words: _Language, random: Random, numbers: Iterator[int], links: int) -> str:
    sentences = [_sentence(words, random) + "." for _ in range(6)]
    for place in range(links):
        number = next(numbers, None)
        if number is not None:
            sentences.insert(2 * place + 1, f"{random.choice(words.see)} {_link(words, random, number)}.")
    return " ".join(sentences) + "\n"


def _link(words: _Language, random: Random, number: int) -> str:
    return f"[[§{number}|{random.choice(words.labels)}]]"


def _sentence(words: _Language, random: Random) -> str:
    opening, subject = random.choice(words.openings), random.choice(words.subjects)
    return f"{opening} {subject} {random.choice(words.predicates)}{random.choice(words.endings)}"


def _table(words: _Language, random: Random) -> str:
    lines = ["| " + " | ".join(words.table) + " |", "|-|-|-|"]
    for number in range(1, 6):
        name = random.choice(FIRST_NAMES)
        lines.append(
            f"| {number}. {random.choice(words.tasks)} | {name} | {random.randrange(1, 29)}.{number}. |"
        )
    return "\n".join(lines) + "\n"


def _tasks(words: _Language, random: Random) -> str:
    lines = [f"- [{random.choice('x ')}] {task} – {random.choice(FIRST_NAMES)}" for task in words.tasks]
    return "\n".join(lines) + "\n"


def _list(words: _Language, random: Random) -> str:
    lines = [
        f"{number}. **{random.choice(words.things)}**: {_sentence(words, random)}" for number in range(1, 5)
    ]
    return "\n".join(lines) + "\n"


def _callout(words: _Language, random: Random) -> str:
    return f"> [!{random.choice(('NOTE', 'TIP', 'WARNING'))}]\n> {words.note}\n"


def _code(words: _Language, random: Random) -> str:
    return f"`{random.choice(words.tags)}`:\n\n{_CODE}"


_BLOCKS: tuple[Callable[[_Language, Random], str], ...] = (_table, _tasks, _list, _callout, _code)
