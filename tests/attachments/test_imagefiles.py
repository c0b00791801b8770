"""What images tell about people is gone before they are stored; the picture itself is not touched."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from wiki.attachments import imagefiles
from wiki.attachments.models import FileVersion
from wiki.errors import Invalid

SECRETS = (b"Geheime Kamera", b"Geheimer Kommentar", b"GPS-Ort", b"nach dem Bild")
GPS = {1: "N", 2: (53.0, 4.0, 30.0), 29: "GPS-Ort"}
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def picture(width=40, height=20):
    image = Image.new("RGB", (width, height))
    image.putdata([(x * 6 % 256, y * 12 % 256, (x * y) % 256) for y in range(height) for x in range(width)])
    return image


def telling(orientation=6):
    exif = Image.Exif()
    exif[0x0112], exif[0x0110], exif[0x010E] = orientation, "Geheime Kamera", "x" * 300
    exif.get_ifd(0x8825).update(GPS)
    return exif.tobytes()


def photo(kind, orientation=6, image=None):
    """A picture that tells all it can, in one of the formats."""
    target, words = BytesIO(), PngImagePlugin.PngInfo()
    words.add_text("Comment", "Geheimer Kommentar")
    words.add_itxt("XML:com.adobe.xmp", "<GPS-Ort/>")
    more = {
        "JPEG": {"comment": b"Geheimer Kommentar", "progressive": True, "xmp": b"<GPS-Ort/>"},
        "PNG": {"pnginfo": words},
        "WEBP": {"xmp": b"<GPS-Ort/>", "lossless": True},
    }[kind]
    (image or picture()).save(target, kind, exif=telling(orientation), icc_profile=PROFILE, **more)
    return target.getvalue() + (b"nach dem Bild" if kind != "WEBP" else b"")


def cleaned(media_type, content):
    image = imagefiles.examine(media_type, content)
    return image, b"".join(imagefiles.written(image, content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_cleaned_photo_shows_the_same_and_tells_nothing(kind, orientation):
    before = photo(kind, orientation)
    assert all(secret in before for secret in SECRETS[:2] if kind != "WEBP")

    image, after = cleaned(f"image/{kind.lower()}", before)

    assert not [secret for secret in SECRETS if secret in after]
    shown, was = Image.open(BytesIO(after)), Image.open(BytesIO(before))
    assert ImageOps.exif_transpose(shown).tobytes() == ImageOps.exif_transpose(was).tobytes()
    assert shown.info["icc_profile"] == PROFILE
    assert dict(shown.getexif()) == ({0x0112: orientation} if orientation != 1 else {})
    assert (image.width, image.height) == ((20, 40) if orientation == 6 else (40, 20))
    assert image.is_still
    assert cleaned(f"image/{kind.lower()}", after)[1] == after


def test_sizes_and_movement_are_read_from_every_format():
    frames = [picture(), picture().rotate(180)]
    found = {}
    for kind in ("GIF", "PNG", "WEBP", "AVIF"):
        target = BytesIO()
        frames[0].save(target, kind, save_all=True, append_images=frames[1:])
        found[kind] = imagefiles.examine(f"image/{kind.lower()}", target.getvalue())
    still = BytesIO()
    picture().save(still, "AVIF")

    assert {(one.width, one.height) for one in found.values()} == {(40, 20)}
    assert not any(one.is_still for one in found.values())
    assert imagefiles.examine("image/avif", still.getvalue()).is_still


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_a_file_that_breaks_off_keeps_what_there_is_and_loses_what_it_told(kind):
    before = photo(kind.upper(), image=picture(400, 300))
    cut = before[: len(before) * 2 // 3]

    _, after = cleaned(f"image/{kind}", cut)

    assert kind == "webp" or b"Geheime Kamera" not in after
    assert after[-50:] == cut[-50:]


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(sorted(imagefiles.KINDS)),
    st.binary(max_size=60),
    st.integers(0, 200),
    st.binary(max_size=9),
)
def test_no_content_stops_the_walk_or_makes_a_file_longer_than_its_orientation(media_type, head, at, noise):
    kind = {"image/png": "PNG", "image/webp": "WEBP"}.get(media_type, "JPEG")
    for content in (head, PHOTOS[kind][:at] + noise + PHOTOS[kind][at:]):
        image, after = cleaned(media_type, content)
        assert len(after) <= len(content) + 100
        assert image.width >= 0


PHOTOS = {kind: photo(kind) for kind in ("JPEG", "PNG", "WEBP")}


def test_what_is_stored_is_the_cleaned_photo_with_its_size(desk):
    attachment = desk.attach("ferien.jpg", photo("JPEG", image=picture(640, 480)))

    answer = desk.browser().get(f"/files/{attachment.public_id}/ferien.jpg", buffered=True)

    assert not [secret for secret in SECRETS if secret in answer.data]
    assert _facts(desk) == [(480, 640, 1)]
    for path in desk.world.settings.blob_dir.rglob("*"):
        assert not path.is_file() or b"Geheime Kamera" not in path.read_bytes()


def test_a_photo_under_another_name_is_cleaned_when_it_becomes_one(desk):
    from wiki.attachments import service

    world, attachment = desk.world, desk.attach("ferien.bin", photo("JPEG"))
    service.rename(world.sessions, world.app.blobs, desk.anna.actor, attachment.public_id, "ferien.jpg")

    answer = desk.browser().get(f"/files/{attachment.public_id}/ferien.jpg", buffered=True)

    assert answer.mimetype == "image/jpeg"
    assert b"Geheime Kamera" not in answer.data


@pytest.mark.requirement("V5.2.6 Pictures of too many pixels are refused before they are decoded")
def test_a_picture_of_too_many_pixels_is_refused_with_a_word_and_leaves_nothing(desk):
    bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (50_000).to_bytes(4) * 2 + b"\x08\x02\0\0\0" + bytes(4)

    with pytest.raises(Invalid) as caught:
        desk.attach("bombe.png", bomb)
    answer = desk.browser().send(f"{desk.href}/files", file=(BytesIO(bomb), "bombe.png"))

    assert (caught.value.field, caught.value.reason) == ("file", "pixels")
    assert answer.status_code == 422
    assert "too many pixels" in answer.text
    assert not [
        one for one in desk.world.settings.blob_dir.rglob("*") if one.is_file() and one.name != ".lock"
    ]


def _facts(desk):
    from sqlalchemy import select

    with desk.world.sessions.reading() as session:
        rows = session.execute(select(FileVersion.width, FileVersion.height, FileVersion.drawn))
        return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("kind", "start", "part"),
    [
        ("jpeg", b"\xff\xd8", b"\xff\xe0\0\2\xff\xfe\0\2"),
        ("jpeg", b"\xff\xd8", b"\xff\xda\0\2"),
        ("jpeg", b"\xff\xd8", b"\xff\x01"),
        ("png", b"\x89PNG\r\n\x1a\n", b"\0\0\0\0IDAT\0\0\0\0\0\0\0\0teXt\0\0\0\0"),
        ("webp", b"RIFF\0\0\1\0WEBP", b"ABCD\0\0\0\0XMP \0\0\0\0"),
    ],
)
def test_only_so_many_parts_of_a_hostile_file_are_looked_at(monkeypatch, kind, start, part):
    monkeypatch.setattr(imagefiles, "MOST_PARTS", 50)
    content = start + part * 4000

    image, after = cleaned(f"image/{kind}", content)

    assert len(image.pieces) <= 52
    assert after.endswith(part * 3900)


def test_fill_bytes_are_stepped_over_at_once(monkeypatch):
    monkeypatch.setattr(imagefiles, "MOST_PARTS", 50)
    before = photo("JPEG")

    image, after = cleaned("image/jpeg", before[:2] + b"\xff" * 5000 + before[2:])

    assert image.width == 20
    assert after == cleaned("image/jpeg", before)[1]
