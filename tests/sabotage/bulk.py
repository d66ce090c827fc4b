"""Controls of work on many: each person's rights at the moment it is done, what the preview said, and the way back."""

from tests.sabotage.control import Control

_COMMANDS, _QUERIES, _MODELS, _VIEWS = (
    "network/bulk/commands.py",
    "network/bulk/queries.py",
    "network/bulk/models.py",
    "network/bulk/views.py",
)
_CHOOSING, _TRANSFERRING, _LISTING, _INVITING = (
    f"tests/bulk/test_{one}.py" for one in ("choosing", "transferring", "listing", "inviting")
)
_OTHERS = "tests/bulk/test_others_rows.py"
_SENSITIVE = "tests/factors/test_keeping.py::test_every_sensitive_action_asks_again_after_ten_minutes"
_OWN_STATE = f"{_CHOOSING}::test_a_coordinator_chooses_of_her_own_state_alone"
_VANISHED = f"{_CHOOSING}::test_whoever_is_shielded_meanwhile_is_gone_from_it_without_a_word"
_LEFT_THE_STATE = f"{_LISTING}::test_whoever_left_the_state_meanwhile_is_touched_neither_way"
_EACH = f"{_TRANSFERRING}::test_the_preview_says_of_each_what_is_then_done_and_undo_puts_all_back"
_TWICE = f"{_TRANSFERRING}::test_pressed_twice_it_is_done_once_and_an_older_preview_is_none"
_EXPORTED = f"{_CHOOSING}::test_exactly_the_chosen_leave_as_a_numbered_list_and_shielded_ones_as_codes"
_THEIRS = f"{_INVITING}::test_letters_on_paper_are_shown_once_and_each_opens_her_account"

