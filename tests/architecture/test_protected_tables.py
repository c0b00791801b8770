"""Tables with rights are read through `access.policy` alone; the exceptions stand here with their reasons."""

import ast

import pytest
from sources import calls, names, trees

from wiki import tables  # noqa: F401  all tables are known
from wiki.access.models import PartOf, Scoped
from wiki.db import Base

READS = {"select", "get", "get_one", "query", "scalars", "scalar"}
# Files that select protected tables themselves, and why that tells nobody anything.
OWN = {
    "wiki/page_templates/queries.py": "the way up from a place that was found; whether pages lie below it",
    "wiki/pages/service.py": "writes after policy.get; the head of a page that was found",
    "wiki/pages/saving.py": "writes after policy.get",
    "wiki/pages/inserting.py": "writes many pages at once after the check of their place",
    "wiki/pages/past_inserting.py": "writes pages with their past after the check of their place",
    "wiki/pages/renaming.py": "slugs are unique whoever may read them",
    "wiki/pages/names.py": "rewrites every text that uses a freed name, as the system",
    "wiki/pages/links.py": "links lead to pages whoever may read them; readers are asked in present.py",
    "wiki/pages/facts.py": "derives rows inside a save",
    "wiki/pages/renderings.py": "derives rows inside a save",
    "wiki/pages/drafts.py": "drafts belong to one person: every statement names him",
    "wiki/pages/tree.py": "what moves along is not asked of the mover; readers' statements use narrow()",
    "wiki/pages/ordering.py": "positions of a level, after the check of its place",
    "wiki/pages/placing.py": "writes after policy.get",
    "wiki/pages/strays.py": "climbs over hidden pages; what it gives is joined to narrow()",
    "wiki/pages/standing.py": "a digest of the place of a page that was found",
    "wiki/pages/trash.py": "what was deleted with a page that was found",
    "wiki/pages/publishing.py": "pages that policy.get or allowed() found, and those made below them",
    "wiki/pages/redaction.py": "revisions of a page that policy.get found, for administrators",
    "wiki/pages/scoping.py": "changes scopes after policy.get",
    "wiki/pages/queries.py": "sub-selects inside narrow(), limited by the reader's scopes",
    "wiki/pages/present.py": "joins inside narrow()",
    "wiki/spaces/service.py": "keys are unique whoever may read them",
    "wiki/pages/relinking.py": "which texts use a name; joins allowed(Page)",
    "wiki/pages/outside_links.py": "addresses of all living pages, as the system; readers are asked in link_reports.py",
    "wiki/pages/link_reports.py": "sub-selects inside narrow(), limited by the reader's scopes",
    "wiki/spaces/closing.py": "the scopes of a space that was found",
    "wiki/spaces/purging.py": "what belongs to a space in the trash, as the system",
    "wiki/attachments/service.py": "rows of an attachment that was found",
    "wiki/attachments/sweep.py": "which blobs still have a row",
    "wiki/attachments/queries.py": "sub-selects inside narrow(), limited by the reader's scopes",
    "wiki/attachments/history.py": "sub-selects inside allowed()",
    "wiki/attachments/quota.py": "a sum over all files, told to editors as what is left",
    "wiki/attachments/reading.py": "which contents wait for their texts; the worker, as the system",
    "wiki/attachments/drawing.py": "which contents wait for their pictures; the worker, as the system",
    "wiki/attachments/uses.py": "derives rows inside a save; readers' statements use allowed()",
    "wiki/properties/derivation.py": "derives rows inside a save",
    "wiki/pages/resettling.py": "rewrites links of moved texts, as the system",
    "wiki/copying/planning.py": "what lies between pages that allowed() found",
    "wiki/copying/service.py": "which pages of this very copy are there already",
    "wiki/pages/places.py": "ways upwards; titles only of readable pages",
    "wiki/transfer/redirects.py": "slugs are unique whoever may read them: after the check of its space",
    "wiki/transfer/registry.py": "what an import made before: after the check of its space",
    "wiki/transfer/git_state.py": "how far an import came: after the check of its space",
    "wiki/transfer/exporter.py": "rows of pages that allowed() found",
    "wiki/pages/unseen.py": "pages that nobody may read any more, as the system",
    "wiki/admin/erasing.py": "the names under which one person wrote, for administrators",
    "wiki/search/file_documents.py": "what the index holds of files, for everybody; readers are asked at each search",
    "wiki/search/documents.py": "the index holds all pages; each search asks for rights, and again for its hits",
    "wiki/search/postgresql_backend.py": "counts of words over the whole index; hits come through narrow()",
    "wiki/search/postgresql_generations.py": "removes generations that nobody reads",
    "wiki/search/postgresql_questions.py": "sub-selects inside narrow()",
    "wiki/ops/rerender.py": "the command line, as the system",
    "wiki/sharing/requests.py": "what an address leads to, in the worker; who asks is not told",
    "wiki/sharing/guest_queries.py": "ways upwards and uses of files, inside allowed()",
    "wiki/ops/check_content.py": "the command line, as the system",
    "wiki/ops/check_files.py": "digests of all files, as the system",
    "wiki/ops/seed_copies.py": "the command line, as the system",
    "wiki/cli.py": "the command line, as the system",
}
SPOKEN_SQL = {  # file → what it may call
    "wiki/prepared.py": {"exec_driver_sql"},  # the text is SQLAlchemy's own
    "wiki/db.py": {"exec_driver_sql"},  # BEGIN
    "wiki/migrate.py": {"text"},  # an advisory lock
    "wiki/home/views.py": {"text"},  # SELECT 1
    "wiki/pages/models.py": {"text"},  # conditions of partial indexes
    "wiki/notifications/models.py": {"text"},  # as above
    "wiki/ops/check_content.py": {"exec_driver_sql"},  # PRAGMA quick_check
    "wiki/ops/restore.py": {"exec_driver_sql"},  # PRAGMA foreign_key_check
    "wiki/ops/emptying.py": {"exec_driver_sql"},  # DROP FUNCTION with the name that PostgreSQL gave
}


