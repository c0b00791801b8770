"""Sentences for domain errors and for what just happened, in the reader's language."""

from collections.abc import Sequence

from babel.lists import format_list
from itsdangerous import BadSignature, URLSafeSerializer

from wiki import i18n
from wiki.errors import (
    Conflict,
    Forbidden,
    Invalid,
    SchemaChanged,
    TooCostly,
    TooLarge,
    WikiError,
)
from wiki.storage_faults import StorageFault
from wiki.web import context
from wiki.web.language import N_
from wiki.web.language import gettext as _

_FAULTS = {
    StorageFault.FULL: N_(
        "Nothing can be saved at the moment: the disk of the wiki is full. Reading goes on."
    ),
    StorageFault.READ_ONLY: N_(
        "Nothing can be saved at the moment: the wiki's disk can only be read. Reading goes on."
    ),
    StorageFault.BROKEN: N_(
        "Nothing can be saved at the moment: the wiki's disk reports errors. Reading goes on."
    ),
    StorageFault.DAMAGED: N_(
        "The wiki's database is damaged. Please tell an administrator before you go on."
    ),
}

NOTICES = {
    "audit-days": N_("Stored: that is how long entries are kept now."),
    "audit-reader": N_("Stored: that is who reads the log now."),
    "saved": N_("Saved."),
    "properties": N_("The properties are changed."),
    "tags": N_("The tags are changed."),
    "tag-renamed": N_("The tag is renamed."),
    "tag-kept": N_("Renamed where it was possible. These pages have to be changed in the editor."),
    "tag-partly": N_("The first pages are changed, others are left. Confirm again to go on."),
    "template": N_(
        "The page is a template now. It no longer stands in lists, in the tree and in the search."
    ),
    "template-ended": N_("The page is an ordinary page again."),
    "unchanged": N_("Nothing was changed, so nothing was saved."),
    "undone": N_("Undone. What came later is still there."),
    "nothing-to-undo": N_("There is nothing left to undo: the page no longer holds these changes."),
    "version-named": N_("The version has a name now."),
    "version-unnamed": N_("The version has no name any more."),
    "created": N_("The page exists."),
    "created-unpublished": N_("The page exists. Only you see it."),
    "published": N_("The page is published."),
    "readers": N_("Stored: that is who sees the page now."),
    "moved": N_("Moved. The old address leads here."),
    "moved-unshared": N_(
        "Moved. The old address leads here. Other rights hold here: the share links from before open nothing any more."
    ),
    "renamed": N_("Renamed. The old address leads here."),
    "relinked": N_("The other pages say the new name now."),
    "copied": N_("Copied."),
    "arranged": N_("The order is set."),
    "copying": N_("Copied. The pages below it follow in a moment."),
    "restored": N_("The page is back."),
    "restored-at-top": N_("The page is back. The page above it is gone, so it stands at the highest level."),
    "restored-elsewhere": N_("The page is back. Its old address leads to another page, so it has a new one."),
    "deleted": N_("The deleted page is in the trash."),
    "redacted": N_("The versions are redacted."),
    "version-removed": N_("The version of the file is gone."),
    "purged": N_("Deleted for good."),
    "kept": N_("The draft is kept."),
    "discarded": N_("The draft is gone."),
    "settings": N_("The settings are stored."),
    "rights": N_("The rights are stored."),
    "rights-own": N_("The page has rights of its own now. So far they are the same as before."),
    "rights-inherited": N_("The page has the rights of its place again."),
    "feeds-revoked": N_("The address of your feeds is not valid any more."),
    "space-archived": N_("The space is archived."),
    "space-reopened": N_("The space can be changed again."),
    "space-deleted": N_("The space is in the trash."),
    "space-restored": N_("The space is back with everything in it."),
    "space-purged": N_("The space is being deleted for good."),
    "signed-out": N_("You are signed out."),
    "uploaded": N_("Uploaded."),
    "removed": N_("Removed."),
    "replaced": N_("The file has a new version."),
    "file-renamed": N_("Renamed. The text of the page says the new name."),
    "file-moved": N_("Moved. The file has the rights of this page now."),
    "password": N_("The new password holds from now on."),
    "profile": N_("Your profile is stored."),
    "session-ended": N_("That session is over."),
    "sessions-ended": N_("All other sessions are over."),
    "user-added": N_("The account exists."),
    "users-imported": N_("Imported. Here are the accounts with which nobody has signed in yet."),
    "user-invited": N_("The invitation is on its way."),
    "user-off": N_("The account is switched off."),
    "user-on": N_("The account can be used again."),
    "user-handed-over": N_("Handed over. The colleague was told."),
    "user-erased": N_("The person is erased. What was written stays, under a neutral name."),
    "user-changed": N_("The account is changed."),
    "group-added": N_("The group exists. Now choose who belongs to it."),
    "group-changed": N_("The group is changed."),
    "group-deleted": N_("The group is gone, and with it its rights."),
    "mail": N_("Stored: that is what you get mail about."),
    "job-again": N_("The job is tried again."),
    "job-discarded": N_("The job is gone."),
    "inbox-read": N_("Everything in your inbox counts as read."),
    "access-granted": N_("Given. The person finds it in the inbox."),
    "access-refused": N_("Refused."),
    "share-revoked": N_("The link opens nothing any more."),
    "logo": N_("The logo is stored."),
    "logo-removed": N_("The logo is gone."),
}

