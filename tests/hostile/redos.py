"""Lines that make backtracking patterns slow: what such a pattern looks for over and over, and never its end."""

PIECES = [
    *"<[({&\"'`\\.-_*#=~/+:;|,1aA中\u0301\u00a0\u3000\u200b\u00a9😀 \t\r",
    *(
        "word ",
        "a.",
        "a@",
        "aB",
        "| ",
        "Home | ",
        "1,",
        "1/1/",
        "+1-",
        "a:",
        "a=",
        "a(",
        "/a",
        "[a](",
        "<a ",
        "&#",
        "<!--",
        "http://",
    ),
    *(
        "www.",
        "© 2000-",
        "all rights ",
        "cookie ",
        "share on ",
        "subscribe ",
        "read also: ",
        "e\u0301",
        "-aaaa",
        "function(){",
    ),
    *(
        '{"a":',
        "<![CDATA[",
        "a{b:c;",
        "http://a.b/?",
        "a@a.",
        "2020-01-01 ",
        "12:00 ",
        "...",
        "…",
        "»",
        " – ",
        "\\n",
        "\u0301\u0316",
    ),
]
ENDS = ["", "x", "!", "\x01", " ", "@", "Print"]
FRONTS = ["", "x", "http://", "© "]


def lines(size: int) -> dict[str, str]:
    """Lines of about `size` characters: each piece over and over, before an end that it does not lead to."""
    made = {}
    for number, piece in enumerate(PIECES):
        front, end = FRONTS[number % len(FRONTS)], ENDS[number % len(ENDS)]
        made[f"{front}{piece * 2}…{end}"] = front + piece * (size // len(piece)) + end
    return made
