"""Fixtures of the partners' tests."""

from __future__ import annotations

import pytest

from home.structure import Structure
from tests.conftest import Space, make_space


@pytest.fixture
def third_space(structure: Structure) -> Space:
    """A partner beside two others."""
    return make_space(structure, "Atelier du Vexin")
