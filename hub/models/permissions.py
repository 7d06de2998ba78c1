"""What Wagtail says of the rights over a page, without its queries for each row of the explorer."""

from __future__ import annotations

from wagtail.models import PagePermissionTester


class PagePermissions(PagePermissionTester):
    """The rights over a page.

    Wagtail looks below each page for published ones, twice a row: what is published, or a leaf,
    needs no look. And it lets who changes a draft delete it, or move it to their own section: who
    may change a page and add none where it stands is there by another's leave.
    """

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if not self._can_delete(ignore_bulk):
            return False
        return bool(self.user.is_superuser or self.permissions & {"add", "bulk_delete"})

    def can_unpublish(self) -> bool:
        """Whether the page may be withdrawn; a list does not offer it of what waits for a review.

        To know who decides there costs queries for each row: the page's own screens ask.
        """
        if not self.user.is_superuser and "publish" not in self.permissions:
            return False
        if getattr(self.page, "is_listed", False) and self.page.workflow_in_progress:
            return False
        return bool(super().can_unpublish())

    def _can_delete(self, ignore_bulk: bool) -> bool:
        if not self.user.is_active or self.user.is_superuser or "change" not in self.permissions:
            return bool(super().can_delete(ignore_bulk))
        if self.page.is_leaf():
            return "publish" in self.permissions or not self.page.live
        if self.page.live and "publish" not in self.permissions:
            return False
        return bool(super().can_delete(ignore_bulk))
