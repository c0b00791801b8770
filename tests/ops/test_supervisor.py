"""The supervisor with stand-in processes: a Python line each, which say what they see on one shared pipe."""

import os
import select
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass

import pytest

from wiki.supervisor import Pace, Service, supervise

SUPERVISED = """
import signal, sys
from wiki.supervisor import Pace, Service, supervise
services = [
    Service(f"s{number}", [sys.executable, "-c", program], signal.SIGUSR1, hopeless=frozenset({3}))
    for number, program in enumerate(sys.argv[1:])
]
sys.exit(supervise(services, Pace(first=0.01, longest=0.02, steady=60, grace=0.5)))
"""
# Signals are blocked and waited for: none is lost between looking and pausing. One write is one whole line, while
# print would mix the lines of two processes where PYTHONUNBUFFERED is set.
PATIENT = """
import os, signal
watched = {signal.SIGTERM, signal.SIGINT, signal.SIGUSR1}
signal.pthread_sigmask(signal.SIG_BLOCK, watched)
os.write(1, f"up {os.getpid()}\\n".encode())
number = None
while number != signal.SIGTERM:
    number = signal.sigwait(watched)
    os.write(1, f"{signal.Signals(number).name} {os.getpid()}\\n".encode())
"""
STUBBORN = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.write(1, f"up {os.getpid()}\\n".encode())
while True: signal.pause()
"""
DYING = """import os, sys; os.write(1, f"up {os.getpid()}\\n".encode()); sys.exit(7)"""
HOPELESS = "import sys; sys.exit(3)"


@dataclass
class Running:
    process: subprocess.Popen

    def says(self, word):
        """Return the number after the next line that starts with `word`; fails when the output ends first."""
        for line in self.process.stdout:
            if line.startswith(word):
                return int(line.split()[1])
        raise AssertionError(f"never said {word}")

    def rest(self):
        output, errors = self.process.communicate(timeout=60)
        return self.process.returncode, output, errors


@pytest.fixture
def supervised():
    started = []

    def start(*programs, source=SUPERVISED):
        command = [sys.executable, "-c", source, *programs]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        limit = threading.Timer(60, process.kill)  # a fault is a failed test, not one that waits for ever
        limit.start()
        started.append((process, limit))
        return Running(process)

    yield start
    for process, limit in started:
        limit.cancel()
        limit.join()
        process.kill()
        process.communicate()


def ends(process_id):
    """Wait until the process is gone; a descriptor of it is readable then."""
    try:
        watched = os.pidfd_open(process_id)
    except ProcessLookupError:
        return True
    readable, _, _ = select.select([watched], [], [], 60)
    os.close(watched)
    return bool(readable)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_signal_ends_every_process_in_order(supervised, number):
    running = supervised(PATIENT, PATIENT)
    first, second = running.says("up"), running.says("up")
    running.process.send_signal(number)
    code, output, _ = running.rest()
    assert code == 0
    assert {f"SIGTERM {first}", f"SIGTERM {second}"} == set(output.splitlines())
    assert ends(first)
    assert ends(second)


def test_ctrl_c_in_a_terminal_reaches_the_supervisor_alone(supervised):
    running = supervised(PATIENT)
    child = running.says("up")
    os.killpg(running.process.pid, signal.SIGINT)
    assert running.rest() == (0, f"SIGTERM {child}\n", "")


def test_a_process_that_dies_is_started_again_after_a_growing_pause(supervised):
    running = supervised(DYING, PATIENT)
    started = {running.says("up") for _ in range(4)}
    running.process.terminate()
    code, _, errors = running.rest()
    assert len(started) == 4
    assert code == 0
    assert "s0 ended (exit code 7), starts again in 0.01 s" in errors
    assert "s0 ended (exit code 7), starts again in 0.02 s" in errors


def test_a_killed_process_is_started_again_beside_the_others(supervised):
    running = supervised(PATIENT)
    killed = running.says("up")
    os.kill(killed, signal.SIGKILL)
    assert running.says("up") != killed
    running.process.terminate()
    code, _, errors = running.rest()
    assert code == 0
    assert "s0 ended (signal 9)" in errors


def test_a_hopeless_start_ends_the_others_and_the_supervisor(supervised):
    code, _, errors = supervised(HOPELESS, PATIENT).rest()
    assert code == 1
    assert "s0 cannot start (exit code 3)" in errors


def test_hup_hands_each_process_its_reload_signal(supervised):
    running = supervised(PATIENT)
    child = running.says("up")
    running.process.send_signal(signal.SIGHUP)
    assert running.says("SIGUSR1") == child


def test_hup_with_settings_that_are_wrong_leaves_everything_as_it_is(supervised):
    running = supervised(
        PATIENT, source=SUPERVISED.replace("grace=0.5)", "grace=0.5), lambda: 'a wrong port'")
    )
    child = running.says("up")
    running.process.send_signal(signal.SIGHUP)
    told = running.process.stderr.readline()
    running.process.terminate()
    code, output, _ = running.rest()
    assert told == "wiki serve: not loaded again, what ran goes on: a wrong port\n"
    assert (code, output) == (0, f"SIGTERM {child}\n")


def test_a_process_that_does_not_end_is_killed_after_the_grace(supervised):
    running = supervised(STUBBORN)
    child = running.says("up")
    running.process.terminate()
    code, _, errors = running.rest()
    assert code == 1
    assert "Not ended within 0.5 s, killed: s0" in errors
    assert ends(child)


def test_nothing_is_left_when_the_supervisor_is_killed(supervised):
    running = supervised(PATIENT)
    child = running.says("up")
    running.process.kill()
    assert ends(child)


# --- in this process, whose signals the stand-ins send: the same paths, seen by the coverage measurement

ONCE_THEN_STOP = """
import os, pathlib, signal, sys
seen = pathlib.Path(sys.argv[1])
if not seen.exists():
    seen.touch()
    sys.exit(7)
