"""Each closed word is read as its own vocabulary means it, where another has the same word too."""

import ast
import inspect
from collections import defaultdict

from flask import Flask

from network import vocabulary
from network.vocabulary import AgencyKind, LetterStatus, MailFault, NameChange, ParticipationStatus, RequestStatus
from network.web import words


def test_no_word_is_read_as_that_of_another_vocabulary(app: Flask) -> None:
    with app.test_request_context():
        assert words.label(AgencyKind.OTHER) == "Other"
        assert words.label(NameChange.OTHER) == "Other reason"
        assert words.label(MailFault.OTHER) == "Something broke on our side."
        assert words.label(ParticipationStatus.DECLINED) != words.label(RequestStatus.DECLINED)
        assert words.label(ParticipationStatus.WITHDRAWN) != words.label(LetterStatus.WITHDRAWN)


def test_a_word_that_stands_twice_is_read_alike() -> None:
    """A dict keeps the last of two equal keys and says nothing: whatever differs belongs to `APART`."""
    found = defaultdict(set)
    for node in ast.walk(ast.parse(inspect.getsource(words))):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "WORDS":
            for key, text in zip(node.value.keys, node.value.values, strict=True):
                kind, _dot, name = ast.unparse(key).partition(".")
                found[getattr(vocabulary, kind)[name].value].add(ast.unparse(text))
    assert len(found) > 90
    assert {word: texts for word, texts in found.items() if len(texts) > 1} == {}
