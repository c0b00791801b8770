"""Everything that can go wrong for a reason the caller can act on.

Errors carry a stable `code` and facts; they know neither HTTP nor a language. `web/errors.py` alone maps
them to status, screen and text.
"""

from typing import ClassVar


class WikiError(Exception):
    """A refusal with a stable code and the facts that explain it."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class NotFound(WikiError):
    """The thing does not exist for this actor; whether it exists for others is not said."""

    code = "not_found"


class Forbidden(WikiError):
    """The actor may read the thing but not do this with it."""

    code = "forbidden"


class SignInRequired(WikiError):
    """The request needs somebody signed in."""

    code = "sign_in_required"


class CrossSite(WikiError):
    """The request carries no valid token of this session or comes from another site."""

    code = "cross_site"


class Conflict(WikiError):
    """The thing changed meanwhile, or the change would break a rule that holds between things."""

    code = "conflict"


class Invalid(WikiError):
    """A field has a value that cannot be taken. Facts: `field`, `reason` (a stable word)."""

    code = "invalid"

    def __init__(self, field: str, reason: str, **facts: object) -> None:
        super().__init__(field=field, reason=reason, **facts)
        self.field = field
        self.reason = reason


class TooLarge(WikiError):
    """More bytes than the limit. Facts: `limit` in bytes."""

    code = "too_large"


class TooCostly(WikiError):
    """The text cannot be rendered within the limits; it is kept as a draft."""

    code = "too_costly"


class RateLimited(WikiError):
    """Too many tries. Facts: `retry_after` in seconds."""

    code = "rate_limited"


class Unavailable(WikiError):
    """The wiki cannot do this just now (database away, read-only disk); trying again later is right."""

    code = "unavailable"


class SchemaChanged(Unavailable):
    """The database has another schema than this program: nothing is read or written until both fit again."""

    code = "schema_changed"
