"""A client of ClamAV's daemon: one command, INSTREAM (clamd(8), "COMMANDS")."""

from __future__ import annotations

import socket
import struct
from typing import IO

from django.conf import settings

CHUNK = 64 * 1024
TIMEOUT = 60  # seconds without a word


class ScannerError(Exception):
    """The scanner did not answer, or not about the file."""


class TooLargeForScannerError(ScannerError):
    """The file is over clamd's own ``StreamMaxLength``."""


def find_virus(file: IO[bytes]) -> str:
    """Return the name of the virus that the scanner finds in ``file``; empty where there is none.

    ``CLAMD_ADDRESS`` is ``host:port`` or the path of a Unix socket; without it nothing is scanned.
    The file is sent by chunks and left at its start. Raises ``ScannerError``.
    """
    if not settings.CLAMD_ADDRESS:
        return ""
    file.seek(0)
    try:
        with _connect(settings.CLAMD_ADDRESS) as connection:
            answer = _ask(connection, file)
    except OSError as error:
        raise ScannerError(str(error)) from error
    finally:
        file.seek(0)
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if "size limit exceeded" in answer:
        raise TooLargeForScannerError(answer)
    if answer != "stream: OK":
        raise ScannerError(answer)
    return ""


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(TIMEOUT)
        connection.connect(address)
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=TIMEOUT)


def _ask(connection: socket.socket, file: IO[bytes]) -> str:
    try:
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # over its limit, the daemon answers at once and listens no more
    answer = b""
    while part := connection.recv(4096):
        answer += part
        if b"\0" in part:
            break
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