_DELETED = "deleted."

_FORBIDDEN = {
    "switched_off": N_(
        "Your account was switched off. Your text is still in this window: copy it for whoever goes on with it."
    ),
    "shares_off": N_("An administrator does not allow share links at present."),
    "everyone_reads_only": N_("Everyone, also without signing in, can get the right to read only."),
    "public_off": N_("An administrator has to allow public spaces first."),
    "viewing": N_(
        "You look at the wiki as somebody else: end the view first. Until then nothing can be changed."
    ),
}

_INVALID = {
    ("auditor", "empty"): N_("Please enter a sign-in name."),
    ("auditor", "unknown"): N_("Nobody who can sign in has this name."),
    ("days", "range"): N_("Please enter a number of days from 0 to 36,500."),
    ("reason", "too_long"): N_("This is too long. Please shorten it."),
    ("address", "unknown"): N_("Please enter an address of this wiki, such as /s/handbook/welcome."),
    ("share_password", "wrong"): N_("The password is not right."),
    ("tag", "empty"): N_("Please enter a tag."),
    ("tag", "too_long"): N_("The tag is too long. 100 characters are the limit."),
    ("tag", "same"): N_("This is the name that the tag has already."),
    ("property", "empty"): N_("Please enter a name."),
    ("property", "too_long"): N_("This is too long. Please shorten it."),
    ("property", "technical"): N_("This name is used by the wiki itself."),
    ("property", "taken"): N_("The page has a property of this name already."),
    ("property", "number"): N_("Please enter a number, such as 12 or 2.5."),
    ("property", "date"): N_("Please enter a date, such as 2026-12-24."),
    ("property", "yes_no"): N_("Please enter yes or no."),
    ("property", "kind"): N_("Please choose a kind."),
    ("properties", "by_hand"): N_(
        "The properties at the top of this page are written in a way that only the editor can change."
    ),
    ("reach", "unknown"): N_("Please choose where the template is offered."),
    ("name", "too_long"): N_("The name is too long. Please shorten it."),
    ("title", "empty"): N_("Please give the page a title."),
    ("title", "too_long"): N_("The title is too long. Please shorten it."),
    ("body", "empty"): N_("The text is empty now. Confirm if the page should really be empty."),
    ("body", "too_many_links"): N_(
        "The text links to more than 5,000 different places. Please split it into several pages."
    ),
    ("base_revision", "unknown"): N_(
        "The version you started from is not known. Copy your text and open the page again."
    ),
    ("parent", "other_space"): N_("The parent page lies in another space."),
    ("parent", "unknown"): N_("There is no such page."),
    ("parent", "not_here"): N_("You may not put pages there. Please choose another place."),
    ("below", "too_many"): N_("That is too many pages for one copy."),
    ("step", "end"): N_("It goes no further in this direction."),
    ("sign_in", "one_time"): N_(
        "This password is for one use. Sign in with it in another window and choose your own, then save here."
    ),
    ("sign_in", "wrong"): N_("Name or password is not right."),
    ("password", "too_short"): N_("The password is too short. Please use at least 12 characters."),
    ("password", "too_long"): N_("The password is too long. 256 characters are the limit."),
    ("password", "too_obvious"): N_("This password is too easy to guess."),
    ("password", "wrong"): N_("The present password is not right."),
    ("again", "different"): N_("The two passwords are not the same."),
    ("present", "wrong"): N_("The present password is not right."),
    ("display_name", "empty"): N_("Please enter a name."),
    ("language", "unknown"): N_("The wiki does not speak this language."),
    ("timezone", "unknown"): N_("There is no such time zone."),
    ("theme", "unknown"): N_("Please choose one of the three."),
    ("writes_in", "unknown"): N_("Please choose one of the three."),
    ("wiki_name", "empty"): N_("Please give the wiki a name."),
    ("page_limit", "range"): N_("Please enter a whole number between 1 and 16,384."),
    ("upload_limit", "range"): N_("Please enter a whole number between 1 and 16,384."),
    ("imprint_url", "wrong"): N_("Please enter an address that begins with https:// or http://."),
    ("privacy_url", "wrong"): N_("Please enter an address that begins with https:// or http://."),
    ("logo", "empty"): N_("Please choose a file."),
    ("logo", "kind"): N_("The logo must be a PNG, WebP or JPEG image."),
    ("logo", "too_large"): N_("The logo may have at most 200 KB."),
    ("name", "empty"): N_("Please enter a name."),
    ("name", "taken"): N_("This name is taken."),
    ("name", "reserved"): N_("This name is reserved."),
    ("name", "hidden"): N_("The name holds characters that nobody can see. Please type it anew."),
    ("name", "mixed"): N_("The name mixes letters of several alphabets that look alike."),
    ("name", "characters"): N_("Please use letters, digits, dots, hyphens and underscores only."),
    ("colleague", "unknown"): N_("Please choose somebody with an account that can be used."),
    ("colleague", "empty"): N_("Please choose who takes over."),
    ("confirmation", "wrong_name"): N_("This is not the sign-in name."),
    ("groups", "hidden"): N_("The name of a group holds characters that nobody can see."),
    ("groups", "mixed"): N_("The name of a group mixes letters of several alphabets that look alike."),
    ("groups", "reserved"): N_("The name of a group is reserved. Please choose another one."),
    ("line", "too_wide"): N_(
        "The line has more cells than the first one. A cell with a separator in it needs quotation marks."
    ),
    ("line", "twice"): N_("An earlier line has this sign-in name already. Please delete one of the two."),
    ("file", "headings"): N_(
        "The first line has to name the columns, at least the sign-in name or the e-mail address."
    ),
    ("file", "too_many"): N_("The file has too many lines. 10,000 people at once are the limit."),
    ("file", "long_cell"): N_("A cell of the file is far too long. Perhaps a quotation mark is missing."),
    ("email", "needed"): N_("A mail needs an address. Please enter one, or pass the link on yourself."),
    ("email", "wrong"): N_("This is not a mail address."),
    ("email", "taken"): N_("Somebody has this mail address already."),
    ("icon", "kind"): N_("Please use an emoji, or one or two letters or digits."),
    ("confirmation", "different"): N_("This is not the name of the space."),
    ("key", "taken"): N_("This short name is taken."),
    ("key", "characters"): N_("Please use small letters, digits and hyphens only, a letter first."),
    ("who", "empty"): N_("Please choose who may get in."),
    ("group", "empty"): N_("Please choose at least one group."),
    ("reason", "empty"): N_("Please give a reason."),
    ("confirm", "different_file"): N_("This is not the name of the file."),
    ("confirm", "different"): N_("This is not the title of the page."),
    ("right", "unknown"): N_("Please choose a right."),
    ("principal", "unknown"): N_("Please choose a person or a group."),
    ("home", "unknown"): N_("There is no such page."),
    ("file", "empty"): N_("Please choose a file."),
    ("file", "name"): N_("A file needs a name."),
    ("name", "taken_file"): N_("The page has a file with this name."),
    ("target", "taken_file"): N_("That page has a file with this name."),
    ("target", "empty"): N_("Please name a page."),
    ("target", "unknown"): N_("There is no such page."),
    ("target", "no_right"): N_("You may not write on that page."),
    ("storage_limit", "range"): N_("Please enter a whole number between 1 and 100,000, or nothing."),
    ("file", "pixels"): N_("The image has too many pixels. Up to 120 million can be shown."),
    ("file", "other_type"): N_(
        "This is a file of another kind than its name says. Attach it as a file of its own."
    ),
}

