from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HubConfig(AppConfig):
    """The ground floor: what every page and every other app stands on."""

    name = "hub"
    verbose_name = _("Réseau")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Wagtail sets the base page's form in its own ready(), whatever the class says.
        from django.contrib.auth.signals import user_logged_in
        from post_office.signals import email_queued
        from wagtail.models import WorkflowState
        from wagtail.signals import workflow_approved, workflow_rejected, workflow_submitted

        from hub import signals  # noqa: F401
        from hub.accounts.sessions import note_login
        from hub.forms import HubPageForm
        from hub.mail import deliver_at_commit
        from hub.models import HubPage

        HubPage.base_form_class = HubPageForm
        email_queued.connect(deliver_at_commit, dispatch_uid="mail_queued")
        user_logged_in.connect(note_login, dispatch_uid="login_noted")
        # The partners' own messages say it, in French and at each person's pace.
        for name, signal in (
            ("submitted", workflow_submitted),
            ("rejected", workflow_rejected),
            ("approved", workflow_approved),
        ):
            signal.disconnect(
                sender=WorkflowState, dispatch_uid=f"workflow_state_{name}_email_notification"
            )
