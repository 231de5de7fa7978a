"""A run that left something out says so, and fails where nothing may be left out."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

SKIPPING = """
    import pytest

    def test_fine(): pass

    @pytest.fixture
    def browser(): pytest.skip("no Chromium on this machine")

    def test_one(browser): pass
    def test_two(browser): pass
"""


@pytest.fixture(autouse=True)
def without_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The run within the run needs none, and looking for them takes a second."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def run(pytester: pytest.Pytester, text: str) -> pytest.RunResult:
    """Runs the test file `text` as one of the browser tests."""
    folder = pytester.mkdir("tests") / "browser"
    folder.mkdir()
    (folder / "test_page.py").write_text(text.replace("\n    ", "\n"), encoding="utf-8")
    return pytester.runpytest_inprocess("-p", "tests.conftest", "tests")


def test_one_closing_line_names_what_was_skipped_and_why(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CALMA_NO_SKIPS", raising=False)
    done = run(pytester, SKIPPING)
    assert done.ret == pytest.ExitCode.OK
    assert done.outlines[-1] == "skipped: browser tests (no Chromium on this machine)"


def test_where_nothing_may_be_skipped_the_run_fails(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMA_NO_SKIPS", "1")
    done = run(pytester, SKIPPING)
    assert done.ret == pytest.ExitCode.TESTS_FAILED
    assert done.outlines[-1].startswith("skipped: browser tests (no Chromium on this machine)")
    assert done.outlines[-1].endswith("CALMA_NO_SKIPS=1 allows none")


@pytest.mark.parametrize("nothing_may", ["", "1"])
def test_a_whole_file_left_out_counts_too(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, nothing_may: str
) -> None:
    monkeypatch.setenv("CALMA_NO_SKIPS", nothing_may)
    done = run(pytester, "import pytest\npytest.skip('not here', allow_module_level=True)\n")
    assert "skipped: browser tests (not here)" in done.outlines[-1]
    assert (done.ret != pytest.ExitCode.OK) or not nothing_may


def test_a_run_that_skips_nothing_says_nothing(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMA_NO_SKIPS", "1")
    done = run(pytester, "def test_fine(): pass\n")
    assert done.ret == pytest.ExitCode.OK
    done.stdout.no_fnmatch_line("skipped:*")
