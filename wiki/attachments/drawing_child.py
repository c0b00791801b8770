"""The process that decodes images and PDFs: `python -m wiki.attachments.drawing_child KIND FOLDER LIMITS… WIDTHS…`.

Reads the content from standard input (a file), writes WebP pictures and `facts.json` into the folder, and sets its
own limits first. It may be ended at any moment: each picture is put in its place when it is whole.
"""

import json
import os
import resource
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pypdfium2
from PIL import Image, ImageOps

_PAGE_WIDTH, _PAGE_HEIGHT = 1200, 3000
_QUALITY = 82
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")  # the library reads dozens of others


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of processor time, bytes of memory and of one picture, pages, pixels of an image."""

    seconds: int
    memory: int
    picture: int
    pages: int
    pixels: int


def main(kind: str, folder: Path, limits: Limits, widths: Sequence[int]) -> None:
    """Draw once. Whatever the content does to the decoder ends this process alone."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.picture, limits.picture))
    Image.MAX_IMAGE_PIXELS = limits.pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    if kind == "pdf":
        draw_pages(sys.stdin.buffer, folder, limits.pages, widths[0])
    else:
        shrink(sys.stdin.buffer, folder, widths)


def shrink(content: BinaryIO, folder: Path, widths: Sequence[int]) -> None:
    """The image's size is written down, and the smaller sizes that weigh less than the image itself."""
    size = content.seek(0, 2)
    content.seek(0)
    image = Image.open(content, formats=_FORMATS)
    is_turned = image.getexif().get(0x0112, 1) in range(5, 9)
    width, height = reversed(image.size) if is_turned else image.size
    _write_facts(folder, width=width, height=height)
    wanted = sorted((one for one in widths if one < width), reverse=True)
    if not wanted or getattr(image, "is_animated", False) or image.format == "GIF":
        return
    profile = image.info.get("icc_profile") if image.mode != "CMYK" else None
    image.draft("RGB", (2 * max(wanted), 2 * max(wanted)))  # a JPEG is decoded no larger than needed
    shown = ImageOps.exif_transpose(_plain(image))
    for one in wanted:
        shown = shown.resize((one, max(1, round(height * one / width))), Image.Resampling.LANCZOS)
        _write(shown, folder, f"w{one}", profile)
        if (folder / f"w{one}.webp").stat().st_size >= size:
            (folder / f"w{one}.webp").unlink()


def draw_pages(content: BinaryIO, folder: Path, most: int, thumbnail: int) -> None:
    """The first pages, 1,200 pixels wide, and a small picture of the first."""
    document = pypdfium2.PdfDocument(content)
    for number in range(min(len(document), most)):
        page = document[number]
        width, height = page.get_size()
        picture = page.render(scale=min(_PAGE_WIDTH / width, _PAGE_HEIGHT / height)).to_pil()
        if number == 0:
            _write_facts(folder, width=picture.width, height=picture.height, page_count=len(document))
            small = picture.copy()
            small.thumbnail((thumbnail, thumbnail * 3))
            _write(small, folder, f"p1w{thumbnail}")
        _write(picture, folder, f"p{number + 1}")
        page.close()


def _plain(image: Image.Image) -> Image.Image:
    """In a mode that WebP holds."""
    if image.mode in {"RGB", "RGBA"}:
        return image
    has_transparency = image.mode in {"P", "LA", "PA"} or "transparency" in image.info
    plain = image.convert("RGBA" if has_transparency else "RGB")
    plain.info = dict(image.info)
    return plain


def _write(picture: Image.Image, folder: Path, name: str, profile: bytes | None = None) -> None:
    unfinished = folder / f".{name}"
    picture.save(
        unfinished, "WEBP", quality=_QUALITY, method=3, **({"icc_profile": profile} if profile else {})
    )
    unfinished.rename(folder / f"{name}.webp")


def _write_facts(folder: Path, **facts: int) -> None:
    (folder / "facts.json").write_text(json.dumps(facts), encoding="ascii")


if __name__ == "__main__":  # pragma: no cover
    numbers = [int(text) for text in sys.argv[3:]]
    main(sys.argv[1], Path(sys.argv[2]), Limits(*numbers[:5]), numbers[5:])
