"""Judges sanitised HTML as a browser would see it: independent of the code it judges but for the policy's lists."""

import re
import string

import html5lib

from wiki.render import sanitise

NAMESPACE = "{http://www.w3.org/1999/xhtml}"
SCHEMES = {"http", "https", "mailto"}
NEVER = re.compile(
    r"on|style$|srcdoc$|formaction$|srcset$|src$|name$|action$|xlink|background$|ping$|target$"
)


def violations(html: str) -> list[str]:
    """What in `html` breaks the policy; empty is good."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=True)
    found = []
    for element in tree.iter():
        if element is tree:
            continue
        if not isinstance(element.tag, str) or not element.tag.startswith(NAMESPACE):
            found.append(f"not HTML: {element.tag}")
            continue
        tag = element.tag.removeprefix(NAMESPACE)
        if tag not in sanitise.TAGS:
            found.append(f"element {tag}")
        for name, value in element.attrib.items():
            found += attribute_violations(tag, str(name), value)
    return found


def attribute_violations(tag: str, name: str, value: str) -> list[str]:
    if NEVER.match(name):
        return [f"{tag} {name}"]
    if name == "class":
        return [f"{tag}.{part}" for part in value.split() if part not in sanitise.CLASSES.get(tag, ())]
    if name not in sanitise.ATTRIBUTES.get(tag, ()):
        return [f"{tag} {name}"]
    return value_violations(name, value)


def value_violations(name: str, value: str) -> list[str]:
    if name in ("id", "aria-labelledby") and not value.startswith("user-content-"):
        return [f"{name} {value}"]
    if name == "href" and not (value.startswith("#user-content-") or browser_scheme(value) in SCHEMES):
        return [f"href {value}"]
    if name.startswith("data-") and not (value.isascii() and value.isdigit()):
        return [f"{name} {value}"]
    return []


def browser_scheme(address: str) -> str:
    """The scheme by the state machine of the WHATWG URL standard, written out anew."""
    while address and ord(address[0]) <= 0x20:
        address = address[1:]
    letters = ""
    for character in address:
        if character in "\t\n\r":
            continue
        if character == ":":
            return letters.lower() if letters[:1] in string.ascii_letters and letters else ""
        if character not in string.ascii_letters + string.digits + "+-.":
            return ""
        letters += character
    return ""
