"""How pages find those above them, at the cost of few queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from wagtail.models.pages import PageManager

if TYPE_CHECKING:
    from hub.models.pages import HubPage

CACHE = "_cached_parent_obj"  # where treebeard's ``get_parent`` keeps what it has found


class TreeParent:
    """Lets ``prefetch_related("tree_parent")`` fetch the parents of a list, for ``get_parent``."""

    def is_cached(self, page: HubPage) -> bool:
        return hasattr(page, CACHE)

    def get_prefetch_querysets(
        self, instances: Sequence[HubPage], querysets: Any = None
    ) -> tuple[Any, Callable[[Any], str], Callable[[Any], str], bool, str, bool]:
        def above(page: HubPage) -> str:
            return page.path[: -page.steplen]

        base = instances[0].base_page_model
        parents = base._default_manager.filter(path__in={above(page) for page in instances})
        return parents, lambda parent: parent.path, above, True, CACHE, True


class HubPageManager(PageManager):
    """Wagtail's, where what is asked for each right is climbed to from the pages given."""

    def first_common_ancestor_of(
        self, pages: Iterable[HubPage], include_self: bool = False, strict: bool = False
    ) -> Any:
        """Return the lowest page above all ``pages``; each keeps its parent once it was fetched."""
        given = list(pages)
        if not given:
            return super().first_common_ancestor_of(given, include_self, strict)
        page = min(given, key=lambda page: page.depth)
        if not include_self:
            page = page.get_parent() or page
        while not all(other.path.startswith(page.path) for other in given):
            page = page.get_parent()
        return page
