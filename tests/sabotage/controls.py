"""Every control of SECURITY, in the order of its table."""

from tests.sabotage import (
    accounts,
    answers,
    bulk,
    careers,
    duplicates,
    faults,
    imports,
    merging,
    names,
    people,
    records,
)
from tests.sabotage.control import Control

CONTROLS: tuple[Control, ...] = (
    *accounts.CONTROLS,
    *answers.CONTROLS,
    *records.CONTROLS,
    *people.CONTROLS,
    *faults.CONTROLS,
    *names.CONTROLS,
    *duplicates.CONTROLS,
    *merging.CONTROLS,
    *bulk.CONTROLS,
    *careers.CONTROLS,
    *imports.CONTROLS,
)
