"""The command line: stdout is data, stderr is talk, and the exit code says how it ended."""

from extractor.cli.app import main as main
