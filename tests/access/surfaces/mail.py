"""Which mail one gets."""

from asking import Ask, always

SURFACES = {
    "mail.choose": always(Ask("/profile/mail")),
    "mail.store": always(Ask("/profile/mail", {"topic": "access"})),
    "mail.end_form": always(Ask("/mail/off/nothing")),
    "mail.end": always(
        Ask("/mail/off/nothing", {}), Ask("/mail/off/nothing", {"List-Unsubscribe": "One-Click"})
    ),
}
