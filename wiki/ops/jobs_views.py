"""The screen of the worker's jobs that failed: tried again, or thrown away. All but administrators get 404."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from wiki import audit, outbox
from wiki.admin import screens
from wiki.errors import NotFound
from wiki.notifications import service as notifications
from wiki.web import context
from wiki.web.templating import render

blueprint = Blueprint("jobs", __name__, url_prefix="/admin")
blueprint.after_request(screens.keep_out_of_caches)


@blueprint.get("/jobs")
def index() -> str:
    """How far the worker is behind, and what failed at least once."""
    screens.administrator()
    session = context.reader()
    return render("admin/jobs.html", lag=outbox.lag(session), jobs=outbox.failed(session))


@blueprint.post("/jobs")
def decide() -> Response:
    """One job that was given up is tried again, or is gone."""
    actor, number = screens.administrator(), request.form.get("job", "")
    if not (number.isascii() and number.isdigit() and len(number) <= 9):  # noqa: PLR2004  what the column holds
        raise NotFound
    is_again = request.form.get("do") == "again"
    with context.writing() as session:
        claim = outbox.given_up(session, int(number))
        audit.record(session, actor, "job.again" if is_again else "job.discard", f"job:{claim.name}")
        if is_again:
            notifications.forget_mailed(session, claim.name, claim.payload)
            outbox.again(session, claim)
        else:
            outbox.finish(session, [claim.id])
    return redirect(f"/admin/jobs?said={'job-again' if is_again else 'job-discarded'}", 303)
