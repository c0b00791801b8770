"""A first look at a whole source: the tree of its pages, what links in it can mean, and which files are broken."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from wiki.errors import Invalid, TooLarge, WikiError
from wiki.transfer import manifest, plan, redirects, source, texts
from wiki.transfer.source import Source
from wiki.transfer.targets import Targets, absolute_addresses


@dataclass(slots=True)
class Survey:
    """`files` are those that hold no page; `parents` the paths of pages that others lie below.

    `moved` are paths of pages by addresses that they had before.
    """

    plan: plan.Plan
    targets: Targets
    files: list[str]
    parents: frozenset[str]
    moved: dict[str, str] = field(default_factory=dict)


def of_source(files: Source, page_limit: int, progress: Callable[[int], None]) -> Survey:
    """The survey. Reads every page file once; `progress` hears how many.

    An export of Werkbuch says itself what its files are. Raises Invalid (`manifest`) when it says nonsense.
    """
    if described := next((path for path in _manifest_places(files) if path in files.sizes), None):
        return _of_export(files, described)
    facts: list[texts.Facts] = []
    addresses: Counter[str] = Counter()
    for number, path in enumerate(filter(plan.is_page, files.sizes), 1):
        try:
            body = texts.decoded(source.read(files, path, page_limit)).body
        except (Invalid, TooLarge, OSError):
            facts.append(texts.Facts(path))  # it keeps its place in the tree; the import says what is wrong
        else:
            facts.append(texts.of_file(path, body))
            addresses.update(absolute_addresses(body))
        progress(number)
    tree = plan.make(facts)
    told = set(redirects.files_of(files))
    others = [path for path in files.sizes if not plan.is_page(path) and path not in told]
    targets = Targets(tree, others)
    targets.learn_prefixes(addresses)
    moved = targets.learn_redirects(redirects.read(files))
    parents = frozenset(page.parent for page in tree.pages if page.parent)
    return Survey(tree, targets, others, parents, moved)


def _manifest_places(files: Source) -> list[str]:
    """The outermost folder, or the only one in it."""
    folders = {path.partition("/")[0] for path in files.sizes}
    return [manifest.NAME, f"{folders.pop()}/{manifest.NAME}"] if len(folders) == 1 else [manifest.NAME]


def _of_export(files: Source, path: str) -> Survey:
    top = path.removesuffix(manifest.NAME)
    names = {name.removeprefix(top) for name in files.sizes if name.startswith(top)}
    described = manifest.from_json(source.read(files, path, manifest.LIMIT), names)
    tree = plan.of_manifest(described.pages, top)
    attached = {top + one.file for page in described.pages for one in page.attachments}
    pages = {page.path for page in tree.pages}
    others = [name for name in files.sizes if name not in pages and name not in attached and name != path]
    parents = frozenset(page.parent for page in tree.pages if page.parent)
    return Survey(tree, Targets(tree, others), others, parents)


def reason(error: Exception) -> str:
    """The stable word that says why a page was skipped."""
    if isinstance(error, Invalid):
        return error.reason
    if isinstance(error, WikiError):
        return error.code
    return "unreadable" if isinstance(error, OSError) else "not_stored"
