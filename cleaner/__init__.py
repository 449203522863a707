r"""Find and remove boilerplate in scraped text, and say why.

>>> from cleaner import clean
>>> cleaned = clean("Rain ends drought\nRain ends drought\nThe first rain in a year fell on Monday.\n")
>>> cleaned.text
'Rain ends drought\nThe first rain in a year fell on Monday.\n'
>>> cleaned.lines[1].removed_for
<Reason.TITLE: 'title'>

Nothing heavy is loaded until one of these names is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .arrow import clean_batches
    from .document import Cleaned, Evidence, JudgedLine, Reason
    from .judge import clean, clean_many
    from .pages import clean_html
    from .site import SiteMemory

__version__ = "0.1.0"
__all__ = [
    "Cleaned",
    "Evidence",
    "JudgedLine",
    "Reason",
    "SiteMemory",
    "clean",
    "clean_batches",
    "clean_html",
    "clean_many",
]

_ROOMS = {
    "Cleaned": "document",
    "Evidence": "document",
    "JudgedLine": "document",
    "Reason": "document",
    "SiteMemory": "site",
    "clean": "judge",
    "clean_batches": "arrow",
    "clean_html": "pages",
    "clean_many": "judge",
}


def __getattr__(name: str) -> Any:
    """Load the room a public name lives in when the name is first asked for (PEP 562)."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_ROOMS[name]}", __name__), name)