CONTROLS = (
    Control(
        "bulk: only who is on her list is chosen",
        _QUERIES,
        "        Member.uid.in_(uids), condition(actor, Action.MEMBER_LIST, Member)\n",
        "        Member.uid.in_(uids)\n",
        (_OWN_STATE,),
    ),
    Control(
        "bulk: a choice is its own account's",
        _MODELS,
        "return cls.account_id == actor.account_id if scope is Scope.OWN else sa.false()",
        "return sa.true()",
        (f"{_CHOOSING}::test_another_one_s_choice_is_not_there",),
    ),
    Control(
        "bulk: the page shows nobody who is on her list no more",
        _QUERIES,
        "        .where(*narrowed, condition(actor, Action.MEMBER_LIST, Member))\n",
        "        .where(*narrowed)\n",
        (_VANISHED,),
    ),
    Control(
        "bulk: the right to each person is asked for when it is done",
        _QUERIES,
        "    may = sa.and_(condition(actor, action, Member), Member.erased_at.is_(None))\n"
        "    return (\n"
        "        sa.select(BulkRow.member_id, Member.state, Member.shield_code, "
        'sa.case((may, 1), else_=0).label("may"), *more)\n'
        "        .join(Member, Member.id == BulkRow.member_id)\n"
        "        .where(BulkRow.batch_id == batch_id, condition(actor, Action.MEMBER_LIST, Member))\n",
        "    return (\n"
        '        sa.select(BulkRow.member_id, Member.state, Member.shield_code, sa.literal(1).label("may"), *more)\n'
        "        .join(Member, Member.id == BulkRow.member_id)\n"
        "        .where(BulkRow.batch_id == batch_id)\n",
        (_LEFT_THE_STATE,),
    ),
    Control(
        "bulk: and when it is undone",
        _COMMANDS,
        "    may = condition(by, act.action, Member), Member.shield_code.is_(None), Member.erased_at.is_(None)\n",
        "    may = (Member.erased_at.is_(None),)\n",
        (_LEFT_THE_STATE,),
    ),
    Control(
        "bulk: the shielded are left out",
        "network/bulk/acts.py",
        "    if row.shield_code is not None:\n",
        "    if False:\n",
        (_EACH,),
    ),
    Control(
        "bulk: of whom the preview would say something else now is left out",
        _COMMANDS,
        "        if present.get(one.member_id) == one:\n",
        "        if True:\n",
        (f"{_TRANSFERRING}::test_who_was_moved_meanwhile_is_left_out_and_told",),
    ),
    Control(
        "bulk: an older preview is none",
        _COMMANDS,
        "        if locked.version != version or not version:\n",
        "        if False:\n",
        (_TWICE,),
    ),
    Control(
        "bulk: pressed twice it is done once",
        _COMMANDS,
        "        if locked.done_at is not None:\n            note.nothing()\n            return Done(again=True)\n",
        "",
        (_TWICE,),
    ),
    Control("bulk: it asks whether it is still her", _VIEWS, "@asks_again\ndef do(", "def do(", (_SENSITIVE,)),
    Control(
        "bulk: so does the export",
        "network/bulk/export_views.py",
        "@asks_again\ndef export(",
        "def export(",
        (_SENSITIVE,),
    ),
    Control(
        "bulk: undone for thirty days",
        _MODELS,
        "self.undone_at is None and now() < self.done_at + UNDO_FOR",
        "self.undone_at is None",
        (f"{_TRANSFERRING}::test_after_thirty_days_it_stays",),
    ),
    Control(
        "bulk: undo leaves what somebody changed since",
        "network/bulk/transferring.py",
        "        if (one.member_id, one.made_id, 1) not in held:\n",
        "        if not any(key == one.made_id for _whose, key, _version in held):\n",
        (f"{_TRANSFERRING}::test_undo_leaves_what_somebody_changed_since",),
    ),
    Control(
        "bulk: undo of a transfer takes out no post of somebody else",
        "network/bulk/transferring.py",
        "        if (one.member_id, one.made_id, 1) not in held:\n",
        "        if not any((key, version) == (one.made_id, 1) for _whose, key, version in held):\n",
        (f"{_OTHERS}::test_undo_of_a_transfer_that_was_taken_out_leaves_the_post_of_another",),
    ),
    Control(
        "bulk: undo takes nobody else off a list",
        "network/bulk/listing.py",
        "    if row is None or row.version != 1 or row.member_id != member_id:\n",
        "    if row is None or row.version != 1:\n",
        (f"{_OTHERS}::test_undo_of_a_place_that_a_merge_took_away_leaves_the_place_of_another",),
    ),
    Control(
        "bulk: undo leaves whoever is marked",
        "network/bulk/listing.py",
        "    return Undone.HAS_MARKS if row.marked else Undone.UNDONE",
        "    return Undone.UNDONE",
        (f"{_LISTING}::test_who_is_not_on_it_comes_onto_it_and_goes_again_but_for_whoever_is_marked",),
    ),
    Control(
        "bulk: a training that was cancelled meanwhile takes nobody",
        "network/participation/commands.py",
        "    if training is None or training.status not in OPEN:\n        raise ListClosed\n    return",
        "    if training is None:\n        raise ListClosed\n    return",
        (f"{_LISTING}::test_a_training_that_was_cancelled_meanwhile_takes_nobody",),
    ),
    Control(
        "bulk: nobody who is more than a member is invited so",
        "network/bulk/inviting.py",
        "    if row.more:\n",
        "    if False:\n",
        (_THEIRS,),
    ),
    Control(
        "bulk: nor is anybody who has opened her account",
        "network/bulk/inviting.py",
        "    if row.is_opened:\n",
        "    if False:\n",
        (_THEIRS,),
    ),
    Control(
        "bulk: an address that somebody signs in with is left to her",
        "network/accounts/many.py",
        "    if not address or taken.setdefault(address, member.id) != member.id:\n",
        "    if not address:\n",
        (f"{_INVITING}::test_two_with_one_address_are_two_accounts_and_nobody_else_s_is_taken",),
    ),
    Control(
        "bulk: a list that leaves holds codes for the shielded",
        "network/participation/fields.py",
        "        readable = sa.and_(Member.shield_code.is_(None), readable)\n",
        "        pass\n",
        (_EXPORTED,),
    ),
    Control(
        "bulk: a list that leaves holds nobody who is on hers no more",
        "network/bulk/exporting.py",
        "        .where(BulkRow.batch_id == batch.id, condition(actor, Action.MEMBER_LIST, Member))\n",
        "        .where(BulkRow.batch_id == batch.id)\n",
        (f"{_CHOOSING}::test_whoever_left_the_state_meanwhile_leaves_with_no_list",),
    ),
    Control(
        "bulk: a choice has an end",
        _COMMANDS,
        "        if people > MOST:\n",
        "        if False:\n",
        (f"{_CHOOSING}::test_too_many_are_refused_before_anything_is_kept",),
    ),
    Control(
        "bulk: a choice is forgotten with the person",
        "network/privacy/registry.py",
        '    "bulk_row.member_id": Treatment(GOES, ',
        '    "bulk_row.member_id": Treatment(STAYS, ',
        (f"{_CHOOSING}::test_a_choice_is_forgotten_with_time_and_with_the_person",),
    ),
)
