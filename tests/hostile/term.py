"""What a line can hold that acts on a terminal, or on the eyes of whoever reads it; by name."""

ESC, CSI, OSC, ST = "\x1b", "\x9b", "\x9d", "\x9c"
"""Escape, and the same commands as single characters (C1)."""

PAYLOADS = {
    # commands of a terminal
    "clear screen": f"{ESC}[2J{ESC}[H",
    "hidden text": f"{ESC}[8m{ESC}[31m",
    "rewrite lines above": f"{ESC}[10A{ESC}[2K",
    "other screen": f"{ESC}[?1049h",
    "mouse reports": f"{ESC}[?1003h{ESC}[?1006h",
    "no bracketed paste": f"{ESC}[?2004l",
    "asks for an answer": f"{ESC}[6n{ESC}[c{ESC}[>c",
    "asks for the title": f"{ESC}[21t",
    "asks for a setting": f'{ESC}P$q"p{ESC}\\',
    "reset": f"{ESC}c",
    "other characters": f"{ESC}(0{ESC})0",
    "escape alone": ESC,
    "escape over two lines": f"{ESC}\n[2J",
    "escape within escape": f"{ESC}[{ESC}[2J2J",
    # strings for the world around it
    "title": f"{ESC}]0;owned\x07",
    "link": f"{ESC}]8;;http://evil.example/{ESC}\\press{ESC}]8;;{ESC}\\",
    "clipboard": f"{ESC}]52;c;cm0gLXJmIH4=\x07",
    "folder": f"{ESC}]7;file:///etc\x07",
    "notification": f"{ESC}]9;hello\x07",
    "file": f"{ESC}]1337;File=inline=1:AAAA\x07",
    "string without an end": f"{ESC}]0;on and on",
    "picture": f"{ESC}Pq#0;2;0;0;0{ESC}\\",
    "picture without an end": f"{ESC}Pon and on",
    "application command": f"{ESC}_Ga=T,f=24;AAAA{ESC}\\",
    "private message": f"{ESC}^x{ESC}\\",
    "start of string": f"{ESC}Xx{ESC}\\",
    "C1 clear screen": f"{CSI}2J",
    "C1 clipboard": f"{OSC}52;c;eA=={ST}",
    "C1 picture": f"\x90q{ST}",
    "C1 next line": "a\x85b",
    "C1 as a byte": "\udc9b2J",
    # single controls
    "bells": "\x07" * 50,
    "backspaces": "rm -rf /" + "\b" * 8 + "harmless",
    "carriage return": "evil words here\rgood words now ",
    "shifts": "\x0e\x0f",
    "enquiry": "\x05",
    "delete": "\x7f",
    "vertical tab, form feed": "\x0b\x0c",
    # the order of characters, and characters without a shape
    "right to left": "\u202egpj.exe\u202c",
    "isolates": "\u2066\u2067\u2068x\u2069",
    "isolate without an end": "\u2066 if admin",
    "direction marks": "\u200e\u200f\u061c",
    "zero width": "a\u200bb\u200cc\u200dd\u2060e\ufefff",
    "tags": "".join(chr(0xE0000 + ord(char)) for char in "hidden"),
    "variation selectors": "\U0001f600" + "".join(chr(0xE0100 + byte) for byte in b"hidden"),
    "line separators": "a\u2028b\u2029c",
    "annotations": "\ufff9a\ufffab\ufffb",
    "private use": "\ue000\U0010ffff",
    "fillers": "\u3164\uffa0\u115f",
    "wide": "\uff21\u3042" * 40,
    "struck out": "".join(char + "\u0336\u0489" * 20 for char in "kept text"),
    # markup of rich, and of pages
    "bold": "[bold]x[/bold]",
    "rich link": "[link=http://evil.example]x[/link]",
    "rich mistake": "[/nope] [red",
    "rich action": "[@click=app.quit]x[/]",
    "rich escape": "\\[bold]x\\\\[bold]y",
    "emoji by name": ":smile: :bomb:",
    "script": "</pre><script>alert(1)</script>",
    "script address": 'javascript:alert(1)//"><script>',
    "quotes": "'" * 5000,
}
"""The byte that is no text, 9B, is a surrogate, as `surrogateescape` has it. Of NUL no text is made (text.py)."""

TITLE = "New boats for both islands before the end of May"
PROSE = (
    "The ferry company said on Tuesday that its new boats would reach both islands before the end of May, "
    "and that nobody who has a ticket for the old ones would have to buy another."
)


def text(payload: str) -> bytes:
    """Write a text with a payload in lines that go, its title for the second time, and in lines that stay."""
    title = f"{TITLE} {payload}\n\n"
    return f"{title}{title}{PROSE}\n\nbefore {payload} behind it\n{PROSE}\n".encode("utf-8", "surrogateescape")
