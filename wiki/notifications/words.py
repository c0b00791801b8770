"""A notification in the words of its reader: for the inbox and for mail."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from wiki.i18n import N_, Translator
from wiki.notifications.kinds import KINDS

_SOMEBODY = N_("Somebody")
_HERE = N_("this wiki")


@dataclass(frozen=True, slots=True)
class Told:
    """One notification with what its reader may know of it. `place` is the title of the page or space, if any."""

    id: int
    public_id: str
    kind: str
    facts: Mapping[str, object]
    created_at: datetime
    is_read: bool
    actor_name: str | None
    place: str | None = None
    place_href: str | None = None

    @property
    def href(self) -> str | None:
        """The path it leads to; None where there is nothing to go to."""
        path = KINDS[self.kind].href
        if path is None:
            return self.place_href
        return path.format_map(
            defaultdict(str, {name: quote(str(it), "") for name, it in self.facts.items()})
        )


def sentence(told: Told, words: Translator) -> str:
    """What happened, in one sentence."""
    values = defaultdict(str, {name: str(value) for name, value in told.facts.items()})
    values["actor"] = told.actor_name or words.gettext(_SOMEBODY)
    values["place"] = told.place or words.gettext(_HERE)
    return words.gettext(KINDS[told.kind].sentence) % values
