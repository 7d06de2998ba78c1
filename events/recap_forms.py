"""The forms of the screen « Publier le compte rendu »."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.permissions import policy_registry

from events.models import EventPage, RecapPage
from events.recap_uploads import FILMS
from hub.models import HubDocument, HubImage, Speaker, User
from hub.text import without_controls
from hub.uploads import extension
from resources.enums import Licence

MAX_ROWS = 100


def _field(form: forms.BaseForm, name: str) -> Any:
    """Return a field of ``form``, of which Django does not say the type."""
    return form.fields[name]


def choosable(model: type[Any], user: User) -> Any:
    """Return the documents or images that ``user`` may choose."""
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(user, ["choose"])


class RecapForm(WagtailAdminModelForm):
    """What was said: the title, the summary and the text with its figures."""

    class Meta(WagtailAdminModelForm.Meta):
        model = RecapPage
        fields = ["title", "summary", "body"]

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        self.sent = data
        if data is not None and "body-count" not in data:  # without scripts there is no body
            self.sent = data.copy()
            self.sent["body-count"] = "0"
        super().__init__(self.sent and without_blank_texts(self.sent), **kwargs)

    def _clean_fields(self) -> None:
        try:
            super()._clean_fields()
        except (MultiValueDictKeyError, ValueError) as error:  # Wagtail trusts the blocks' fields
            raise BadRequest(_("Ce formulaire est incomplet.")) from error

    def show_as_sent(self) -> None:
        """Show again the texts in which nothing was typed, where no error counts the blocks."""
        if self.is_bound and "body" not in self.errors:
            self.data = self.sent

    def clean_title(self) -> str:
        return without_controls(self.cleaned_data["title"])


def without_blank_texts(data: QueryDict) -> QueryDict:
    """Return ``data`` where the texts of the body in which nothing was typed are deleted.

    One is opened for the writer, who may need none.
    """
    data = data.copy()
    for name, value in list(data.items()):
        if name.startswith("body-") and name.endswith("-type") and value == "text":
            block = name.removesuffix("-type")
            if _is_blank(data.get(f"{block}-value", "")):
                data[f"{block}-deleted"] = "1"
    return data


def _is_blank(content: str) -> bool:
    """Whether the editor's state, as Draftail sends it, holds no word."""
    try:
        state = json.loads(content or "null") or {}
        return not any(block["text"].strip() for block in state.get("blocks", []))
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


