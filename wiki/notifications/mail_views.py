"""Which mail one gets: chosen in the profile, or ended by the link at the foot of a mail without signing in."""

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki import mail
from wiki.errors import NotFound, SignInRequired
from wiki.notifications import letters, queries, service
from wiki.notifications.kinds import TOPICS
from wiki.users import queries as users
from wiki.web import context, screen
from wiki.web.language import gettext
from wiki.web.templating import render

blueprint = Blueprint("mail", __name__)


@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Nothing of these screens stays in the browser (ASVS 14.3.2)."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@blueprint.get("/profile/mail")
def choose() -> Response:
    """The topics with what was chosen; and whether the wiki can send mail at all."""
    user_id = _who()
    refused = queries.refused_topics(context.reader(), user_id)
    topics = [
        (name, gettext(one.label), name not in refused, one.can_be_refused) for name, one in TOPICS.items()
    ]
    is_ready = mail.is_ready(context.app().settings)
    return make_response(render("notifications/mail.html", topics=topics, is_ready=is_ready))


@blueprint.post("/profile/mail")
def store() -> BaseResponse:
    """Mail comes about exactly the chosen topics."""
    user_id, wanted = _who(), set(request.form.getlist("topic"))
    with context.writing() as session:
        service.refuse_mail(session, user_id, set(TOPICS) - wanted)
    return redirect("/profile/mail?said=mail", 303)


@blueprint.get("/mail/off/<word>")
def end_form(word: str) -> Response:
    """Asks whether mail about the topic shall end; a program that looks at links ends nothing."""
    _, topic = _read(word)
    label = gettext(TOPICS[topic].label)
    return make_response(
        render("notifications/off.html", screen.open_shell(), word=word, label=label, is_done=False)
    )


@blueprint.post("/mail/off/<word>")
def end(word: str) -> Response:
    """No more mail about the topic; the inbox goes on."""
    public_id, topic = _read(word)
    user_id = users.person(context.reader(), public_id).id
    with context.writing() as session:
        service.refuse_mail(session, user_id, {*queries.refused_topics(session, user_id), topic})
    label = gettext(TOPICS[topic].label)
    return make_response(
        render("notifications/off.html", screen.open_shell(), word=word, label=label, is_done=True)
    )


def _read(word: str) -> tuple[str, str]:
    found = letters.read_word(context.app().settings.secret_key, word)
    if found is None:
        raise NotFound
    context.locale()
    return found


def _who() -> int:
    user_id = context.identity().user_id
    if user_id is None or context.bearer() is not None:
        raise SignInRequired
    context.locale()
    return user_id
