"""`extractor doctor`: what is there, what is not, and what to do."""


def test_all_is_well(extractor, scripted, stored):
    """Endpoint, key, model and database, each with a tick; exit code 0."""
    result = extractor("doctor")
    assert result.exit_code == 0, result.output
    assert "✗" not in result.stdout
    for word in ("endpoint", "model", "embedded model", "database", "1 documents have a result"):
        assert word in result.stdout


def test_every_setting_tells_where_it_came_from(extractor, scripted, own_folder):
    """Flag over environment over file over default."""
    (own_folder / "extractor.toml").write_text('model = "from the file"\nseed = 7\n')
    out = extractor("doctor", "--db", "mine.duckdb").stdout
    lines = {line.split()[0]: line for line in out.splitlines() if line.split()}
    assert lines["db"].split()[1:] == ["mine.duckdb", "flag"]
    assert "environment EXTRACTOR_MODEL" in lines["model"]
    assert "extractor.toml" in lines["seed"]
    assert "default" in lines["temperature"]


def test_a_key_never_shows_itself(extractor, scripted):
    """Stars, whatever the key."""
    out = extractor("doctor").output
    assert "no-real-key" not in out
    assert "***" in out


def test_an_endpoint_that_is_not_there(extractor, monkeypatch):
    """Exit code 4, and what to look at."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("EXTRACTOR_MODEL", "any")
    result = extractor("doctor")
    assert result.exit_code == 4
    assert "✗" in result.stdout
    assert "--base-url" in result.stdout


def test_a_database_that_cannot_be_opened(extractor, scripted, own_folder):
    """Exit code 5, and the file."""
    (own_folder / "operations.duckdb").write_text("This is no database. " * 1000)
    result = extractor("doctor")
    assert result.exit_code == 5
    assert "operations.duckdb" in result.stdout


def test_settings_that_leave_the_model_open(extractor, monkeypatch):
    """An endpoint without a model: exit code 2, and the flag that names one."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    result = extractor("doctor")
    assert result.exit_code == 2
    assert "--model" in result.stdout


def test_a_model_that_the_endpoint_does_not_list(extractor, scripted):
    """Exit code 4, and the names that it does list."""
    scripted.models = ("small", "large")
    result = extractor("doctor")
    assert result.exit_code == 4
    assert "small, large" in result.stdout


def test_the_embedded_model_needs_no_settings(extractor):
    """Without an endpoint it is the one that is asked, and it is looked for."""
    result = extractor("doctor")
    [line] = [line for line in result.stdout.splitlines() if "embedded model" in line]
    assert "SmolLM2-135M-Instruct" in line
    assert result.exit_code == (0 if "✓" in line else 4)
