"""Read the documents that have not been read."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hub.models import HubDocument
from resources.reading import read, unread

BAR = 30  # characters


class Command(BaseCommand):
    help = "Lit le texte et les pages des documents qui ne l'ont pas été, et en fait les aperçus."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="Relire aussi ceux qui ont déjà été lus."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        documents = (
            HubDocument.objects.order_by("pk") if options["all"] else unread().order_by("pk")
        )
        waiting = [document for document in documents if document.is_readable]
        for done, document in enumerate(waiting, start=1):
            try:
                reading = read(document)
            except OSError as error:
                self.tell(f"{document} : fichier introuvable ({error.__class__.__name__}).")
            else:
                if reading is not None and reading.note:
                    self.tell(f"{document} : {reading.note}")
            self.progress(done, len(waiting))
        self.stdout.write(f"Documents lus : {len(waiting)}.")

    def tell(self, line: str) -> None:
        """Write a line about a document, over the bar where there is one."""
        self.stdout.write(f"\r{line:<{BAR + 20}}" if self.stdout.isatty() else line)

    def progress(self, done: int, total: int) -> None:
        """Draw the bar in place; nothing where the output is not a terminal."""
        if self.stdout.isatty():
            filled = "█" * (BAR * done // total)
            self.stdout.write(
                f"\r{filled:░<{BAR}} {done}/{total}", ending="\n" if done == total else ""
            )
            self.stdout.flush()
