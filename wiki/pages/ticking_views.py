"""Ticking the task boxes of a page: by the form of the page, or by its script one box at a time."""

from collections.abc import Sequence

from flask import Blueprint, jsonify, redirect, request
from werkzeug.wrappers import Response

from wiki.actor import Right
from wiki.errors import Invalid
from wiki.pages import ticking
from wiki.pages.screens import limits, page_at, require
from wiki.pages.ticking import Ticks
from wiki.web import context, errors, numbers
from wiki.web.language import gettext as _

blueprint = Blueprint("ticking", __name__)
_LONGEST_TEXT = 120


@blueprint.post("/s/<space_key>/<slug>/tick")
def tick(space_key: str, slug: str) -> Response:
    """The boxes in `box` (all of the page without it) are ticked if they stand in `on`."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    saved = ticking.tick(context.app().sessions, context.actor(), page.id, _ticks(), limits(), _summary)
    if errors.wants_json():
        return jsonify(number=saved.number)
    return redirect(f"{page.href}?said={'unchanged' if saved.is_unchanged else 'saved'}", 303)


def _ticks() -> Ticks:
    base = request.form.get("base", type=numbers.number)
    if base is None:
        raise Invalid("base_revision", "unknown")
    boxes = request.form.getlist("box")
    return Ticks(base, frozenset(request.form.getlist("on")), frozenset(boxes) if boxes else None)


def _summary(changed: Sequence[tuple[str, bool]]) -> str:
    if len(changed) > 1:
        return _("Tasks ticked")
    [(text, is_ticked)] = changed
    short = text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1].rstrip()}…"
    message = _("Done: %(task)s") if is_ticked else _("Open again: %(task)s")
    return message % {"task": short}
