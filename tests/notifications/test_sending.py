"""Mail goes out once, in the reader's language, only about what the reader may read, and stops nothing else."""

import logging
import subprocess
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from post_office import GREETED, Box, closed_port, mail_server, scripted_server
from sqlalchemy import select, update
from world import SECRET, Person, World

from wiki import mail, outbox, subscribers, worker
from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.db import now
from wiki.jobs import Workplace
from wiki.mail import Letter
from wiki.notifications import letters, queries, service
from wiki.notifications.models import Notification
from wiki.outbox import OutboxRow
from wiki.pages import scoping
from wiki.users.models import User

BASE = "https://wiki.example.org"
LETTER = Letter("abc", "bob@example.org", "en", "Subject", "Text\n.\n..dots\n", "<p>Text</p>")


def place_of(world: World, port: int, **more: Any) -> Workplace:
    url = f"smtp://127.0.0.1:{port}"
    settings = replace(
        world.settings,
        base_url=BASE,
        **({"mail_url": url, "mail_from": "Our wiki <wiki@example.org>"} | more),
    )
    return Workplace(world.sessions, world.app.blobs, settings)


def deliver(place: Workplace) -> int:
    return worker.step_slowly(place, None, subscribers.MAIL)


def with_address(world: World, name: str, language: str | None = "en") -> Person:
    person = world.person(name)
    change(world, User, person.id, email=f"{name}@example.org", locale=language)
    return person


def change(world: World, table: Any, row_id: int, **values: Any) -> None:
    with world.sessions.writing() as session:
        session.execute(update(table).where(table.id == row_id).values(**values))


def tell(world: World, actor: Person, person: Person, kind: str = "access_granted", **about: Any) -> int:
    with world.sessions.writing() as session:
        service.tell(session, actor.actor, kind, [person.id], **about)
        return session.scalars(select(Notification.id).order_by(Notification.id.desc())).first()


def waiting(world: World) -> list[tuple[int, str | None]]:
    with world.sessions.reading() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.name == service.MAIL).order_by(OutboxRow.id))
        return [(row.attempts, row.last_error) for row in rows]


def hurry(world: World) -> None:
    with world.sessions.writing() as session:
        session.execute(update(OutboxRow).values(run_at=now() - timedelta(seconds=1)))


def test_each_reader_gets_one_letter_in_the_own_language(either_world: World) -> None:
    world, box = either_world, Box()
    anna, bob, karl = world.person("anna"), with_address(world, "bob"), with_address(world, "karl", None)
    page = world.page(world.space("room", anna, {SIGNED_IN: Right.READ}), anna, "Müllabfuhr <b>")
    for person in (bob, karl):
        tell(world, anna, person, page_id=page.page_id)

    with mail_server(box) as port:
        place = place_of(world, port)
        assert deliver(place) == 2
        assert deliver(place) == 0

    assert waiting(world) == []
    (sender, to, english), (_, _, german) = box.letters
    assert (sender, to, english["To"]) == ("wiki@example.org", ["bob@example.org"], "bob@example.org")
    assert english["From"] == "Our wiki <wiki@example.org>"
    assert english["Subject"] == "Werkbuch: Anna gave you access to “Müllabfuhr <b>”."
    assert german["Subject"] == "Werkbuch: Anna hat Ihnen Zugriff auf „Müllabfuhr <b>“ gegeben."
    assert (english["Auto-Submitted"], english["Content-Language"]) == ("auto-generated", "en")
    assert english["Message-ID"].endswith("@example.org>")
    text, html = english.get_body(("plain",)).get_content(), english.get_body(("html",)).get_content()
    assert f"{BASE}/p/{page.public_id}" in text
    assert "Müllabfuhr &lt;b&gt;" in html
    assert f'<a href="{BASE}/p/{page.public_id}">' in html
    unsubscribe = english["List-Unsubscribe"].strip("<>")
    assert f"List-Unsubscribe: <{unsubscribe}>\r\n".encode() in box.raw[0]  # neither folded nor encoded
    assert unsubscribe in text
    assert german.get_body(("plain",)).get_content().startswith("Guten Tag, Karl,")
    assert all(max(map(len, raw.split(b"\r\n"))) <= 998 for raw in box.raw)

    browser = world.browser()
    path = unsubscribe.removeprefix(BASE)
    assert "Do you want no more mail" in browser.get(path, headers={"Accept-Language": "en"}).text
    browser.token = browser.get("/login", headers={"Accept": "application/json"}).json["csrf_token"]
    ended = browser.send(path)
    tell(world, anna, bob, page_id=page.page_id)
    with mail_server(box) as port:
        deliver(place_of(world, port))
    assert ended.status_code == 200
    assert len(box.letters) == 2
    assert browser.get(path + "0").status_code == 404
    assert browser.get(path.replace(".access.", ".account.")).status_code == 404


