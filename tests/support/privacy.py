"""Searches all that a test run writes for what nobody may read, and fails the run for it.

Every test's captured output and logs as they come, every `*.log` file of the run at its end.
"""

import contextlib
from collections.abc import Iterator

import pytest
import secrets_told


class Watch:
    """Remembers what was found."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.found: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Read what a passed test wrote; a failed one shows its story, and fails anyway."""
        if report.failed:
            return
        for title, words in report.sections:
            leaks = secrets_told.found_in(words)
            self.found += [f"{report.nodeid}, {title}: {what}" for what in leaks]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Read the log files, before the folders they are in are cleared away."""
        self.found += self._in_files()
        if self.found and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was found."""
        if self.found:
            terminalreporter.section("what nobody may read was written", red=True)
            for line in dict.fromkeys(self.found):
                terminalreporter.line(line)

    def _in_files(self) -> Iterator[str]:
        factory = getattr(self.config, "_tmp_path_factory", None)
        if factory is not None:
            with contextlib.suppress(FileNotFoundError):
                yield from secrets_told.found_in_logs(factory.getbasetemp())


def pytest_configure(config: pytest.Config) -> None:
    """Watch this run."""
    config.pluginmanager.register(Watch(config), "privacy-watch")
