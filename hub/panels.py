"""What an editor is shown beside the form of every page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class ProposalPanel(Panel):
    """Who, from outside, proposed the page: for the network's team, never for its other editors.

    It reads ``proposals``, which the agenda's app relates to every page.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Proposé de l'extérieur"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "hub/admin/proposal_panel.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            is_of_team = self.request and self.request.user.has_perm("hub.change_partner")
            self.proposal = (
                self.instance.proposals.exclude(sender_email="").first()
                if is_of_team and self.instance.pk
                else None
            )

        def is_shown(self) -> bool:
            return super().is_shown() and self.proposal is not None


class JointPartnersPanel(Panel):
    """The other partners of a page that was saved, who are kept beside it and not in it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "partners/admin/joint_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return context | {"page": self.instance, "user": self.request.user}
