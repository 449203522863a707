"""What a memory of the site adds: pages of hosts with several, judged with a memory of all of them, and without."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from ..document import Cleaned
from ..judge import clean_many
from ..samples import Sample
from ..site import SiteMemory
from .scores import mean_over_collections, word_f1

SEVERAL = 5
"""Pages of a host from which on it counts."""
HEAD = ("| | pages | F1 without | with | main content lines lost without | with |", "|---|---|---|---|---|---|")


def row(name: str, pages: Sequence[Sample]) -> Iterator[str]:
    """Tell of pages of one view how right the judge is without a memory and with one, and what is lost."""
    sites = defaultdict(list)
    for page in pages:
        sites[page.source, page.group].append(page)
    known = [page for of in sites.values() if len(of) >= SEVERAL for page in of]
    if not known:
        return
    texts = ["".join(f"{line}\n" for line in page.lines) for page in known]
    memory = SiteMemory()
    memory.learn_many(texts, (page.group for page in known))
    with_memory = clean_many(texts, sites=[page.group for page in known], memory=memory)
    (f1, lost), (f1_with, lost_with) = (_measured(known, [*of]) for of in (clean_many(texts), with_memory))
    yield f"| {name} | {len(known)} | {f1:.3f} | {f1_with:.3f} | {lost:.3f} | {lost_with:.3f} |"


def _measured(pages: Sequence[Sample], cleaned: Sequence[Cleaned]) -> tuple[float, float]:
    """Return the mean word F1 of pages, and the share of lines of main content that are lost."""
    scored = ((page.source, word_f1(one.text, page.gold)) for page, one in zip(pages, cleaned, strict=True))
    gone = np.concatenate([[reason is not None for reason in one.removed_for] for one in cleaned])
    content = np.concatenate([page.content for page in pages]) >= 0.5
    return mean_over_collections(scored)[2], float(gone[content].mean())
