"""Makes git wikis for tests, with authors and dates as wanted."""

import os
import shutil
import subprocess
from pathlib import Path

HAS_GIT = shutil.which("git") is not None


class GitWiki:
    """A repository in a folder; each commit is a minute younger than the one before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.time = 1_500_000_000
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main", ".")

    def git(self, *words: str, **environment: str) -> str:
        nothing = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(self.folder)}
        done = subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@x", *words],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], **nothing, **environment},
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout

    def write(self, path: str, content: str | bytes) -> "GitWiki":
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def rename(self, old: str, new: str) -> "GitWiki":
        (self.folder / new).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / old).rename(self.folder / new)
        return self

    def delete(self, path: str) -> "GitWiki":
        (self.folder / path).unlink()
        return self

    def commit(self, message: str, author: str = "Jörg <joerg@example.org>") -> str:
        self.time += 60
        name, _, email = author.rstrip(">").partition(" <")
        stamp = f"{self.time} +0200"
        self.git("add", "-A")
        self.git(
            "commit", "--quiet", "--allow-empty", "-m", message,
            GIT_AUTHOR_NAME=name, GIT_AUTHOR_EMAIL=email, GIT_AUTHOR_DATE=stamp, GIT_COMMITTER_DATE=stamp,
        )  # fmt: skip
        return self.git("rev-parse", "HEAD").strip()

    def bundle(self, path: Path) -> Path:
        self.git("bundle", "create", "--quiet", str(path), "HEAD", "main")
        return path
