"""Smaller sizes of images and pages of PDFs: drawn by the worker's child, shown on pages, thrown away and drawn anew."""

import shutil
from io import BytesIO

import pytest
from desk import PNG, SVG
from PIL import Image, UnidentifiedImageError
from sqlalchemy import select, update

from wiki import worker
from wiki.attachments import drawing, drawing_child, service, sweep
from wiki.attachments.derived import Derived
from wiki.attachments.models import FileVersion
from wiki.jobs import Workplace
from wiki.outbox import OutboxRow


def photo(size=(1000, 700), kind="JPEG", orientation=1, mode="RGB"):
    target, exif = BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    image = Image.effect_noise(size, 90).convert(mode)
    image.paste(Image.new(mode, (size[0] // 2, size[1])), (0, 0))  # the left half is dark
    image.save(target, kind, **({"exif": exif.tobytes()} if kind == "JPEG" else {}))
    return target.getvalue()


def blank(size):
    target = BytesIO()
    Image.new("RGB", size).save(target, "PNG")
    return target.getvalue()


def papers(pages=3):
    target = BytesIO()
    sheets = [Image.new("RGB", (300, 420), (250, 250, 40 * page)) for page in range(pages)]
    sheets[0].save(target, "PDF", save_all=True, append_images=sheets[1:])
    return target.getvalue()


@pytest.fixture
def place(desk):
    world = desk.world
    return Workplace(world.sessions, world.app.blobs, world.settings)


def facts(desk):
    with desk.world.sessions.reading() as session:
        rows = session.scalars(select(FileVersion).order_by(FileVersion.id))
        return [(row.width, row.height, row.page_count, row.drawn) for row in rows]


def get(desk, attachment, query, **headers):
    path = f"/files/{attachment.public_id}/{attachment.name}?{query}"
    return desk.browser().get(path, buffered=True, headers=headers)


def article(desk, person=None):
    return desk.browser(person).get(desk.href).text.partition("<article")[2].partition("</article>")[0]


def opened(answer):
    return Image.open(BytesIO(answer.data))


def test_sizes_are_upright_and_smaller_and_the_browser_knows_them_again(desk, place):
    image = desk.attach("plan.jpg", photo(orientation=6))
    desk.world.save(desk.page_id, desk.anna, "![Plan](plan.jpg)\n", 1)
    href = f"/files/{image.public_id}/plan.jpg"
    undrawn = get(desk, image, "w=320")

    worker.step_slowly(place)

    small, odd = get(desk, image, "w=320"), get(desk, image, "w=321")
    assert (undrawn.mimetype, small.mimetype, odd.mimetype) == ("image/jpeg", "image/webp", "image/jpeg")
    assert opened(small).size == (320, 457)
    assert len(small.data) < len(undrawn.data)
    assert opened(small).convert("L").getpixel((160, 20)) < 30  # dark at the top: it was turned
    assert small.headers["Content-Disposition"].startswith("inline;")
    assert small.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    known = get(desk, image, "w=320", If_None_Match=small.headers["ETag"])
    assert known.status_code == 304
    assert get(desk, image, "w=320", Range="bytes=0-3").data == b"RIFF"
    assert small.headers["ETag"] not in {undrawn.headers["ETag"], get(desk, image, "w=960").headers["ETag"]}
    assert article(desk).count(
        f'<img src="{href}" srcset="{href}?w=320 320w, {href} 700w" sizes="(max-width: 760px) 100vw, 44rem"'
        ' width="700" height="1000" loading="lazy" alt="Plan">'
    )
    desk.world.save(desk.page_id, desk.anna, "| ![Plan\\|70](plan.jpg) |\n|-|\n", 2)
    assert (
        'sizes="(max-width: 70px) 100vw, 70px" width="70" height="100" loading="lazy" alt="Plan">'
        in article(desk)
    )
    assert desk.browser(desk.otto).get(f"{href}?w=320").status_code == 404
    assert get(desk, image, "w=320&v=1").data == small.data
    assert desk.browser().get(f"/files/{image.public_id}/x.jpg?w=320&v=1").location == f"{href}?v=1&w=320"


def test_a_pdf_is_shown_as_pictures_of_its_pages(desk, place, monkeypatch):
    monkeypatch.setattr(drawing, "PAGES", 2)
    paper = desk.attach("rules.pdf", papers())
    desk.world.save(desk.page_id, desk.anna, "![](rules.pdf) and [the rules](rules.pdf)\n", 1)
    first = desk.browser().get(desk.href)
    href = f"/files/{paper.public_id}/rules.pdf"
    assert (
        f'<span class="pdf"><span class="pdf-head"><a class="file" href="{href}">rules.pdf</a>' in first.text
    )

    worker.step_slowly(place)

    text, again = (
        article(desk),
        desk.browser().get(desk.href, headers={"If-None-Match": first.headers["ETag"]}),
    )
    assert again.status_code == 200
    assert facts(desk) == [(1200, 1680, 3, 2)]
    assert "3 pages · the first 2 are shown · " in text
    assert text.count(' width="1200" height="1680" loading="lazy" alt="Page ') == 2
    page = get(desk, paper, "page=2")
    assert (page.status_code, page.mimetype, opened(page).size) == (200, "image/webp", (1200, 1680))
    assert opened(get(desk, paper, "page=1&w=320")).width == 320
    assert [get(desk, paper, f"page={number}").status_code for number in (0, 3, 99)] == [404, 404, 404]
    assert get(desk, paper, "v=1").headers["Content-Disposition"].startswith("attachment;")
    assert f"{href}?page=1&amp;w=320" in desk.browser().get(f"{desk.href}/files").text
    shutil.rmtree(desk.world.settings.derived_dir)
    assert get(desk, paper, "page=1").status_code == 404


def test_films_and_sounds_play_and_other_files_are_links(desk):
    mp4 = b"\0\0\0\x20ftypisom" + bytes(40)
    for name, content in (
        ("a.mp4", mp4),
        ("b.mp3", b"ID3\4" + bytes(9)),
        ("c.zip", b"PK\3\4"),
        ("d.svg", SVG),
    ):
        desk.attach(name, content)
    desk.world.save(desk.page_id, desk.anna, '![Ein "Film"](a.mp4) ![](b.mp3) ![](c.zip) ![](d.svg)\n', 1)

    text = article(desk)

    assert '<video controls preload="metadata" src="/files/' in text
    assert 'aria-label="Ein &quot;Film&quot;"></video>' in text
    assert 'aria-label="b.mp3"></audio>' in text
    assert ">c.zip</a>" in text
    assert text.count("<img") == 1


BROKEN = {
    "a.pdf": b"%PDF-1.7\nnonsense",
    "b.png": PNG,
    "c.png": photo(kind="PNG")[:900],
    "d.webp": b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f" + (999 | 499 << 14).to_bytes(4, "little") + b"\xff" * 9,
}


def test_what_cannot_be_decoded_stays_a_file(desk, place):
    attached = {name: desk.attach(name, content) for name, content in BROKEN.items()}

    worker.step_slowly(place)
    drawing.complete(place)

    assert [fact[2:] for fact in facts(desk)] == [(None, 0)] * len(BROKEN)
    for name, content in BROKEN.items():
        assert get(desk, attached[name], "w=320").data == content
    with desk.world.sessions.reading() as session:
        assert session.scalars(select(OutboxRow).where(OutboxRow.name == service.DRAW)).all() == []


def test_a_child_that_needs_more_than_it_may_have_leaves_the_image_as_it_is(desk, place, monkeypatch):
    monkeypatch.setattr(drawing, "MEMORY", 150 << 20)
    attachment = desk.attach("a.png", blank((5000, 4000)))

    worker.step_slowly(place)

    assert facts(desk) == [(5000, 4000, None, 0)]
    assert get(desk, attachment, "w=320").mimetype == "image/png"


def test_what_nobody_looked_at_and_what_was_thrown_away_is_drawn(desk, place):
    """Files of 0.1.0 have no sizes; a restored backup has no pictures."""
    image = desk.attach("plan.jpg", photo(orientation=6))
    desk.attach("a.txt", b"x")
    with desk.world.sessions.writing() as session:
        session.execute(
            update(FileVersion).where(FileVersion.media_type == "image/jpeg").values(drawn=None, width=None)
        )
    drawing.complete(place)
    worker.step_slowly(place)
    assert facts(desk)[0] == (700, 1000, None, 1)
    assert get(desk, image, "w=320").mimetype == "image/webp"

    shutil.rmtree(desk.world.settings.derived_dir)
    drawing.complete(place)
    assert worker.step_slowly(place) == 1

    assert get(desk, image, "w=320").mimetype == "image/webp"
    drawing.complete(place)
    assert worker.step_slowly(place) == 0


def test_pictures_of_deleted_files_are_swept_and_half_drawn_ones_too(desk, place):
    derived = Derived(desk.world.settings.derived_dir)
    kept, gone = desk.attach("a.jpg", photo()), desk.attach("b.jpg", photo((800, 500)))
    worker.step_slowly(place)
    with desk.world.sessions.writing() as session:
        service.delete(session, desk.anna.actor, gone.public_id)
    left = desk.world.settings.derived_dir / ".making-x"
    left.mkdir()
    derived.clear_unfinished(1e12)
    assert not left.exists()

    assert sweep.remove_drawings(desk.world.sessions, derived) == 1
    assert sweep.remove_drawings(desk.world.sessions, derived) == 0

    assert get(desk, kept, "w=320").mimetype == "image/webp"
    drawing.run(place, {"sha256": "0" * 64, "media_type": "image/png"})


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK"])
def test_images_of_every_mode_are_shrunk(tmp_path, mode):
    content = BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.effect_noise((500, 300), 90).convert(mode).save(content, kind)
    content.write(bytes(200_000))  # the sizes weigh less than this

    drawing_child.shrink(content, tmp_path, [320, 960])

    with Image.open(tmp_path / "w320.webp") as shown:
        assert shown.size == (320, 192)
    assert not (tmp_path / "w960.webp").exists()


def test_animations_and_small_images_have_one_size_and_pages_come_one_by_one(tmp_path):
    moving, small = BytesIO(), BytesIO(photo((200, 100)))
    frames = [Image.effect_noise((500, 300), 90) for _ in range(2)]
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])
    for number, content in enumerate((moving, small)):
        (tmp_path / str(number)).mkdir()
        drawing_child.shrink(content, tmp_path / str(number), [320])
        assert [path.name for path in (tmp_path / str(number)).iterdir()] == ["facts.json"]

    drawing_child.draw_pages(BytesIO(papers()), tmp_path, 2, 320)

    assert sorted(path.name for path in tmp_path.glob("*.webp")) == ["p1.webp", "p1w320.webp", "p2.webp"]


def test_no_decoder_but_those_of_the_known_types_is_asked(tmp_path):
    content = BytesIO()
    Image.effect_noise((500, 300), 90).save(content, "TIFF")

    with pytest.raises(UnidentifiedImageError):
        drawing_child.shrink(content, tmp_path, [320])
