"""Every control of SECURITY, in the order of its table."""

from tests.sabotage import accounts, answers, faults, imports, people, records
from tests.sabotage.control import Control

CONTROLS: tuple[Control, ...] = (
    *accounts.CONTROLS,
    *answers.CONTROLS,
    *records.CONTROLS,
    *people.CONTROLS,
    *faults.CONTROLS,
    *imports.CONTROLS,
)