def _asks_policy(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and names([call.func.value]) == {"policy"}


def protected() -> set[str]:
    """The names of all mapped classes with rights, and of drafts."""
    return {
        one.class_.__name__ for one in Base.registry.mappers if issubclass(one.class_, Scoped | PartOf)
    } | {"Draft"}


def test_tables_with_rights_are_selected_in_their_own_files_only() -> None:
    wanted = protected()
    assert {"Page", "Revision", "Space", "Attachment", "Draft"} <= wanted
    found = {}
    for path, tree in trees().items():
        own_words = [call for called, call in calls(tree) if called in READS and not _asks_policy(call)]
        selected = {name for call in own_words for name in names(call.args)} & wanted
        if selected and not path.startswith("wiki/access/"):
            found[path] = selected

    strangers = {path: classes for path, classes in found.items() if path not in OWN}
    assert not strangers, "read these through access.policy (allowed, narrow, get)"
    assert not set(OWN) - set(trees()), "these files are gone"


def test_views_select_nothing() -> None:
    for path, tree in trees().items():
        if path.rpartition("/")[2] in {
            "views.py",
            "past.py",
            "moving.py",
            "editing.py",
            "draft_views.py",
            "trash_views.py",
            "link_views.py",
            "settings_views.py",
            "redaction_views.py",
            "publishing_views.py",
            "removal_views.py",
            "screens.py",
        }:
            imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
            assert "sqlalchemy" not in imported - {None} or path == "wiki/home/views.py", path


@pytest.mark.requirement("V1.2.4 Statements are built by the library, with values as parameters")
def test_no_sql_is_written_by_hand() -> None:
    for path, tree in trees().items():
        imported = {
            one.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy"
            for one in node.names
        }
        spoken = {name for name, _ in calls(tree)} & {"exec_driver_sql"}
        spoken |= {"text"} & imported
        assert spoken <= SPOKEN_SQL.get(path, set()), path
        assert "query" not in {
            name
            for name, call in calls(tree)
            if isinstance(call.func, ast.Attribute) and names([call.func.value]) & {"session"}
        }, path


def test_tables_are_reached_by_their_classes() -> None:
    allowed = {"wiki/pages/queries.py"}  # the columns of a revision but its body
    for path, tree in trees().items():
        uses = any(isinstance(node, ast.Attribute) and node.attr == "__table__" for node in ast.walk(tree))
        assert not uses or path in allowed, path


def test_stored_html_is_read_by_the_presenter_only() -> None:
    """The cached HTML is the same for everybody; what a reader may know is filled in by `present`."""
    allowed = {"wiki/pages/present.py", "wiki/pages/renderings.py", "wiki/pages/models.py"}
    allowed |= {
        "wiki/pages/transcluding.py",
        "wiki/macros/sections.py",
    }  # on its way to `present` for another page
    for path, tree in trees().items():
        reads = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "StoredRendering"
        }
        assert "html" not in reads or path in allowed, path
        if not path.startswith("wiki/render/") and path not in allowed:
            html = [
                node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "html"
            ]
            owners = {ast.unparse(node.value) for node in html}
            assert not {owner for owner in owners if "rendering" in owner or "stored" in owner}, path
