"""Forms as a browser would read, fill and send them."""

import re
from dataclasses import dataclass, field
from typing import Any

import html5lib

_SPACE = "{http://www.w3.org/1999/xhtml}"


@dataclass
class Form:
    """A form of a page: where it goes, and the values that a browser would send."""

    action: str
    values: dict[str, str] = field(default_factory=dict)

    def sent(self, **changed: str) -> dict[str, str]:
        """The fields as the browser sends them: every line end is CRLF (WHATWG HTML, form submission)."""
        return {
            name: re.sub(r"\r\n|\r|\n", "\r\n", value) for name, value in {**self.values, **changed}.items()
        }


def forms(html: bytes | str) -> list[Form]:
    """The forms of the page whose method is post."""
    tree = html5lib.parse(html, **({"transport_encoding": "utf-8"} if isinstance(html, bytes) else {}))
    return [_form(element) for element in tree.iter(f"{_SPACE}form") if element.get("method") == "post"]


def form_to(answer: Any, action: str) -> Form:
    """The form of an answer that goes to the address."""
    return next(form for form in forms(answer.get_data()) if form.action == action)


def _form(element: Any) -> Form:
    form = Form(element.get("action", ""))
    for control in element.iter():
        name, kind = control.get("name"), control.tag.removeprefix(_SPACE)
        if not name or control.get("disabled") is not None:
            continue
        if kind == "textarea":
            form.values[name] = "".join(control.itertext())
        elif kind == "input":
            is_choice = control.get("type") in {"checkbox", "radio"}
            if not is_choice or control.get("checked") is not None:
                form.values[name] = control.get("value", "on" if is_choice else "")
    return form
