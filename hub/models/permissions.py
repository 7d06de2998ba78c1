"""What Wagtail says of the rights over a page, without its queries for each row of the explorer."""

from __future__ import annotations

from wagtail.models import PagePermissionTester


class PagePermissions(PagePermissionTester):
    """The rights over a page.

    Wagtail looks below each page for published ones, twice a row: a leaf has nothing below. And it
    lets who changes a draft delete it, or move it to their own section: who may change a page and
    add none where it stands is there by another's leave.
    """

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if not self._can_delete(ignore_bulk):
            return False
        return bool(self.user.is_superuser or self.permissions & {"add", "bulk_delete"})

    def _can_delete(self, ignore_bulk: bool) -> bool:
        if not self.user.is_active or self.user.is_superuser or not self.page.is_leaf():
            return bool(super().can_delete(ignore_bulk))
        if "change" in self.permissions:
            return "publish" in self.permissions or not self.page.live
        return bool(super().can_delete(ignore_bulk))
