"""The screen of the audit log, for administrators and those whom they named: list, copies, who reads it, how long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Blueprint, current_app, g, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.actor import Actor
from wiki.admin import (
    audit_export,
    audit_facts,
    audit_forms,
    audit_names,
    audit_queries,
    audit_service,
    audit_words,
    screens,
)
from wiki.admin.screens import Values
from wiki.errors import Invalid, NotFound
from wiki.web import context
from wiki.web.context import WikiApp
from wiki.web.numbers import number
from wiki.web.sentences import field_errors
from wiki.web.templating import render

blueprint = Blueprint("admin_audit", __name__, url_prefix="/admin/audit")
blueprint.after_request(screens.keep_out_of_caches)


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One line of the list. `code` narrows the list to the same thing."""

    at: datetime
    who: str
    action: str
    target: str
    code: str
    facts: list[str]


@blueprint.get("")
def listing() -> Response:
    """What was done, latest first."""
    return _screen(_reader(), {}, 200)


@blueprint.post("/export")
def export() -> Response:
    """What the list shows, as a file; that it was taken stands in the log."""
    actor, form = _reader(), request.form.get("format", "")
    if form not in audit_export.FORMATS:
        raise NotFound
    narrowed = audit_forms.typed(request.form)
    wanted = audit_forms.wanted(context.reader(), actor, narrowed)
    with context.writing() as session:
        audit_service.note_export(session, actor, form)
    portions = audit_export.portions(context.app().sessions, actor, wanted, form)
    answer = Response(_spoken(portions), content_type=audit_export.FORMATS[form])
    answer.headers["Content-Disposition"] = f"attachment; filename=audit.{form}"
    return answer


@blueprint.post("/days")
def keep_for() -> Response:
    """Entries are kept for another time."""
    actor = screens.administrator()
    try:
        with context.writing() as session:
            audit_service.keep_for(session, actor, request.form.get("days", ""))
    except Invalid as error:
        return _screen(actor, field_errors(error), 422)
    return redirect("/admin/audit?said=audit-days#rules", 303)


@blueprint.post("/readers")
def name_reader() -> Response:
    """One person more reads the log."""
    actor = screens.administrator()
    try:
        with context.writing() as session:
            audit_service.name_auditor(session, actor, request.form.get("auditor", ""))
    except Invalid as error:
        return _screen(actor, field_errors(error), 422)
    return redirect("/admin/audit?said=audit-reader#rules", 303)


@blueprint.post("/readers/<public_id>/remove")
def dismiss_reader(public_id: str) -> Response:
    """One person less reads the log."""
    actor = screens.administrator()
    with context.writing() as session:
        audit_service.dismiss_auditor(session, actor, public_id)
    return redirect("/admin/audit?said=audit-reader#rules", 303)


def _reader() -> Actor:
    """Who reads the log, by a browser's session; asked for the password as administrators are, auditors too.

    Raises NotFound for all others.
    """
    actor = context.actor()
    if context.bearer() is not None or not audit_queries.may_read(context.reader(), actor):
        raise NotFound
    screens.demand_proof()
    return actor


def _spoken(portions: Iterator[str]) -> Iterator[str]:
    """The portions, each made when it is sent, in the language of the request, which is over by then."""
    app, locale = cast("WikiApp", current_app._get_current_object()), context.locale()  # type: ignore[attr-defined]  # noqa: SLF001  the proxy's way

    def made() -> Iterator[str]:
        is_over = False
        while not is_over:
            with app.app_context():
                g.locale = locale
                portion = next(portions, None)
            is_over = portion is None
            yield portion or ""

    return made()


def _screen(actor: Actor, errors: dict[str, str], status: int) -> Response:
    session, narrowed = context.reader(), audit_forms.typed(request.args)
    before = request.args.get("before", type=number)
    wanted = audit_forms.wanted(session, actor, narrowed)
    rows = audit_queries.entries(session, wanted, before, screens.PAGE + 1)
    names = audit_names.of(session, actor, rows[: screens.PAGE])
    shown = [
        ShownEntry(
            row.at,
            audit_words.who(row.actor_id, row.action, names),
            audit_words.action(row.action),
            audit_words.target(row.target, names),
            row.target,
            audit_facts.of(row, names),
        )
        for row in rows[: screens.PAGE]
    ]
    more = {"next_id": rows[screens.PAGE - 1].id if len(rows) > screens.PAGE else None, "before": before}
    values: Values = {**more, **_rules(actor), "errors": errors, "narrowed": narrowed}
    answer = render("admin/audit.html", entries=shown, actions=audit_words.actions(), **values)
    return make_response(answer, status)


def _rules(actor: Actor) -> Values:
    """For administrators alone: who reads the log, and how long it is kept."""
    days = request.form.get("days") or str(audit_queries.days(context.reader()))
    readers = audit_queries.auditors(context.reader()) if actor.is_admin else []
    named = request.form.get("auditor", "")
    return {"is_administrator": actor.is_admin, "days": days, "readers": readers, "named": named}
