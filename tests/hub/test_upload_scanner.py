"""Viruses: an upload waits for the answer of the scanner."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from hub.models import HubDocument, HubImage
from tests.factories import PDF
from tests.files import make_png
from tests.hub.uploading import WAYS, Upload, alone, send_image, uploaded


class FakeScanner(threading.Thread):
    """A clamd on loopback that reads INSTREAM and gives one answer; ``None`` hangs up."""

    def __init__(self, answer: bytes | None, limit: int | None = None) -> None:
        super().__init__(daemon=True)
        self.answer, self.limit, self.received = answer, limit, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                connection, _address = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                self.received = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    self.received += stream.read(size)
                if self.answer is not None:
                    connection.sendall(self.answer)


@pytest.fixture
def scanner(settings: Any) -> Iterator[Callable[[bytes | None], FakeScanner]]:
    """Return a function that starts a scanner with its answer."""
    started: list[FakeScanner] = []

    def start(answer: bytes | None) -> FakeScanner:
        fake = FakeScanner(answer)
        started.append(fake)
        settings.CLAMD_ADDRESS = fake.address
        fake.start()
        return fake

    yield start
    for fake in started:
        fake.server.close()


def test_a_clean_file_passes_the_scanner_whole(writer: Client, scanner: Any) -> None:
    fake = scanner(b"stream: OK\0")

    assert alone(writer, uploaded("a.pdf", PDF)) == ""

    assert fake.received == PDF
    with HubDocument.objects.get().open_file() as file:
        assert file.read() == PDF


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (b"stream: Eicar-Test-Signature FOUND\0", "L'antivirus du site a reconnu un fichier"),
        (b"INSTREAM size limit exceeded. ERROR\0", "dépasse ce que l'antivirus du site accepte"),
        (b"stream: lstat() failed. ERROR\0", "L'antivirus du site ne répond pas"),
        (b"", "L'antivirus du site ne répond pas"),
        (None, "L'antivirus du site ne répond pas"),
    ],
)
def test_what_the_scanner_does_not_clear_is_refused(
    writer: Client, scanner: Any, way: Upload, answer: bytes | None, sentence: str
) -> None:
    scanner(answer)

    assert sentence in way(writer, uploaded("a.pdf", PDF))
    assert not HubDocument.objects.exists()


@pytest.mark.parametrize("address", ["127.0.0.1:9", "/nowhere/clamd.sock"])
def test_a_scanner_that_is_not_there_refuses(writer: Client, settings: Any, address: str) -> None:
    settings.CLAMD_ADDRESS = address

    assert "L'antivirus du site ne répond pas" in alone(writer, uploaded("a.pdf", PDF))


def test_an_image_is_scanned_and_renamed_too(writer: Client, scanner: Any) -> None:
    fake = scanner(b"stream: OK\0")
    content = make_png(4, 4)

    assert send_image(writer, "..\\ma photo‮.png", content) == ""

    assert fake.received == content
    assert HubImage.objects.get().file.name == "original_images/ma-photo.png"
