"""Forms of the admin. Wagtail's own can only be imported once all models are loaded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm
from wagtail.utils.file import hash_filelike

from hub.models import HubDocument
from hub.text import without_marks
from hub.uploads import check_document, check_image, clean_name, limits

IN_CHOOSER = "document-chooser-upload"  # the prefix that Wagtail gives this form in a chooser


class UploadForm(forms.ModelForm):
    """What the uploads of documents and images share: clean names and titles."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get("file")
        if field is not None:
            field.max_length = None  # a long name is cut, not refused
            uploaded = self.files.get(self.add_prefix("file"))
            if uploaded is not None and uploaded.name:
                uploaded.name = clean_name(uploaded.name)

    def clean_title(self) -> str:
        return without_marks(self.cleaned_data["title"])


class DocumentForm(UploadForm, BaseDocumentForm):
    """The form of a document, wherever one is uploaded: alone, several at once, in a chooser.

    A file that is here already is offered, where this person may choose it; another partner's is
    never named. In a chooser it can be taken at once, and anywhere a second copy be asked for.
    """

    existing = forms.ModelChoiceField(
        label=_("Prendre le document déjà déposé"),
        queryset=HubDocument.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        required=False,
    )
    second_copy = forms.BooleanField(
        label=_("Déposer quand même une seconde copie"), required=False
    )

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.user = user
        self.offers: dict[str, Any] = {
            name: self.fields.pop(name) for name in ("existing", "second_copy")
        }
        self.offers["existing"].queryset = self.choosable()
        if field := self.fields.get("file"):
            field.help_text = limits()
        if self.add_prefix("second_copy") in self.data:
            self.offer("second_copy")
        if self.add_prefix("existing") in self.data and self.prefix == IN_CHOOSER:
            self.offer("existing")

    def choosable(self) -> QuerySet[HubDocument]:
        """Return the documents that this person may choose."""
        if self.user is None:
            return HubDocument.objects.none()
        return self.permission_policy.instances_user_has_any_permission_for(self.user, ["choose"])

    def offer(self, name: str) -> None:
        self.fields[name] = self.offers[name]
        self.order_fields(["title", "file", *self.offers])

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        check_document(file)
        return file

    def clean(self) -> None:
        super().clean()
        file = self.cleaned_data.get("file")
        if isinstance(file, UploadedFile) and not self.cleaned_data.get("second_copy"):
            self.refuse_twins(file)

    def twins_of(self, file: UploadedFile) -> QuerySet[HubDocument]:
        """Return the documents of the same content that this person may choose."""
        file.seek(0)
        twins = self.choosable().filter(file_hash=hash_filelike(file)).exclude(pk=self.instance.pk)
        file.seek(0)
        return twins

    def refuse_twins(self, file: UploadedFile) -> None:
        """Refuse a file that is here already, and offer that one."""
        twins = self.twins_of(file)
        twin = twins.first()
        if twin is None:
            return
        self.offer("second_copy")
        if self.prefix == IN_CHOOSER:
            self.offers["existing"].queryset = twins
            self.offer("existing")
            self.fields["file"].required = False  # a browser sends no file twice
        sentence = format_html(
            gettext('Ce fichier est déjà là, dans « {} » : <a href="{}">{}</a>'),
            twin.collection.name,
            reverse("wagtaildocs:edit", args=[twin.pk]),
            twin.title,
        )
        self.add_error("file", sentence)

    def _post_clean(self) -> None:
        if self.cleaned_data.get("existing"):
            self._errors.clear()  # nothing else of the form is used
        else:
            super()._post_clean()

    def save(self, commit: bool = True) -> HubDocument:
        if existing := self.cleaned_data.get("existing"):
            return existing
        return super().save(commit=commit)


class ImageForm(UploadForm, BaseImageForm):
    """The form of an image, where the alternative text says what it is for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("description"):
            field.label = _("Texte alternatif")
            field.help_text = _(
                "Ce que l'image montre, pour qui ne la voit pas ; vide si elle est décorative."
            )

    def _clean_fields(self) -> None:
        try:
            super()._clean_fields()
        except (OSError, SyntaxError, ValueError):  # Wagtail decodes the image to know its size
            self.add_error("file", _("Cette image est abîmée ou incomplète : elle ne s'ouvre pas."))

    def clean_file(self) -> Any:
        file: Any = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            check_image(file, *file.image.get_size())  # type: ignore[attr-defined]  # by Wagtail
        return file
