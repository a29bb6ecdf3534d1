"""Whose dollar a bare "$" is: the dollar of the country that the report names."""

from __future__ import annotations

import re

_CUES: dict[str, re.Pattern[str]] = {
    "AUD": re.compile(
        r"\b(?:Australian?|Australians|New South Wales|NSW|Queensland|Tasmania|Sydney|Melbourne|Brisbane"
        r"|Perth|Adelaide|Canberra|Darwin|AFP)\b"
    ),
    "NZD": re.compile(
        r"\b(?:New Zealand(?:er|ers)?|Auckland|Wellington|Christchurch|Waikato|Otago"
        r"|Hamilton City|Dunedin|Aotearoa)\b"
    ),
    "CAD": re.compile(
        r"\b(?:Canada|Canadians?|Ontario|Toronto|Vancouver|Montreal|Calgary|Ottawa|Quebec"
        r"|RCMP|British Columbia|Alberta)\b"
    ),
    "USD": re.compile(
        r"\b(?:United States|American?|US|USA|U\.S\.|FBI|DEA|Texas|California|Florida|New York)(?!\w)"
    ),
}


def bare_dollar(text: str) -> str:
    """The ISO code of a dollar sign without a country.

    The country named most often decides; a report that names none, or two equally often, is read as US
    dollars, the sign's first meaning.
    """
    counts = {code: len(pattern.findall(text)) for code, pattern in _CUES.items()}
    best = max(counts, key=lambda code: counts[code])
    rivals = [code for code, count in counts.items() if count == counts[best]]
    return best if counts[best] and len(rivals) == 1 else "USD"
