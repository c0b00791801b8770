"""`make security-docs`: writes docs/security.md from the requirements that tests name by `@pytest.mark.requirement`.

A mark's text begins with the numbers of requirements of the OWASP ASVS 5.0 (`V3.5.1 V3.5.2 What is proven.`). What the
list of the table below has without a test is open, with the reason that stands there. Results come from one run of the
marked tests; `--unrun` keeps those that the document has.
"""

import ast
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs/security.md"
_ID = re.compile(r"\bV\d{1,2}\.\d{1,2}\.\d{1,2}\b")
_ROW = re.compile(r"^\| (V[\d.]+) \| (.*?) \| (.*?) \| (.*) \| (.*?) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")

CHAPTERS = {
    1: "Encoding and sanitising", 2: "Checking and business logic", 3: "Browser", 4: "HTTP", 5: "Files",
    6: "Authentication", 7: "Sessions", 8: "Authorisation", 9: "Tokens", 10: "OAuth and OIDC", 11: "Cryptography",
    12: "Transport", 13: "Configuration", 14: "Data protection", 15: "Code", 16: "Logs and errors",
}  # fmt: skip
# Level, and what it means here. A requirement without a test needs a reason in OPEN.
TABLE: dict[str, tuple[int, str]] = {
    "V1.2.1": (1, "words of people are encoded for the place where they stand"),
    "V1.2.2": (1, "only addresses with harmless schemes become links"),
    "V1.2.3": (1, "no script is written from words of people"),
    "V1.2.4": (1, "statements take values as parameters; none is put together from text"),
    "V1.2.5": (1, "programs start without a shell"),
    "V1.2.6": (2, "filters of directory servers escape what was typed"),
    "V1.2.9": (2, "nobody sends regular expressions"),
    "V1.3.1": (1, "HTML is cleaned by a known library"),
    "V1.3.2": (1, "nothing that was sent is run as code"),
    "V1.3.4": (2, "SVG runs nothing"),
    "V1.3.6": (2, "the wiki is no way into the own network"),
    "V1.3.7": (2, "no template is made from words of people"),
    "V1.3.10": (2, "no format string is made from words of people"),
    "V1.3.11": (2, "mails get no headers from words of people"),
    "V1.5.1": (1, "no parser resolves outer entities"),
    "V1.5.2": (2, "nothing is unpacked into objects"),
    "V2.2.1": (1, "values are checked"),
    "V2.2.2": (1, "values are checked on the server"),
    "V2.3.3": (2, "a change happens as a whole or not at all"),
    "V2.3.4": (2, "two at once do not overwrite each other"),
    "V2.4.1": (2, "costly functions cannot be called without end"),
    "V3.2.1": (1, "a file is used in no other context than its own"),
    "V3.2.2": (1, "scripts write text as text"),
    "V3.3.1": (1, "the session's cookie is Secure, with a prefix"),
    "V3.3.2": (2, "cookies are not sent along from other sites"),
    "V3.3.3": (2, "the session's cookie is bound to its host"),
    "V3.3.4": (2, "scripts do not read the session's cookie"),
    "V3.4.1": (1, "browsers stay with https"),
    "V3.4.2": (1, "no other origin reads answers"),
    "V3.4.3": (2, "a policy allows own files alone"),
    "V3.4.4": (2, "types are not guessed"),
    "V3.4.5": (2, "addresses are told to no other site"),
    "V3.4.6": (2, "the wiki stands in no frame of others"),
    "V3.5.1": (1, "forms of other sites are refused"),
    "V3.5.2": (1, "requests that change need more than a cookie"),
    "V3.5.3": (1, "reading changes nothing"),
    "V3.7.2": (2, "no address leads to another site unasked"),
    "V4.1.1": (1, "every answer tells its type and character set"),
    "V4.1.3": (2, "headers of proxies cannot be made up"),
    "V4.2.1": (2, "requests have one end"),
    "V5.1.1": (2, "allowed types and sizes are written down"),
    "V5.2.1": (1, "files are limited in size"),
    "V5.2.2": (1, "name and content of a file agree"),
    "V5.2.3": (2, "archives unpack to a bounded size"),
    "V5.2.4": (3, "the room for files is limited"),
    "V5.2.6": (3, "pictures are limited in pixels"),
    "V5.3.1": (1, "no stored file is run"),
    "V5.3.2": (1, "names of stored files are made by the wiki"),
    "V5.3.3": (3, "paths inside of archives lead nowhere else"),
    "V5.4.1": (2, "file names from outside are checked"),
    "V5.4.2": (2, "file names are encoded in headers"),
    "V5.4.3": (2, "files are scanned for malware"),
    "V6.2.1": (1, "passwords have 8 characters or more"),
    "V6.2.2": (1, "people change their password"),
    "V6.2.3": (1, "changing it takes the present one"),
    "V6.2.4": (1, "common passwords are refused"),
    "V6.2.5": (1, "no rule says which characters a password has"),
    "V6.2.6": (1, "fields for passwords hide them"),
    "V6.2.7": (1, "passwords can be pasted and kept by programs"),
    "V6.2.8": (1, "passwords are taken as typed"),
    "V6.2.9": (2, "passwords of 64 characters and more are taken"),
    "V6.2.10": (2, "passwords do not run out"),
    "V6.2.11": (2, "words of the wiki itself are no passwords"),
    "V6.2.12": (2, "passwords known from break-ins are refused"),
    "V6.3.1": (1, "guessing is slowed down"),
    "V6.3.2": (1, "no account is there from the start"),
    "V6.3.3": (2, "a second factor"),
    "V6.3.8": (3, "nothing tells which accounts exist"),
    "V6.4.1": (1, "first passwords and links work once, for a limited time"),
    "V6.4.3": (2, "a forgotten password is replaced safely"),
    "V6.5.1": (2, "codes of a second factor work once"),
    "V6.8.1": (2, "people of several identity providers are kept apart"),
    "V7.2.1": (1, "the server alone checks sessions"),
    "V7.2.2": (1, "sessions are made by the server"),
    "V7.2.3": (1, "names of sessions are random, 128 bits or more"),
    "V7.2.4": (1, "signing in makes a new session"),
    "V7.3.1": (2, "sessions end without use"),
    "V7.3.2": (2, "sessions end after their time"),
    "V7.4.1": (1, "signing out ends the session on the server"),
    "V7.4.2": (1, "an account that is switched off has no session"),
    "V7.4.3": (2, "a new password ends the other sessions"),
    "V7.4.4": (2, "every screen has a way to sign out"),
    "V7.4.5": (2, "administrators end sessions of others"),
    "V7.5.1": (2, "changing what proves the person takes the password again"),
    "V7.5.2": (2, "own sessions are listed and ended"),
    "V8.1.1": (1, "the rules for rights are written down"),
    "V8.2.1": (1, "functions are for whoever has the right"),
    "V8.2.2": (1, "things are for whoever has the right"),
    "V8.2.3": (2, "fields are for whoever has the right"),
    "V8.3.1": (1, "rights are decided on the server, in one place"),
    "V8.3.2": (3, "a change of rights holds at once"),
    "V9.1.1": (1, "tokens that hold claims are signed"),
    "V10.5.1": (2, "identities of OIDC cannot be replayed"),
    "V11.4.2": (2, "passwords are kept by a slow hash"),
    "V11.5.1": (2, "secrets come from the system's randomness"),
    "V12.1.1": (1, "TLS 1.2 or newer alone"),
    "V12.2.1": (1, "https for everything"),
    "V12.3.1": (2, "connections to other servers are encrypted"),
    "V13.3.1": (2, "secrets stand neither in the code nor in the database"),
    "V13.4.1": (1, "no folder of the source control is served"),
    "V13.4.2": (2, "nothing for developers is switched on"),
    "V14.2.1": (1, "secrets stand in no address that stays valid"),
    "V14.2.4": (2, "the log holds no personal data beyond numbers"),
    "V14.3.1": (1, "signing out clears the browser"),
    "V14.3.2": (2, "screens about accounts stay out of caches"),
    "V14.3.3": (2, "no text stays in the browser after signing out"),
    "V15.1.1": (1, "libraries have dates by which they are looked at"),
    "V15.1.2": (2, "a list of all parts (SBOM)"),
    "V15.2.1": (1, "no library without maintenance, but for dated exemptions"),
    "V15.2.2": (2, "costly work is bounded"),
    "V15.2.4": (3, "libraries come from where they are expected"),
    "V15.3.2": (2, "redirects of other places are not followed blindly"),
    "V15.3.3": (2, "forms change the fields that they show"),
    "V16.2.1": (2, "entries tell who did what, when"),
    "V16.2.5": (2, "the log holds no secrets"),
    "V16.3.1": (2, "sign-ins are recorded"),
    "V16.3.2": (2, "refused requests are recorded"),
    "V16.3.3": (2, "changes of accounts, rights and settings are recorded"),
    "V16.4.1": (2, "nobody writes lines into the log"),
    "V16.4.2": (2, "entries cannot be changed unseen"),
    "V16.5.1": (2, "errors tell a number and nothing else"),
    "V16.5.3": (2, "errors open nothing"),
}
OPEN = {
    "V1.2.6": "no directory server yet (LDAP comes later)",
    "V1.2.9": "search and forms take no regular expressions; no test yet says so of every new feature",
    "V2.4.1": "pages, renderings and password hashes are bounded; searches and uploads have no limit by person yet",
    "V4.2.1": "left to gunicorn and nginx, whose own tests cover it; not tried here",
    "V5.4.3": "no connection to a scanner yet; scan the folder `blobs` from outside",
    "V6.3.3": "comes with TOTP and passkeys",
    "V6.5.1": "comes with TOTP",
    "V6.8.1": "comes with OIDC",
    "V9.1.1": "links for passwords are signed; tokens that hold claims come with OIDC",
    "V10.5.1": "comes with OIDC",
    "V12.1.1": "the shipped nginx file says so; TLS itself is not tried here",
    "V12.2.1": "`wiki check` warns without https; a local network may do without",
    "V13.4.1": "the wiki serves its own routes and `static` alone; not tried behind other servers",
    "V15.1.2": "requirements.txt lists every part with its hash; no CycloneDX file yet",
    "V16.3.2": "the server's log has status and route of each request; what may not be read is 404 like nothing",
}
HEAD = """# Security

What Werkbuch does against attacks, by the requirements of the
[OWASP Application Security Verification Standard](https://owasp.org/www-project-application-security-verification-standard/)
5.0, levels 1 and 2 (of level 3 what was chosen), each with the tests that prove it. The sentences are ours. This file
is written by `make security-docs`; change the tests or `tests/security/requirements.py`, not this file.

Not here: WebRTC (V17), GraphQL, XPath, JNDI, LaTeX programs, several tenants in one wiki, web sockets, SMS codes, and an
authorisation server of our own (V10.4, V10.6, V10.7) do not exist in Werkbuch.

Tell of weaknesses privately, by the way that the README names, before you tell others.
"""


