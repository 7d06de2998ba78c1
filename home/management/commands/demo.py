"""Load the demonstration and serve it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from home.demo.accounts import PASSWORD, table
from home.demo.loader import is_loaded, load
from home.structure import is_bare

DEFAULT_ADDRESS = "127.0.0.1:8000"


def site_address(addrport: str) -> str:
    """Return where a browser finds the server of ``addrport``, which may be a port alone."""
    host, _colon, port = addrport.rpartition(":")
    everywhere = {"0", "0.0.0.0", "[::]"}
    return f"http://{'localhost' if host in everywhere else host or '127.0.0.1'}:{port}"


class Command(BaseCommand):
    help = "Remplit un site vide de pôles, de rencontres et de ressources réels, puis le sert."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "addrport",
            nargs="?",
            default=DEFAULT_ADDRESS,
            help=f"Adresse et port du serveur ({DEFAULT_ADDRESS}).",
        )
        parser.add_argument(
            "--no-serve", action="store_true", help="Charger sans lancer le serveur."
        )

    def handle(self, *args: Any, addrport: str, no_serve: bool, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "La démonstration crée des comptes dont le mot de passe est connu de tous : "
                "elle ne se charge pas en production (DEBUG=0)."
            )
        call_command("migrate", interactive=False, verbosity=0)
        if is_loaded():
            self.stdout.write("La démonstration est déjà chargée : rien n'a été changé.")
        elif not is_bare():
            raise CommandError(
                "Ce site a déjà du contenu, que la démonstration ne doit pas toucher. "
                "Donnez-lui une autre base de données, par exemple : "
                "DATA_DIR=/tmp/demo make demo (ou une autre DATABASE_URL)."
            )
        else:
            load(self.report)
            self.stdout.write(self.style.SUCCESS("La démonstration est chargée."))
        self.tell_addresses(settings.BASE_URL if no_serve else site_address(addrport))
        if not no_serve:
            call_command("runserver", addrport, use_reloader=False)

    def report(self, stage: str, done: int, total: int) -> None:
        """Show a stage's progress: in place on a terminal, one line at its end elsewhere."""
        line = f"{stage} : {done}/{total}"
        if self.stdout.isatty():
            self.stdout.write(f"\r{line}", ending="\n" if done == total else "")
        elif done == total:
            self.stdout.write(line)
        self.stdout.flush()

    def tell_addresses(self, site: str) -> None:
        """Say where the site is and who may log in."""
        accounts = table()
        width = max(len(name) for name, _email in accounts)
        lines = [
            "",
            f"Site            {site}/",
            f"Administration  {site}{reverse('wagtailadmin_home')}",
            f"Agenda          {site}{reverse('agenda_feed')}",
            "",
            f"Comptes (mot de passe de tous : {PASSWORD})",
            *[f"  {name:<{width}}  {email}" for name, email in accounts],
            "",
        ]
        self.stdout.write("\n".join(lines))
