"""Partners from a table: what a spreadsheet's CSV says, read without writing anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hub.models import Partner, PartnerKind, PartnerLevel, Territory, User
from hub.text import folded, without_marks
from partners.enums import Role
from partners.forms import addresses_in
from partners.models import PartnerIndexPage
from partners.people import invite, refusal, role_of
from partners.spaces import open_space

LARGEST = 1_000_000  # bytes
MOST_LINES = 200  # a fifth of a second each
# The headings of the model file, and the field that each fills.
COLUMNS = {
    "nom": "name",
    "nom court": "short_name",
    "nature": "kind",
    "échelle": "level",
    "territoire": "territory",
    "rôle": "role",
    "site": "website",
    "source": "source",
    "adresses des rédacteurs": "writers",
    "adresses des relecteurs": "reviewers",
}
ALSO = {"rôle dans le réseau": "role", "site web": "website"}  # as the register exports them
REQUIRED = ["nom", "nature", "échelle"]
EXAMPLE = [
    *("Pôle d'exemple", "Exemple", "pôle", "local", "60", "Ce que l'organisation apporte."),
    *("https://www.exemple.fr", "https://www.exemple.fr/a-propos"),
    *("redaction@exemple.fr", "relecture@exemple.fr, direction@exemple.fr"),
]
PEOPLE = {"writers": Role.WRITER, "reviewers": Role.REVIEWER}


class UnreadableError(Exception):
    """Why a file cannot be read at all, as a sentence."""


@dataclass
class Line:
    """A line of the file: what it says, what it makes, what is wrong with it."""

    number: int
    partner: Partner
    people: dict[str, list[str]] = default(default_factory=dict)
    faults: list[str] = default(default_factory=list)
    exists: bool = False

    @property
    def invited(self) -> int:
        return sum(len(addresses) for addresses in self.people.values())

    def arrivals(self) -> list[tuple[str, list[str]]]:
        """Return who is to be invited, by the role in words."""
        return [(str(Role(role).label), addresses) for role, addresses in self.people.items()]


def cells_of(content: bytes) -> list[list[str]]:
    """Return the cells of a CSV as a French or an English spreadsheet writes it.

    UTF-8, with or without its mark, or Windows-1252; semicolons, commas or tabs. Raises
    ``UnreadableError``.
    """
    if len(content) > LARGEST:
        raise UnreadableError(_("Ce fichier est trop lourd : 1 Mo au plus."))
    if b"\x00" in content:
        raise UnreadableError(
            _("Ce fichier n'est pas un CSV. Dans le tableur : Enregistrer sous, CSV UTF-8.")
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    heading = text.partition("\n")[0]
    delimiter = max(";,\t", key=heading.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableError(_("Ce fichier n'est pas un CSV lisible.")) from error
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise UnreadableError(_("Ce fichier est vide."))
    if len(rows) > MOST_LINES + 1:
        raise UnreadableError(
            _("Ce fichier a trop de lignes : %(most)d partenaires au plus à la fois.")
            % {"most": MOST_LINES}
        )
    return rows


def lines_of(rows: list[list[str]], by: User, *, update: bool) -> list[Line]:
    """Return what each row would make, with its faults. Nothing is written.

    ``update`` says whether the filled cells replace the facts of the partners that exist. The
    numbers are those that the spreadsheet shows. Raises ``UnreadableError`` where the headings
    are not known.
    """
    names = fields_of(rows[0])
    reader = _Reader(by, update)
    lines = []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            cells = {
                name: without_marks(cell).strip()
                for name, cell in zip(names, row, strict=False)
                if name
            }
            line = reader.read(number, cells)
            if any(cell.strip() for cell in row[len(names) :]):
                line.faults.append(_("plus de cellules que de titres de colonnes"))
            lines.append(line)
    if not lines:
        raise UnreadableError(_("Ce fichier n'a que ses titres de colonnes."))
    return lines


def fields_of(heading: list[str]) -> list[str]:
    """Return the field of each column; raise ``UnreadableError`` where one is strange or misses."""
    known = {folded(title): name for title, name in (COLUMNS | ALSO).items()}
    titles = [folded(" ".join(title.split())) for title in heading]
    names = [known.get(title, "") for title in titles]
    strange = [
        f"« {title[:40]} »"
        for title, name in zip(heading, names, strict=True)
        if title and not name
    ]
    missing = [f"« {title} »" for title in REQUIRED if COLUMNS[title] not in names]
    twice = [f"« {t} »" for t, name in COLUMNS.items() if names.count(name) > 1]
    sentences = [
        _("La première ligne doit donner les titres des colonnes. Il manque : %s.")
        % ", ".join(missing)
        if missing
        else "",
        _("Colonnes inconnues : %s.") % ", ".join(strange) if strange else "",
        _("Colonnes données deux fois : %s.") % ", ".join(twice) if twice else "",
    ]
    if any(sentences):
        raise UnreadableError(" ".join(filter(None, sentences)))
    return names


class _Reader:
    """Reads the rows of one file, which may name each partner once."""

    def __init__(self, by: User, update: bool) -> None:
        self.by = by
        self.update = update
        self.partners = {
            _key(partner.name): partner
            for partner in Partner.objects.select_related("writers", "reviewers")
        }
        self.territories: dict[str, list[Territory]] = {}
        for territory in Territory.objects.all():
            for word in {territory.code.lower(), folded(territory.name)}:
                self.territories.setdefault(word, []).append(territory)
        self.seen: dict[str, int] = {}

    def read(self, number: int, cells: dict[str, str]) -> Line:
        name = " ".join(cells.get("name", "").split())
        found = self.partners.get(_key(name))
        line = Line(number, found or Partner(name=name), exists=found is not None)
        first = self.seen.setdefault(_key(name), number)
        if not name:
            line.faults.append(_("le nom manque"))
        elif first != number:
            line.faults.append(_("même nom qu'à la ligne %d") % first)
        if found and not self.update:
            return line
        if found and found.suspended_at:
            line.faults.append(_("l'accès de ce partenaire est suspendu : rouvrez-le d'abord"))
        self._facts(line, cells)
        self._people(line, cells, found)
        return line

    def _facts(self, line: Line, cells: dict[str, str]) -> None:
        partner = line.partner
        for name in ("short_name", "role", "website", "source"):
            if cells.get(name):
                setattr(partner, name, cells[name])
        for title, name, choices in (
            ("nature", "kind", PartnerKind.choices),
            ("échelle", "level", PartnerLevel.choices),
        ):
            text = cells.get(name, "")
            value = _chosen(text, choices)
            if value:
                setattr(partner, name, value)
            elif text:
                labels = ", ".join(str(label) for _value, label in choices)
                line.faults.append(
                    _("%(title)s « %(text)s » inconnue ; au choix : %(labels)s")
                    % {"title": title, "text": text[:40], "labels": labels}
                )
            elif not line.exists:
                line.faults.append(_("« %s » manque") % title)
        if cells.get("territory"):
            self._territory(line, cells["territory"])
        try:
            partner.clean_fields(exclude=["slug", "kind", "level"] if line.faults else ["slug"])
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                if name == "name" and not partner.name:
                    continue
                field: Any = partner._meta.get_field(name)
                line.faults += [f"{field.verbose_name} : {sentence}" for sentence in sentences]

    def _territory(self, line: Line, text: str) -> None:
        """Find a territory by its name or its INSEE code; a département before a région."""
        word = folded(text)
        found = self.territories.get(word) or self.territories.get(word.zfill(2), [])
        if found:
            line.partner.territory = min(found, key=lambda territory: territory.level)
        else:
            line.faults.append(_("territoire « %s » inconnu : nom ou code INSEE") % text[:40])

    def _people(self, line: Line, cells: dict[str, str], found: Partner | None) -> None:
        seen: set[str] = set()
        for column, role in PEOPLE.items():
            try:
                addresses = addresses_in(cells.get(column, ""))
            except ValidationError as error:
                line.faults += error.messages
                continue
            for address in addresses:
                if address.lower() in seen:
                    line.faults.append(_("%s a deux rôles : un seul par partenaire") % address)
                elif not (found and self._is_there(found, address, role)):
                    reason = refusal(address, self.by, found, role)
                    if reason:
                        line.faults.append(f"{address} : {reason}")
                    line.people.setdefault(role, []).append(address)
                seen.add(address.lower())

    def _is_there(self, partner: Partner, address: str, role: str) -> bool:
        """Whether a line that is imported again has nobody new to invite."""
        user = User.objects.filter(email__iexact=address).first()
        return user is not None and role_of(partner, user) == role


def _key(name: str) -> str:
    return folded(" ".join(name.split()))


def _chosen(text: str, choices: Iterable[tuple[str, Any]]) -> str | None:
    """Return the value whose code or label is ``text``, or a label of which it is the beginning."""
    word = folded(text)
    labels = [(value, folded(str(label))) for value, label in choices]
    for value, label in labels:
        if word in {value, label}:
            return value
    begun = [value for value, label in labels if word and label.startswith(word)]
    return begun[0] if len(begun) == 1 else None


def write(
    lines: Iterable[Line],
    index: PartnerIndexPage,
    by: User,
    *,
    noted: Callable[[Partner, bool], Any],
) -> None:
    """Make what the ``lines`` say; the caller holds the transaction and has seen no fault.

    ``noted`` is told of each partner, and whether it is new. In the order of their names, as
    Wagtail keeps the collections: each that comes before others moves them all.
    """
    for line in sorted(lines, key=lambda line: line.partner.name):
        line.partner.save()
        open_space(line.partner, index)
        noted(line.partner, not line.exists)
        for role, addresses in line.people.items():
            for address in addresses:
                invite(line.partner, address, role, by)


def model_file() -> str:
    """Return the CSV to fill in, as a French spreadsheet opens it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(COLUMNS)
    writer.writerow(EXAMPLE)
    return "\ufeff" + out.getvalue()
