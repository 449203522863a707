r"""JSON lines: the text of a record is found in its line, and lines of that text are cut out of it as it is written.

A record is never written anew. Numbers, escapes, spaces and the order of the fields are the input's bytes, and so are
the lines of the text that stay.

>>> find(b'{"text": "One\\nTwo\\n", "n": 1E5}', "text").text
'One\nTwo\n'
"""

import json
import re
from typing import Any, NamedTuple

from .document import Cleaned
from .job import UNTOLD, Told
from .records import Found, RecordError
from .spans import attributes

DECODER = json.JSONDecoder(parse_int=float)  # an int of more than 4,300 digits would be an error
LINES = re.compile(r"(?:[^\\]++|\\(?!n|u000[aA]).)*+(?:\\(?:n|u000[aA])|\Z)")  # as they are written in a string
BLANK = re.compile(r"[ \t\r\n]*")
NAMES = {dict: "an object", list: "a list", float: "a number", bool: "true or false", type(None): "null"}
FIELDS_SHOWN = 12


class Member(NamedTuple):
    """A member of an object: its value, and where that is written in the line."""

    value: Any
    start: int
    end: int


def find(data: bytes, field: str, told_in: Told = UNTOLD) -> Found | bytes:
    """Find the text of the record in the line `data`, at the dotted path `field`; a blank line is as it is.

    What else it may tell stands in the fields `told_in`.

    Raises RecordError for a line that is no JSON object, and for one that has no string there.
    """
    line = _decode(data)
    begin = BLANK.match(line, int(line.startswith("\ufeff"))).end()  # type: ignore[union-attr]
    if begin == len(line):
        return data
    record = _record(line, begin)
    text, start, end = _at(line, record, field)

    def keep(cleaned: Cleaned) -> bytes:
        if not cleaned.changed:
            return data
        return f"{line[: start + 1]}{_cut(line[start + 1 : end - 1], cleaned)}{line[end - 1 :]}".encode()

    def annotate(cleaned: Cleaned) -> bytes:
        return _with_attributes(line, begin, record, attributes(cleaned)).encode()

    told = Told(*(_told(line, record, name) for name in told_in))
    return Found(text, keep, name=_name(line, record), annotate=annotate, told=told)


def _told(line: str, record: dict[str, Member], field: str | None) -> str | None:
    try:
        return None if field is None else str(_at(line, record, field).value)
    except RecordError:
        return None


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(f"is not UTF-8 (byte {error.start + 1})") from None


def _record(line: str, begin: int) -> dict[str, Member]:
    """Read the object that is all of the line."""
    try:
        members, end = _members(line, begin)
    except json.JSONDecodeError as error:
        raise RecordError(f"is not a JSON object ({error.msg}, character {error.pos + 1})") from None
    except RecursionError:
        raise RecordError("is nested too deeply to be read") from None
    if _skip(line, end) < len(line):
        raise RecordError(f"is more than one JSON object (character {end + 1})")
    return members


def _members(line: str, begin: int) -> tuple[dict[str, Member], int]:
    """Read the object that begins at `begin`: its members, the last of each name, and where it ends."""
    members: dict[str, Member] = {}
    at = _skip(line, _expect(line, begin, "{"))
    if line.startswith("}", at):
        return members, at + 1
    while True:
        key, at = DECODER.raw_decode(line, _expect(line, at, '"') - 1)
        start = _skip(line, _expect(line, _skip(line, at), ":"))
        value, end = DECODER.raw_decode(line, start)
        members[key] = Member(value, start, end)
        at = _skip(line, end)
        if line.startswith("}", at):
            return members, at + 1
        at = _skip(line, _expect(line, at, ","))


def _skip(line: str, at: int) -> int:
    return at if line[at : at + 1] not in " \t\r\n" else BLANK.match(line, at).end()  # type: ignore[union-attr]


def _expect(line: str, at: int, sign: str) -> int:
    if not line.startswith(sign, at):
        raise json.JSONDecodeError(f"Expecting {sign}", line, at)
    return at + 1


def _at(line: str, members: dict[str, Member], field: str) -> Member:
    """Find the string at a dotted path."""
    first, *rest = field.split(".")
    found = _member(members, first)
    for name in rest:
        if not isinstance(found.value, dict):
            raise RecordError(f"has {_kind(found)} in the place of an object with the field {name!r}")
        found = _member(_members(line, found.start)[0], name)
    if not isinstance(found.value, str):
        raise RecordError(f"has {_kind(found)} in the field {field!r}, and no text")
    return found


def _member(members: dict[str, Member], name: str) -> Member:
    if name not in members:
        shown = ", ".join([*members][:FIELDS_SHOWN]) or "none"
        raise RecordError(f"has no field {name!r}. Name the field of the text with --field; its fields are: {shown}")
    return members[name]


def _kind(member: Member) -> str:
    return NAMES.get(type(member.value), "a text")


def _name(line: str, members: dict[str, Member]) -> str | int | None:
    """Give the record's own id, where it has a field of that name with a string or a number."""
    member = members.get("id")
    if member is None or isinstance(member.value, str):
        return member and member.value
    written = line[member.start : member.end]
    return int(written) if written.isdecimal() and len(written) < 20 else None


def _with_attributes(line: str, begin: int, record: dict[str, Member], spans: str) -> str:
    """Put spans, an object in JSON, in front of the attributes of a record; without any, they come first in it."""
    old = record.get("attributes")
    if old is None:
        return f'{line[: begin + 1]}"attributes": {spans}, {line[begin + 1 :]}'
    if not isinstance(old.value, dict):
        raise RecordError(f"has {_kind(old)} in the field 'attributes', which is the place of the spans")
    comma = ", " if old.value and spans != "{}" else ""
    return f"{line[: old.start]}{spans[:-1]}{comma}{line[old.start + 1 :]}"


def _cut(written: str, cleaned: Cleaned) -> str:
    """Leave the removed lines out of a string as it is written in JSON, without its quotes."""
    lines = zip(LINES.findall(written), cleaned.removed_for, strict=False)
    return "".join([line for line, reason in lines if reason is None])
