"""Which passwords are taken, and how they are kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from wiki.auth import password as passwords
from wiki.errors import Invalid, RateLimited


@pytest.mark.requirement(
    "V6.2.1 V6.2.4 V6.2.11 V6.2.12 Passwords that are short, common, or about the person are refused"
)
@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "too_short"),
        ("elf Zeichen", "too_short"),
        ("\ufb01" * 5 + "x", "too_short"),  # five ligatures, ten letters and one
        ("x" * 257, "too_long"),
        ("aaaaaaaaaaaa", "too_obvious"),
        ("abababababab", "too_obvious"),
        ("123456789012", "too_obvious"),
        ("abcdefghijklm", "too_obvious"),
        ("Passwort12345", "too_obvious"),
        ("P@ssw0rt!!2026", "too_obvious"),
        ("WILLKOMMEN2026", "too_obvious"),
        ("!!sommer2026!!", "too_obvious"),
        ("SommerSommer", "too_obvious"),
        ("Fußball1234!", "too_obvious"),
        ("qwertzuiop123", "too_obvious"),
        ("hundkatzehundkatze", "too_obvious"),
        ("anna.bergmann", "too_obvious"),
        ("Anna.Bergmann2026", "too_obvious"),
        ("bergmann1234567", "too_obvious"),
        ("Metallbau-Nord-2026", "too_obvious"),
    ],
)
def test_refused_passwords(password, reason):
    with pytest.raises(Invalid) as refused:
        passwords.check(password, "anna.bergmann", "anna.bergmann@example.org", "Metallbau Nord")
    assert (refused.value.field, refused.value.reason) == ("password", reason)


@pytest.mark.requirement("V6.2.5 V6.2.8 V6.2.9 Long passwords of any signs are taken as they are typed")
@pytest.mark.parametrize(
    "password",
    [
        "Regenschirm im Flur",
        "äöüßéñçåøœłđ",
        "402918375614",
        "    vier Wände  ",
        "sommer sonne strand",
        "zy1" * 3 + "z" * 7 + "kdkeofu" * 34,
    ],
)
def test_taken_passwords(password):
    passwords.check(password, "anna.bergmann", "", "Metallbau Nord")
    assert not passwords.matches(password.swapcase() + " ", passwords.hashed(password))


def test_a_password_is_the_same_from_every_keyboard():
    composed, decomposed = "Müll\u00e4bfuhr am Montag", "Mu\u0308lla\u0308bfuhr am Montag"
    assert passwords.matches(decomposed, passwords.hashed(composed))
    assert passwords.matches(decomposed, passwords._hasher.hash(decomposed))  # of a version before 0.4.0


def test_two_entries_must_be_the_same():
    with pytest.raises(Invalid) as refused:
        passwords.check_pair("Regenschirm im Flur", "Regenschirm im flur")
    assert (refused.value.field, refused.value.reason) == ("again", "different")


def test_the_list_of_common_passwords_holds_thousands_in_lower_case():
    common = passwords.common()
    assert len(common) >= 10_000
    assert all(word == word.casefold() or "ß" in word for word in common)
    assert sum(len(word) >= passwords.MIN_LENGTH for word in common) >= 3000


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


@pytest.mark.requirement("V15.2.2 A flood of sign-ins makes few hashes at once")
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