@pytest.mark.parametrize("base_url", [BASE, "http://wiki.example.org"])
def test_a_mail_program_ends_mail_by_one_click_without_session_and_token(world: World, base_url: str) -> None:
    anna, bob, box = world.person("anna"), with_address(world, "bob"), Box()
    page = world.page(world.space("room", anna, {SIGNED_IN: Right.READ}), anna, "Plan")
    tell(world, anna, bob, page_id=page.page_id)
    with mail_server(box) as port:
        place = place_of(world, port)
        deliver(replace(place, settings=replace(place.settings, base_url=base_url)))
    letter, provider = box.letters[0][2], world.browser()
    path = letter["List-Unsubscribe"].strip("<>").removeprefix(base_url)

    refused = [
        provider.post(path, data=data, headers={"Origin": "https://mail.example"}).status_code
        for data in ({}, {"List-Unsubscribe": "Two-Clicks"})
    ]
    elsewhere = provider.post("/profile/mail", data={"List-Unsubscribe": "One-Click"}).status_code
    forged = provider.post(path + "0", data={"List-Unsubscribe": "One-Click"}).status_code
    with world.sessions.reading() as session:
        before = queries.refused_topics(session, bob.id)
    ended = provider.post(
        path,
        data={"List-Unsubscribe": "One-Click"},
        headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
        content_type="multipart/form-data",
    )

    is_https = base_url.startswith("https")
    assert letter["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if is_https else None)
    assert (refused, elsewhere, forged, before) == ([400, 400], 400, 404, set())
    assert (ended.status_code, "Set-Cookie" in ended.headers) == (200, False)
    with world.sessions.reading() as session:
        assert queries.refused_topics(session, bob.id) == {"access"}


def test_what_is_not_to_be_sent_is_not_sent(world: World) -> None:
    anna, bob, carl = world.person("anna"), with_address(world, "bob"), with_address(world, "carl")
    dora, emil = world.person("dora"), with_address(world, "emil")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    secret, plan = world.page(room, anna, "Secret"), world.page(room, anna, "Plan")
    tell(world, anna, bob, page_id=secret.page_id)
    change(world, Notification, tell(world, anna, bob, page_id=plan.page_id), read_at=now())
    old = now() - timedelta(hours=2)
    change(world, Notification, tell(world, anna, bob, "password_reset"), created_at=old)
    tell(world, anna, carl, "handed_over")
    browser = world.browser(carl)
    stored = browser.send("/profile/mail", topic="access")
    tell(world, anna, dora, page_id=plan.page_id)
    tell(world, anna, emil, page_id=plan.page_id)
    change(world, User, emil.id, is_active=False)
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, secret.page_id, {user_principal(anna.id): Right.MANAGE})
    box = Box()

    with mail_server(box) as port:
        assert deliver(place_of(world, port)) == 6

    assert (box.letters, waiting(world)) == ([], [])
    assert stored.headers["Location"] == "/profile/mail?said=mail"
    choices = browser.get("/profile/mail").text
    assert 'value="access" checked' in choices
    assert 'value="people">' in choices
    assert 'value="account" checked disabled' in choices


def test_without_a_mail_server_the_inbox_does_its_work(world: World) -> None:
    anna, bob = world.person("anna"), with_address(world, "bob")
    tell(world, anna, bob, "handed_over")
    browser = world.browser(bob)

    assert deliver(place_of(world, 1, mail_url=None)) == 1

    assert waiting(world) == []
    assert "handed pages or drafts" in browser.get("/inbox").text
    assert "does not send mail at the moment" in browser.get("/profile/mail").text


def test_a_refusal_for_now_is_tried_again_and_a_final_one_is_given_up(world: World, caplog) -> None:
    anna, bob, box = world.person("anna"), with_address(world, "bob"), Box()
    tell(world, anna, bob, "handed_over")
    box.answers = ["451 come again, bob@example.org", "550 no such box bob@example.org"]

    with mail_server(box) as port:
        place = place_of(world, port)
        deliver(place)
        first = waiting(world)
        with world.sessions.reading() as session:
            row = session.scalars(select(OutboxRow)).one()
        early = deliver(place)
        hurry(world)
        deliver(place)
        hurry(world)
        late = deliver(place)

    assert first == [(1, "451 come again, …")]
    assert row.run_at - row.created_at >= timedelta(seconds=60)
    assert (early, late) == (0, 0)
    assert waiting(world) == [(outbox.MAX_ATTEMPTS, "550 no such box …")]
    with world.sessions.reading() as session:
        assert outbox.lag(session).failed == 1
    assert "bob@example.org" not in caplog.text


