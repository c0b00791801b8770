"""Slows down guessing of passwords: per account and network, with growing pauses, never for good (ASVS 6.3.1).

Counts stand in the database, so all server processes share them. A name that nobody has is counted alike.
"""

import hashlib
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wiki.auth.models import SignInFailure
from wiki.db import now
from wiki.errors import RateLimited

FREE_TRIES = 10
WINDOW = timedelta(minutes=5)
FIRST_BLOCK = timedelta(seconds=30)
LONGEST_BLOCK = timedelta(hours=1)
_FORGIVEN_AFTER = 2 * LONGEST_BLOCK
_DOUBLINGS = 8
_LONGEST_NAME = 320  # an e-mail address


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


def key_of(name: str, network: str) -> str:
    """Under which the failures of one account from one network are counted; tells neither."""
    return hashlib.sha256(f"{account_of(name)}\n{network}".encode("utf-8", "replace")).hexdigest()


def refuse_blocked(session: Session, key: str) -> None:
    """Nothing, unless the pause after too many failures lasts: then RateLimited, for a right password too."""
    failure = session.scalar(select(SignInFailure).where(SignInFailure.key == key))
    moment = now()
    if failure and failure.blocked_until and failure.blocked_until > moment:
        raise RateLimited(retry_after=int((failure.blocked_until - moment).total_seconds()) + 1)


def count_failure(session: Session, key: str) -> None:
    """One failure more. From the tenth in five minutes on, each one doubles the pause, up to an hour."""
    failure, moment = _row(session, key), now()
    if _is_over(failure):
        failure.count, failure.first_at, failure.blocked_until = 0, moment, None
    failure.count += 1
    if failure.count >= FREE_TRIES:
        pause = FIRST_BLOCK * 2 ** min(failure.count - FREE_TRIES, _DOUBLINGS)
        failure.blocked_until = moment + min(pause, LONGEST_BLOCK)


def forgive(session: Session, key: str) -> None:
    """No failure is counted any more."""
    session.execute(delete(SignInFailure).where(SignInFailure.key == key))


def forget_old(session: Session) -> None:
    """Failures that no longer count are gone."""
    moment = now()
    is_free = or_(
        SignInFailure.blocked_until.is_(None), SignInFailure.blocked_until < moment - _FORGIVEN_AFTER
    )
    session.execute(delete(SignInFailure).where(SignInFailure.first_at < moment - _FORGIVEN_AFTER, is_free))


def _row(session: Session, key: str) -> SignInFailure:
    """The row, locked where the database locks rows; made when it is the first failure."""
    wanted = select(SignInFailure).where(SignInFailure.key == key).with_for_update()
    failure = session.scalar(wanted)
    if failure is not None:
        return failure
    try:
        with session.begin_nested():
            failure = SignInFailure(key=key, count=0, first_at=now())
            session.add(failure)
    except IntegrityError:  # another process made it in this moment
        return session.scalars(wanted).one()
    return failure


def _is_over(failure: SignInFailure) -> bool:
    if failure.blocked_until is not None:
        return failure.blocked_until < now() - _FORGIVEN_AFTER
    return failure.first_at < now() - WINDOW
