"""Puts the application together: settings, doors to database and files, blueprints, errors, headers."""

import sys

import click
from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from wiki import migrate, subscribers
from wiki.blobs import LocalBlobs
from wiki.db import Sessions
from wiki.errors import SchemaChanged
from wiki.search.engine import Engine, backend
from wiki.settings import Settings, SettingsError
from wiki.web import assets, csrf, errors, gate, headers, limits, login, moved, request_log, templating
from wiki.web.afterwards import Afterwards
from wiki.web.context import WikiApp

CANNOT_BOOT = 3  # what gunicorn takes as: a new start would fail alike (gunicorn/arbiter.py)


def served() -> WikiApp:
    """The application for a server; what keeps it from starting is one line, and the process ends."""
    try:
        return create_app()
    except SchemaChanged as error:
        click.echo(error.facts["reason"], err=True)
    except SettingsError as error:
        click.echo(str(error), err=True)
    except SQLAlchemyError as error:
        click.echo(f"database: {getattr(error, 'orig', None) or error}".splitlines()[0], err=True)
    sys.exit(CANNOT_BOOT)


def create_app(settings: Settings | None = None) -> WikiApp:
    """The application for the settings (of the environment by default). Raises SchemaChanged."""
    settings = settings or Settings.from_environment()
    app = WikiApp("wiki", static_folder=None)
    app.settings = settings
    app.sessions = Sessions(settings, pool_size=settings.threads + 4)
    try:
        migrate.demand(app.sessions)
    except SchemaChanged:
        app.sessions.dispose()
        raise
    app.blobs = LocalBlobs(settings.blob_dir)
    app.afterwards = Afterwards(app.sessions)
    app.extensions["search"] = Engine(backend(settings, app.sessions))
    app.elsewhere = moved.elsewhere
    app.admit = gate.admit
    app.secret_key = settings.secret_key
    largest_form = limits.largest_form(settings.page_limit)
    app.config.update(
        MAX_CONTENT_LENGTH=largest_form, MAX_FORM_MEMORY_SIZE=largest_form, TRAP_BAD_REQUEST_ERRORS=False
    )
    subscribers.install()
    _install(app, settings)
    return app


def load() -> None:
    """All modules of the application are imported; nothing is opened."""
    _blueprints()


def _install(app: WikiApp, settings: Settings) -> None:
    templating.install(app)
    app.extensions["assets"] = assets.install(app)
    login.install(app)
    headers.install(app, settings)
    request_log.install(app, settings)
    errors.install(app)
    app.before_request(limits.admit)
    app.before_request(csrf.protect)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    if settings.trusted_proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix  # noqa: PLC0415  only where a proxy stands in front

        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _blueprints() -> tuple[Blueprint, ...]:
    from wiki.copying import views as copying  # noqa: PLC0415
    from wiki.embed import views as embed  # noqa: PLC0415
    from wiki.home import views as home  # noqa: PLC0415
    from wiki.page_templates import views as page_templates  # noqa: PLC0415
    from wiki.properties import views as properties  # noqa: PLC0415
    from wiki.rights import mention_views as mentions  # noqa: PLC0415
    from wiki.rights import views as rights  # noqa: PLC0415
    from wiki.search import views as search  # noqa: PLC0415
    from wiki.sharing import guest_views, request_views, share_views, viewing_views  # noqa: PLC0415
    from wiki.spaces import settings_views as space_settings  # noqa: PLC0415
    from wiki.spaces import views as spaces  # noqa: PLC0415
    from wiki.tags import views as tags  # noqa: PLC0415

    return (
        *_page_blueprints(),
        page_templates.blueprint,
        tags.blueprint,
        *_personal_blueprints(),
        properties.blueprint,
        copying.blueprint,
        embed.blueprint,
        home.blueprint,
        search.blueprint,
        viewing_views.blueprint,
        share_views.blueprint,
        request_views.blueprint,
        guest_views.blueprint,
        spaces.blueprint,
        space_settings.blueprint,
        rights.blueprint,
        mentions.blueprint,
        *_admin_blueprints(),
        *_file_blueprints(),
    )


def _personal_blueprints() -> tuple[Blueprint, ...]:
    from wiki.auth import views as auth  # noqa: PLC0415
    from wiki.favourites import views as favourites  # noqa: PLC0415
    from wiki.feeds import views as feeds  # noqa: PLC0415
    from wiki.notifications import mail_views  # noqa: PLC0415
    from wiki.notifications import views as notifications  # noqa: PLC0415
    from wiki.users import person_views  # noqa: PLC0415
    from wiki.users import views as users  # noqa: PLC0415

    return (
        favourites.blueprint,
        feeds.blueprint,
        notifications.blueprint,
        mail_views.blueprint,
        users.blueprint,
        person_views.blueprint,
        auth.blueprint,
    )


def _admin_blueprints() -> tuple[Blueprint, ...]:
    from wiki.admin import (  # noqa: PLC0415
        audit_views,
        group_views,
        leaving_views,
        people_views,
        settings_views,
        setup_views,
        views,
    )
    from wiki.ops import check_views, jobs_views  # noqa: PLC0415

    return (
        views.blueprint,
        group_views.blueprint,
        group_views.managed,
        leaving_views.blueprint,
        people_views.blueprint,
        settings_views.blueprint,
        audit_views.blueprint,
        check_views.blueprint,
        jobs_views.blueprint,
        setup_views.blueprint,
    )


def _file_blueprints() -> tuple[Blueprint, ...]:
    from wiki.attachments import file_views, removal_views, views  # noqa: PLC0415

    return views.blueprint, file_views.blueprint, removal_views.blueprint


def _page_blueprints() -> tuple[Blueprint, ...]:
    from wiki.pages import (  # noqa: PLC0415
        draft_views,
        editing,
        emoji_views,
        level_views,
        link_views,
        moving,
        past,
        place_screens,
        publishing_views,
        redaction_views,
        ticking_views,
        trash_views,
        tree_views,
        version_views,
        views,
    )

    return (
        views.blueprint,
        past.blueprint,
        version_views.blueprint,
        moving.blueprint,
        trash_views.blueprint,
        redaction_views.blueprint,
        publishing_views.blueprint,
        editing.blueprint,
        emoji_views.blueprint,
        draft_views.blueprint,
        ticking_views.blueprint,
        tree_views.blueprint,
        level_views.blueprint,
        link_views.blueprint,
        place_screens.blueprint,
    )
