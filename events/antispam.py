"""What keeps robots out of a public form, without a third party, a script or a trace of anybody."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.core.cache import cache
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.text import folded, without_marks

FASTEST = dt.timedelta(seconds=3)  # in which nobody fills a form
LONGEST = dt.timedelta(days=1)
DAY = 25 * 3600  # seconds: the longest day has an hour more

# Each with its answers, folded.
QUESTIONS = [
    (_("Combien font deux plus trois ?"), {"5", "cinq"}),
    (_("Combien font dix moins quatre ?"), {"6", "six"}),
    (_("Quel jour vient après lundi ?"), {"mardi"}),
    (_("Quel mois vient après mars ?"), {"avril"}),
    (_("Écrivez sept en chiffres."), {"7"}),
    (_("Écrivez le mot « pôle » à l'envers."), {"elop"}),
]

_signer = signing.TimestampSigner(salt="events.antispam")


@dataclass(frozen=True)
class Stamp:
    """When a form was opened, and which question it asks; signed, in the form itself."""

    text: str
    nonce: str
    number: int
    age: dt.timedelta

    @classmethod
    def new(cls) -> Stamp:
        nonce, number = secrets.token_urlsafe(12), secrets.randbelow(len(QUESTIONS))
        return cls(_signer.sign(f"{nonce}:{number}"), nonce, number, dt.timedelta())

    @classmethod
    def read(cls, text: str) -> Stamp | None:
        """Return the stamp that ``text`` is; ``None`` for one that is too old, or not ours."""
        try:
            value = _signer.unsign(text, max_age=LONGEST)
            opened = signing.b62_decode(text.rsplit(":", 2)[1])
            nonce, number = value.split(":")
        except (signing.BadSignature, ValueError):
            return None
        if int(number) >= len(QUESTIONS):  # of a version that asked more
            return None
        age = timezone.now() - dt.datetime.fromtimestamp(opened, dt.UTC)
        return cls(text, nonce, int(number), age)

    @property
    def question(self) -> Any:
        return QUESTIONS[self.number][0]

    def is_answered_by(self, answer: str) -> bool:
        return "".join(re.findall(r"[a-z0-9]+", folded(answer))) in QUESTIONS[self.number][1]


def legible(data: QueryDict, paragraphs: set[str]) -> QueryDict:
    """Return what was typed without controls nor marks of direction; on one line, but for those
    fields whose names are in ``paragraphs``."""
    clean = QueryDict(mutable=True)
    for name, values in data.lists():
        texts = [without_marks(value) for value in values]
        lines = texts if name in paragraphs else [" ".join(text.split()) for text in texts]
        clean.setlist(name, lines)
    return clean


class GuardedForm(forms.Form):
    """A form with a stamp, a trap and a question.

    Whoever is taken for a robot is told so and asked again: what was typed is never lost.
    """

    paragraphs: set[str] = set()

    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    trap = forms.CharField(
        label=_("Laissez ce champ vide"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    answer = forms.CharField(
        max_length=50,
        error_messages={"required": _("Répondez à cette question.")},
        help_text=_("Pour que les robots ne remplissent pas ce formulaire."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        if data is not None:
            data = legible(data, self.paragraphs)
        super().__init__(data, *args, **kwargs)
        found = Stamp.read(data.get("stamp", "")) if data is not None else None
        self.is_stale = data is not None and found is None
        self.used_stamp = found or Stamp.new()
        self.initial["stamp"] = self.used_stamp.text
        self.fields["answer"].label = self.used_stamp.question
        self.trapped = False
        if data is not None:
            data["stamp"] = self.used_stamp.text
            self.trapped = bool(data.get("trap"))
            data["trap"] = ""
            if self.is_stale:
                data["answer"] = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_stale:
            self.add_error(
                None,
                _("Cette page attendait depuis plus d'un jour : relisez et répondez de nouveau."),
            )
        elif (answer := cleaned.get("answer")) and not self.used_stamp.is_answered_by(answer):
            self.add_error("answer", _("Ce n'est pas la réponse attendue."))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors and (self.used_stamp.age < FASTEST or self.trapped):
            self.add_error(
                None, _("L'envoi ressemblait à celui d'un robot : relisez et envoyez de nouveau.")
            )


def count_today(name: str, address: str) -> int:
    """Count one more gesture ``name`` of an ``address`` today; return how many there are.

    Only a hash of the address is kept, in the cache, with a secret that the day takes with it.
    """
    day = timezone.localdate()
    salt = cache.get_or_set(f"{name}:salt:{day}", lambda: secrets.token_hex(16), DAY)
    key = f"{name}:{day}:{hashlib.sha256(f'{salt}{address}'.encode()).hexdigest()}"
    cache.add(key, 0, DAY)
    return int(cache.incr(key))


def until_tomorrow() -> int:
    """Return the seconds until the next midnight in Paris."""
    now = timezone.localtime()
    midnight = dt.datetime.combine(now.date() + dt.timedelta(days=1), dt.time())
    return int((timezone.make_aware(midnight) - now).total_seconds()) + 1
