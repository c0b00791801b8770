"""The worker's part of a large copy."""

from wiki.auth import queries as auth
from wiki.copying import planning, service
from wiki.jobs import Workplace


def run(place: Workplace, payload: dict[str, object]) -> None:
    """The rest of the pages is copied, with the rights that the person has by now; nothing for one who is gone."""
    with place.sessions.reading() as session:
        actor = auth.actor_of(session, int(str(payload["user_id"])), str(payload["locale"]))
    if actor is None:
        return
    plan = planning.of_payload(payload["plan"])  # type: ignore[arg-type]  # as planning made it
    service.run(place.sessions, actor, plan, place.settings.sanitiser)
