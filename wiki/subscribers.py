"""Who derives what inside a save, who reacts to which event in the worker, and what it does each hour. Nothing else."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from wiki.admin import audit_service
from wiki.admin import queries as admin
from wiki.attachments import drawing, reading, removal, service, sweep, uses
from wiki.attachments.derived import Derived
from wiki.auth import forgotten
from wiki.auth import service as auth
from wiki.copying import jobs as copying_jobs
from wiki.copying import service as copying
from wiki.jobs import Chore, Job
from wiki.notifications import sending
from wiki.notifications import service as notifications
from wiki.ops import nightly, scheduled
from wiki.pages import derive, facts, links, outside_links, redaction, resettling, trash
from wiki.properties import derivation as properties
from wiki.search import indexer, misses
from wiki.sharing import requests, viewing
from wiki.spaces import purging

DERIVE: tuple[derive.Step, ...] = (
    links.derive,
    links.derive_outside,
    facts.derive_text,
    facts.derive_tags,
    facts.derive_properties,
    properties.derive_values,
    uses.derive,
)
REACT: dict[str, tuple[Callable[[Session, dict[str, object]], None], ...]] = {
    "SpaceNamed": (links.adopt_space,),
    forgotten.ASKED: (forgotten.answer,),
    "AccessAsked": (requests.pass_on,),
}
"""Quick reactions to events, inside one write block each."""

JOBS: dict[str, Job] = {
    removal.REMOVE_CONTENT: removal.remove_content,
    redaction.ERASE_TRACES: redaction.erase_traces,
    purging.JOB: purging.purge,
    outside_links.JOB: lambda place, _payload: outside_links.run(place, admin.checks_links),
    service.DRAW: drawing.run,
    reading.READ: reading.run,
    copying.JOB: copying_jobs.run,
    resettling.JOB: resettling.run,
}
"""Long jobs by name, run beside the quick reactions, one after the other. A name is not in both tables."""

MAIL: dict[str, Job] = {notifications.MAIL: sending.run}
"""Jobs that wait for the mail server, in a thread of their own: one that hangs holds up nothing else."""

CHORES: tuple[Chore, ...] = (
    lambda place: place.write(requests.close_overdue),
    lambda place: place.write(viewing.end_overdue),  # before sessions are forgotten
    lambda place: place.write(auth.forget_expired),
    lambda place: place.write(notifications.forget_old),
    lambda place: place.write(misses.forget_old),
    lambda place: trash.empty_overdue(place.sessions, place.settings.trash_days),
    purging.order_overdue,
    audit_service.forget_overdue,
    lambda place: outside_links.order(place, admin.checks_links),
    lambda place: sweep.remove_orphans(place.sessions, place.blobs),
    scheduled.run,
    nightly.run,
    lambda place: sweep.remove_drawings(place.sessions, Derived(place.settings.derived_dir)),
    drawing.complete,
    reading.complete,
)


def slow_names() -> frozenset[str]:
    """The rows of the outbox that are no quick reactions; those that the index waits for have none."""
    return frozenset({*JOBS, *MAIL, *indexer.EVENTS})


def install() -> None:
    """Saves derive what is listed here. Every process that saves calls this once."""
    derive.steps[:] = DERIVE
