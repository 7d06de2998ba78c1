"""The memory of a server that sends a film of 1 GB to four readers at once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile

from hub.models import HubDocument
from resources.models import ResourceIndexPage
from tests.factories import make_replay

SIZE = 1 << 30  # bytes
READERS = 4
SERVER = ["-m", "gunicorn", "hub.wsgi", "--worker-class", "gthread", "--threads", "8"]


def measure() -> None:
    """Print the time of the downloads and the growth of the server's memory.

    The server is README.md's with one worker, in a process of its own on the bench's database.
    """
    film = HubDocument.objects.create(title="Film", file=ContentFile(b"\0", name="film.mp4"))
    os.truncate(film.file.path, SIZE)  # sparse: it takes no place on the disk
    make_replay(ResourceIndexPage.objects.get(), document=film)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = os.environ | {"ALLOWED_HOSTS": "127.0.0.1", "DATA_DIR": str(settings.DATA_DIR)}
    server = subprocess.Popen(
        [sys.executable, *SERVER, "--workers", "1", "--bind", address],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://{address}{film.url}"
        _read(url, {"Range": "bytes=0-99"})  # warm
        worker = _worker(server.pid)
        before = peak = _resident(worker)
        begun = time.perf_counter()
        with ThreadPoolExecutor(READERS) as threads:
            readings = [threads.submit(_read, url) for _ in range(READERS)]
            while not all(reading.done() for reading in readings):
                peak = max(peak, _resident(worker))
                time.sleep(0.05)
        seconds = time.perf_counter() - begun
        assert [reading.result() for reading in readings] == [SIZE] * READERS
    finally:
        server.terminate()
        server.wait(timeout=20)
    name = f"1 GB to {READERS} readers at once"
    sys.stdout.write(
        f"{name:55}{seconds:8.1f} s, memory {before:.0f} MB + {peak - before:.1f} MB\n"
    )


def _read(url: str, headers: dict[str, str] | None = None) -> int:
    """Return how many bytes the server sends; wait for it to start."""
    request = urllib.request.Request(url, headers=headers or {})
    for _ in range(100):
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return sum(len(chunk) for chunk in iter(lambda: answer.read(1 << 20), b""))
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:
            time.sleep(0.1)
    raise RuntimeError("The server does not answer.")


def _worker(pid: int) -> int:
    """Return the only worker of the server ``pid``."""
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def _resident(pid: int) -> float:
    """Return the resident memory of a process, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
