"""Signing in and out."""

from asking import Ask, always

SURFACES = {
    "auth.sign_in_form": lambda t: [Ask("/login"), Ask(f"/login?next=/s/{t.space_key}/{t.slug}")],
    "auth.sign_in": lambda t: [
        Ask(
            "/login",
            {"login": "anna", "password": "wrong", "next": f"/s/{t.space_key}/{t.slug}"},
            may_differ="tries are counted",
        )
    ],
    "auth.sign_out": always(Ask("/logout", {})),
    "auth.choose_password_form": always(Ask("/password/nothing")),
    "auth.choose_password": always(
        Ask(
            "/password/nothing",
            {"password": "a long password", "again": "a long password"},
            may_differ="tries are counted",
        )
    ),
    "auth.confirm_form": always(Ask("/confirm")),
    "auth.confirm": always(Ask("/confirm", {"present": "wrong"}, may_differ="tries are counted")),
    "auth.forgot_form": always(Ask("/forgot")),
    "auth.forgot": always(Ask("/forgot", {"login": "anna"})),
}
