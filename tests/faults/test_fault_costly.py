"""F11, F12, F14, F23: pages, archives and sign-ins that cost too much. Only the request concerned fails."""

import contextlib
import http.client
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import urllib.parse
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import oracle
import pytest
from clients import SPACE, Crew, Refused, Writer
from driver import PATIENCE_SECONDS, Server, command_of, tree_of

LARGE = "Grüße aus dem Büro, mit [[Home one]] und *Betonung*.\n\n" * 18_000  # just below a mebibyte
COSTLY = {
    "10 MB": "Ein Satz, und noch einer.\n" * 400_000,
    "1 MB of prose": LARGE,
    "table of 10,000 rows": "| a | b |\n|-|-|\n" + "| x | y |\n" * 10_000,
    "table of 2,000 columns": "|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n|" + "x|" * 2000 + "\n",
    "cells made up": "|" + "a|" * 500 + "\n|" + "-|" * 500 + "\n" + "|x|\n" * 2000,
    "5,000 levels of quotation": ">" * 5000 + " tief\n",
    "50,000 brackets": "[" * 50_000 + "\n",
    "20,000 stars": "*a " * 20_000 + "\n",
    "500 levels of lists": "".join(f"{'  ' * level}- {level}\n" for level in range(500)),
    "20,000 definitions": "".join(f"[{number}]: /{number}\n" for number in range(20_000)),
}


@contextmanager
def at_work(crew: Crew, server: Server) -> Iterator[list[Writer]]:
    """The first half of the writers; the others write meanwhile, and none of them may notice anything."""
    idle, busy = crew.writers[:4], Crew(crew.writers[4:])
    before = server.serving()
    for writer in idle:
        writer.port = server.port
    busy.start(server.port, pause_seconds=0.1)
    yield idle
    busy.wait_for(20)
    busy.stop()
    assert not busy.refused, busy.refused[:5]
    assert not busy.broken, busy.broken[:5]
    assert server.serving() == before
    crew.done += busy.done


def answer_to(writer: Writer, body: str) -> int:
    """The status with which the text is answered; 0 if the server hung up before it had read all of it."""
    fields = {"title": writer.name, "body": body, "base_revision": str(writer._base())}
    try:
        writer._post(f"/s/{SPACE}/{writer.slug}/edit", fields | {"save_id": secrets.token_urlsafe(15)})
    except Refused as error:
        return error.status
    except (BrokenPipeError, ConnectionResetError):
        return 0
    finally:
        writer.number = None
    return 200


@pytest.mark.faults
@pytest.mark.fault("F11, F12")
def test_f12_costly_pages(crew, server, table):
    with at_work(crew, server) as idle:
        answers = {name: answer_to(idle[0], body) for name, body in COSTLY.items()}
        reads = [idle[0].read() for _ in range(4)]
    done = crew.done
    server.stop()

    verdict = oracle.examine(server.settings, [writer.journal.path for writer in crew.writers[4:]])

    told = ", ".join(f"{name}: {status or 'cut off'}" for name, status in answers.items())
    table(
        "F11, F12", "costly pages saved while others write", f"{told}; {done} changes of others, none failed"
    )
    verdict.demand()
    assert answers.pop("10 MB") in {0, 413}
    assert set(answers.values()) <= {200, 422}
    assert answers["1 MB of prose"] == 200
    assert set(reads) == {200}


@pytest.mark.faults
@pytest.mark.fault("F14")
def test_f14_hostile_archives(crew, server, tmp_path, table):
    bombs = {
        "200 MB in 200 KB": {"bomb.md": b"\0" * 200_000_000},
        "100,000 files": {f"{number}.md": b"x" for number in range(100_001)},
        "a way out": {"good.md": b"# Good", "../out.md": b"# Out"},
    }
    before, said = pages(server), []
    with at_work(crew, server):
        for number, members in enumerate(bombs.values()):
            bomb = tmp_path / f"{number}.zip"
            with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in members.items():
                    archive.writestr(name, content)
            command = [sys.executable, "-m", "wiki.cli", "import", str(bomb), "--space", SPACE]
            done = subprocess.run(
                command, env=server.environment, capture_output=True, timeout=PATIENCE_SECONDS, check=False
            )
            said.append(done.returncode)
    after = pages(server)

    told = ", ".join(bombs)
    table("F14", f"imported while others write: {told}", f"exit codes {said}, pages of them {after - before}")
    assert 0 not in said
    assert after == before
    assert not (tmp_path / "out.md").exists()


def pages(server: Server) -> int:
    rows = oracle._Rows(server.settings)
    with contextlib.closing(rows):
        return rows("SELECT count(*) FROM pages")[0][0]


@pytest.mark.faults
@pytest.mark.fault("F23")
def test_f23_the_system_ends_a_child_for_memory(crew, server, table):
    with at_work(crew, server) as idle:
        watching = threading.Event()
        killer = threading.Thread(target=kill_children, args=(server, watching))
        killer.start()
        killed = answer_to(idle[0], LARGE)
        watching.set()
        killer.join(PATIENCE_SECONDS)
        again = answer_to(idle[0], LARGE)
        attempts = [threading.Thread(target=sign_in_wrongly, args=(server,)) for _ in range(50)]
        for attempt in attempts:
            attempt.start()
        for attempt in attempts:
            attempt.join(PATIENCE_SECONDS)
        most = max(peak_megabytes(process_id) for process_id in server.serving())
    server.stop()

    verdict = oracle.examine(server.settings, [writer.journal.path for writer in crew.writers[4:]])

    seen = f"{verdict}; the save {killed}, then {again}; others: none failed; {most} MB at most in a process"
    table("F23", "the process that renders killed, and 50 sign-ins at once", seen)
    verdict.demand()
    assert (killed, again) == (422, 200)


def kill_children(server: Server, is_over: threading.Event) -> None:
    """Every process that renders a page is killed as soon as it is seen."""
    while not is_over.is_set():
        for process_id in tree_of(server.process_id):
            if "wiki.render.child" in command_of(process_id):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process_id, signal.SIGKILL)


def sign_in_wrongly(server: Server) -> None:
    """Whatever is answered: it is the others' changes that count."""
    status, form = server.get("/login")
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert status == 200
    fields = {"name": secrets.token_hex(4), "password": "wrong", "csrf_token": token[1] if token else ""}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
    with contextlib.closing(connection):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/login", urllib.parse.urlencode(fields), headers)
        assert connection.getresponse().status < 500


def peak_megabytes(process_id: int) -> int:
    status = Path(f"/proc/{process_id}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024
