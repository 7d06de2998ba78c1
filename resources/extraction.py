"""Text and previews of a file, in a process of its own: ``python -m resources.extraction``.

A file made to crash, to hang or to fill the memory harms this process alone. It knows nothing of
Django: it writes images into a folder, and one JSON object a line on its output:

- ``{"total": 12}``, the number of pages, where the format has some;
- ``{"number": 1, "text": "…", "width": 1280, "height": 720}`` for each page; the size in pixels is
  that of ``1-1280.webp`` beside ``1-640.webp``, and absent where nothing is drawn;
- ``{"problem": "password"}``: what could not be read, a key of ``resources.reading.PROBLEMS``.

Without a folder it says only what the file's properties tell: ``{"title": "…", "author": "…"}``.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from resources.office import properties, texts

LARGE, SMALL = 1280, 640  # pixels of width
MAX_PIXELS = 4_000_000  # of a page, however long
MAX_HEIGHT = 16_000  # pixels; WebP has 14 bits of them
MAX_PAGES = 300
MAX_TEXT = 20_000  # characters of a page
MAX_PROPERTY = 500  # characters of a title
MAX_SECONDS = 120
MAX_MEMORY = 2 * 1024**3  # bytes
QUALITY = 80


def main(path: Path, extension: str, folder: Path | None = None) -> None:
    """Read the file at ``path``; the images go to ``folder``."""
    os.nice(10)  # visitors first
    with contextlib.suppress(OSError, ValueError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    if folder is None:
        read_properties(path, extension)
    elif extension == "pdf":
        read_pdf(path, folder)
    else:
        read_office(path, extension)


def read_properties(path: Path, extension: str) -> None:
    """Say the title and the author that the file was given; nothing where it cannot be read."""
    with contextlib.suppress(Exception):  # whatever a file made to harm raises
        if extension == "pdf":
            found = pypdfium2.PdfDocument(path).get_metadata_dict()
            title, author = found.get("Title", ""), found.get("Author", "")
        else:
            title, author = properties(path, extension)
        say(title=title[:MAX_PROPERTY], author=author[:MAX_PROPERTY])


def read_pdf(path: Path, folder: Path) -> None:
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == FPDF_ERR_PASSWORD
        say(problem="password" if locked else "damaged")
        return
    say(total=len(pdf))
    if len(pdf) > MAX_PAGES:
        say(problem="long")
    end = time.monotonic() + MAX_SECONDS
    for index in range(min(len(pdf), MAX_PAGES)):
        if time.monotonic() > end:
            say(problem="slow")
            return
        try:
            read_page(pdf, index, folder)
        except (pypdfium2.PdfiumError, MemoryError, OSError, ValueError):
            say(problem="page")


def read_page(pdf: Any, index: int, folder: Path) -> None:
    """Draw one page at two widths and say its text."""
    page = pdf[index]
    width, height = page.get_size()  # points
    scale = min(LARGE / width, MAX_HEIGHT / height, math.sqrt(MAX_PIXELS / (width * height)))
    image = page.render(scale=scale).to_pil().convert("RGB")
    image.save(folder / f"{index + 1}-{LARGE}.webp", quality=QUALITY)
    small = image.resize((max(1, image.width // 2), max(1, image.height // 2)), reducing_gap=2)
    small.save(folder / f"{index + 1}-{SMALL}.webp", quality=QUALITY)
    text = "\n".join(page.get_textpage().get_text_bounded().splitlines())
    say(number=index + 1, text=text[:MAX_TEXT], width=image.width, height=image.height)
    page.close()


def read_office(path: Path, extension: str) -> None:
    try:
        found = texts(path, extension)
    except Exception:
        # Whatever a file made to harm raises, beside zipfile's and the XML parser's own errors.
        say(problem="damaged")
        return
    if extension in {"pptx", "odp"}:
        say(total=len(found))
    if len(found) > MAX_PAGES:
        say(problem="long")
    limit = MAX_TEXT if len(found) > 1 else MAX_TEXT * MAX_PAGES
    for number, text in enumerate(found[:MAX_PAGES], start=1):
        say(number=number, text=text[:limit])


def say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], *map(Path, sys.argv[3:]))