@dataclass(frozen=True)
class Marked:
    """A test and what it says it proves."""

    path: str
    name: str
    text: str

    @property
    def ids(self) -> list[str]:
        """The requirements that it names."""
        return _ID.findall(self.text)

    def __str__(self) -> str:
        return f"{self.path}::{self.name}"


@cache
def marked() -> tuple[Marked, ...]:
    """All tests with the mark, by path."""
    return tuple(one for path in sorted((ROOT / "tests").rglob("test_*.py")) for one in _in_file(path))


def document(results: Mapping[str, str]) -> str:
    """The whole text; `results` are words by test."""
    by_id: dict[str, list[Marked]] = {}
    for one in marked():
        for requirement in one.ids:
            by_id.setdefault(requirement, []).append(one)
    parts = [HEAD]
    for chapter, title in CHAPTERS.items():
        wanted = {one for one in {*TABLE, *by_id} if one.startswith(f"V{chapter}.")}
        lines = [_line(one, by_id.get(one, []), results) for one in sorted(wanted, key=_order)]
        parts.append("\n".join([f"## V{chapter} {title}\n", *_TITLES, *lines]) + "\n")
    others = [one for one in marked() if not one.ids]
    lines = [f"| {one.text} | `{one}` | {results.get(str(one), 'not run')} |" for one in others]
    parts.append(
        "\n".join(["## Beyond the standard\n", "| Requirement | Test | Result |", "|-|-|-|", *lines]) + "\n"
    )
    return "\n".join(parts)


