"""The screen of the check: what is quickly found, and what mends it. Only reads. All but administrators get 404."""

from flask import Blueprint

from wiki.admin import screens
from wiki.ops import check
from wiki.web import context
from wiki.web.language import gettext
from wiki.web.templating import render

blueprint = Blueprint("check", __name__, url_prefix="/admin")
blueprint.after_request(screens.keep_out_of_caches)


@blueprint.get("/check")
def findings() -> str:
    """What is wrong or weak, problems first."""
    screens.administrator()
    found = check.quick(context.app().settings, context.reader())
    shown = [(one.is_problem, one.told(gettext), one.mended(gettext)) for one in found]
    return render("admin/check.html", findings=shown, problems=sum(one.is_problem for one in found))
