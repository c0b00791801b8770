"""Tokens to the pipeline's HTML, before it is sanitised.

Differs from the Markdown stage by what `tests/render/test_commonmark.py` lists: placeholders, ids, classes,
scroll boxes. State that lasts for one page lives in `env`; the renderer itself has none.
"""

from collections.abc import Sequence
from html import escape

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from wiki.render import formulas, highlight, macros, markdown
from wiki.render.rendering import Macro

_ALIGNMENT = {"text-align:left": "ta-l", "text-align:center": "ta-c", "text-align:right": "ta-r"}


def to_html(document: markdown.Document) -> str:
    """The page as unsanitised HTML with placeholders (see `wiki.render.slots`)."""
    return _RENDERER.render(document.tokens, markdown.OPTIONS, document.env)


class _Renderer(RendererHTML):
    """A method per type of token, named like it; markdown-it's interface."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        env["section"] = tokens[idx].attrs.get("id", "")
        return self.renderToken(tokens, idx, options, env)

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del options
        return self._code(tokens[idx].content, highlight.language(tokens[idx].info), env)

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del options
        return self._code(tokens[idx].content, None, env)

    def _code(self, code: str, language: str | None, env: EnvType) -> str:
        look = f' class="language-{escape(language)}"' if language else ""
        content = escape(code)
        spent = env.get("highlighted", 0)
        if language and highlight.worth(code, language, spent):
            env["highlighted"] = spent + len(code)
            content = highlight.highlight(code, language)
        return f"{self._scroll(env)}<pre><code{look}>{content}</code></pre></div>\n"

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self._scroll(env) + self.renderToken(tokens, idx, options, env)

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del tokens, idx, options, env
        return "</table></div>\n"

    def _scroll(self, env: EnvType, more: str = "") -> str:
        """A box that scrolls sideways and can be reached by keyboard, named after its section."""
        section = env.get("section")
        label = f' aria-labelledby="{escape(section)}"' if section else ""
        return f'<div class="scroll{more}" tabindex="0" role="group"{label}>'

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        tokens[idx].attrs["scope"] = "col"
        return self.td_open(tokens, idx, options, env)

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        style = str(tokens[idx].attrs.pop("style", ""))
        if style in _ALIGNMENT:
            tokens[idx].attrs["class"] = _ALIGNMENT[style]
        return self.renderToken(tokens, idx, options, env)

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        if tokens[idx].meta.get("task"):
            tokens[idx].attrs["class"] = "task-list-item"
        return self.renderToken(tokens, idx, options, env)

    def bullet_list_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        if tokens[idx].meta.get("tasks"):
            tokens[idx].attrs["class"] = "contains-task-list"
        return self.renderToken(tokens, idx, options, env)

    ordered_list_open = bullet_list_open

    def task(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del options, env
        return f'<span data-task="{int(tokens[idx].meta["key"])}"></span> '

    def formula(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del options
        key = formulas.add(env, tokens[idx].content, is_block=tokens[idx].markup == "$$")
        return f'<span data-formula="{key}"></span>'

    def formula_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del options
        key = formulas.add(env, tokens[idx].content, is_block=True)
        return f'{self._scroll(env, " formula")}<span data-formula="{key}"></span></div>\n'

    def macro(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del options
        return self._placed(tokens[idx].meta["macro"], env)

    def transclusion(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del options
        token = tokens[idx]
        return self._placed(Macro(macros.TRANSCLUSION, "", token.content, token.meta.get("link")), env)

    def _placed(self, macro: Macro, env: EnvType) -> str:
        key = macros.add(env, macro)
        if key is None:
            return f"<p>{escape(macro.source)}</p>\n"
        return f'<div data-macro="{key}"></div>\n'

    def callout_label(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del options, env
        name = "data-callout-kind" if tokens[idx].meta["own"] else "data-callout"
        return f'<span {name}="{int(tokens[idx].meta["key"])}"></span>'

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self.renderToken(tokens, idx, options, env)

    def comment(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del tokens, idx, options, env
        return ""

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del options, env
        number, use = _footnote(tokens[idx])
        mark = f"[{number}]" if use == 0 else f"[{number}:{use}]"
        return (
            f'<sup class="footnote-ref"><a href="#user-content-fn:{number}"'
            f' id="user-content-fnref:{number}:{use}">{mark}</a></sup>'
        )

    def footnote_block_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        del tokens, idx, options, env
        return '<hr>\n<section class="footnotes">\n<ol class="footnotes-list">\n'

    def footnote_block_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        del tokens, idx, options, env
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del options, env
        # Colons keep these ids apart from those of headings, whose anchors have none.
        return f'<li id="user-content-fn:{tokens[idx].meta["id"] + 1}" class="footnote-item">'

    def footnote_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del tokens, idx, options, env
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        del options, env
        number, use = _footnote(tokens[idx])
        return (
            f' <a href="#user-content-fnref:{number}:{use}" class="footnote-backref">'
            f'<span data-back="{number}"></span></a>'
        )


def _footnote(token: Token) -> tuple[int, int]:
    """The number of the note, from 1, and which of its uses this is, from 0."""
    return int(token.meta["id"]) + 1, int(token.meta.get("subId", 0))


_RENDERER = _Renderer()
