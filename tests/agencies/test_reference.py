"""The shipped list of agencies: complete, consistent, and in the right letters."""

import re
from collections import Counter
from datetime import date

from network.agencies.reference import reference_agencies
from network.vocabulary import AgencyKind, State

#: Letters a name in the state's own language is written with.
LOCAL_LETTERS = {
    State.KZ: "а-яёәғқңөұүһі",
    State.KG: "а-яёңөү",
    State.TJ: "а-яёғӣқӯҳҷ",
    State.TM: "a-zçäžňöşüý",
    State.UZ: "a-zʻʼ",
}


def by_key():
    return {agency.key: agency for agency in reference_agencies()}


def test_about_sixty_agencies_of_all_five_states_and_of_every_kind_in_use():
    agencies = reference_agencies()
    assert 60 <= len(agencies) <= 70
    assert len(by_key()) == len(agencies)
    states = Counter(agency.state for agency in agencies)
    assert set(states) == set(State)
    assert min(states.values()) >= 10
    assert {agency.kind for agency in agencies} == set(AgencyKind) - {AgencyKind.OTHER}


def test_every_state_has_the_services_that_the_network_is_made_of():
    core = {AgencyKind(word) for word in ("police", "border", "customs", "prosecution", "security")}
    for state in State:
        assert core <= {agency.kind for agency in reference_agencies() if agency.state is state}


def test_keys_are_stable_words_that_begin_with_the_state():
    for agency in reference_agencies():
        assert re.fullmatch(r"[a-z]{2}(-[a-z]+)+", agency.key)
        assert agency.key.startswith(agency.state.lower())


def test_a_parent_is_of_the_same_state_and_stands_before_its_parts():
    seen = {}
    for agency in reference_agencies():
        if agency.parent:
            assert seen[agency.parent].state is agency.state
        seen[agency.key] = agency


def test_a_successor_begins_on_the_day_after_its_predecessor_ends():
    ended = [agency for agency in reference_agencies() if agency.successor]
    assert {agency.key for agency in ended} == {"kz-aca", "kg-border-scns"}
    for agency in ended:
        heir = by_key()[agency.successor]
        assert (heir.valid_from - agency.valid_to).days == 1
        assert heir.state is agency.state
        assert not agency.valid_on(heir.valid_from)
        assert agency.valid_on(agency.valid_to)


def test_a_training_of_2025_and_one_of_2026_see_the_border_service_of_their_day():
    names = [
        agency.key
        for day in (date(2025, 11, 26), date(2026, 11, 26))
        for agency in reference_agencies()
        if agency.state is State.KG and agency.kind is AgencyKind.BORDER and agency.valid_on(day)
    ]
    assert names == ["kg-border-scns", "kg-border"]


def test_names_are_in_the_letters_of_their_language_and_tidy():
    for agency in reference_agencies():
        assert re.fullmatch(r"[A-Za-z' -]+", agency.name_en)
        assert re.fullmatch(r"[А-Яа-яЁё -]+", agency.name_ru)
        assert re.fullmatch(rf"[{LOCAL_LETTERS[agency.state]} -]*", agency.name_local, re.IGNORECASE)
        for text in (agency.name_en, agency.name_ru, agency.name_local, agency.acronym):
            assert text == " ".join(text.split())
        assert re.fullmatch(r"[A-Z]*", agency.acronym)


def test_names_are_unique_within_a_state():
    for language in ("name_en", "name_ru", "name_local"):
        names = Counter((a.state, getattr(a, language)) for a in reference_agencies() if getattr(a, language))
        assert max(names.values()) == 1


def test_what_no_source_confirmed_says_so():
    unsure = {agency.key for agency in reference_agencies() if agency.verify}
    assert {"kg-penitentiary", "kg-counter-narcotics", "tj-penitentiary"} <= unsure
    assert "kz-mia" not in unsure
