"""Pictures that are drawn from contents: smaller sizes of images, pages of PDFs. They may be thrown away.

All pictures of one content lie in one folder that is put in its place at once, so there is never half of them.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

MEDIA_TYPE = "image/webp"
_UNFINISHED = ".making-"


class Derived:
    """The folder of derived pictures."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, sha256: str, name: str) -> BinaryIO:
        """The picture of a content, such as `w960` or `p3`. Raises FileNotFoundError."""
        return self._picture(sha256, name).open("rb")

    def has(self, sha256: str) -> bool:
        """Whether the pictures of the content were drawn, even if it gave none."""
        return self._place(sha256).is_dir()

    @contextmanager
    def making(self, sha256: str) -> Iterator[Path]:
        """A folder to draw in; when the block ends, what lies there are the pictures of the content."""
        place = self._place(sha256)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Path(tempfile.mkdtemp(dir=self._folder, prefix=_UNFINISHED))
        try:
            yield made
            if place.exists():
                place.rename(made / ".old")
            made.rename(place)
            shutil.rmtree(place / ".old", ignore_errors=True)
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def inventory(self) -> Iterator[str]:
        """The digests of all contents with pictures, in no order."""
        yield from (path.name for path in self._folder.glob("??/*"))

    def delete(self, sha256: str) -> None:
        """The pictures of the content are gone."""
        shutil.rmtree(self._place(sha256), ignore_errors=True)

    def clear_unfinished(self, before: float) -> None:
        """What was left half drawn before the moment (seconds since the epoch) is gone."""
        for path in self._folder.glob(f"{_UNFINISHED}*"):
            if path.stat().st_mtime < before:
                shutil.rmtree(path, ignore_errors=True)

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def _picture(self, sha256: str, name: str) -> Path:
        return self._place(sha256) / f"{name}.webp"
