"""Small files of each kind, and bad ones, made here byte by byte."""

from __future__ import annotations

import io
import struct
import zlib
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    "pptx": ("presentationml.presentation", "ppt/presentation.xml"),
    "docx": ("wordprocessingml.document", "word/document.xml"),
    "xlsx": ("spreadsheetml.sheet", "xl/workbook.xml"),
}
OPEN_DOCUMENTS = {"odp": "presentation", "odt": "text", "ods": "spreadsheet"}
MP4 = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2mp41" + b"\0\0\0\x08free"
WEBM = b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm\x42\x87\x81\x02"
MP3 = b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\0" * 4
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def make_zip(entries: dict[str, str | bytes]) -> bytes:
    """Return an archive of ``entries``, by name."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            # Not the hour of now: these bytes name the cases of tests, in every process alike.
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return out.getvalue()


def make_office(extension: str, parts: dict[str, str | bytes] | None = None, **more: str) -> bytes:
    """Return a PPTX, DOCX or XLSX of these ``parts``; ``types`` replaces its list of types."""
    name, main = MAIN_PARTS[extension]
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="{OFFICE}{name}.main+xml"/></Types>'
    )
    entries: dict[str, str | bytes] = {"[Content_Types].xml": more.get("types", types)}
    return make_zip(entries | {main: "<x/>"} | (parts or {}))


def make_open_document(extension: str, content: str = "<x/>", **parts: str) -> bytes:
    """Return an ODP, ODT or ODS of this content.xml."""
    mime = f"application/vnd.oasis.opendocument.{OPEN_DOCUMENTS[extension]}"
    return make_zip({"mimetype": mime, "content.xml": content} | parts)


def make_slides(*texts: str) -> bytes:
    """Return a PPTX of these slides, whose files are numbered the other way round."""
    names = [f"slide{number}.xml" for number in range(len(texts), 0, -1)]
    main = "http://schemas.openxmlformats.org/"
    drawing = f'xmlns:a="{main}drawingml/2006/main"'
    order = "".join(f'<p:sldId r:id="r{name}"/>' for name in names)
    links = "".join(f'<Relationship Id="r{name}" Target="slides/{name}"/>' for name in names)
    parts: dict[str, str | bytes] = {
        "ppt/presentation.xml": (
            f'<p:presentation xmlns:p="{main}presentationml/2006/main" '
            f'xmlns:r="{main}officeDocument/2006/relationships">{order}</p:presentation>'
        ),
        "ppt/_rels/presentation.xml.rels": f"<Relationships>{links}</Relationships>",
        "ppt/notesSlides/notesSlide1.xml": f"<n {drawing}><a:p><a:t>une note</a:t></a:p></n>",
    }
    for name, text in zip(names, texts, strict=True):
        half = len(text) // 2
        runs = f"<a:r><a:t>{text[:half]}</a:t></a:r><a:r><a:t>{text[half:]}</a:t></a:r>"
        parts[f"ppt/slides/{name}"] = f"<s {drawing}><a:p>{runs}</a:p></s>"
    return make_office("pptx", parts)


def make_text(*paragraphs: str) -> bytes:
    """Return a DOCX of these paragraphs, with a deletion that is tracked."""
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    written = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    deleted = "<w:p><w:del><w:r><w:delText>un secret</w:delText></w:r></w:del></w:p>"
    return make_office("docx", {"word/document.xml": f"<w:d {word}>{written}{deleted}</w:d>"})


def make_open_text(extension: str, *texts: str) -> bytes:
    """Return an ODT of these paragraphs or an ODP of these slides, with a note and a comment."""
    oasis = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = f'xmlns:draw="{oasis}drawing:1.0" ' + " ".join(
        f'xmlns:{name}="{oasis}{name}:1.0"' for name in ("office", "text", "presentation")
    )
    hidden = "<office:annotation><text:p>un avis</text:p></office:annotation>"
    written = [
        f"<text:p>{text[:2]}<text:span>{text[2:]}</text:span>{hidden}</text:p>" for text in texts
    ]
    if extension == "odp":
        notes = "<presentation:notes><text:p>une note</text:p></presentation:notes>"
        written = [f"<draw:page>{text}{notes}</draw:page>" for text in written]
    return make_open_document(extension, f"<office:d {spaces}>{''.join(written)}</office:d>")


def make_bomb(size: int) -> bytes:
    """Return an archive of a few kilobytes that unpacks to ``size`` bytes of zeros."""
    return make_zip({"zeros.txt": bytes(size)})


def make_lying_bomb(size: int) -> bytes:
    """Return the same, that claims to unpack to ten bytes."""
    bomb = bytearray(make_bomb(size))
    real = struct.pack("<L", size)
    while (at := bomb.find(real)) >= 0:
        bomb[at : at + 4] = struct.pack("<L", 10)
    return bytes(bomb)


def make_png(width: int, height: int) -> bytes:
    """Return a black PNG of this size in pixels; a very large one without its pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack("!L", len(data)) + checked + struct.pack("!L", zlib.crc32(checked))

    head = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = bytes((1 + 3 * width) * height if width * height < 10**7 else 8)
    data = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b"")


def make_pdf(*texts: str, width: int = 320, height: int = 180, more: str = "") -> bytes:
    """Return a PDF of one page a text, in points; ``more`` is added to its trailer."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    objects.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    kids = []
    for text in texts:
        shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        stream = f"BT /F1 12 Tf 20 100 Td ({shown}) Tj ET"
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    body = b"%PDF-1.4\n"
    offsets = []
    for number, written in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj{written}endobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return body + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {size}/Root 1 0 R{more}>>\nstartxref\n{len(body)}\n%%EOF\n"
    ).encode("cp1252")


def make_locked_pdf() -> bytes:
    """Return a PDF whose password is not known (PDF 32000-1, §7.6.3: the hashes are of nothing)."""
    key = "<" + "ab" * 32 + ">"
    identity = f"/Encrypt<</Filter/Standard/V 1/R 2/O {key}/U {key}/P -4>>/ID[<00><00>]"
    return make_pdf("secret", more=identity)
