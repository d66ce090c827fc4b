"""The child process of `pdf.py`: reads a list as JSON from its input, writes a PDF.

Run by `child.py` as a script, `typesetter.py TARGET`, never imported.
"""

import sys
from pathlib import Path

import typst


def typeset(data: str, target: str) -> None:
    """The list reaches the template as data and is never read as markup; no system font, no file but ours."""
    here = Path(__file__).parent
    typst.compile(
        str(here / "list.typ"),
        output=target,
        root=str(here),
        font_paths=[str(here / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"list": data},
    )


if __name__ == "__main__":
    try:
        typeset(sys.stdin.buffer.read().decode(), sys.argv[1])
    except typst.TypstError as error:
        sys.exit(str(error))
