"""Rights of spaces and pages."""

from asking import Ask

GIVEN = {"right:user:2": "EDIT", "seen": ""}
SURFACES = {
    "rights.of_space": lambda t: [Ask(f"/s/{t.space_key}/rights"), Ask(f"/s/{t.own_space}/rights?q=a")],
    "rights.change_of_space": lambda t: [
        Ask(f"/s/{t.space_key}/rights", GIVEN),
        Ask(f"/s/{t.space_key}/rights", {**GIVEN, "confirmed": "1"}),
    ],
    "rights.of_page": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/rights?q=b")],
    "rights.change_of_page": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/rights", GIVEN),
        Ask(f"/s/{t.space_key}/{t.slug}/rights", {**GIVEN, "confirmed": "1"}),
    ],
    "rights.table": lambda t: [Ask("/admin/rights/export", {"x": "1"})],
    "rights.restrict": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/rights/restrict", {"x": "1"})],
    "rights.inherit": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/rights/inherit", {"confirmed": ""}),
        Ask(f"/s/{t.space_key}/{t.slug}/rights/inherit", {"confirmed": "1"}),
    ],
}
