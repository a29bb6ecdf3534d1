"""The colours of every page: enough contrast, light and dark, and no verdict told by colour alone."""

import re

import pytest

from extractor.fact import Verdict
from extractor.pages.html import stylesheet

CSS = stylesheet()
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.S)
)
ENOUGH = 4.5
"""WCAG 2.2 AA, text of any size."""


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    *(
        (verdict.value, ground)
        for verdict in Verdict
        for ground in ("paper", "panel", f"{verdict.value}-tint")
    ),
    *((ink, ground) for ink in ("ink", "muted", "accent") for ground in ("paper", "panel")),
    ("on-accent", "accent"),
]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_text_can_be_read(theme, ink, ground):
    """Each colour of text on each ground that it stands on."""
    assert contrast(theme[ink], theme[ground]) >= ENOUGH


def test_both_themes_have_the_same_colours():
    """A token that one of them lacks would show the other's."""
    assert LIGHT.keys() == DARK.keys()


def test_verdicts_differ_in_their_line_too():
    """Five verdicts, five kinds of underline."""
    lines = re.findall(r"^\.v-([a-z]+) \{.*--under: ([a-z]+);", CSS, re.MULTILINE)
    assert [name for name, _ in lines] == [verdict.value for verdict in Verdict]
    assert len({line for _, line in lines}) == len(Verdict)


def test_paper_stays_light():
    """The dark colours are for screens: nobody prints a black page."""
    assert "@media screen and (prefers-color-scheme: dark)" in CSS
