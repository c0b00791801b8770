"""Task boxes: `[ ]` or `[x]` at the start of a list item (GFM 5.3)."""

import hashlib
import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from wiki.render import plaintext
from wiki.render.rendering import Task

_BOX = re.compile(r"\[([ xX])\][ \t\n]+(?=\S|$)")
_IN_LINE = re.compile(r"\[[ xX]\](?=[ \t\r\n]|$)")


def plugin(parser: MarkdownIt) -> None:
    """Mark tasks; the plain renderer prints them as the specification does."""
    parser.core.ruler.after("text_join", "tasks", _tasks)
    parser.add_render_rule("task", _plain)


def collect(tokens: list[Token], first_line: int) -> tuple[Task, ...]:
    """The tasks of a page, each box numbered; `first_line` source lines stand before the tokens' first."""
    found: list[Task] = []
    for token in tokens:
        children = token.children or []
        if token.type == "inline" and children and children[0].type == "task":
            box, line = children[0], (token.map or [0])[0] + first_line
            box.meta["key"] = len(found)
            found.append(Task(len(found), box.meta["checked"], plaintext.of_inline(children[1:]), line))
    return tuple(found)


def name(task: Task) -> str:
    """Names a box in forms: its number and what its text was, so that no other box is taken for it."""
    return f"{task.index}-{hashlib.sha256(task.text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def with_box(line: str, *, checked: bool) -> str:
    """A source line that holds a task, its box ticked or not; nothing else of it changes.

    Before the box of a line stand only marks of lists, quotations and notes, none of which looks like a box.
    """
    return _IN_LINE.sub("[x]" if checked else "[ ]", line, count=1)


def _tasks(state: StateCore) -> None:
    lists: list[Token] = []
    for position, token in enumerate(state.tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open" and _mark(state.tokens[position + 1 : position + 3]):
            token.meta["task"] = lists[-1].meta["tasks"] = True


def _mark(following: list[Token]) -> bool:
    """Whether the item that these tokens begin is a task; its box is then a token of its own."""
    if [token.type for token in following] != ["paragraph_open", "inline"]:
        return False
    children = following[1].children or []
    box = _BOX.match(children[0].content) if children and children[0].type == "text" else None
    if box is None or (len(children) == 1 and box.end() == len(children[0].content)):
        return False
    if not following[1].content.startswith("["):  # an escaped box is text
        return False
    children[0].content = children[0].content[box.end() :]
    children.insert(0, Token("task", "input", 0, map=following[1].map, meta={"checked": box[1] != " "}))
    return True


def _plain(_renderer: object, tokens: list[Token], index: int, _options: object, _env: object) -> str:
    checked = 'checked="" ' if tokens[index].meta["checked"] else ""
    return f'<input {checked}disabled="" type="checkbox"> '
