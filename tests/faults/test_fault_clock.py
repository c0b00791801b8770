"""F15: the clock of the machine goes back and forth while people write."""

import contextlib

import oracle
import pytest
from driver import Server

# The time of the wiki is the machine's and the seconds in a file.
ADJUSTED = """
from datetime import timedelta
from pathlib import Path
import wiki.db as one
real = one.now
one.now = lambda: real() + timedelta(seconds=int(Path({file!r}).read_text() or 0))
"""


@pytest.mark.faults
@pytest.mark.fault("F15")
def test_f15_the_clock_jumps(settings, crew, tmp_path, table):
    file = tmp_path / "seconds"
    file.write_text("0")
    jumps = {"an hour back": -3600, "right again": 0, "twenty minutes ahead": 1200, "right once more": 0}
    with Server(settings, tmp_path, switched_off=ADJUSTED.format(file=str(file))).running() as server:
        crew.start(server.port)
        crew.wait_for(16)
        for seconds in jumps.values():
            file.with_suffix(".new").write_text(str(seconds))
            file.with_suffix(".new").replace(file)
            crew.wait_for(24)
        crew.stop()
        log = server.log.read_text()
        server.stop()

    verdict = oracle.examine(settings, crew.journals())

    backwards = dated_backwards(settings)
    seen = f"{verdict}; refused {len(crew.refused)}; {backwards} revisions dated before the one before them"
    table("F15", f"the clock goes {', '.join(jumps)} under load", seen)
    verdict.demand()
    assert not crew.refused, crew.refused[:5]
    assert not crew.broken, crew.broken[:5]
    assert "Traceback" not in log
    assert backwards


def dated_backwards(settings) -> int:
    rows = oracle._Rows(settings)
    with contextlib.closing(rows):
        return rows(
            "SELECT count(*) FROM revisions JOIN revisions AS later ON later.page_id = revisions.page_id"
            " AND later.number = revisions.number + 1 WHERE later.created_at < revisions.created_at"
        )[0][0]
