"""What is wrong with the disk is known to all processes of the machine, without a byte on it."""

import errno
from pathlib import Path

import pytest

from wiki import last_fault
from wiki.last_fault import LastFault
from wiki.storage_faults import StorageFault

FULL, READ_ONLY = OSError(errno.ENOSPC, "full"), OSError(errno.EROFS, "read only")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch):
    """Call it with the milliseconds that have passed since the test began."""
    passed = [0]
    monkeypatch.setattr(last_fault, "_moment", lambda: 10**9 + passed[0])
    return lambda milliseconds: passed.__setitem__(0, milliseconds)


def test_all_know_the_latest_fault_until_one_of_them_writes(tmp_path: Path, later) -> None:
    (tmp_path / "lock").touch()
    # Those of one process know as little of each other as those of several.
    first, second, third = (LastFault(tmp_path / "lock") for _ in range(3))
    seen = lambda: {one.present for one in (first, second, third)}  # noqa: E731  three words
    assert seen() == {None}

    first.note(OSError(errno.ENOENT, "no fault of the disk"))
    assert seen() == {None}
    first.note(FULL)
    assert seen() == {StorageFault.FULL}
    later(1)
    second.note(READ_ONLY)
    assert seen() == {StorageFault.READ_ONLY}
    later(2)
    third.clear()
    assert seen() == {None}
    later(3)
    first.note(FULL)
    assert seen() == {StorageFault.FULL}
    later(61_004)
    assert seen() == {None}
    first.note(READ_ONLY)
    first.close()  # as if the process had ended
    assert seen() == {None}


def test_without_the_file_each_knows_its_own(tmp_path: Path, later) -> None:
    first, second = LastFault(None), LastFault(tmp_path / "missing")
    first.note(FULL)
    assert (first.present, second.present) == (StorageFault.FULL, None)
    second.note(READ_ONLY)
    later(1)
    first.clear()
    assert (first.present, second.present) == (None, StorageFault.READ_ONLY)
