"""Fixtures of the hub's tests."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.conftest import Space


@pytest.fixture
def writer(space: Space, as_user: Any) -> Client:
    """The browser of a partner's writer."""
    client: Client = as_user(space.writer)
    return client
