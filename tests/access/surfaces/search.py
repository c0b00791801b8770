"""Finding: what one may not read is not counted, quoted or suggested."""

from asking import Ask

SURFACES = {
    "search.results": lambda t: [
        Ask(f"/search?q={t.title}", shows=("title",)),
        Ask(f"/search?q={t.slug}"),
        Ask(f"/search?q=heading&space={t.space_key}", shows=("title", "body")),
        Ask("/search?q=body", shows=("title",)),
        Ask("/search?q=linkedbody"),
        Ask("/search?q=a&skip=20"),
    ],
    "search.titles": lambda t: [
        Ask(f"/search/titles?q={t.title}", shows=("title",)),
        Ask("/search/titles?q="),
    ],
}
