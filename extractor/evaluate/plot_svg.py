"""Charts as SVG that stands alone: no script, nothing from elsewhere, words for whoever cannot see it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

_SVG = "http://www.w3.org/2000/svg"
_TITLE = "How right the table is"
_WORDS = "Each point stands with its interval and its counts."


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart with its size in pixels."""

    root: ET.Element
    width: int
    height: int

    def text(self) -> str:
        """The chart as one `<svg>` element."""
        return _text(self.root)


def clean(svg: bytes, name: str, title: str, words: str, size: tuple[int, int]) -> Drawing:
    """A chart without what only scripts use; hovering over a point tells its figures without any.

    Args:
        svg: As pygal renders it.
        name: The chart's id, unique in the file.
        title: What it shows, for its text alternative.
        words: Every figure it shows, in words.
        size: Width and height in pixels.
    """
    root = ET.fromstring(svg)  # noqa: S314 - drawn a moment ago, by ourselves; comments stay behind
    for parent in list(root.iter()):
        for child in list(parent):
            if _only_for_scripts(parent, child):
                parent.remove(child)
            elif child.tag == _tag("desc"):
                child.tag = _tag("title")
                child.attrib.clear()
        if "activate-serie" in parent.get("class", ""):
            parent.attrib.pop("id", None)
    _describe(root, name, "img", title, words)
    width, height = size
    root.attrib.update(width=str(width), height=str(height))
    return Drawing(root, width, height)


def sheet(found: Sequence[Drawing]) -> str:
    """The charts beneath one another as one SVG file."""
    width, height = max(each.width for each in found), sum(each.height for each in found)
    size = {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    root = ET.Element(_tag("svg"), size)
    top = 0
    for each in found:
        root.append(each.root)
        each.root.set("y", str(top))
        top += each.height
    _describe(root, "plot", "group", _TITLE, _WORDS)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_text(root)}\n'


def _only_for_scripts(parent: ET.Element, child: ET.Element) -> bool:
    """Scripts, their tooltips, and titles that tell a position in pixels or rows."""
    kind = child.get("class", "")
    return (
        child.tag == _tag("script")
        or (child.tag == _tag("desc") and kind != "value")
        or (child.tag == _tag("title") and "legend" not in parent.get("class", ""))
        or "tooltip-overlay" in kind
    )


def _describe(root: ET.Element, name: str, role: str, title: str, words: str) -> None:
    root.attrib.update(
        {"role": role, "aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-words"}
    )
    for tag, part, text in (("desc", "words", words), ("title", "title", title)):
        node = ET.Element(_tag(tag), {"id": f"{name}-{part}"})
        node.text = text
        root.insert(0, node)


def _tag(name: str) -> str:
    return f"{{{_SVG}}}{name}"


def _text(root: ET.Element) -> str:
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode")