_CONFLICTS = {
    "draft_elsewhere": N_("You have newer text of this page in another window, and that is your draft now."),
    "shares_unpublished": N_("An unpublished page cannot be shared. Publish it first."),
    "task_changed": N_("Somebody changed this task meanwhile. Open the page again to see how it reads now."),
    "redacted": N_("The text of this version was redacted."),
    "is_latest": N_("The latest version of a file cannot be removed. Replace the file first, or delete it."),
    "is_head": N_("The present version cannot be redacted. Save the page without the text first."),
    "below_unpublished": N_(
        "A published page cannot stand below one that is not published. Publish that one first."
    ),
    "is_published": N_("The page is published. The rights of its place decide who sees it."),
    "no_right_there": N_(
        "You may not write at the place of this page any more. Move it first, then publish it."
    ),
    "parent_unpublished": N_("The page above this one is not published. It has to be published first."),
    "no_place": N_("The place of this page is gone or closed to you. Please choose another one."),
    "circle": N_("A page cannot be moved below itself."),
    "moved_meanwhile": N_("Somebody moved this meanwhile. The tree shows how it is now."),
    "other_rights": N_("At the new place, other people may read or change this page. Move it there?"),
    "changed_meanwhile": N_("The page was changed at the same moment. Please try again."),
    "too_many_favourites": N_("You have 500 favourites. Remove some of them first."),
    "template_has_pages": N_("Pages lie below this one. Move them elsewhere first."),
    "template_is_home": N_("This is the first page of its space. Choose another one in the settings first."),
    "rights_changed": N_(
        "Somebody changed these rights meanwhile. Here they are as they are now; nothing was stored."
    ),
    "is_restricted": N_("This page has rights of its own already."),
    "place_hidden": N_("Only who may read the place above can give this page its rights."),
    "is_unpublished": N_("The page is not published: who sees it is decided by its author."),
    "last_manager": N_("Then nobody could manage this any more. Give somebody else the right first."),
    "unmanaged": N_(
        "Then nobody could manage everything any more. Give somebody else the right to manage there first."
    ),
    "is_active": N_("Switch the account off first."),
    "last_admin": N_("At least one administrator must stay."),
    "group_is_last_manager": N_(
        "In at least one place only this group can manage. Give somebody else that right first."
    ),
}