def test_a_server_that_is_away_takes_the_letter_when_it_is_back(world: World) -> None:
    anna, bob, box = world.person("anna"), with_address(world, "bob"), Box()
    tell(world, anna, bob, "handed_over")

    with closed_port() as port:
        deliver(place_of(world, port))
    away = waiting(world)
    hurry(world)
    with mail_server(box) as port:
        deliver(place_of(world, port))

    assert away[0][0] == 1
    assert away[0][1].startswith("ConnectionRefusedError")
    assert (len(box.letters), waiting(world)) == (1, [])


@pytest.mark.parametrize(
    ("script", "is_tried_again"),
    [
        ((b"220 mail\r\n",), True),
        (GREETED[:3], True),
        (GREETED, True),
        ((*GREETED, b"450 later\r\n"), True),
        ((*GREETED, b"354 go on\r\n"), False),
        ((*GREETED, b"354 go on\r\n", b"452 disk full\r\n"), True),
        ((*GREETED, b"354 go on\r\n", b"554 no\r\n"), False),
    ],
    ids=["greeting", "sender", "recipient", "not now", "text", "not stored", "refused"],
)
def test_a_letter_that_breaks_off_is_sent_again_only_if_it_cannot_have_arrived(
    world: World, script, is_tried_again
):
    anna, bob, box = world.person("anna"), with_address(world, "bob"), Box()
    notification_id = tell(world, anna, bob, "handed_over")

    with scripted_server(*script) as (port, _, _):
        deliver(place_of(world, port))
    broken = waiting(world)
    hurry(world)
    with mail_server(box) as port:
        deliver(place_of(world, port))

    assert broken[0][0] == (1 if is_tried_again else outbox.MAX_ATTEMPTS)
    assert len(box.letters) == (1 if is_tried_again else 0)
    with world.sessions.reading() as session:
        assert session.get(Notification, notification_id).mailed_at is not None


def test_a_worker_that_died_while_it_handed_a_letter_over_sends_no_second_one(
    world: World, monkeypatch
) -> None:
    anna, bob, box = world.person("anna"), with_address(world, "bob"), Box()
    notification_id = tell(world, anna, bob, "handed_over")

    def die(_settings: Any, _letter: Any, may_go: Any) -> None:
        assert may_go()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(mail, "send", die)
        with pytest.raises(KeyboardInterrupt):
            deliver(place_of(world, 1))
    with mail_server(box) as port:
        deliver(place_of(world, port))  # another worker may be at it
        at_once = waiting(world)
        change(world, Notification, notification_id, mailed_at=now() - timedelta(minutes=6))
        hurry(world)
        deliver(place_of(world, port))

    assert at_once[0][0] == 1
    assert waiting(world)[0][0] == outbox.MAX_ATTEMPTS
    assert "may have been sent" in (waiting(world)[0][1] or "")
    assert box.letters == []


def test_a_mail_server_that_keeps_silent_holds_up_nothing_but_mail(world: World, monkeypatch) -> None:
    anna, bob = world.person("anna"), with_address(world, "bob")
    tell(world, anna, bob, "handed_over")
    done: list[str] = []
    monkeypatch.setitem(subscribers.JOBS, "Other", lambda _place, _payload: done.append("job"))
    monkeypatch.setitem(subscribers.REACT, "Rang", (lambda _session, _payload: done.append("reaction"),))
    with world.sessions.writing() as session:
        outbox.enqueue(session, "Other")
        outbox.enqueue(session, "Rang")

    monkeypatch.setattr(mail, "_SECONDS", 100)
    with scripted_server(*GREETED[:1], None) as (port, heard, enough):
        place = place_of(world, port)
        thread = threading.Thread(target=deliver, args=(place,))
        thread.start()
        while not heard and thread.is_alive():
            thread.join(0.01)
        worker.step(place.sessions)
        worker.step_slowly(place)
        is_waiting = thread.is_alive()
        enough.set()
        thread.join()

    assert (sorted(done), is_waiting) == (["job", "reaction"], True)
    assert waiting(world)[0][0] == 1


def test_a_server_that_trickles_is_cut_off(world: World, monkeypatch) -> None:
    settings = place_of(world, 0).settings
    monkeypatch.setattr(mail, "_WHOLE_SECONDS", 0.05)
    with scripted_server(*GREETED[:2], None) as (port, _, _), pytest.raises(mail.NotTaken):
        mail.send(replace(settings, mail_url=f"smtp://127.0.0.1:{port}"), LETTER)


