from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    """Slides, replays and publications."""

    name = "resources"
    verbose_name = _("Ressources")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can only be imported once the apps are ready.
        from django.db.models.signals import post_delete, post_save
        from wagtail.documents.models import document_served

        from hub.models import HubDocument
        from resources.counting import count_document
        from resources.models import DocumentPage
        from resources.tasks import delete_previews, read_new_file

        document_served.connect(count_document, dispatch_uid="count_document")
        post_save.connect(read_new_file, sender=HubDocument, dispatch_uid="read_new_file")
        post_delete.connect(delete_previews, sender=DocumentPage, dispatch_uid="delete_previews")
