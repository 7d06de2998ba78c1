"""The order in which the demonstration is loaded."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings

from home.demo.accounts import ADMINISTRATION, create_network_accounts, create_partner_accounts
from home.demo.article import load_articles
from home.demo.context import Demo, Report
from home.demo.events import load_events, load_recap
from home.demo.examples import load_examples
from home.demo.files import load_files
from home.demo.network import load_network, load_partners
from home.demo.poles import load_poles
from home.demo.resources import load_resources
from home.structure import build_structure
from hub.models import User


def is_loaded() -> bool:
    """Whether this database holds the demonstration: it comes whole or not at all."""
    return User.objects.filter(email=ADMINISTRATION).exists()


@transaction.atomic
def load(report: Report) -> None:
    """Load the demonstration into a site that has no content yet.

    Nothing is sent: the mails that submissions cause would only fill the terminal. The search is
    indexed once, at the end, rather than at each of the three saves of a published page.
    """
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        WAGTAILSEARCH_BACKENDS={
            name: {**parameters, "AUTO_UPDATE": False}
            for name, parameters in settings.WAGTAILSEARCH_BACKENDS.items()
        },
    ):
        structure = build_structure()
        demo = Demo(structure, report, team=create_network_accounts())
        load_network(demo)
        load_partners(demo)
        create_partner_accounts(demo)
        load_files(demo)
        load_poles(demo)
        load_events(demo)
        load_resources(demo)
        load_recap(demo)
        load_articles(demo)
        load_examples(demo)
    call_command("update_index", verbosity=0)
    report("Index de recherche", 1, 1)
