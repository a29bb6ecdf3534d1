"""Documents in a folder of one's own."""

import pytest


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Runs write into an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
