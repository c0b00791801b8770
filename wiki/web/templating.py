"""Jinja: translations, dates in the reader's zone, and nothing that could read the database."""

from datetime import datetime
from typing import Any

from flask import Flask
from flask import render_template as flask_render

from wiki import files, i18n
from wiki.db import now
from wiki.web import context, screen
from wiki.web.language import gettext, ngettext
from wiki.web.shell import Shell


def install(app: Flask) -> None:
    """Templates speak the reader's language; undefined names are errors."""
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.template_folder = str(files.folder("templates"))
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # from the extension
    environment.filters.update(
        date_time=lambda moment: i18n.date_time(moment, context.locale(), zone()),
        date=lambda moment: i18n.date(moment, context.locale(), zone()),
        time=lambda moment: i18n.time(moment, context.locale(), zone()),
        when=lambda moment: i18n.when(moment, context.locale(), zone(), now()),
        since=lambda moment: i18n.since(moment, context.locale(), zone(), now()),
        iso=lambda moment: moment.isoformat(timespec="seconds"),
        number=lambda value: i18n.number(value, context.locale()),
        size=lambda value: i18n.size(value, context.locale()),
        limit=lambda value: i18n.limit(value, context.locale()),
        initials=screen.initials,
    )


def zone() -> str:
    """The reader's time zone."""
    return context.actor().timezone


def moment_text(moment: datetime) -> str:
    """Date and time for the reader."""
    return i18n.date_time(moment, context.locale(), zone())


def render(template: str, shell: Shell | None = None, **values: Any) -> str:  # Any: what the template names
    """The template in the usual frame; `shell` replaces the frame that fits the request."""
    return _sendable(flask_render(template, shell=shell or screen.shell(), **values))


def _sendable(html: str) -> str:
    """Half surrogate pairs, which a page may hold since an import, become U+FFFD: UTF-8 has no way to write them."""
    try:
        html.encode()
    except UnicodeEncodeError:
        return html.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return html
