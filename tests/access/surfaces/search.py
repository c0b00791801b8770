"""Finding: what one may not read is not counted, quoted or suggested."""

from asking import Ask

SURFACES = {
    "search.results": lambda t: [
        Ask(f"/search?q={t.title}", shows=("title",)),
        Ask(f"/search?q={t.slug}"),
        Ask(f"/search?q=heading*&space={t.space_key}", shows=("title", "body")),
        Ask("/search?q=body*", shows=("title", "body")),
        Ask("/search?q=linkedbody*"),
        Ask("/search?q=a&skip=20"),
        Ask(f"/search?q={t.title}x", shows=("title",)),  # did you mean
        Ask(f"/search?q={t.tag}+shared-tag", shows=("title",)),  # facets
        Ask("/search?q=bytes*", shows=("bytes", "file", "title")),
        Ask(f"/search?q={t.file_name}+type:file", shows=("file", "title")),
        Ask(f"/search?q=oldbody*&old=1&space={t.space_key}", shows=("oldbody", "title")),
        Ask("/search?q=oldbytes*&old=1"),
    ],
    "search.titles": lambda t: [
        Ask(f"/search/titles?q={t.title}", shows=("title",)),
        Ask("/search/titles?q="),
    ],
    "search.missing": lambda _t: [Ask("/search/missing")],
}
