"""`make bench-rights`: what rights cost in a company of 5,000 people, 200 groups and 20,000 pages, 500 of them closed.

Two copies of one seeded wiki, alike but for the restricted subtrees. Everything runs in this process, through the
application itself, and is told in processor time; views of both copies are taken in turns. `BENCH_QUICK=1` proves the
measuring alone. Exit code 1 when an aim is missed.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from sqlalchemy import delete, event, func, insert, select, update

from bench.__main__ import Aim, say, table
from bench.wikis import KEY, Wiki, seeded
from wiki.access import service as access
from wiki.access.models import SPACE, SUBTREE, AccessScope, Grant
from wiki.actor import SIGNED_IN, Right, group_principal, system, user_principal
from wiki.app import create_app
from wiki.counters import ACCESS, bump
from wiki.db import Sessions, new_public_id, now
from wiki.pages import tree
from wiki.pages.models import Page
from wiki.spaces.models import Space
from wiki.users.models import Group, Membership, User
from wiki.users.names import search_key

QUICK = bool(os.environ.get("BENCH_QUICK"))
PAGES, PEOPLE, GROUPS, CLOSED = (1_000, 500, 20, 50) if QUICK else (20_000, 5_000, 200, 500)
SLICES, VIEWS = (3, 50) if QUICK else (9, 200)
_GROUPS_OF_A_PERSON = 3


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="werkbuch-bench-") as name:
        figures = measured(Path(name))
    aims = [
        Aim("page view, times the open wiki's", figures["view_ratio"], 1.2),
        Aim("the same right after a change of rights", figures["renewed_view_ratio"], 1.5),
        Aim("panel, statements", figures["panel_statements"], 10),
        Aim("effect before a change, statements", figures["preview_statements"], 30),
        Aim("the same, in page views", figures["preview_in_views"], 30),
    ]
    print(table(aims))
    print(json.dumps(figures))
    return 0 if all(aim.is_met for aim in aims) else 1


def measured(folder: Path) -> dict:
    say("seeding")
    open_wiki = seeded(folder / "open", PAGES)
    sessions = Sessions(open_wiki.settings)
    _people(sessions)
    sessions.dispose()
    shutil.copytree(folder / "open", folder / "closed")
    closed_wiki = Wiki(folder / "closed", open_wiki.token)
    sessions = Sessions(closed_wiki.settings)
    closed = _close(sessions)
    paths = _open_paths(sessions)
    sessions.dispose()
    say("views")
    visits = [Visit(open_wiki), Visit(closed_wiki)]
    figures = {"view_ratio": _ratio(visits, paths), "renewed_view_ratio": _ratio(visits, paths, renews=True)}
    say("panel and effect")
    return figures | _panel(visits[1], closed, paths)


class Visit:
    """Somebody at one of the wikis: an ordinary person, or, for rights, the one who manages."""

    def __init__(self, wiki: Wiki) -> None:
        self.wiki, self.app = wiki, create_app(wiki.settings)
        self.client = self.app.test_client()
        self.client.set_cookie("sid", wiki.token)

    def seconds(self, paths: list[str], *, renews: bool = False) -> float:
        """Processor time of these views; with `renews`, somebody's rights are others before each of them."""
        spent = 0.0
        for path in paths:
            if renews:
                with self.app.sessions.writing() as session:
                    bump(session, ACCESS)
            started = time.process_time()
            answer = self.client.get(path)
            spent += time.process_time() - started
            assert answer.status_code == 200, path
        return spent

    def statements(self, path: str, fields: dict[str, str] | None = None) -> int:
        """How many statements read for one answer."""
        seen: list[str] = []

        @event.listens_for(self.app.sessions._reader, "checkout")
        def watch(connection, _record, _proxy):
            connection.set_trace_callback(seen.append)

        answer = self.client.post(path, data=fields) if fields else self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        event.remove(self.app.sessions._reader, "checkout", watch)
        return sum(text.lstrip()[:6].upper().startswith(("SELECT", "WITH")) for text in seen)


def _people(sessions: Sessions) -> None:
    """People and groups at once; the whole space is open: everybody signed in writes, person-02 manages."""
    random, moment = Random(7), now()
    with sessions.writing() as session:
        rows = [
            {"public_id": new_public_id(), "name": f"clerk{number:04}", "display_name": f"Clerk {number:04}",
             "search_key": search_key(f"Clerk {number:04}", f"clerk{number:04}"), "is_admin": False,
             "is_active": True, "theme": "auto", "created_at": moment}
            for number in range(PEOPLE)
        ]  # fmt: skip
        session.execute(insert(User), rows)
        names = [
            {"public_id": new_public_id(), "name": f"Group {number}", "created_at": moment}
            for number in range(GROUPS)
        ]
        session.execute(insert(Group), names)
        people = session.scalars(select(User.id)).all()
        groups = session.scalars(select(Group.id).where(Group.name.startswith("Group "))).all()
        pairs = {(group, person) for person in people for group in random.sample(groups, _GROUPS_OF_A_PERSON)}
        session.execute(
            insert(Membership), [{"group_id": group, "user_id": person} for group, person in sorted(pairs)]
        )
        space = session.scalars(select(Space).where(Space.key == KEY)).one()
        session.execute(update(Page).values(scope_id=space.scope_id))
        session.execute(delete(AccessScope).where(AccessScope.kind != SPACE))
        person = session.scalars(select(User.id).where(User.name == "person-02")).one()
        access.grant(session, system(), space.scope_id, user_principal(person), Right.MANAGE)
        access.grant(session, system(), space.scope_id, SIGNED_IN, Right.EDIT)


