"""A git repository or bundle that somebody else made, read without trusting it.

The `git` program does the reading, inside a bare repository of our own made for the time of the import: the
foreign one lends its objects alone. So none of its settings, hooks, filters or remotes count, nor the settings
of whoever runs the command; no protocol is allowed, nothing is fetched, nothing is asked. Processor time, memory
and the numbers of commits and files are bounded: a thousand bytes can hold a tree of a billion files. Merges are
followed along their first parent: each state of the main line is one revision.
"""

import os
import re
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from wiki.errors import Invalid, TooLarge

MOST_COMMITS = 500_000
MOST_FILES = 200_000
"""Files of the latest state, and of one commit."""

CPU_SECONDS = 600
MEMORY = 4 << 30
"""Bytes of address space of one `git`."""

_BUNDLE = re.compile(rb"# v[23] git bundle\n")
_COMMIT = re.compile(r"[0-9a-f]{40}\Z")
_BRANCH = re.compile(r"refs/[\w./+@-]+\Z")
_CHUNK = 1 << 16
_LONGEST_WORD = 1 << 20
"""Bytes of a name, a path or a subject."""

_FORMAT = "%x02%H%x00%an%x00%ae%x00%at%x00%s"
_FILE_MODES = frozenset({"100644", "100755"})


@dataclass(frozen=True, slots=True)
class Touch:
    """What a commit did to one file: `status` A, M, D or R (from `old_path`); `blob` is its new content."""

    status: str
    path: str
    blob: str
    old_blob: str
    old_path: str | None = None
    is_file: bool = True  # no link, no other repository


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the main line, with what it changed against the one before."""

    id: str
    author_name: str
    author_email: str
    time: int
    subject: str
    touches: tuple[Touch, ...]


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of the latest state."""

    path: str
    blob: str
    size: int


def is_available() -> bool:
    """Whether the program is installed."""
    return shutil.which("git") is not None


def is_bundle(path: Path) -> bool:
    """Whether the file is a git bundle."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return _BUNDLE.match(stream.read(16)) is not None


def is_bare(path: Path) -> bool:
    """Whether the folder is a repository without working files: nothing but history could be imported."""
    return (path / "objects").is_dir() and (path / "HEAD").is_file() and (path / "refs").is_dir()


@contextmanager
def opened(path: Path) -> Iterator["Repository"]:
    """The repository's main line.

    Raises Invalid: field `git`, reason `missing` without the program, `no_repository`, `empty`, `damaged`.
    """
    program = shutil.which("git")
    if program is None:
        raise Invalid("git", "missing")
    with tempfile.TemporaryDirectory(prefix="wiki-git-") as folder:
        git = _Git(program, Path(folder))
        git.run("init", "--quiet", "--bare", "--template=", str(git.folder))
        if is_bundle(path):
            head = _unbundled(git, path)
        else:
            store = path / ".git" if (path / ".git").is_dir() else path
            if not is_bare(store):
                raise Invalid("git", "no_repository")
            head = _head(store)
            git.environment["GIT_OBJECT_DIRECTORY"] = str((store / "objects").resolve())
        with Repository(git, head) as repository:
            yield repository


class Repository:
    """The main line that ends at the commit `head`."""

    def __init__(self, git: "_Git", head: str) -> None:
        self.head = head
        self._git = git
        self._reader: subprocess.Popen[bytes] | None = None

    def commits(self) -> Iterator[Commit]:
        """All commits, oldest first. Raises Invalid: `too_long` beyond MOST_COMMITS, `too_many` files, `damaged`."""
        counted = self._git.run("rev-list", "--count", "--first-parent", self.head).strip()
        if int(counted or b"0") > MOST_COMMITS:
            raise Invalid("git", "too_long", most=MOST_COMMITS)
        process = self._git.start(
            "log", "--reverse", "--first-parent", "-m", "-M", "-l2000", "-z", "--raw", "--no-abbrev",
            "--no-ext-diff", "--no-textconv", "--no-show-signature", f"--format={_FORMAT}", self.head, "--",
        )  # fmt: skip
        with process:
            if process.stdout is not None:
                yield from _parsed(_words(process.stdout))
        if process.returncode:
            raise Invalid("git", "damaged")

    def files(self) -> list[TreeFile]:
        """The files of the latest state, without links and other repositories. Raises Invalid as `commits`."""
        found: list[TreeFile] = []
        process = self._git.start("ls-tree", "-r", "-l", "-z", "--full-tree", self.head)
        with process:
            for number, entry in enumerate(_words(process.stdout) if process.stdout is not None else ()):
                _check_number(number)
                facts, _, path = entry.partition("\t")
                if facts and facts.split()[0] in _FILE_MODES:
                    _, _, blob, size = facts.split()
                    found.append(TreeFile(path, blob, int(size)))
        if process.returncode:
            raise Invalid("git", "damaged")
        return found

    def content(self, blob: str, limit: int) -> bytes:
        """The bytes of a file. Raises TooLarge beyond `limit`, Invalid (`damaged`)."""
        reader = self._reader or self._git.start("cat-file", "--batch")
        self._reader = reader
        if reader.stdin is None or reader.stdout is None:
            raise Invalid("git", "damaged")
        try:
            reader.stdin.write(blob.encode() + b"\n")
            reader.stdin.flush()
        except OSError as error:
            raise Invalid("git", "damaged") from error
        facts = reader.stdout.readline().split()
        if len(facts) != 3 or facts[1] != b"blob":  # noqa: PLR2004  name, type, size
            raise Invalid("git", "damaged")
        return _read(reader.stdout, int(facts[2]), limit)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._reader is not None:
            self._reader.kill()
            with self._reader:
                pass


class _Git:
    """Runs the program; every setting that could run or reach something is off."""

    def __init__(self, program: str, folder: Path) -> None:
        self.folder = folder / "repository"
        self._program = program
        self._home = folder
        self.environment = {
            "PATH": os.defpath,
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "LC_ALL": "C",
            "GIT_DIR": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_PAGER": "cat",
        }

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        settings = [f"core.hooksPath={os.devnull}", "core.fsmonitor=false", "i18n.logOutputEncoding=UTF-8"]
        flags = [word for setting in settings for word in ("-c", setting)]
        process = subprocess.Popen(  # noqa: S603  a fixed program, words of ours and checked ids
            [self._program, "--no-pager", *flags, *words],
            env=self.environment,
            cwd=self._home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        _bound(process.pid)
        return process

    def run(self, *words: str) -> bytes:
        with self.start(*words) as process:
            output, _ = process.communicate(timeout=CPU_SECONDS)
        if process.returncode:
            raise Invalid("git", "damaged")
        return output


def _bound(pid: int) -> None:
    prlimit = getattr(resource, "prlimit", None)  # Linux only
    with suppress(OSError):  # it is gone already
        if prlimit is not None:
            prlimit(pid, resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
            prlimit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))


def _unbundled(git: _Git, path: Path) -> str:
    """The bundle's objects are in our repository; its main line's last commit."""
    listed = _text(git.run("bundle", "unbundle", str(path.resolve())))
    found = {name: commit for commit, _, name in (line.partition(" ") for line in listed.splitlines())}
    names = ("HEAD", "refs/heads/main", "refs/heads/master", *found)
    head = next((found[name] for name in names if name in found), "")
    if not _COMMIT.match(head):
        raise Invalid("git", "empty")
    return head


def _head(store: Path) -> str:
    """The commit that HEAD names, read from the files: no foreign setting is looked at."""
    name = (store / "HEAD").read_text("utf-8", "replace").strip()
    if name.startswith("ref: "):
        branch = name.removeprefix("ref: ").strip()
        if not _BRANCH.match(branch) or ".." in branch:
            raise Invalid("git", "no_repository")
        name = _loose(store, branch) or _packed(store, branch)
    if not _COMMIT.match(name):
        raise Invalid("git", "empty")
    return name


def _loose(store: Path, branch: str) -> str:
    place = store / branch
    return place.read_text("utf-8", "replace").strip() if place.is_file() else ""


def _packed(store: Path, branch: str) -> str:
    place = store / "packed-refs"
    listed = place.read_text("utf-8", "replace").splitlines() if place.is_file() else []
    return next((line.split(" ")[0] for line in listed if line.endswith(f" {branch}")), "")


def _text(content: bytes) -> str:
    """Names are UTF-8 nearly always; others keep their bytes as half surrogates, and are left out later."""
    return content.decode("utf-8", "surrogateescape")


def _words(stream: IO[bytes]) -> Iterator[str]:
    """What stands between NUL bytes. Raises Invalid (`damaged`) for what no name can be."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        if len(rest) > _LONGEST_WORD:
            raise Invalid("git", "damaged")
        *whole, rest = (rest + chunk).split(b"\0")
        for word in whole:
            yield _text(word)
    if rest:
        yield _text(rest)


