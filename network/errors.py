"""The domain's refusals. Each carries the sentence that a person reads."""

from typing import Any

from flask_babel import lazy_gettext as _l


class Refused(Exception):
    """A rule of the domain says no. `field` names the form field to stand beside, if there is one."""

    sentence: Any = _l("This cannot be done now.")

    def __init__(self, sentence: Any = None, *, field: str | None = None) -> None:
        super().__init__(str(type(self).__name__))
        if sentence is not None:
            self.sentence = sentence
        self.field = field


class Erased(Refused):
    """The person was erased: the shell of her record stays as it is."""

    sentence = _l("This person is erased. Nothing can be changed any more.")


class Stale(Refused):
    """The record changed after the page was opened; nothing was saved."""

    sentence = _l(
        "Somebody else changed this record while you had it open. Nothing was saved; your entries are kept here. "
        "Open the page in another tab to see what changed, then save again."
    )


class NotNow(Refused):
    """She may read it, but in its present status it takes no such change."""

    sentence = _l("In its present status this takes no such change.")


class Misconfigured(Exception):
    """The operator has to mend something before the server may start. Says what and how, in English."""
