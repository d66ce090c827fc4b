"""Lists to write: small ones told apart by their columns, and the nastiest text there is."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from network.exports.table import Column, Kind, Table

#: Every letter that the seven languages of the region have beyond plain Latin and Russian; their apostrophes.
LETTERS = "ӘәҒғҚқҢңӨөҰұҮүҺһІіҶҷӢӣӮӯҲҳЎўЁёЪъ ÄäÇçŽžŇňÖöŞşÜüÝý ʻ ʼ ‘ ’ №"

#: Cells that a spreadsheet would run, or take for something else than text.
FORMULAS = [
    "=1+1",
    "+996 555 123 456",
    "-5 мужчин",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =HYPERLINK(A1)",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    '=cmd|" /C calc"!A0',
    "\x00=1",
    " \t-1",
]

#: Text that means something to one writer or another.
NASTY = [
    *FORMULAS,
    "'",
    '"',
    'a "quoted", list; of\ttabs',
    "two\r\nlines\rthree\nfour",
    "<r>bold</r>",
    "<r><t>&lt;",
    "</t></is></c>",
    "_x0041_",
    "https://example.org/?a=1&b=2",
    "#strong[x] $x^2$ *b* _i_ <l> @ref // c /* d */ \\",
    "]]>",
    "{{ 7 * 7 }}",
    "\x01\x1f\x7f",
    "\u202eevil\u202c",
    "null",
    "0123",
    "1e5",
    LETTERS,
    "Yoʻldosheva",
    "ж" * 300,
]

text = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))
numbers = st.one_of(
    st.integers(-(10**18), 10**18),
    st.floats(-1e15, 1e15),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**6), max_value=10**6, places=3),
)
moments = st.one_of(
    st.dates(date(1600, 1, 1)), st.datetimes(datetime(1600, 1, 1)).map(lambda m: m.replace(microsecond=0))
)
cells = st.one_of(text, st.none(), numbers, moments)


def table(rows: Any, *, width: int = 1, **words: Any) -> Table[Any]:
    """A list of `width` columns named c0, c1, …; each row is a tuple of that many cells."""
    columns = [Column(f"c{at}", f"Heading {at}", lambda row, at=at: row[at]) for at in range(width)]
    return Table(words.pop("title", "Participants"), words.pop("columns", columns), iter(rows), **words)


#: Rows of one to five columns, all of one list equally wide.
rows_of_cells = st.integers(1, 5).flatmap(
    lambda width: st.tuples(st.just(width), st.lists(st.tuples(*[cells] * width), max_size=8))
)


def participants(count: int) -> Table[Any]:
    """A list as the secretariat sends it: twelve columns, `count` made-up rows, five states in order."""
    headings = {
        "state": ("State", 12, Kind.TEXT),
        "family": ("Family name", 18, Kind.TEXT),
        "given": ("Given name", 14, Kind.TEXT),
        "passport": ("As in passport", 20, Kind.TEXT),
        "agency": ("Agency", 26, Kind.TEXT),
        "rank": ("Rank", 10, Kind.TEXT),
        "position": ("Position", 18, Kind.TEXT),
        "email": ("E-mail", 22, Kind.TEXT),
        "phone": ("Phone", 16, Kind.TEXT),
        "attended": ("Sessions attended", 8, Kind.NUMBER),
        "share": ("Share", 8, Kind.NUMBER),
        "since": ("On the list since", 12, Kind.DATE),
    }
    columns = [
        Column(key, heading, lambda row, at=at: row[at], width, kind)
        for at, (key, (heading, width, kind)) in enumerate(headings.items())
    ]
    states = ("Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan")
    rows = (
        (
            states[number * 5 // count],
            "Сүйүнбаева",
            "Ҷамила",
            f"Suyunbaeva {number}",
            "Border Service of the National Security Committee",
            "Major",
            "Senior inspector",
            f"person.{number}@example.org",
            "+996 555 123 456",
            number % 5,
            Decimal(number % 5) / 4,
            date(2025, 11, 26),
        )
        for number in range(count)
    )
    return Table("Participants", columns, rows, facts=["Bishkek"], footer="Export 42", group_by="state")
