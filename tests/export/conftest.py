"""The small readable dataset that several tests export."""

from pathlib import Path

import pytest


@pytest.fixture
def sample() -> list[str]:
    """Return the lines of the sample: two projects of which one continues the other, as a build writes them."""
    with (Path(__file__).parent / "sample.nq").open(encoding="utf-8", newline="\n") as stream:
        return list(stream)
