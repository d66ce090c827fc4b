"""The refusal of a file that is no table."""

from typing import Any

from flask_babel import lazy_gettext as _l

from network.errors import Refused


class BadFile(Refused):
    """This file is no table that can be read here; the sentence says why, and what to do about it."""

    sentence = _l("This file could not be read. Save it as XLSX or CSV and send it again.")

    def __init__(self, sentence: Any = None) -> None:
        super().__init__(sentence, field="file")
