"""Whose dollar a bare "$" is: the dollar of the country that the report names."""

from __future__ import annotations

import re
from collections import Counter

_CUES = {
    "AUD": r"(?:Australian?|Australians|New South Wales|NSW|Queensland|Tasmania|Sydney|Melbourne|Brisbane"
    r"|Perth|Adelaide|Canberra|Darwin|AFP)\b",
    "NZD": r"(?:New Zealand(?:er|ers)?|Auckland|Wellington|Christchurch|Waikato|Otago"
    r"|Hamilton City|Dunedin|Aotearoa)\b",
    "CAD": r"(?:Canada|Canadians?|Ontario|Toronto|Vancouver|Montreal|Calgary|Ottawa|Quebec"
    r"|RCMP|British Columbia|Alberta)\b",
    "USD": r"(?:United States|American?|US|USA|U\.S\.|FBI|DEA|Texas|California|Florida|New York)(?!\w)",
}
_NAMED = re.compile(
    rf"[A-W](?<!\w.)(?<=(?={'|'.join(f'(?P<{code}>{names})' for code, names in _CUES.items())}).)"
)
"""A country's name, told by its group; its capital stands first, so that the scanner passes over the rest."""


def bare_dollar(text: str) -> str:
    """The ISO code of a dollar sign without a country.

    The country named most often decides; a report that names none, or two equally often, is read as US
    dollars, the sign's first meaning.
    """
    counts = Counter(match.lastgroup or "" for match in _NAMED.finditer(text)).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return "USD"
    return counts[0][0]
