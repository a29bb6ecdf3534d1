"""Whether a prompt carries text of a gold document; a score over such a document would say nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.errors import UsageError
from extractor.evaluate.gold import GoldDocument
from extractor.evaluate.sameness import fold
from extractor.prompt import load_prompt
from extractor.run import Run

SHARED_WORDS = 8
"""Words in a row that two texts do not share by chance."""

_WORD = re.compile(r"\w+")


def refuse_leaks(run: Run, golds: Sequence[GoldDocument]) -> str:
    """Refuse to score a run whose prompt holds words of a gold document.

    Args:
        run: The run to be scored.
        golds: The gold it is scored against.

    Returns:
        A note where the prompt cannot be looked at, because this version has it no more; else "".

    Raises:
        UsageError: the prompt shares eight words in a row with a gold document.
    """
    unchecked = f"The prompt {run.prompt_name!r} was not checked for words of gold"
    try:
        prompt = load_prompt(run.prompt_name)
    except UsageError:
        return f"{unchecked}: this version has none of that name."
    if prompt.hash != run.prompt_hash:
        return f"{unchecked}: it has changed since this run."
    told = _runs_of_words(" ".join(message["content"] for message in prompt.messages("")))
    for gold in golds:
        if shared := told & _runs_of_words(gold.document.text):
            raise UsageError(
                f"The prompt {run.prompt_name!r} carries words of the gold document {gold.name!r}: "
                f"{min(shared)!r}",
                hint="Take that example out of the prompt, or that document out of the gold",
                kind="gold_in_prompt",
            )
    return ""


def _runs_of_words(text: str) -> set[str]:
    words = _WORD.findall(fold(text) or "")
    return {" ".join(words[at : at + SHARED_WORDS]) for at in range(len(words) - SHARED_WORDS + 1)}
