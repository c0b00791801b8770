"""Which passwords are taken, and how they are kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from wiki.auth import password as passwords
from wiki.errors import Invalid, RateLimited


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "too_short"),
        ("kurz123", "too_short"),
        ("x" * 257, "too_long"),
        ("aaaaaaaaaa", "too_obvious"),
        ("abababab", "too_obvious"),
        ("passwort", "too_obvious"),
        ("Passwort123", "too_obvious"),
        ("WILLKOMMEN1", "too_obvious"),
        ("sommer2026", "too_obvious"),
        ("Fußball123", "too_obvious"),
        ("qwertzuiop", "too_obvious"),
        ("anna.berg", "too_obvious"),
        ("Anna.Berg", "too_obvious"),
    ],
)
def test_refused_passwords(password, reason):
    with pytest.raises(Invalid) as refused:
        passwords.check(password, "anna.berg")
    assert (refused.value.field, refused.value.reason) == ("password", reason)


@pytest.mark.parametrize(
    "password", ["Regenschirm im Flur", "ä" * 3 + "öüßéñ", "k7!mP2xq", "    vier  ", "y1" * 3 + "z" * 250]
)
def test_taken_passwords(password):
    passwords.check(password, "anna.berg")


def test_two_entries_must_be_the_same():
    with pytest.raises(Invalid) as refused:
        passwords.check_pair("Regenschirm im Flur", "Regenschirm im flur")
    assert (refused.value.field, refused.value.reason) == ("again", "different")


def test_the_list_of_common_passwords_holds_thousands_in_lower_case():
    common = passwords.common()
    assert len(common) >= 3000
    assert all(word == word.casefold() or "ß" in word for word in common)
    assert all(len(word) >= passwords.MIN_LENGTH for word in common)


def test_a_stored_hash_is_argon2id_with_the_advised_parameters():
    stored = passwords.hashed("Regenschirm im Flur")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches("Regenschirm im Flur", stored)
    assert not passwords.matches("regenschirm im flur", stored)
    assert stored != passwords.hashed("Regenschirm im Flur")


def test_nothing_matches_a_missing_or_unusable_hash():
    assert not passwords.matches("nobody has this password", None)
    assert not passwords.matches("", passwords.unusable())
    assert not passwords.matches(stored := passwords.unusable(), stored)


def test_one_time_passwords_can_be_read_out_and_are_marked():
    secret = passwords.one_time()
    stored = passwords.hashed_one_time(secret)
    assert len(secret) == 14
    assert not set(secret) & set("lo01iO")
    assert passwords.is_one_time(stored)
    assert passwords.matches(secret, stored)
    passwords.check(secret)


def test_few_hashes_are_made_at_once(monkeypatch):
    running, most = [0], [0]

    class Counting:
        def hash(self, _password):
            running[0] += 1
            most[0] = max(most[0], running[0])
            result = real.hash("x")
            running[0] -= 1
            return result

    real = passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", Counting())
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(passwords.hashed, ["x"] * 12))
    assert 1 <= most[0] <= 4


def test_when_no_place_gets_free_the_request_is_told_to_come_again(monkeypatch):
    class Full:
        def acquire(self, timeout):
            return False

        def release(self):
            raise AssertionError

    monkeypatch.setattr(passwords, "_slots", Full())
    with pytest.raises(RateLimited):
        passwords.hashed("x")