def _close(sessions: Sessions) -> list[str]:
    """Subtrees spread over the tree have lists of their own: three groups, ten people. Their addresses."""
    random = Random(8)
    with sessions.writing() as session:
        person = session.scalars(select(User.id).where(User.name == "person-02")).one()
        people = session.scalars(select(User.id).where(User.name.startswith("clerk"))).all()
        groups = session.scalars(select(Group.id).where(Group.name.startswith("Group "))).all()
        space_scope_id = session.scalars(select(Space.scope_id).where(Space.key == KEY)).one()
        parents = (
            select(Page.parent_id, func.count()).where(Page.parent_id.is_not(None)).group_by(Page.parent_id)
        )
        lower = sorted(session.execute(parents).all(), key=lambda row: (row[1], row[0]))
        chosen = [page_id for page_id, _ in lower[:CLOSED]]
        for number, page_id in enumerate(chosen):
            scope = AccessScope(kind=SUBTREE, head_page_id=page_id)
            session.add(scope)
            session.flush()
            given = {group_principal(one): Right.EDIT for one in random.sample(groups, 3)}
            given |= {user_principal(one): Right.READ for one in random.sample(people, 10)}
            if number % 2 == 0:
                given[user_principal(person)] = Right.MANAGE
            rows = [
                {"scope_id": scope.id, "principal": who, "right": int(right)} for who, right in given.items()
            ]
            session.execute(insert(Grant), rows)
            ids = [page_id, *tree.below(session, page_id)]
            inherits = Page.scope_id == space_scope_id  # lists inside of it stay
            session.execute(update(Page).where(Page.id.in_(ids), inherits).values(scope_id=scope.id))
        bump(session, ACCESS)
        print(f"  {len(chosen)} subtrees closed", flush=True)
        slugs = session.scalars(select(Page.slug).where(Page.id.in_(chosen[::2])).order_by(Page.id))
        return [f"/s/{KEY}/{slug}" for slug in slugs]


def _open_paths(sessions: Sessions) -> list[str]:
    """Pages that both wikis show alike."""
    with sessions.reading() as session:
        in_space = select(Page.slug).join(Space, Space.scope_id == Page.scope_id).where(Space.key == KEY)
        slugs = session.scalars(in_space.order_by(Page.public_id).limit(VIEWS)).all()
    return [f"/s/{KEY}/{slug}" for slug in slugs]


def _ratio(visits: list[Visit], paths: list[str], *, renews: bool = False) -> float:
    """The closed wiki's time against the open one's: the middle of ratios of slices side by side, caches warm."""
    ratios = []
    for visit in visits:
        visit.seconds(paths)
    for _ in range(SLICES):
        first, second = (visit.seconds(paths[:50] if renews else paths, renews=renews) for visit in visits)
        ratios.append(second / first)
    return round(statistics.median(ratios), 2)


def _panel(visit: Visit, closed: list[str], paths: list[str]) -> dict:
    space, page = f"/s/{KEY}/rights", f"{closed[0]}/rights"
    fields = {"csrf_token": visit.wiki.form_token, f"right:{SIGNED_IN}": "READ", **_seen(visit, space)}
    page_fields = {"csrf_token": visit.wiki.form_token, f"right:{SIGNED_IN}": "EDIT", **_seen(visit, page)}
    counts = [visit.statements(path) for path in (space, page, f"{page}?q=clerk01")]
    asked = [visit.statements(space, fields), visit.statements(page, page_fields)]
    view = statistics.median(visit.seconds(paths) / len(paths) for _ in range(SLICES))
    times = {}
    for name, path, sent in (
        ("panel", page, None),
        ("preview_of_space", space, fields),
        ("preview_of_page", page, page_fields),
    ):
        times[name] = statistics.median(_once(visit, path, sent) for _ in range(SLICES * 3))
    return {
        "view_milliseconds": round(view * 1000, 2),
        "panel_statements": max(counts),
        "preview_statements": max(asked),
        "preview_in_views": round(max(times["preview_of_space"], times["preview_of_page"]) / view, 1),
        **{f"{name}_milliseconds": round(seconds * 1000, 1) for name, seconds in times.items()},
    }


def _once(visit: Visit, path: str, fields: dict[str, str] | None) -> float:
    started = time.process_time()
    answer = visit.client.post(path, data=fields) if fields else visit.client.get(path)
    assert answer.status_code == 200, path
    return time.process_time() - started


def _seen(visit: Visit, path: str) -> dict[str, str]:
    markup = visit.client.get(path).text
    return {"seen": markup.partition('name="seen" value="')[2].partition('"')[0]}


if __name__ == "__main__":
    sys.exit(main())