def _check_number(number: int) -> None:
    if number >= MOST_FILES:
        raise Invalid("git", "too_many", most=MOST_FILES)


def _parsed(words: Iterator[str]) -> Iterator[Commit]:
    """The commits of `git log -z --raw`: five fields each, then their files."""
    word = next(words, None)
    while word is not None:
        if not word.startswith("\x02"):
            raise Invalid("git", "damaged")
        name, email, time, subject = (next(words, "") for _ in range(4))
        commit_id = word[1:]
        touches: list[Touch] = []
        word = next(words, None)
        while word is not None and word.lstrip("\n").startswith(":"):
            _check_number(len(touches))
            touches.append(_touch(word.lstrip("\n").split(), words))
            word = next(words, None)
        is_time = time.isascii() and time.removeprefix("-").isdigit()
        yield Commit(commit_id, name, email, int(time) if is_time else 0, subject, tuple(touches))


def _touch(facts: Sequence[str], words: Iterator[str]) -> Touch:
    """`:100644 100644 old new R100`, then one path, or two for a rename."""
    _, mode, old_blob, blob, status = facts
    path = next(words, "")
    is_file = mode in _FILE_MODES
    if status.startswith("R"):
        return Touch("R", next(words, ""), blob, old_blob, path, is_file=is_file)
    kind = {"A": "A", "D": "D"}.get(status[:1], "M")
    return Touch(kind, path, blob, old_blob, is_file=is_file)


def _read(stream: IO[bytes], size: int, limit: int) -> bytes:
    """The content and the line end behind it; one beyond the limit is read past without keeping it."""
    if size <= limit:
        content = stream.read(size)
        stream.read(1)
        if len(content) != size:
            raise Invalid("git", "damaged")
        return content
    left = size + 1
    while left > 0:
        piece = stream.read(min(left, _CHUNK))
        if not piece:
            raise Invalid("git", "damaged")
        left -= len(piece)
    raise TooLarge(limit=limit)