def merged_said(names: Sequence[str]) -> str:
    """The `?said=` of a save that was merged with the changes of these people; signed, so nobody can make it up."""
    return "merged." + _names_signer().dumps(list(names))


def deleted_said(public_id: str) -> str:
    """The `?said=` after a deletion that offers to take it back; signed as above."""
    return _DELETED + _undo_signer().dumps(public_id)


def undo_href(word: str) -> str | None:
    """Where the form goes that takes back what the `?said=` tells of; None where nothing can be."""
    if not word.startswith(_DELETED):
        return None
    try:
        return f"/trash/{_undo_signer().loads(word.removeprefix(_DELETED))}/restore"
    except BadSignature:
        return None


def said(word: str) -> str | None:
    """The sentence for the `?said=` of an address; None for an unknown one."""
    if word.startswith(_DELETED):
        return words_of(NOTICES["deleted"]) if undo_href(word) else None
    if word.startswith("merged."):
        try:
            return merged_text(_names_signer().loads(word.removeprefix("merged.")))
        except BadSignature:
            return None
    return words_of(NOTICES[word]) if word in NOTICES else None


def merged_text(names: Sequence[str]) -> str:
    """Like "Saved, merged with changes by Anna and Jonas."."""
    if not names:
        return _("Saved, merged with your own changes from elsewhere.")
    together = format_list(list(names), locale=context.locale_or_default())
    return _("Saved, merged with changes by %(names)s.") % {"names": together}


def _undo_signer() -> URLSafeSerializer:
    return URLSafeSerializer(context.app().settings.secret_key, salt="deleted")


def _names_signer() -> URLSafeSerializer:
    return URLSafeSerializer(context.app().settings.secret_key, salt="merged-with")


def words_of(message: str) -> str:
    """The sentence of a message id from the tables above."""
    return _(message)


def of_error(error: WikiError) -> str | None:  # noqa: PLR0911  one line for each kind
    """The sentence, or None where the error page says enough."""
    if isinstance(error, Invalid):
        message = _INVALID.get((error.field, error.reason))
        return _(message) if message else _("This value cannot be taken.")
    if isinstance(error, TooLarge):
        return _of_large(error)
    if isinstance(error, TooCostly):
        return _(
            "The text takes too long to show. It is kept as a draft; please split it into several pages."
        )
    if isinstance(error, Conflict):
        message = _CONFLICTS.get(str(error.facts.get("reason")))
        return _(message) if message else None
    if isinstance(error, Forbidden):
        message = _FORBIDDEN.get(str(error.facts.get("reason")))
        return _(message) if message else None
    if isinstance(error, SchemaChanged):
        return _(
            "The wiki was upgraded, and this part of it still is the old version. It has to be restarted."
        )
    return None


def _of_large(error: TooLarge) -> str | None:
    limit = error.facts.get("limit")
    if not isinstance(limit, int):
        return None
    is_storage = error.facts.get("reason") == "storage"
    sentence = (
        _("The room for all files together is used up: %(limit)s are left.")
        if is_storage
        else _("At most %(limit)s fit.")
    )
    return sentence % {"limit": i18n.limit(limit, context.locale_or_default())}


def english_of(error: WikiError) -> str | None:
    """The sentence where there is no reader's language, on the command line; None where no table has one."""
    if isinstance(error, Invalid):
        return _INVALID.get((error.field, error.reason))
    return _CONFLICTS.get(str(error.facts.get("reason"))) if isinstance(error, Conflict) else None


def field_errors(error: Invalid) -> dict[str, str]:
    """The sentence at its field, for the form's template."""
    return {error.field: of_error(error) or ""}


def of_fault(fault: StorageFault) -> str:
    """What is wrong with the wiki's storage."""
    return _(_FAULTS[fault])
