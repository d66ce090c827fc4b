"""Controls of names: whoever edits a record changes them, they stay as typed, and go with her; of searching by them."""

from tests.sabotage.control import Control

_VIEWS, _RENAMING = "network/members/name_views.py", "network/members/renaming.py"
_SEARCH, _MODELS = "network/members/search.py", "network/members/models.py"
_PREVIOUS = "tests/members/test_previous_names.py"
_EDITORS = f"{_PREVIOUS}::test_only_those_who_edit_her_change_her_names"
_FOUND = "tests/members/test_search.py::test_nobody_is_found_whom_the_reader_may_not_see"


def _edited_by(verb: str, view: str) -> Control:
    """A previous name is somebody's to change who may only read it."""
    line = "@requires(Action.MEMBER_EDIT, on=Member)\n"
    reads = line.replace("EDIT", "VIEW")
    return Control(
        f"names: a previous name is {verb} by whoever edits her record",
        _VIEWS,
        f"{line}def {view}(",
        f"{reads}def {view}(",
        (_EDITORS,),
    )


CONTROLS = (
    _edited_by("added", "add_name"),
    _edited_by("corrected", "correct_name"),
    _edited_by("removed", "remove_name"),
    Control(
        "names: a previous name is reached through its own record",
        "network/members/queries.py",
        "PreviousName.member_id == member_id, PreviousName.id == name_id",
        "PreviousName.id == name_id",
        (_EDITORS,),
    ),
    Control(
        "names: an older page overwrites no other correction",
        _RENAMING,
        "    if held is None or held.version != version:\n",
        "    if held is None:\n",
        (f"{_PREVIOUS}::test_a_previous_name_is_added_corrected_and_removed",),
    ),
    Control(
        "names: an old name is kept beside the new one",
        _RENAMING,
        "    db.session.add(PreviousName(member_id=member.id, **asdict(former)))\n    return True\n",
        "    return True\n",
        (f"{_PREVIOUS}::test_marriage_does_not_lose_the_old_name",),
    ),
    Control(
        "names: the name on certificates is not saved over a later one",
        _RENAMING,
        "        member = locked(member_id, version)\n",
        "        member = locked(member_id)\n",
        (f"{_PREVIOUS}::test_she_chooses_her_name_on_certificates_and_sees_her_names",),
    ),
    Control(
        "names: suggestions while typing are for those who add people",
        _VIEWS,
        "@requires(Action.MEMBER_CREATE)\ndef transliterations",
        "@requires(Action.MEMBER_VIEW)\ndef transliterations",
        (f"{_PREVIOUS}::test_suggestions_while_typing_are_for_those_who_add",),
    ),
    Control(
        "names: of a name of before the trail tells nobody in clear",
        "network/members/previous.py",
        '    family: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)\n',
        '    family: Mapped[str] = mapped_column(sa.Text, default="")\n',
        (f"{_PREVIOUS}::test_a_previous_name_is_added_corrected_and_removed",),
    ),
    Control(
        "names: those of before go with her",
        "network/privacy/registry.py",
        '    "previous_name.member_id": Treatment(GOES,',
        '    "previous_name.member_id": Treatment(STAYS,',
        ("tests/privacy/test_erasing.py::test_nothing_says_who_she_was",),
    ),
    Control(
        "names: every letter stays as it was typed",
        _RENAMING,
        "**asdict(former)))\n        _found_anew(member)\n",
        "**asdict(former) | {'family': former.family.title()}))\n        _found_anew(member)\n",
        (f"{_PREVIOUS}::test_every_letter_comes_back_as_typed",),
    ),
    Control(
        "search: nobody of another state is found",
        _SEARCH,
        "        held = [condition(self.actor, self.action, NameToken)]\n",
        "        held: list[ColumnElement[bool]] = []\n",
        (_FOUND,),
    ),
    Control(
        "search: nobody shielded is found",
        _MODELS,
        "cls.state.in_(sorted(actor.states)), cls.member_id.not_in(hidden_from(actor))",
        "cls.state.in_(sorted(actor.states))",
        (_FOUND,),
    ),
    Control(
        "search: the directory finds nobody by a name of before",
        _SEARCH,
        "if self.action is Action.DIRECTORY_VIEW:",
        "if False:",
        ("tests/members/test_search.py::test_the_directory_finds_nobody_by_what_it_does_not_show",),
    ),
    Control(
        "search: only within what the page is narrowed to",
        _SEARCH,
        "return [sa.exists().where(Member.id == member_id, *self.narrowing)] if self.narrowing else []",
        "return []",
        ("tests/members/test_list.py::test_each_filter_narrows",),
    ),
    Control(
        "search: a word of nobody who is left stays nowhere",
        "network/privacy/erasing.py",
        "    remove_tokens([member.id])\n",
        "    pass\n",
        ("tests/members/test_search.py::test_a_word_goes_with_the_last_who_is_called_so",),
    ),
)
