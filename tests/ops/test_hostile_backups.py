"""A backup that is damaged or made to do harm is refused in one line, and the place stays as empty as it was."""

import io
import json
import random
import shutil
import warnings
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from world import SECRET

from wiki.cli import _line
from wiki.ops import backup, backup_file, restore
from wiki.ops.restore import Unusable
from wiki.settings import Settings

Manifest = dict[str, Any]
DEEP = "[" * 100_000


def silent(_done: int, _total: int) -> None:
    pass


@pytest.fixture
def whole(world, tmp_path) -> Path:
    anna = world.person("anna")
    world.attach(world.page(world.space("room", anna), anna).page_id, anna, "a", b"abc" * 5000)
    backup.write(world.sessions, world.app.blobs, tmp_path / "whole", silent)
    return tmp_path / "whole"


@pytest.fixture
def place(tmp_path) -> Settings:
    (tmp_path / "place").mkdir()
    return Settings(data_dir=tmp_path / "place", secret_key=SECRET)


def refused(place: Settings, source: Path) -> str:
    with pytest.raises(Unusable) as caught:
        restore.run(place, source, silent)

    line = _line(caught.value)
    assert "\n" not in line
    assert len(line) < 400
    left = {path.name for path in place.data_dir.rglob("*") if path.is_file()}
    assert left <= {"write.lock", ".lock", "upgrade.lock"}
    return line


def changed(
    whole: Path,
    *,
    told: Callable[[Manifest], object] | None = None,
    rows: dict[str, Callable[[list[Any]], object]] | None = None,
    more: tuple[str, ...] = (),
    finish: Callable[[zipfile.ZipFile], object] | None = None,
) -> Path:
    """A copy of the backup with another list, other rows (whose digests are right), more parts, other headers."""
    target = whole.with_name("changed")
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(target, "w") as other:
        manifest = json.loads(archive.read("manifest.json"))
        for name in list(manifest["sha256"]):
            content = archive.read(name)
            if change := (rows or {}).get(name):
                lines = [json.loads(line) for line in content.splitlines()]
                replaced = change(lines)
                content = replaced if isinstance(replaced, bytes) else jsonl(lines)
                manifest["sha256"][name] = backup_file.hashlib.sha256(content).hexdigest()
            other.writestr(name, content)
        replaced = told(manifest) if told else None
        text = replaced if isinstance(replaced, str) else json.dumps(manifest)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of names that are there twice
            for name in ("manifest.json", *more):
                other.writestr(name, text)
        if finish:
            finish(other)
    return target


def jsonl(lines: list[Any]) -> bytes:
    return b"".join(json.dumps(one, separators=(",", ":")).encode() + b"\n" for one in lines)


def first_table(manifest: Manifest) -> Manifest:
    return manifest["tables"][0]


LISTS: tuple[Callable[[Manifest], object], ...] = (
    lambda _told: DEEP,
    lambda _told: "[]",
    lambda _told: '{"format": 1}',
    lambda told: told.update(format=2),
    lambda told: told.update(schema="+1"),
    lambda told: told.update(schema="00"),
    lambda told: told.update(schema=["0001"]),
    lambda told: told.update(werkbuch="x\ny"),
    lambda told: told.update(rows=[]),
    lambda told: told["rows"].update(users=-1),
    lambda told: told["rows"].update(users=10**40),
    lambda told: told["rows"].update(users=True),
    lambda told: told["rows"].update(other=1),
    lambda told: told["sha256"].update({"blobs/../../evil": "0" * 64}),
    lambda told: told["sha256"].update({"blobs/" + "0" * 64: "0" * 64}),
    lambda told: told["sha256"].update({"manifest.json": "0" * 64}),
    lambda told: told["sha256"].update({"tables/users.jsonl": 7}),
    lambda told: told["tables"].append(told["tables"][0]),
    lambda told: told["tables"].clear(),
    lambda told: first_table(told).update(name='x"; DROP TABLE users; --'),
    lambda told: first_table(told).update(columns={}),
    lambda told: first_table(told)["columns"][0].update(kind="pickle"),
    lambda told: first_table(told)["columns"][0].update(kind=[]),
    lambda told: first_table(told)["columns"][0].update(target=5),
    lambda told: first_table(told)["columns"].pop(),
)


def test_a_list_of_parts_that_lies_is_refused(whole, place):
    for told in LISTS:
        refused(place, changed(whole, told=told))


def of_first(archive: zipfile.ZipFile, **fields: int) -> None:
    """Give the first part other fields in the directory at the end."""
    for name, value in fields.items():
        setattr(archive.filelist[0], name, value)


def test_parts_that_are_strange_are_refused(whole, place, monkeypatch):
    for name in ("../../evil", "/etc/evil", "manifest.json", "tables/", "blobs/" + "0" * 64):
        assert "parts" in refused(place, changed(whole, more=(name,)))
    for fields in (
        {"file_size": 3},
        {"file_size": 1 << 50},
        {"flag_bits": 1},
        {"compress_type": zipfile.ZIP_LZMA},
        {"compress_type": 99},
        {"header_offset": 1 << 40},
        {"header_offset": 5},
        {"CRC": 1},
    ):
        refused(place, changed(whole, finish=lambda archive, fields=fields: of_first(archive, **fields)))
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1000))
    assert "make room" in refused(place, whole)
    monkeypatch.setattr(backup_file, "_MANIFEST_BYTES", 100)
    assert "absurdly long" in refused(place, whole)


def test_a_bomb_is_not_unpacked(whole, place, tmp_path):
    def zeros(archive: zipfile.ZipFile) -> None:
        with archive.open("blobs/" + "0" * 64, "w") as member:
            for _ in range(64):
                member.write(bytes(1 << 20))

    bomb = tmp_path / "bomb"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        zeros(archive)
        archive.filelist[0].file_size = 1 << 20  # it says less than comes out
        manifest = {"format": 1, "werkbuch": "x", "schema": "0001", "tables": [], "rows": {}}
        archive.writestr("manifest.json", json.dumps({**manifest, "sha256": {"blobs/" + "0" * 64: "0" * 64}}))

    assert "damaged" in refused(place, bomb)


ROWS: tuple[Callable[[list[Any]], object], ...] = (
    lambda _lines: b"{]\n",
    lambda lines: lines.append(lines[0]),
    lambda lines: lines[0].__setitem__(slice(None), [DEEP[:50]] * len(lines[0])),
)


def test_rows_that_do_not_fit_are_refused_and_nothing_of_them_stays(whole, place):
    for change in ROWS:
        refused(place, changed(whole, rows={"tables/users.jsonl": change}))


def test_a_restore_that_breaks_off_leaves_an_empty_place(whole, place):
    def breaks(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore.run(place, whole, breaks)

    assert not list(place.data_dir.rglob("*.db"))
    assert not list(place.blob_dir.glob("??/??/*"))
    assert restore.run(place, whole, silent).blobs == 1


def test_random_damage_is_refused_or_does_not_matter(whole, place, tmp_path):
    chance, content = random.Random(4), whole.read_bytes()
    for _ in range(60):
        spoiled = io.BytesIO(content)
        spoiled.seek(chance.randrange(len(content)))
        spoiled.write(chance.randbytes(chance.choice((1, 4, 64))))
        (tmp_path / "spoiled").write_bytes(
            spoiled.getvalue()[: chance.choice((None, chance.randrange(len(content))))]
        )
        with suppress(Unusable), backup_file.opened(tmp_path / "spoiled", place.data_dir) as held:
            assert held.counts["users"] == 1