signal.signal(signal.SIGUSR1, lambda *_: os.kill(os.getppid(), signal.SIGTERM))
os.kill(os.getppid(), signal.SIGHUP)
signal.pause()
signal.pause()
"""
DYING_THRICE = """
import os, pathlib, signal, sys
log = pathlib.Path(sys.argv[1])
with log.open("a") as file: file.write("x")
if log.stat().st_size == 4: os.kill(os.getppid(), signal.SIGTERM)
"""
STUBBORN_THEN_STOP = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.kill(os.getppid(), signal.SIGTERM)
while True: signal.pause()
"""
STUBBORN_THEN_STOP_TWICE = """
import os, signal
signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getppid(), signal.SIGINT))
os.kill(os.getppid(), signal.SIGTERM)
while True: signal.pause()
"""
QUICK = Pace(first=0.01, longest=0.02, steady=60, grace=0.5)


def service(program, *words):
    return Service("s", [sys.executable, "-c", program, *words], signal.SIGUSR1, hopeless=frozenset({3}))


def test_a_restart_a_reload_and_a_clean_stop_end_with_0(tmp_path, capfd):
    assert supervise([service(ONCE_THEN_STOP, str(tmp_path / "seen"))], QUICK) == 0
    assert "s ended (exit code 7), starts again" in capfd.readouterr().err


@pytest.mark.parametrize("program", [HOPELESS, STUBBORN_THEN_STOP, STUBBORN_THEN_STOP_TWICE])
def test_a_stop_that_was_not_clean_ends_with_1(program):
    assert supervise([service(program)], QUICK) == 1


def test_the_pause_starts_afresh_after_a_steady_run(tmp_path, capfd):
    steady = Pace(first=0.01, longest=60, steady=0, grace=0.5)
    assert supervise([service(DYING_THRICE, str(tmp_path / "log"))], steady) == 0
    assert capfd.readouterr().err.count("starts again in 0.01 s") == 3
