"""Screens for administrators: people. Everybody else gets 404."""

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki import mail
from wiki.actor import user_principal
from wiki.admin import last_backup, people, places, screens, service
from wiki.admin.screens import Values
from wiki.admin.service import Account
from wiki.auth import links
from wiki.auth import password as passwords
from wiki.errors import Conflict, Invalid
from wiki.users import queries
from wiki.users.models import User
from wiki.web import context
from wiki.web.templating import render

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
blueprint.after_request(screens.keep_out_of_caches)


@blueprint.get("/")
def overview() -> str:
    """What there is to administer."""
    screens.administrator()
    return render(
        "admin/overview.html",
        backup=last_backup.last(context.reader()),
        keep=context.app().settings.backup_keep,
        folder=context.app().settings.backup_folder,
    )


@blueprint.get("/users")
def listing() -> str:
    """Everybody with an account."""
    screens.administrator()
    wanted = screens.wanted_people(request.args)
    found = people.listed(context.reader(), wanted)
    groups = people.groups_by_name(context.reader())
    return render("admin/users.html", found=found, wanted=wanted, groups=groups)


@blueprint.get("/users/new")
def new_person() -> Response:
    """The form for an account."""
    screens.administrator()
    return _new_form({}, {"errors": {}, "general": None}, 200)


@blueprint.post("/users")
def add_person() -> Response:
    """The account exists; what its owner needs for signing in is shown once."""
    actor, fields = screens.administrator(), request.form
    secret, stored = _first_secret(fields.get("how", ""))
    is_mailed = fields.get("how") == "mail" and _can_mail()
    account = Account(fields.get("display_name", ""), fields.get("email", ""), "is_admin" in fields)
    try:
        with context.writing() as session:
            user = service.add_user(session, actor, fields.get("name", ""), account, stored)
            if is_mailed:
                service.invite(session, actor, user.id)
            word = links.make(session, context.app().settings.secret_key, user.id)
    except Invalid as error:
        return _new_form(fields.to_dict(), screens.problems_of(error), 422)
    return _invited(user) if is_mailed else _issued(user, secret, word, is_new=True)


@blueprint.get("/users/<public_id>")
def person(public_id: str) -> Response:
    """One account."""
    screens.administrator()
    return _person(queries.person(context.reader(), public_id), {}, {"errors": {}, "general": None}, 200)


@blueprint.post("/users/<public_id>")
def change_person(public_id: str) -> Response:
    """The account has other facts."""
    actor, form = screens.administrator(), request.form
    user = queries.person(context.reader(), public_id)
    flags = {"is_admin": "is_admin" in form, "is_active": user.is_active}
    account = Account(form.get("display_name", ""), form.get("email", ""), **flags)
    try:
        with context.writing() as session:
            service.change_user(session, actor, user.id, account)
    except (Invalid, Conflict) as error:
        fields = {**form.to_dict(), **flags}
        return _person(user, fields, screens.problems_of(error), screens.status_of(error))
    return redirect(f"/admin/users/{public_id}?said=user-changed", 303)


@blueprint.post("/users/<public_id>/password")
def reset_password(public_id: str) -> Response:
    """The old password is void; what the person needs for choosing another is shown once."""
    actor, user = screens.administrator(), queries.person(context.reader(), public_id)
    secret, stored = _first_secret(request.form.get("how", ""))
    is_mailed = request.form.get("how") == "mail" and _can_mail()
    try:
        with context.writing() as session:
            service.reset_password(session, actor, user.id, stored)
            if is_mailed:
                service.invite(session, actor, user.id)
            word = links.make(session, context.app().settings.secret_key, user.id)
    except Invalid as error:
        return _person(user, {}, screens.problems_of(error), 422)
    return _invited(user) if is_mailed else _issued(user, secret, word, is_new=False)


def _first_secret(how: str) -> tuple[str | None, str]:
    """A one-time password, or None for a link; and what is stored of it."""
    if how != "one-time":
        return None, passwords.unusable()
    secret = passwords.one_time()
    return secret, passwords.hashed_one_time(secret)


def _can_mail() -> bool:
    return mail.is_ready(context.app().settings)


def _invited(user: User) -> Response:
    return redirect(f"/admin/users/{user.public_id}?said=user-invited", 303)


def _issued(user: User, secret: str | None, word: str, *, is_new: bool) -> Response:
    base = context.app().settings.base_url or request.host_url.rstrip("/")
    link = None if secret else f"{base}/password/{word}"
    values: Values = {
        "person": user,
        "secret": secret,
        "link": link,
        "login": f"{base}/login",
        "is_new": is_new,
    }
    return make_response(render("admin/user_issued.html", **values), 201 if is_new else 200)


def _new_form(fields: dict[str, str], problems: Values, status: int) -> Response:
    values: Values = {"fields": fields, "can_mail": _can_mail(), **problems}
    return make_response(render("admin/user_new.html", **values), status)


def _person(user: User, fields: Values, problems: Values, status: int) -> Response:
    present = {name: getattr(user, name) for name in ("display_name", "email", "is_admin")}
    session = context.reader()
    values: Values = {
        "person": user,
        "fields": present | fields,
        "groups": queries.groups_of(session, user.id),
        "rights": places.of_principal(session, context.actor(), user_principal(user.id)),
        "can_mail": _can_mail(),
        **problems,
    }
    return make_response(render("admin/user.html", **values), status)
