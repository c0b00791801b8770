"""The start page, the help on Markdown, and the two addresses that machines ask for health."""

import shutil
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache

from flask import Blueprint, Response, jsonify, make_response, request
from sqlalchemy import text
from werkzeug.wrappers import Response as BaseResponse

from wiki import files, i18n, migrate, outbox
from wiki.favourites import queries as favourites
from wiki.home import queries as of_spaces
from wiki.pages import drafts, present, queries, renderings
from wiki.pages.present import Presented, Surroundings
from wiki.pages.queries import PageRow
from wiki.settings import FULL_DISK, LITTLE_DISK
from wiki.spaces import queries as spaces
from wiki.web import context, screen
from wiki.web.templating import render

blueprint = Blueprint("home", __name__)
_RECENT = 10
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_HELP = {"de": "markdown.de.md", "en": "markdown.md"}


@blueprint.get("/")
def start() -> BaseResponse:
    """Search, drafts, recent changes and spaces; before the set-up, how to begin."""
    if not context.wiki_settings().is_set_up:
        return make_response(render("home/not_set_up.html", screen.bare_shell()))
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    rows = spaces.readable(session, actor, scopes)
    return make_response(
        render(
            "home/start.html",
            spaces=[row for row in rows if not row.is_archived],
            archived=[row for row in rows if row.is_archived],
            recent=queries.recent_pages(session, actor, limit=_RECENT),
            latest=of_spaces.latest(session, scopes),
            drafts=drafts.own(session, actor)[:5],
            favourites=favourites.of_person(session, actor),
            is_signed_in=actor.user_id is not None,
        )
    )


@blueprint.get("/help/markdown")
def markdown_help() -> BaseResponse:
    """The dialect, shown by the renderer that it describes."""
    language = context.locale()
    return make_response(render("home/help.html", text=_help(language)))


@blueprint.get("/healthz")
def alive() -> BaseResponse:
    """The process answers."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/readyz")
def ready() -> BaseResponse:
    """The database answers and has this version's schema; else 503. How worker and disk are does not change that."""
    session, app = context.reader(), context.app()
    session.execute(text("SELECT 1"))
    found = migrate.mismatch(app.sessions)
    facts: dict[str, object] = {
        "ready": found is None,
        "schema": "current" if found is None else "other",
        "disk": _disk(shutil.disk_usage(app.settings.data_dir).free),
        "scheme": request.scheme,
        "is_forwarded": "X-Forwarded-For" in request.headers,
    }
    if found is None:
        facts["worker"] = asdict(outbox.lag(session))
    answer = jsonify(facts)
    answer.status_code = 200 if found is None else 503
    return answer


def _disk(free: int) -> str:
    if free < LITTLE_DISK:
        return "full" if free < FULL_DISK else "little"
    return "enough"


@cache
def _help(language: str) -> Presented:
    source = (files.folder("docs") / _HELP[language]).read_text(encoding="utf-8")
    rendering = renderings.of_rendering(renderings.render(source, renderings.Limits(10**7)))
    nowhere = PageRow(0, "", "", "", 0, "", "", None, None, 0, False, 0, 0, "", "", _EPOCH, 0, 0, None)
    return present.present(nowhere, rendering, Surroundings({}, ()), {}, i18n.translator(language))
