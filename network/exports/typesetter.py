"""The child process of `pdf.py`: reads a list as JSON from its input, writes a PDF.

Run as a script, `typesetter.py TARGET MEMORY`, never imported: it loads nothing of the product, so it starts
at once and knows no secret.
"""

import sys
from pathlib import Path

import typst


def limit_memory(most: int) -> None:
    """Bounds the address space, in bytes, where the platform can; elsewhere only the rows are bounded."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


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
    limit_memory(int(sys.argv[2]))
    try:
        typeset(sys.stdin.buffer.read().decode(), sys.argv[1])
    except typst.TypstError as error:
        sys.exit(str(error))
