"""All measures, in the order in which they run, by the name that `--only` takes."""

from collections.abc import Callable, Iterator

from tests.bench.measures import crowd, exports, imports, many, marking, pages, search, starting, wire
from tests.bench.report import Figure
from tests.bench.stage import Stage

MEASURES: dict[str, Callable[[Stage], Iterator[Figure]]] = {
    "csv": exports.csv,
    "memory": exports.memory,
    "files": exports.files,
    "pages": pages.against_bare,
    "growth": pages.with_members,
    "queries": pages.statements,
    "mark": marking.against_insert,
    "crowd": crowd.without_error,
    "imports": imports.of_people,
    "many": many.at_once,
    "wire": wire.bytes_of_pages,
    "search": search.suggestions,
    "start": starting.to_first_page,
}
