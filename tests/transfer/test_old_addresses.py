"""A source that tells its old addresses: links find the pages, and old names lead there."""

from sqlalchemy import select
from world import LIMITS, World

from wiki.pages.models import Redirect, Revision
from wiki.transfer import importer, source
from wiki.transfer.importer import Destination, Options
from wiki.transfer.report import render_report

FILES = {
    "index.md": "# Start\n\n[a](/de/docs/AJAX) [b](/de/docs/web/netz) [c](/de/docs/web/netz) [d](/de/docs/web/netz)\n",
    "web/netz/index.md": "# Netz\n\n[x](/de/docs/Alt/Wort#teil)\n",
    "web/wort.md": "# Wort\n",
    "_redirects.txt": (
        "# FROM-URL\tTO-URL\n/de/docs/AJAX\t/de/docs/Web/Netz\n/de/docs/Alt/Wort\t/de/docs/Web/Wort\n"
        "/de/docs/A/Twice\t/de/docs/Web/Wort\n/de/docs/B/Twice\t/de/docs/Web/Netz\n/de/docs/New\t/de/docs/Web/Wort\n"
        "/de/docs/Out\thttps://example.org/\n/de/docs/Gone\t/de/docs/Nowhere\nnonsense\n"
    ),
}


def test_old_addresses_become_redirects_and_links_find_their_pages(world: World, tmp_path) -> None:
    anna = world.person("anna")
    room = world.space("room", anna)
    for path, content in FILES.items():
        place = tmp_path / "source" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
    options = Options(LIMITS, 10**6)

    def run():
        with source.opened(tmp_path / "source") as files:
            return importer.run(
                world.sessions, world.app.blobs, anna.actor, files, Destination(room.id), options
            )

    report = run()

    assert "Old names that lead to pages: 1." in render_report(report)
    assert (report.unused_files, report.unplaced_files) == ([], [])
    with world.sessions.reading() as session:
        assert session.scalars(select(Redirect.slug)).all() == ["ajax"]
        bodies = "".join(session.scalars(select(Revision.body)))
    assert "[a](netz)" in bodies or "[a](/s/room/netz)" in bodies
    assert "wort#teil" in bodies
    assert world.browser(anna).get("/s/room/ajax").location == "/s/room/netz"
    assert run().redirects == 0
