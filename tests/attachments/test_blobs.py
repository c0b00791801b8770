"""The store of contents on this machine's disk."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO

import pytest

from wiki.blobs import LocalBlobs, StoredBlob
from wiki.errors import TooLarge


@pytest.fixture
def blobs(tmp_path):
    return LocalBlobs(tmp_path / "blobs")


def put(blobs, content: bytes, limit: int = 10**7) -> str:
    return blobs.put(BytesIO(content), limit).sha256


def files(tmp_path):
    return [path for path in (tmp_path / "blobs").rglob("*") if path.is_file() and path.name != ".lock"]


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 200_000])
@pytest.mark.requirement("V5.3.2 Names of stored files are made by the wiki")
def test_a_content_is_named_by_its_digest_and_comes_back_whole(blobs, content):
    stored = blobs.put(BytesIO(content), 200_000)

    assert stored == StoredBlob(sha256(content).hexdigest(), len(content))
    with blobs.open(stored.sha256) as file:
        assert file.read() == content
    assert blobs.has(stored.sha256)


def test_the_same_content_is_stored_once_and_is_young_again(blobs, tmp_path):
    digest = put(blobs, b"x")
    os.utime(blobs.path(digest), (1, 1))

    assert put(blobs, b"x") == digest

    assert len(files(tmp_path)) == 1
    assert blobs.path(digest).stat().st_mtime > 1


def test_a_damaged_content_is_healed_by_the_next_upload(blobs):
    digest = put(blobs, b"whole")
    blobs.path(digest).write_bytes(b"wh")

    put(blobs, b"whole")

    with blobs.open(digest) as file:
        assert file.read() == b"whole"


def test_beyond_the_limit_nothing_is_left(blobs, tmp_path):
    with pytest.raises(TooLarge):
        put(blobs, b"x" * 11, limit=10)

    assert files(tmp_path) == []


def test_contents_are_closed_to_other_accounts(blobs, tmp_path):
    digest = put(blobs, b"x")

    for path in (tmp_path / "blobs", blobs.path(digest).parent, blobs.path(digest)):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_content_that_is_not_there_is_said_so(blobs):
    digest = "0" * 64
    assert not blobs.has(digest)
    with pytest.raises(FileNotFoundError):
        blobs.open(digest)
    blobs.delete(digest)
    put(blobs, b"x")
    assert blobs.delete_older(digest, 1e12) is False


def test_a_deleted_content_is_gone(blobs):
    digest = put(blobs, b"x")

    blobs.delete(digest)

    assert not blobs.has(digest)


def test_only_contents_older_than_the_moment_are_deleted(blobs):
    old, young = put(blobs, b"old"), put(blobs, b"young")
    os.utime(blobs.path(old), (100, 100))

    assert blobs.delete_older(old, 101)
    assert not blobs.delete_older(young, 101)

    assert list(blobs.inventory()) == [(young, blobs.path(young).stat().st_mtime)]


def test_the_inventory_of_an_empty_store_is_empty(blobs):
    assert list(blobs.inventory()) == []
    assert blobs.clear_unfinished(1e12) == 0


def test_what_broken_uploads_left_is_cleared_after_a_while(blobs, tmp_path):
    put(blobs, b"x")
    for name, moment in (("old", 100), ("young", 200)):
        path = tmp_path / "blobs" / f".incoming-{name}"
        path.write_bytes(b"half")
        os.utime(path, (moment, moment))

    assert blobs.clear_unfinished(150) == 1

    assert min(path.name for path in files(tmp_path)) == ".incoming-young"


def test_storing_and_deleting_at_the_same_time_never_loses_what_was_just_stored(blobs):
    digest = put(blobs, b"x")

    def store(_):
        put(blobs, b"x")
        return blobs.has(digest)

    def sweep(_):
        blobs.delete_older(digest, blobs.path(digest).stat().st_mtime if blobs.has(digest) else 0)

    with ThreadPoolExecutor(4) as pool:
        stored = pool.map(store, range(100))
        list(pool.map(sweep, range(100)))

    assert all(stored)
