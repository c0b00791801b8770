"""Screens for many accounts at once: import with a look before, export, links for who never signed in."""

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki import audit, i18n
from wiki.admin import people, people_export, people_import, screens
from wiki.admin.people import WAITING, Wanted
from wiki.admin.people_import import NothingDone, Plan
from wiki.admin.screens import Values
from wiki.auth import links
from wiki.errors import Invalid, TooLarge
from wiki.i18n import Translator
from wiki.users import people_file
from wiki.web import context
from wiki.web.sentences import of_error
from wiki.web.templating import render

blueprint = Blueprint("admin_people", __name__, url_prefix="/admin/users")
blueprint.after_request(screens.keep_out_of_caches)
_SHOWN = 200


@blueprint.get("/import")
def ask() -> str:
    """Where the file is chosen."""
    screens.administrator()
    return render("admin/users_import.html", errors={}, plan=None)


@blueprint.post("/import")
def import_() -> BaseResponse:
    """What would happen, line by line; or, once that was seen and confirmed, it has happened."""
    actor = screens.administrator()
    try:
        text = _sent()
        file = people_file.read(text.encode())
        if not request.form.get("confirmed"):
            return _looked_at(people_import.plan(context.reader(), file), text, 200)
        with context.writing() as session:
            people_import.apply(session, actor, file)
    except NothingDone as error:
        return _looked_at(error.plan, text, 422)
    except (Invalid, TooLarge) as error:
        errors = {"file": of_error(error)}
        return make_response(render("admin/users_import.html", errors=errors, plan=None), 422)
    return redirect("/admin/users?state=waiting&said=users-imported", 303)


@blueprint.post("/export")
def export() -> BaseResponse:
    """The accounts that the list shows, as a file."""
    actor, wanted = screens.administrator(), screens.wanted_people(request.form)
    rows = list(people.all_of(context.reader(), wanted))
    with context.writing() as session:
        audit.record(session, actor, "user.export", "wiki", accounts=len(rows))
    return _file(people_export.text_of(rows, _words()), "people")


@blueprint.post("/links")
def links_of() -> BaseResponse:
    """Links for everybody who never signed in, as a file: they stand nowhere else."""
    actor, settings = screens.administrator(), context.app().settings
    base, session = settings.base_url or request.host_url.rstrip("/"), context.reader()
    found = [
        (one.name, one.display_name, one.email, f"{base}/password/{_word(one.id)}")
        for one in people.all_of(session, Wanted(state=WAITING))
    ]
    with context.writing() as writing:
        audit.record(writing, actor, "user.links", "wiki", accounts=len(found))
    return _file(people_export.links_of(found, _words()), "links")


def _words() -> Translator:
    return i18n.translator(context.locale())


def _word(user_id: int) -> str:
    return links.make(context.reader(), context.app().settings.secret_key, user_id)


def _sent() -> str:
    """The chosen file, or what an earlier look kept of it. Raises Invalid, TooLarge."""
    upload = request.files.get("file")
    content = upload.read(people_file.LARGEST + 1) if upload else b""
    if len(content) > people_file.LARGEST:
        raise TooLarge(limit=people_file.LARGEST)
    return people_file.decoded(content) if content else request.form.get("text", "")


def _looked_at(plan: Plan, text: str, status: int) -> BaseResponse:
    shown = [*plan.refused, *plan.of(people_import.NEW), *plan.of(people_import.CHANGED)][:_SHOWN]
    rows = [(step, of_error(step.error) if step.error else None) for step in shown]
    values: Values = {"plan": plan, "rows": rows, "text": text, "errors": {}}
    return make_response(render("admin/users_import.html", **values), status)


def _file(text: str, name: str) -> BaseResponse:
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
