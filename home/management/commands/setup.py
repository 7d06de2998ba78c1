"""Prepare a hub: tables, first pages, team and workflow."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from home.structure import build_structure


class Command(BaseCommand):
    help = "Prépare le site : les tables, les premières pages, l'équipe et la modération."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        build_structure()
        self.stdout.write(self.style.SUCCESS("Le site est prêt."))
