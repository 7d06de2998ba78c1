"""Reading a document: text and previews, stored; the pages that show it, indexed again."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.search import index

from hub.models import HubDocument
from hub.models.media import READABLE
from hub.text import without_controls, without_marks
from resources.extraction import LARGE, MAX_PAGES, MAX_SECONDS, SMALL
from resources.models import DocumentPage, DocumentReading, ResourcePage

logger = logging.getLogger(__name__)

SLACK = 30  # seconds beyond those that the extraction gives itself
CONVERSION_SECONDS = 120
CONVERTED = {"pptx", "odp"}
DESCRIBED = {*READABLE, "xlsx", "ods"}  # whose properties are read
PROPERTIES_SECONDS = 20

# LibreOffice must not run macros nor fetch what a document links to.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
</item></oor:items>
"""


def problem_sentence(problem: str) -> str:
    """Return what is said to the editor for a problem that the extraction names."""
    sentences = {
        "password": _("Un mot de passe le protège : ni son texte ni ses pages n'ont été lus."),
        "damaged": _("Il est abîmé ou incomplet : ni son texte ni ses pages n'ont été lus."),
        "page": _("Certaines pages sont abîmées et n'ont pas été lues."),
        "long": _("Il est très long : ses %(count)s premières pages ont été lues.")
        % {"count": MAX_PAGES},
        "slow": _("Il est très lourd : seules ses premières pages ont été lues."),
    }
    return sentences[problem]


def unread() -> QuerySet[HubDocument]:
    """Return the documents whose present file has not been read."""
    kinds = Q()
    for extension in READABLE:
        kinds |= Q(file__iendswith=f".{extension}")
    return HubDocument.objects.filter(kinds).exclude(reading__file_hash=F("file_hash"))


def read(document: HubDocument) -> DocumentReading | None:
    """Read ``document`` and store what is found, in the place of what was read before.

    Returns ``None`` where it was replaced or deleted meanwhile. Raises ``OSError`` where the file
    is not in its storage.
    """
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as name:
        folder = Path(name)
        extension = document.file_extension.lower()
        copy = folder / f"document.{extension}"
        with document.open_file() as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        converted = convert(copy, folder) if extension in CONVERTED else None
        if converted is not None:
            copy, extension = converted, "pdf"
        reading = _store(document, extract(copy, extension, folder), folder)
    if reading is not None:
        index_pages_of(document)
    return reading


class Properties(NamedTuple):
    """What the properties of a file tell; a program's own words are left out."""

    title: str = ""
    author: str = ""


# What programs write as a title where nobody gave one.
_NO_TITLE = re.compile(
    r"(présentation|diapositive|document|sans titre|untitled|powerpoint|slide|microsoft|impress|"
    r"pdf|word|presentation|title|titre|\W|\d)*",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"^Microsoft \w+ - |\.(pdf|pptx?|docx?|odp|odt)$", re.IGNORECASE)


def properties(document: HubDocument) -> Properties:
    """Return the title and the author that ``document`` was given, by the properties of its file.

    Raises ``OSError`` where the file is not in its storage.
    """
    extension = document.file_extension.lower()
    if extension not in DESCRIBED:
        return Properties()
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as name:
        copy = Path(name) / f"document.{extension}"
        with document.open_file() as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        output = Path(name) / "output.jsonl"
        with suppress(subprocess.TimeoutExpired):
            _run([str(copy), extension], output, PROPERTIES_SECONDS)
        lines = output.read_text().splitlines()
    said = json.loads(lines[0]) if lines and lines[0].endswith("}") else {}
    words = {
        name: " ".join(without_marks(text.encode("utf-8", "ignore").decode()).split())
        for name, text in said.items()
    }
    title = _PROGRAM.sub("", words.get("title", ""))
    return Properties("" if _NO_TITLE.fullmatch(title) else title, words.get("author", ""))


def _run(arguments: list[str], output: Path, seconds: int) -> int:
    """Run ``resources.extraction``; return how it ended. Raises ``TimeoutExpired``."""
    with output.open("wb") as out:
        return subprocess.run(
            [sys.executable, "-m", "resources.extraction", *arguments],
            cwd=settings.ROOT,
            env={},  # no secret within reach of a file that breaks out
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        ).returncode


def extract(path: Path, extension: str, folder: Path) -> list[dict[str, Any]]:
    """Return what ``resources.extraction`` says of a file, line by line, however it ends."""
    output = folder / "output.jsonl"
    problem = ""
    try:
        ended = _run([str(path), extension, str(folder)], output, MAX_SECONDS + SLACK)
        problem = "damaged" if ended else ""
    except subprocess.TimeoutExpired:
        problem = "slow"
    lines = output.read_text().splitlines()
    found = [json.loads(line) for line in lines if line.endswith("}")]
    if problem:
        # What was read before a crash or the end of the time is kept.
        some = any("number" in facts for facts in found)
        found.append({"problem": "page" if some and problem == "damaged" else problem})
    return found


def convert(path: Path, folder: Path) -> Path | None:
    """Return the PDF that LibreOffice makes of slides; ``None`` without it or where it fails."""
    office = shutil.which("soffice")
    if office is None:
        return None
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE)
    command = [
        *(office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"),
        *("--convert-to", "pdf", "--outdir", str(folder), str(path)),
    ]
    process = subprocess.Popen(
        command,
        env={"HOME": str(folder), "PATH": os.environ.get("PATH", os.defpath)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # soffice is a script that starts the real one
    )
    try:
        process.wait(CONVERSION_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    pdf = path.with_suffix(".pdf")
    if process.returncode or not pdf.exists():
        logger.warning("LibreOffice could not convert %s.", path.name)
        return None
    return pdf


@transaction.atomic
def _store(
    document: HubDocument, found: list[dict[str, Any]], folder: Path
) -> DocumentReading | None:
    now = HubDocument.objects.select_for_update().filter(pk=document.pk).first()
    if now is None or now.file_hash != document.file_hash:
        return None
    problems = dict.fromkeys(facts["problem"] for facts in found if "problem" in facts)
    DocumentReading.objects.filter(document=document).delete()
    reading = DocumentReading.objects.create(
        document=document,
        file_hash=document.file_hash,
        note=" ".join(problem_sentence(problem) for problem in problems),
        has_cover=any(facts.get("number") == 1 and "width" in facts for facts in found),
    )
    for facts in found:
        if "number" in facts:
            _store_page(reading, facts, folder)
        if total := facts.get("total"):
            HubDocument.objects.filter(pk=document.pk).update(page_count=total)
    return reading


def _store_page(reading: DocumentReading, facts: dict[str, Any], folder: Path) -> None:
    text = without_controls(facts["text"]).encode("utf-8", "ignore").decode()
    page = DocumentPage(reading=reading, number=facts["number"], text=text)
    if "width" in facts:
        page.width, page.height = facts["width"], facts["height"]
        for field, width in (("large", LARGE), ("small", SMALL)):
            name = f"{reading.document_id}-{facts['number']}-{width}.webp"
            with (folder / f"{facts['number']}-{width}.webp").open("rb") as image:
                getattr(page, field).save(name, File(image), save=False)
    page.save()


def index_pages_of(document: HubDocument) -> None:
    """Have the search read again the resources whose file this document is."""
    for page in ResourcePage.objects.filter(document=document).specific():
        index.insert_or_update_object(page)
