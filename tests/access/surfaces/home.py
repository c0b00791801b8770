"""Start page, help, health."""

from asking import Ask, always

SURFACES = {
    "home.start": always(Ask("/", shows=("title",))),
    "home.markdown_help": always(Ask("/help/markdown")),
    "home.alive": always(Ask("/healthz")),
    "home.ready": always(Ask("/readyz")),
    "static": always(
        Ask("/static/x/werkbuch.css"), Ask("/static/x/../../pyproject.toml"), Ask("/static/x/nothing.js")
    ),
}
