"""Spellings of invented people, by tables that are not the matcher's own, find each other as promised."""

from network.members.likeness import Names, Verdict, alike
from tests.bench.names import invented, measure, together


def test_spellings_of_one_person_find_each_other_and_nobody_elses() -> None:
    kinds = measure(invented(count=100, at_random=2_000, seed=3))
    cross, same = together(kinds, "cross-script"), together(kinds, "same script")
    assert cross.rate >= 0.95
    assert same.rate >= 0.80
    assert (cross.under_key + same.under_key) / (cross.found + same.found) >= 0.95, "the index brings them together"
    assert kinds["false: at random"].found <= 1
    for kind in ("the same family name", "sisters", "another father"):
        assert kinds[f"false: {kind}"].rate <= 0.05, kind


def test_the_evidence_is_told_in_pieces() -> None:
    one = Names("Боронбаева", "Гүлзат", "Нурлановна")
    likeness = alike(one, Names("", "", "", "Boronbayeva", "Gulzat", "Nurlan kyzy"))
    assert likeness.verdict is Verdict.SAME
    pieces = [(piece.one, piece.other) for piece in likeness.evidence]
    assert pieces == [("Боронбаева", "Boronbayeva"), ("Гүлзат", "Gulzat"), ("Нурлановна", "Nurlan kyzy")]
    assert alike(one, "G. Boronbaeva").verdict is Verdict.POSSIBLE
    assert alike(one, Names("Боронбаева", "Айзада", "Нурлановна")).verdict is Verdict.DIFFERENT
