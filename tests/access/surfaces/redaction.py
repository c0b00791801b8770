"""Redacting versions: administrators, on pages that they read."""

from asking import Ask

SURFACES = {
    "redaction.ask": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/rev/1/redact")],
    "redaction.redact": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/rev/1/redact", {"reason": "Words"}),
        Ask(f"/s/{t.space_key}/{t.slug}/rev/1/redact", {"reason": "Words", "numbers": "1", "confirm": "x"}),
    ],
}
