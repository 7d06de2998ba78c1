"""The public forms: what a page needs, in the words and with the checks of the page itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.core.validators import URLValidator
from django.utils.html import linebreaks
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from events.antispam import GuardedForm
from events.enums import AttendanceMode, ProposalKind
from events.forms import DayInput
from events.models import EventOrganiser, EventPage
from events.models.proposal import PERSONAL_DATA_KEPT
from hub.models import HubPage, Territory, TerritoryLevel, Theme
from hub.text import folded
from poles.models import PolePage

LEVELS = [(TerritoryLevel.REGION, _("Régions")), (TerritoryLevel.DEPARTEMENT, _("Départements"))]
ON_THE_WEB = URLValidator(schemes=["http", "https"])


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def url_field(label: Any, help_text: Any = "") -> forms.URLField:
    """Return an optional address of the web; "exemple.fr" is read as https."""
    return forms.URLField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[ON_THE_WEB],
    )


def text_field(label: Any, rows: int, max_length: int, help_text: Any = "") -> forms.CharField:
    """Return an optional text of several lines."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=max_length,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class Group(NamedTuple):
    """A part of a form."""

    legend: Any
    fields: list[forms.BoundField]


class DraftForm(forms.ModelForm):
    """What a draft is made of; what misses is said as the page's own editor says it."""

    paragraphs: set[str] = {"summary", "description"}
    no_territory: Any = ""
    needed: set[str] = set()  # what publication_errors will ask for

    summary = text_field(
        _("En deux phrases"), 3, 400, _("L'essentiel, repris dans les listes et la recherche.")
    )
    territory = forms.ModelChoiceField(
        label=_("Territoire"),
        queryset=Territory.objects.all(),
        to_field_name="slug",
        required=False,
        error_messages={"invalid_choice": _("Ce territoire n'existe pas.")},
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Thèmes"),
        queryset=Theme.objects.all(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Ce thème n'existe pas.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # By the alphabet, where É stands with E.
        places = sorted(Territory.objects.all(), key=lambda place: folded(place.name))
        self.fields["territory"].choices = [  # type: ignore[attr-defined]
            ("", self.no_territory),
            *(
                (label, [(place.slug, place.name) for place in places if place.level == level])
                for level, label in LEVELS
            ),
        ]
        themes = sorted(Theme.objects.all(), key=lambda theme: folded(theme.name))
        self.fields["themes"].choices = [(theme.slug, theme.name) for theme in themes]  # type: ignore[attr-defined]

        for name, field in self.fields.items():
            field.is_needed = field.required or name in self.needed  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        for name, message in self.instance.publication_errors().items():
            if name not in self.errors:
                self.add_error(name, message)

    def page(self) -> HubPage:
        """Return the unsaved page; what its fields refuse is left out."""
        page: HubPage = self.instance
        page.slug = ""  # of the house, which knows œ
        page.themes = self.cleaned_data.get("themes", [])
        body = []
        if text := self.cleaned_data.get("description"):
            # Escaped, and nothing but paragraphs.
            body.append({"type": "text", "value": linebreaks(text, autoescape=True)})
        page.body = json.dumps(body)
        return page


class EventDraftForm(DraftForm):
    """An event as somebody proposes it."""

    no_territory = _("Toute la France")

    organiser = forms.CharField(label=_("Organisé par"), max_length=150)
    description = text_field(
        _("Présentation"), 8, 5000, _("Le déroulé, les intervenants, le public attendu.")
    )
    join_url = url_field(
        _("Lien de connexion"),
        _("Il n'est pas montré aux visiteurs sans votre accord."),
    )
    registration_url = url_field(_("Lien d'inscription ou page de l'événement"))

    class Meta:
        model = EventPage
        fields = [
            *("title", "kind", "summary", "start_date", "start_time", "end_date", "end_time"),
            *("time_zone", "mode", "place", "address", "city", "join_url", "registration_url"),
            *("territory", "themes"),
        ]
        labels = {
            "title": _("Titre"),
            "kind": _("Nature"),
            "start_date": _("Date de début"),
            "start_time": _("Heure de début"),
            "end_date": _("Date de fin"),
            "end_time": _("Heure de fin"),
            "time_zone": _("Heures de"),
            "mode": _("Participation"),
            "place": _("Lieu"),
            "address": _("Adresse"),
            "city": _("Commune"),
        }
        help_texts = {
            "title": "",
            "time_zone": "",
            "place": _("Le nom de la salle ou du bâtiment."),
        }
        widgets = {
            "start_date": DayInput(),
            "end_date": DayInput(),
            "start_time": TimeInput(),
            "end_time": TimeInput(),
        }

    groups_of_fields = [
        (_("L'événement"), ["title", "kind", "organiser", "summary", "description"]),
        (_("Quand"), ["start_date", "start_time", "end_date", "end_time", "time_zone"]),
        (
            _("Où et comment venir"),
            ["mode", "place", "address", "city", "territory", "join_url", "registration_url"],
        ),
        (_("De quoi il parle"), ["themes"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mode = self.fields["mode"]
        mode.choices = [("", _("Non précisé")), *AttendanceMode.choices]  # type: ignore[attr-defined]

    def page(self) -> HubPage:
        event = super().page()
        if name := self.cleaned_data.get("organiser"):
            event.organisers = [EventOrganiser(name=name)]
        return event


class PoleDraftForm(DraftForm):
    """A pole as somebody proposes it."""

    no_territory = _("Choisissez")
    needed = {"summary", "territory"}

    description = text_field(
        _("Ses actions"), 8, 5000, _("Ce que le pôle fait, avec qui, depuis quand.")
    )
    website = url_field(_("Site web"))

    class Meta:
        model = PolePage
        fields = ["title", "summary", "territory", "city", "lead_organisation", "website", "themes"]
        labels = {
            "title": _("Nom du pôle"),
            "city": _("Commune"),
            "lead_organisation": _("Structure porteuse"),
        }
        help_texts = {"title": ""}

    groups_of_fields = [
        (_("Le pôle"), ["title", "summary", "description"]),
        (_("Où et par qui"), ["territory", "city", "lead_organisation", "website"]),
        (_("Ses domaines"), ["themes"]),
    ]


class ProposalForm(GuardedForm):
    """What is asked of who proposes, beside the page."""

    sender_name = forms.CharField(
        label=_("Votre nom"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    sender_email = forms.EmailField(
        label=_("Votre adresse électronique"),
        max_length=254,
        help_text=_("Elle n'est pas publiée. Vous y recevrez un lien pour confirmer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    sender_organisation = forms.CharField(
        label=_("Votre organisation"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    note = text_field(_("Un mot à l'équipe"), 3, 1000, _("Il n'est pas publié."))
    consent = forms.BooleanField(
        label=_("J'accepte que l'équipe du réseau garde ces renseignements pour me répondre"),
        help_text=format_lazy(
            _(
                "Votre nom, votre adresse, votre organisation et votre mot ne sont ni publiés ni "
                "transmis ; ils sont effacés {days} jours après la décision."
            ),
            days=PERSONAL_DATA_KEPT.days,
        ),
        error_messages={"required": _("Sans cet accord, l'équipe ne peut pas vous répondre.")},
    )

    sender_fields = ["sender_name", "sender_email", "sender_organisation", "note"]

    def groups(self) -> Iterator[Group]:
        """Yield the parts of the form, in order."""
        parts: list[tuple[Any, list[str]]] = [
            *self.groups_of_fields,  # type: ignore[attr-defined]
            (_("Vous"), [*self.sender_fields, "consent", "answer"]),
        ]
        for legend, names in parts:
            yield Group(legend, [self[name] for name in names])

    @property
    def payload(self) -> dict[str, Any]:
        """What was typed of the page, by field, as text: a ``DRAFT_FORMS`` reads it again."""
        names = self.fields.keys() - ProposalForm.base_fields.keys()
        return {name: self[name].data for name in names}

    @property
    def sender(self) -> dict[str, str]:
        """What the sender says of themselves."""
        return {name: self.cleaned_data[name] for name in self.sender_fields}

    @property
    def submission(self) -> str:
        """A hash of this very form and of all that was typed in it."""
        typed = [self.used_stamp.nonce, self.payload, self.sender]
        return hashlib.sha256(json.dumps(typed, sort_keys=True).encode()).hexdigest()


class EventProposalForm(ProposalForm, EventDraftForm):
    paragraphs = EventDraftForm.paragraphs | {"note"}


class PoleProposalForm(ProposalForm, PoleDraftForm):
    paragraphs = PoleDraftForm.paragraphs | {"note"}


DRAFT_FORMS: dict[str, type[DraftForm]] = {
    ProposalKind.EVENT: EventDraftForm,
    ProposalKind.POLE: PoleDraftForm,
}
FORMS: dict[str, Any] = {
    ProposalKind.EVENT: EventProposalForm,
    ProposalKind.POLE: PoleProposalForm,
}
