"""A server process of its own for `make bench-search`: what it holds before it asks anything, and afterwards.

Arguments: the folder of the wiki, and a session. Questions come line by line, an empty line between the two kinds.
Prints four numbers in MB: resident at the first screen, after the first kind, after the second one, and how much of the
last is its own rather than files of the index that it has mapped, which the system takes back when it needs them.
"""

import gc
import sys
from pathlib import Path

from bench.wikis import SECRET
from wiki.app import create_app
from wiki.settings import Settings


def main() -> None:
    folder, token = sys.argv[1:]
    given, _, others = sys.stdin.read().partition("\n\n")
    client = create_app(Settings(data_dir=Path(folder), secret_key=SECRET)).test_client()
    client.set_cookie("sid", token)
    client.get("/")
    found = [megabytes("Rss")]
    for texts in (given.splitlines() * 2, others.splitlines()):
        for text in texts:
            assert client.get("/search", query_string={"q": text}).status_code == 200
        gc.collect()
        found.append(megabytes("Rss"))
    print(*found, megabytes("Anonymous"))


def megabytes(name: str) -> float:
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


if __name__ == "__main__":
    main()
