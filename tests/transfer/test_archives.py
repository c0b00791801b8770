"""Hostile archives are refused whole, before anything is unpacked."""

import stat
import struct
import zipfile

import pytest
from world import LIMITS

from wiki.actor import system
from wiki.errors import Invalid
from wiki.transfer import archive, importer, source
from wiki.transfer.importer import Destination, Options


def make(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, content in members.items():
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = compression
            file.writestr(info, content)
    return path


def special(name, kind):
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | 0o777) << 16
    return info


def refusal(path, **options):
    with pytest.raises(Invalid) as caught, archive.checked(path, **options):
        pass
    return caught.value.reason


@pytest.mark.parametrize(
    "name",
    [
        "../x.md",
        "a/../../x.md",
        "/etc/x.md",
        "C:/x.md",
        "a\\..\\x.md",
        "a//x.md",
        "./x.md",
        "a\x07.md",
        "x" * 1001,
    ],
)
@pytest.mark.requirement("V5.3.3 Paths inside of archives lead nowhere else")
def test_paths_that_lead_out_or_cannot_be_read_are_refused(tmp_path, name):
    path = make(tmp_path / "a.zip", {"good.md": "# Gut", name: "x"})

    assert refusal(path) == "path"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices_are_refused(tmp_path, kind):
    path = make(tmp_path / "a.zip", {special("x.md", kind): "/etc/passwd"})

    assert refusal(path) == "no_file"


@pytest.mark.requirement("V5.2.3 A member that grows too much is refused")
def test_a_member_that_grows_too_much_is_refused(tmp_path):
    path = make(tmp_path / "a.zip", {"bomb.md": b"\0" * 10_000_000})

    assert refusal(path) == "growth"


@pytest.mark.requirement("V5.2.3 Archives unpack to a bounded size")
def test_more_bytes_or_members_than_the_limit_are_refused(tmp_path):
    path = make(tmp_path / "a.zip", {f"{number}.md": "x" * 100 for number in range(20)})

    assert refusal(path, most_bytes=1_000) == "too_large"
    assert refusal(path, most_members=19) == "too_many_members"


@pytest.mark.parametrize("names", [("A.md", "a.md"), ("ä.md", "a\u0308.md"), ("straße.md", "STRASSE.md")])
def test_two_names_for_one_file_are_refused(tmp_path, names):
    path = make(tmp_path / "a.zip", dict.fromkeys(names, "x"))

    assert refusal(path) == "duplicate"


def test_encrypted_members_are_refused(tmp_path):
    path = make(tmp_path / "a.zip", {"x.md": "secret"})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.index(signature) + offset
        struct.pack_into("<H", content, place, 1)
    path.write_bytes(content)

    assert refusal(path) == "encrypted"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_of_packing_are_refused(tmp_path, method):
    assert refusal(make(tmp_path / "a.zip", {"x.md": "x" * 100}, method)) == "method"


def test_members_that_lie_over_one_another_are_refused(tmp_path):
    path = make(tmp_path / "a.zip", {"a.md": "x" * 50, "b.md": "y" * 50}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    second = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 1)
    struct.pack_into("<I", content, second + 42, 0)  # the second begins where the first does
    path.write_bytes(content)

    assert refusal(path) == "overlap"


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_archive_is_refused(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)

    assert refusal(path) in ("broken", "path")


def test_archives_inside_are_files_that_nobody_opens(tmp_path):
    inner = make(tmp_path / "inner.zip", {"bomb.md": b"\0" * 1_000_000})

    with archive.checked(make(tmp_path / "a.zip", {"x.md": "x", "inner.zip": inner.read_bytes()})) as members:
        assert set(members.sizes) == {"x.md", "inner.zip"}


def test_names_of_archives_made_elsewhere_are_read_right(tmp_path):
    path = make(tmp_path / "a.zip", {"größe.md": "x"})
    unmarked = path.read_bytes().replace(struct.pack("<H", 0x800), struct.pack("<H", 0))
    path.write_bytes(unmarked)

    with archive.checked(path) as members:
        assert set(members.sizes) == {"größe.md"}


def test_nothing_of_a_hostile_archive_is_imported(world, tmp_path):
    owner = world.person("anna")
    space = world.space("work", owner)
    path = make(tmp_path / "a.zip", {"good.md": "# Gut", "../x.md": "# Böse"})

    with pytest.raises(Invalid), source.opened(path) as files:
        importer.run(
            world.sessions, world.app.blobs, system(), files, Destination(space.id), Options(LIMITS, 100)
        )

    with world.sessions.reading() as session:
        from sqlalchemy import func, select

        from wiki.pages.models import Page

        assert session.scalar(select(func.count()).select_from(Page)) == 0


def test_a_damaged_member_is_skipped_and_the_others_come(world, tmp_path):
    owner = world.person("anna")
    space = world.space("work", owner)
    path = make(tmp_path / "a.zip", {"gut.md": "# Gut", "kaputt.md": "# Kaputt und lang"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"# Kaputt und", b"# Kaputt UND"))

    with source.opened(path) as files:
        report = importer.run(
            world.sessions, world.app.blobs, system(), files, Destination(space.id), Options(LIMITS, 100)
        )

    assert [(page.path, page.reason) for page in report.skipped()] == [("kaputt.md", "damaged")]
    assert report.count("created") == 1
