"""The screen of the check: what is wrong or weak, and what mends it. Only reads. All but administrators get 404."""

from flask import Blueprint

from wiki.admin import screens
from wiki.ops import check, nightly
from wiki.ops.findings import in_order
from wiki.web import context
from wiki.web.language import gettext
from wiki.web.templating import render

blueprint = Blueprint("check", __name__, url_prefix="/admin")
blueprint.after_request(screens.keep_out_of_caches)


@blueprint.get("/check")
def findings() -> str:
    """What is wrong or weak, problems first: what is quickly seen, and what the worker found last."""
    screens.administrator()
    daily = nightly.last(context.reader())
    found = check.quick(context.app().settings, context.reader())
    found = in_order([*found, *(daily.found if daily else ())])
    shown = [(one.is_problem, one.told(gettext), one.mended(gettext)) for one in found]
    problems = sum(one.is_problem for one in found)
    return render("admin/check.html", findings=shown, problems=problems, daily=daily and daily.moment)