def certificate(folder: Path) -> tuple[Path, Path]:
    key, cert = folder / "key.pem", folder / "cert.pem"
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    kind = ["-newkey", "rsa:2048", "-nodes", "-days", "2"]
    made = ["-keyout", str(key), "-out", str(cert)]
    subprocess.run(["openssl", "req", "-x509", *kind, *named, *made], check=True, capture_output=True)
    return key, cert


@pytest.mark.requirement("V12.3.1 Mail goes out by TLS with a verified certificate, the password from a file")
def test_names_and_certificates_are_verified_and_the_password_comes_from_a_file(
    world: World, monkeypatch
) -> None:
    import shutil
    import ssl

    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = world.settings.data_dir
    key, cert = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    seen = []

    def check(_server: Any, _session: Any, _envelope: Any, _kind: Any, given: Any) -> AuthResult:
        seen.append((given.login, given.password))
        return AuthResult(success=given.password == b"from the file", handled=False)

    (folder / "password").write_text("from the file\n")
    box = Box()
    with mail_server(
        box, tls_context=context, require_starttls=True, authenticator=check, auth_required=True
    ) as port:
        url = f"smtp+starttls://wiki%40x:wrong@localhost:{port}"
        settings = place_of(world, 0, mail_url=url, mail_password_file=folder / "password").settings
        with pytest.raises(mail.NotTaken, match="CERTIFICATE_VERIFY_FAILED"):
            mail.send(settings, LETTER)
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
        mail.send(settings, LETTER)
        with pytest.raises(mail.NotTaken, match="535"):
            mail.send(replace(settings, mail_password_file=None), LETTER)
        with pytest.raises(mail.NotTaken):  # another name than the certificate's
            mail.send(replace(settings, mail_url=url.replace("localhost", "127.0.0.1")), LETTER)

    assert list(dict.fromkeys(seen)) == [(b"wiki@x", b"from the file"), (b"wiki@x", b"wrong")]
    (_, _, message), raw = box.letters[0], box.raw[0]
    assert message.get_body(("plain",)).get_content().splitlines() == ["Text", ".", "..dots"]
    assert b"from the file" not in raw


@pytest.mark.requirement("V1.3.11 No text can begin another header of a mail")
def test_nothing_that_people_write_begins_another_header(world: World) -> None:
    settings = place_of(world, 0).settings
    bad = "Hello\r\nBcc: evil@example.org\u2028X: y"
    box = Box()
    with mail_server(box) as port:
        reachable = replace(settings, mail_url=f"smtp://127.0.0.1:{port}")
        mail.send(reachable, replace(LETTER, subject=bad, unsubscribe=BASE + "/>\r\nX: y"))
        for address in ("bob@example.org\r\nRCPT TO:<evil@example.org>", "bøb@example.org", "no address", ""):
            with pytest.raises(mail.Refused):
                mail.send(reachable, replace(LETTER, address=address))

    assert len(box.letters) == 1
    _, to, message = box.letters[0]
    assert (to, message["Bcc"], message["X"]) == (["bob@example.org"], None, None)
    assert message["Subject"] == "Hello Bcc: evil@example.org X: y"


def test_a_letter_about_the_password_holds_a_link_that_works(world: World) -> None:
    anna, bob, box = world.person("anna"), with_address(world, "bob"), Box()
    from accounts import with_password

    with_password(world, bob)
    tell(world, anna, bob, "password_reset")
    with mail_server(box) as port:
        deliver(place_of(world, port))

    text = box.letters[0][2].get_body(("plain",)).get_content()
    path = next(line for line in text.splitlines() if "/password/" in line).removeprefix(BASE)
    assert "Bob" in world.browser().get(path).text
    assert box.letters[0][2]["List-Unsubscribe"] is None
    with world.sessions.reading() as session:
        rows = session.scalars(select(OutboxRow.payload)).all()
    assert path not in str(rows)
    assert letters.read_word(SECRET, letters.word_of(SECRET, "x", "account")) is None


def test_nothing_of_a_letter_is_logged(world: World, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    anna, bob, box = world.person("anna"), with_address(world, "bob"), Box()
    page = world.page(world.space("room", anna, {SIGNED_IN: Right.READ}), anna, "Geheimplan")
    tell(world, anna, bob, page_id=page.page_id)
    with mail_server(box) as port:
        deliver(place_of(world, port))

    ours = "".join(record.getMessage() for record in caplog.records if record.name.startswith("wiki"))
    assert box.letters
    assert "Geheimplan" not in ours
    assert "bob@" not in ours
