"""Slows down guessing of secrets: with growing pauses, never for good (ASVS 6.3.1).

Wrong tries are counted three times: for one account (or link) from one network, for the account from everywhere,
and for the network whatever it tries. A browser in which the person signed in before has a count of its own
instead, so that no stranger's tries keep the owner out. Counts stand in the database, so all server processes
share them. A name that nobody has is counted alike.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wiki.auth.models import SignInFailure
from wiki.db import Sessions, now
from wiki.errors import RateLimited

FREE_TRIES = 10
FREE_TRIES_OF_ACCOUNT = 50
FREE_TRIES_OF_NETWORK = 100  # an office behind one address mistypes, too
WINDOW = timedelta(minutes=5)
FIRST_BLOCK = timedelta(seconds=30)
LONGEST_BLOCK = timedelta(hours=1)
_FORGIVEN_AFTER = 2 * LONGEST_BLOCK
_DOUBLINGS = 8
_LONGEST_NAME = 320  # an e-mail address


@dataclass(frozen=True, slots=True)
class Count:
    """One count of wrong tries: under which key, how many are free, and of which subject (None: of a network)."""

    key: str
    free_tries: int
    subject: str | None


@dataclass(frozen=True, slots=True)
class Tries:
    """Everything that one try counts for; `own` is what a right secret makes forgotten."""

    own: str
    counts: tuple[Count, ...]

    @property
    def keys(self) -> list[str]:
        """The keys of all counts."""
        return [count.key for count in self.counts]


def attempt(
    sessions: Sessions, subject: str, network: str, is_right: Callable[[], bool], device: str = ""
) -> bool:
    """Whether the secret is right; wrong tries are counted, a right one forgives the earlier ones.

    For every path that takes a secret. `subject` names what is opened, such as `share:12`; `network` comes from
    `network_of`. `is_right` compares, outside of any transaction. With `device` only its own tries count. Raises
    RateLimited while a pause lasts.
    """
    tries = tries_of(subject, network, device)
    with sessions.reading() as session:
        refuse_blocked(session, tries)
    found = is_right()
    with sessions.writing() as session:
        (forgive if found else count_failure)(session, tries)
    return found


def spend(sessions: Sessions, subject: str, network: str, free_tries: int) -> None:
    """One of few tries is used up, for what has no right answer, such as asking for a mail. Raises RateLimited."""
    tries = tries_of(subject, network, free_tries=free_tries)
    with sessions.reading() as session:
        refuse_blocked(session, tries)
    with sessions.writing() as session:
        count_failure(session, tries)


def network_of(address: str | None) -> str:
    """The network that counts as one: an IPv4 address, the /64 of an IPv6 address (one customer's line)."""
    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else str(ip_network((parsed, 64), strict=False))


def account_of(typed: str) -> str:
    """The sign-in name or address that was meant. Accounts are looked up by it and failures counted by it.

    With two readings of what was typed, each invisible letter in a name would give ten more tries.
    """
    return "".join(letter for letter in typed if letter.isprintable()).strip().lower()[:_LONGEST_NAME]


def key_of(*parts: str) -> str:
    """Under which failures are counted; does not tell the parts."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def tries_of(subject: str, network: str, device: str = "", free_tries: int = FREE_TRIES) -> Tries:
    """The counts for a try on the subject from the network, or in a browser that its owner used before."""
    whose = key_of(subject)
    if device:
        own = key_of("device", subject, device)
        return Tries(own, (Count(own, FREE_TRIES, whose),))
    own = key_of("here", subject, network)
    everywhere = Count(key_of("account", subject), FREE_TRIES_OF_ACCOUNT, whose)
    from_here = Count(key_of("network", network), FREE_TRIES_OF_NETWORK, None)
    return Tries(own, (Count(own, free_tries, whose), everywhere, from_here))


def refuse_blocked(session: Session, tries: Tries) -> None:
    """Nothing, unless a pause after too many failures lasts: then RateLimited, for a right secret too."""
    ends = session.scalar(
        select(func.max(SignInFailure.blocked_until)).where(SignInFailure.key.in_(tries.keys))
    )
    moment = now()
    if ends and ends > moment:
        raise RateLimited(retry_after=int((ends - moment).total_seconds()) + 1)


def count_failure(session: Session, tries: Tries) -> bool:
    """One failure more. Behind the free ones in five minutes each one doubles the pause, up to an hour.

    Returns whether there is a pause now.
    """
    in_order = sorted(tries.counts, key=lambda one: one.key)  # two at once lock the rows in the same order
    pauses = [_count(session, count) for count in in_order]
    return any(pauses)


def forgive(session: Session, tries: Tries) -> None:
    """What was counted for this account here is forgotten.

    The counts of the whole account and network stay: an own account must not buy a network further tries.
    """
    session.execute(delete(SignInFailure).where(SignInFailure.key == tries.own))


def forgive_all(session: Session, subject: str) -> None:
    """Nothing is counted for the subject any more, wherever it was tried."""
    session.execute(delete(SignInFailure).where(SignInFailure.subject == key_of(subject)))


def forget_old(session: Session) -> None:
    """Failures that no longer count are gone."""
    moment = now()
    is_free = or_(
        SignInFailure.blocked_until.is_(None), SignInFailure.blocked_until < moment - _FORGIVEN_AFTER
    )
    session.execute(delete(SignInFailure).where(SignInFailure.first_at < moment - _FORGIVEN_AFTER, is_free))


def _count(session: Session, count: Count) -> bool:
    failure, moment = _row(session, count), now()
    if _is_over(failure):
        failure.count, failure.first_at, failure.blocked_until = 0, moment, None
    failure.count += 1
    if failure.count >= count.free_tries:
        pause = FIRST_BLOCK * 2 ** min(failure.count - count.free_tries, _DOUBLINGS)
        failure.blocked_until = moment + min(pause, LONGEST_BLOCK)
    return failure.blocked_until is not None


def _row(session: Session, count: Count) -> SignInFailure:
    """The row, locked where the database locks rows; made when it is the first failure."""
    wanted = select(SignInFailure).where(SignInFailure.key == count.key).with_for_update()
    failure = session.scalar(wanted)
    if failure is not None:
        return failure
    try:
        with session.begin_nested():
            failure = SignInFailure(key=count.key, subject=count.subject, count=0, first_at=now())
            session.add(failure)
    except IntegrityError:  # another process made it in this moment
        return session.scalars(wanted).one()
    return failure


def _is_over(failure: SignInFailure) -> bool:
    if failure.blocked_until is not None:
        return failure.blocked_until < now() - _FORGIVEN_AFTER
    return failure.first_at < now() - WINDOW