class SpeakersForm(forms.Form):
    """Who speaks in a resource: people of the event, and others."""

    speakers = forms.MultipleChoiceField(
        label=_("Intervenants"), widget=forms.CheckboxSelectMultiple, required=False
    )
    others = forms.CharField(
        label=_("Autres intervenants"),
        required=False,
        max_length=500,
        help_text=_("« Prénom Nom, organisation », séparés par des points-virgules."),
    )

    def __init__(self, *args: Any, event: EventPage, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.user = event, user
        self.people = {str(speaker.pk): speaker for speaker in event.speakers.all()}
        if self.people:
            _field(self, "speakers").choices = [(pk, str(p)) for pk, p in self.people.items()]
        else:
            del self.fields["speakers"]
            self.fields["others"].label = _("Intervenants")

    def chosen_speakers(self) -> list[Speaker]:
        """Return unsaved copies of the speakers who were ticked, then those who were typed."""
        found = [
            Speaker(name=person.name, role=person.role, organisation=person.organisation)
            for person in map(self.people.__getitem__, self.cleaned_data.get("speakers", []))
        ]
        for words in self.cleaned_data["others"].split(";"):
            name, _comma, organisation = words.partition(",")
            if name.strip():
                found.append(
                    Speaker(name=name.strip()[:120], organisation=organisation.strip()[:160])
                )
        return found


class FileRow(SpeakersForm):
    """A file that becomes a presentation."""

    document = forms.ModelChoiceField(HubDocument.objects.none(), widget=forms.HiddenInput)
    title = forms.CharField(label=_("Titre"), max_length=255)
    licence = forms.ChoiceField(
        label=_("Licence"), choices=[("", _("Non précisée")), *Licence.choices], required=False
    )
    note = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = ["document", "note", "title", "speakers", "others", "licence"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _field(self, "document").queryset = choosable(HubDocument, self.user)

    def clean_document(self) -> HubDocument:
        document: HubDocument = self.cleaned_data["document"]
        if extension(document.filename) in {*FILMS, "vtt", "ics"}:
            raise ValidationError(_("Ce fichier n'est pas une présentation."))
        return document


class PhotoRow(forms.Form):
    """A photo of the recap."""

    image = forms.ModelChoiceField(HubImage.objects.none(), widget=forms.HiddenInput)
    alt_text = forms.CharField(
        label=_("Ce que montre la photo"),
        max_length=250,
        help_text=_("Pour qui ne la voit pas."),
    )
    caption = forms.CharField(label=_("Légende"), max_length=250, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _field(self, "image").queryset = choosable(HubImage, user)


class ReplayForm(SpeakersForm):
    """The replay; none where nothing is given."""

    title = forms.CharField(label=_("Titre"), max_length=255, required=False)
    url_elsewhere = forms.URLField(
        label=_("Adresse de la vidéo"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Sur YouTube, PeerTube ou Vimeo, elle se regardera ici ; ailleurs, en lien."),
    )
    document = forms.ModelChoiceField(
        HubDocument.objects.none(), widget=forms.HiddenInput, required=False
    )
    duration = forms.DurationField(
        label=_("Durée"), required=False, help_text=_("Heures, minutes, secondes : « 1:32:00 ».")
    )
    captions = forms.ModelChoiceField(
        HubDocument.objects.none(), widget=forms.HiddenInput, required=False
    )
    transcript = forms.CharField(
        label=_("Transcription"),
        required=False,
        widget=AdminAutoHeightTextInput,
        help_text=_(
            "Ce qui est dit, pour le lire et le rechercher. Vide, elle est faite des sous-titres."
        ),
    )

    field_order = ["title", "url_elsewhere", "document", "duration", "captions", "transcript"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("document", "captions"):
            _field(self, name).queryset = choosable(HubDocument, self.user)

    @property
    def is_given(self) -> bool:
        """Whether there is a replay at all."""
        return bool(self.cleaned_data.get("url_elsewhere") or self.cleaned_data.get("document"))

    def clean_title(self) -> str:
        return self.cleaned_data["title"] or str(self.initial["title"])

    def clean_document(self) -> HubDocument | None:
        document: HubDocument | None = self.cleaned_data["document"]
        if document and extension(document.filename) not in FILMS:
            raise ValidationError(_("Un enregistrement est un fichier MP4, WebM ou MP3."))
        return document

    def clean_duration(self) -> Any:
        duration = self.cleaned_data["duration"]
        if duration is not None and duration.total_seconds() < 0:
            raise ValidationError(_("Une durée n'est pas négative."))
        return duration

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        alone = [name for name in ("duration", "captions", "transcript") if data.get(name)]
        if alone and not self.errors and not self.is_given:
            self.add_error("url_elsewhere", _("Donnez l'adresse de la vidéo, ou son fichier."))
        return data


class Rows(forms.BaseFormSet):
    """Rows that a script or an upload adds, each of which may be taken away."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Ne pas publier")
        form.fields["DELETE"].widget.attrs["data-recap-remove"] = ""

    def kept(self) -> list[Any]:
        """Return the rows that were not taken away."""
        return [form for form in self.forms if form not in self.deleted_forms]


FileRows: Any = forms.formset_factory(
    FileRow, formset=Rows, extra=0, can_delete=True, max_num=MAX_ROWS, validate_max=True
)
PhotoRows: Any = forms.formset_factory(
    PhotoRow, formset=Rows, extra=0, can_delete=True, max_num=MAX_ROWS, validate_max=True
)


def say(form: forms.BaseForm, errors: dict[str, Any]) -> None:
    """Put each error of a page beside its field, or above the form that has none of that name."""
    for name, message in errors.items():
        target = name if name in form.fields and not form.fields[name].widget.is_hidden else None
        form.add_error(target, message)


def drop_errors(form: Any) -> None:
    """Forget the errors of a form that is shown again before it is sent."""
    form.full_clean()
    form._errors = ErrorDict()
