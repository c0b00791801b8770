"""Imports every module with tables, so that `Base.metadata` is whole wherever it is needed."""

from wiki import audit, counters, outbox
from wiki.access import models as access
from wiki.admin import models as admin
from wiki.attachments import models as attachments
from wiki.auth import models as auth
from wiki.db import Base
from wiki.favourites import models as favourites
from wiki.feeds import models as feeds
from wiki.notifications import models as notifications
from wiki.pages import models as pages
from wiki.properties import models as properties
from wiki.search import models as search
from wiki.sharing import models as sharing
from wiki.spaces import models as spaces
from wiki.transfer import models as transfer
from wiki.users import models as users

MODULES = (
    access,
    admin,
    attachments,
    audit,
    auth,
    counters,
    favourites,
    feeds,
    notifications,
    outbox,
    pages,
    properties,
    search,
    sharing,
    spaces,
    transfer,
    users,
)
metadata = Base.metadata
