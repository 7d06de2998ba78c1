"""The reading of slides, and what it costs to who asks a page meanwhile."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import time

import pypdfium2
from django.test import Client
from PIL import Image

from home.demo.files import FILES
from resources.models import ResourceIndexPage
from tests.benchmarks.timing import say, timed
from tests.factories import make_document, make_presentation


def measure() -> None:
    """Time the reading of a deck of 60 pages, and a request while a worker reads it."""
    client, content = Client(), deck(60)
    begun = time.perf_counter()
    document = make_document("diapos.pdf", content)  # read at once, without a worker
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = f"{used.ru_utime + used.ru_stime:6.1f} s of processor, {used.ru_maxrss // 1024} MB"
    say("read a PDF of 60 pages", time.perf_counter() - begun, seconds)
    make_presentation(ResourceIndexPage.objects.get(), document=document)
    timed("/ressources/, alone", lambda: client.get("/ressources/"))
    command = [sys.executable, "manage.py", "read_documents", "--all"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as worker:
        time.sleep(4)  # its start
        timed("/ressources/, while a worker reads", lambda: client.get("/ressources/"))
        worker.wait()


def deck(pages: int) -> bytes:
    """Return a PDF of ``pages`` slides, of text and drawings for half and photos for half."""
    photos = io.BytesIO()
    with Image.open(FILES / "quartier.webp") as image:
        image.convert("RGB").resize((1920, 1080)).save(photos, "PDF")
    deck = pypdfium2.PdfDocument.new()
    drawn = pypdfium2.PdfDocument(FILES / "diapo-cress-hdf-2022.pdf")
    photo = pypdfium2.PdfDocument(photos)
    for number in range(pages):
        deck.import_pages(*((photo, [0]) if number % 2 else (drawn, [number % len(drawn)])))
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()