def known_results() -> dict[str, str]:
    """What the document says of each test."""
    found: dict[str, str] = {}
    for _, _, _, tests, result in _ROW.findall(DOCUMENT.read_text("utf-8") if DOCUMENT.exists() else ""):
        found |= {f"{path}::{name}": result for path, name in _TEST.findall(tests)}
    return found


_TITLES = ("| Requirement | Level | What it means here | Tests | Result |", "|-|-|-|-|-|")


def _line(requirement: str, tests: list[Marked], results: Mapping[str, str]) -> str:
    level, what = TABLE.get(requirement, ("", _sentence(tests[0]) if tests else ""))
    if not tests:
        return f"| {requirement} | {level} | {what} | – | open: {OPEN[requirement]} |"
    said = {results.get(str(one), "not run") for one in tests}
    shown = "<br>".join(f"`{one}`" for one in tests)
    return f"| {requirement} | {level} | {what} | {shown} | {said.pop() if len(said) == 1 else ', '.join(sorted(said))} |"


def _sentence(one: Marked) -> str:
    return _ID.sub("", one.text).replace("ASVS 5.0", "").strip()


def _order(requirement: str) -> tuple[int, ...]:
    return tuple(int(part) for part in requirement[1:].split("."))


def _in_file(path: Path) -> Iterator[Marked]:
    text = path.read_text("utf-8")
    if "mark.requirement" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            for one in node.decorator_list:
                if isinstance(one, ast.Call) and ast.unparse(one.func) == "pytest.mark.requirement":
                    said = ast.literal_eval(one.args[0])
                    yield Marked(path.relative_to(ROOT).as_posix(), node.name, said)


def _run() -> dict[str, str]:
    """Run the marked tests; a test is what the worst of its cases is."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-m",
            "requirement",
            f"--junitxml={report}",
            "-n",
            "2",
        ]
        subprocess.run(command, cwd=ROOT, check=False)
        cases = ET.parse(report).getroot().iter("testcase")
        found: dict[str, set[str]] = {}
        for case in cases:
            path = case.get("classname", "").replace(".", "/")
            name = case.get("name", "").partition("[")[0]
            found.setdefault(name, set()).add(_result(case) + "\n" + path)
    return {str(one): _worst(found.get(one.name, set()), one.path) for one in marked()}


def _result(case: ET.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def _worst(results: set[str], path: str) -> str:
    mine = {
        one.partition("\n")[0]
        for one in results
        if path.removesuffix(".py").endswith(one.partition("\n")[2].split("/Test")[0])
    }
    return next((one for one in ("failed", "passed", "skipped") if one in mine), "not run")


if __name__ == "__main__":
    DOCUMENT.write_text(document(known_results() if "--unrun" in sys.argv else _run()), "utf-8")
