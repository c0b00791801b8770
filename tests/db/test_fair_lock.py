"""One writer at a time: in order inside a process and between processes, freed when its holder dies."""

import errno
import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from wiki import bytelocks
from wiki.errors import Unavailable
from wiki.fairlock import FairLock


@pytest.mark.parametrize("processes", [1, 3])
def test_they_get_it_in_the_order_in_which_they_asked(tmp_path: Path, processes: int) -> None:
    # Locks of one process know as little of each other as those of several.
    locks = [FairLock(tmp_path / "lock") for _ in range(processes)]
    order: list[int] = []
    threads = []

    def work(number: int) -> None:
        with locks[number % processes].held():
            order.append(number)

    with locks[0].held():
        for number in range(12):
            thread = threading.Thread(target=work, args=(number,))
            thread.start()
            threads.append(thread)
            while sum(len(lock._queue) for lock in locks) <= number + 1:
                thread.join(0.001)
    for thread in threads:
        thread.join()

    assert order == list(range(12))


@pytest.fixture(params=["bytes", "whole files only"])
def known_locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the kernel can lock."""
    if request.param != "bytes":
        monkeypatch.setattr(bytelocks, "take", _refuse)


def _refuse(*_anything: int) -> None:
    raise OSError(errno.EINVAL, "Invalid argument")


@pytest.mark.usefixtures("known_locks")
def test_only_one_holds_it(tmp_path: Path) -> None:
    lock = FairLock(tmp_path / "lock")
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(200):
            with lock.held():
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (inside, most) == (0, 1)


def test_whoever_waits_too_long_is_told_and_leaves_the_queue(tmp_path: Path) -> None:
    lock = FairLock(tmp_path / "lock", wait_seconds=0.01)
    failed: list[Exception] = []

    def work() -> None:
        try:
            with lock.held():
                pass
        except Unavailable as error:
            failed.append(error)

    with lock.held():
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    assert failed[0].facts == {"reason": "write_queue"}
    assert not lock._queue
    with lock.held():  # the next one still gets it
        pass


def test_an_error_inside_frees_it(tmp_path: Path) -> None:
    lock = FairLock(tmp_path / "lock")
    with pytest.raises(RuntimeError), lock.held():
        raise RuntimeError

    with lock.held():
        pass


def _hold(path: Path, is_held, may_go, take=bytelocks.take) -> None:
    bytelocks.take = take
    with FairLock(path).held():
        is_held.set()
        may_go.wait(30)


def _count(path: Path, counter: Path, times: int) -> None:
    lock = FairLock(path)
    for _ in range(times):
        with lock.held():
            counter.write_text(str(int(counter.read_text()) + 1))


def test_processes_take_turns(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    counter = tmp_path / "counter"
    counter.write_text("0")
    workers = [context.Process(target=_count, args=(tmp_path / "lock", counter, 100)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert counter.read_text() == "300"


@pytest.mark.usefixtures("known_locks")
@pytest.mark.parametrize("ending", ["leaves", "is killed"])
def test_another_processs_lock_is_waited_for_and_freed(tmp_path: Path, ending: str) -> None:
    context = multiprocessing.get_context("spawn")
    is_held, may_go = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path / "lock", is_held, may_go, bytelocks.take))
    other.start()
    assert is_held.wait(30)
    got = threading.Event()

    def work() -> None:
        with FairLock(tmp_path / "lock").held():
            got.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert not got.is_set()
    if ending == "leaves":
        may_go.set()
    else:
        os.kill(other.pid, signal.SIGKILL)

    assert got.wait(30)
    thread.join()
    other.join()


def test_a_process_that_stands_still_with_the_lock_costs_others_a_refusal(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    is_held, may_go = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path / "lock", is_held, may_go))
    other.start()
    assert is_held.wait(60)
    lock = FairLock(tmp_path / "lock", wait_seconds=0.01)

    with pytest.raises(Unavailable) as refused, lock.held():
        pass

    assert refused.value.facts == {"reason": "write_queue"}
    may_go.set()
    other.join()
    with FairLock(tmp_path / "lock").held():  # whoever gave up keeps nothing
        pass
    for thread in threading.enumerate():
        if thread.name == "write lock":
            thread.join()
    with lock.held():  # nor is it shut out itself
        pass


def test_whoever_was_held_up_between_the_clock_and_the_lock_takes_a_new_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = FairLock(tmp_path / "lock"), FairLock(tmp_path / "lock", wait_seconds=0.01)
    late = time.monotonic_ns()

    with first.held():
        numbers = iter([late, late + 10**15])
        monkeypatch.setattr("wiki.fairlock.time.monotonic_ns", lambda: next(numbers))
        with pytest.raises(Unavailable), second.held():
            pass

    assert list(numbers) == []
