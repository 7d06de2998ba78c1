"""What an editor is shown beside the form of every page."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class JointPartnersPanel(Panel):
    """The other partners of a page that was saved, who are kept beside it and not in it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "partners/admin/joint_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return context | {"page": self.instance, "user": self.request.user}
