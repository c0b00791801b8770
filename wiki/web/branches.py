"""The page tree's markup (contract: templates/_macros/tree.html), written without a template: it is hot."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from wiki import i18n
from wiki.pages.tree import Node
from wiki.web import context


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What all branches of one tree share. Pages outside of `editable` scopes cannot be dragged.

    Pages of `unpublished` scopes are drawn so.
    """

    levels: dict[int | None, list[Node]]
    space_key: str
    page_id: int | None
    editable: Collection[int]
    unpublished: Collection[int]
    words: i18n.Translator


def whole(
    nodes: Sequence[Node],
    space_key: str,
    page_id: int | None,
    editable: Collection[int],
    unpublished: Collection[int],
) -> Markup:
    """The tree around a page."""
    words = i18n.translator(context.locale())
    known = {node.id for node in nodes}
    levels: dict[int | None, list[Node]] = {}
    for node in nodes:
        levels.setdefault(node.parent_id if node.parent_id in known else None, []).append(node)
    drawing = _Drawing(levels, space_key, page_id, editable, unpublished, words)
    start = Markup(
        '<ul class="tree" aria-label="{}" data-controller="tree" data-on="click focusin pointerover"'
        ' data-kept="werkbuch.tree.{}" data-space="{}" data-failed="{}"'
    )
    return (
        start.format(
            words.gettext("Pages of this space"),
            space_key,
            space_key,
            words.gettext("The pages below could not be loaded. Open the page itself to see them."),
        )
        + _moving(nodes, editable, words)
        + Markup(">")
        + _branch(drawing, None)
        + Markup("</ul>")
    )


def level(
    nodes: Sequence[Node], space_key: str, editable: Collection[int], unpublished: Collection[int]
) -> Markup:
    """One level, as the tree's script loads it."""
    words = i18n.translator(context.locale())
    drawing = _Drawing({None: list(nodes)}, space_key, None, editable, unpublished, words)
    return Markup("<ul>") + _branch(drawing, None) + Markup("</ul>")


def _moving(nodes: Sequence[Node], editable: Collection[int], words: i18n.Translator) -> Markup:
    """The words of the script that moves pages, for whoever may move one of them."""
    if not any(node.scope_id in editable for node in nodes):
        return Markup()
    return Markup(' data-moves="{}" data-unmoved="{}" data-yes="{}" data-undo="{}"').format(
        words.gettext("Moving…"),
        words.gettext("That did not work. The tree is as before."),
        words.gettext("Move"),
        words.gettext("Undo"),
    )


def _branch(drawing: _Drawing, parent_id: int | None) -> Markup:
    below = drawing.words.gettext("Pages below %(title)s")
    nodes = drawing.levels.get(parent_id, [])
    pieces: list[Markup] = []
    for node in nodes:
        href = f"/s/{drawing.space_key}/{node.slug}"
        pieces.append(Markup("<li>"))
        is_open = node.id in drawing.levels
        if node.has_children:
            source = (
                Markup("")
                if is_open
                else Markup(' data-src="/s/{}/tree?parent={}"').format(drawing.space_key, node.public_id)
            )
            pieces.append(
                Markup(
                    '<button class="twist" type="button" aria-expanded="{}" aria-label="{}"{}></button>'
                ).format("true" if is_open else "false", below % {"title": node.title}, source)
            )
        current = Markup(' aria-current="page"') if node.id == drawing.page_id else ""
        fixed = "" if node.scope_id in drawing.editable else Markup(' draggable="false"')
        marked, told = _mark(drawing, node)
        pieces.append(
            Markup('<a href="{}"{}{}{}>{}{}</a>').format(href, current, fixed, marked, node.title, told)
        )
        if is_open:
            pieces += [Markup("<ul>"), _branch(drawing, node.id), Markup("</ul>")]
        pieces.append(Markup("</li>"))
    return Markup("").join([*pieces, _more(drawing, nodes, parent_id)])


def _mark(drawing: _Drawing, node: Node) -> tuple[str, str]:
    """A class for the eyes and a word for the ears, where the page is not published."""
    if node.scope_id not in drawing.unpublished:
        return "", ""
    told = Markup('<span class="aural"> ({})</span>').format(drawing.words.gettext("not published"))
    return Markup(' class="unpublished"'), told


def _more(drawing: _Drawing, nodes: Sequence[Node], parent_id: int | None) -> Markup:
    counted = [node for node in nodes if node.siblings and node.parent_id == parent_id]
    hidden = counted[0].siblings - len(counted) if counted else 0
    if hidden <= 0:
        return Markup()
    text = drawing.words.ngettext("%(num)d more page", "%(num)d more pages", hidden) % {"num": hidden}
    query = f"?near={counted[0].public_id}" if parent_id is not None else ""
    return Markup('<li class="more"><a href="/s/{}/pages{}">{}</a></li>').format(
        drawing.space_key, query, text
    )
