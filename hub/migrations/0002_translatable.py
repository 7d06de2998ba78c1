from django.db import migrations
from wagtail.models import (
    BootstrapLocaleField,
    BootstrapTranslatableModel,
    BootstrapTranslationKeyField,
)


class Migration(migrations.Migration):
    """Give the base page its locale, once Wagtail's own tables exist."""

    dependencies = [
        ("hub", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        BootstrapLocaleField("hub.HubPage"),
        BootstrapTranslationKeyField("hub.HubPage"),
        BootstrapTranslatableModel("hub.HubPage"),
    ]
