r"""Find and remove boilerplate in scraped text, and say why.

>>> from cleaner import clean
>>> story = "The first rain in a year fell on Monday, farmers in the valley said.\nThey danced in the road all day.\n"
>>> cleaned = clean("Rain ends a year of drought\nRain ends a year of drought\n" + story)
>>> cleaned.text == "Rain ends a year of drought\n" + story
True
>>> cleaned.lines[1].removed_for
<Reason.TITLE: 'title'>

Nothing is loaded until one of these names is first used: not even `typing`, as an interrupt shows a traceback for as
long as the command has not begun.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .arrow import clean_batches
    from .document import Cleaned, Evidence, JudgedLine, Reason
    from .judge import clean, clean_many
    from .pages import clean_html, clean_html_many
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
    "clean_html_many",
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
    "clean_html_many": "pages",
    "clean_many": "judge",
}


def __getattr__(name: str) -> "Any":
    """Load the room a public name lives in when the name is first asked for (PEP 562)."""
    from importlib import import_module

    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_ROOMS[name]}", __name__), name)
