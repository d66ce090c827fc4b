"""Controls of merging: rights over both records, of their accounts, and that nothing is lost or comes too late."""

from tests.sabotage.control import Control

_COMMANDS, _VIEWS, _UNDOING, _ACCOUNTS = (
    "network/merging/commands.py",
    "network/merging/views.py",
    "network/merging/undoing.py",
    "network/merging/signing_in.py",
)
_RIGHTS, _PAGES, _EVERYTHING = (
    "tests/merging/test_rights.py",
    "tests/merging/test_pages.py",
    "tests/merging/test_everything.py",
)
_SINCE = "tests/merging/test_since.py"
_STATES = f"{_RIGHTS}::test_a_coordinator_merges_members_of_her_own_state_only"
_SHIELDED = f"{_RIGHTS}::test_the_shielded_stay_shielded_and_unknown"
_SWITCHED_OFF = f"{_RIGHTS}::test_the_account_that_is_switched_off_opens_nothing_and_comes_back_with_an_undo"
_LOST = f"{_EVERYTHING}::test_nothing_is_lost_and_an_undo_brings_all_of_it_back"
_LATE = f"{_PAGES}::test_merges_are_undone_in_the_opposite_order_and_for_thirty_days"
_SENSITIVE = "tests/factors/test_keeping.py::test_every_sensitive_action_asks_again_after_ten_minutes"

CONTROLS = (
    Control(
        "merging: the other record is one that she may merge",
        "network/merging/queries.py",
        "permitted(actor, Action.MEMBER_MERGE, Member).where(Member.uid == uid, ",
        "sa.select(Member).where(Member.uid == uid, ",
        (_STATES,),
    ),
    Control(
        "merging: both are looked at once more under their locks",
        _COMMANDS,
        "    mine: Any = permitted(by, Action.MEMBER_MERGE, Member)\n",
        "    mine: Any = sa.select(Member)\n",
        (f"{_RIGHTS}::test_who_moved_out_of_reach_meanwhile_is_not_merged",),
    ),
    Control(
        "merging: what came from another state she does not part",
        "network/merging/models.py",
        "return sa.and_(cls.gone_state.in_(states), cls.member_id.in_(hers))",
        "return cls.member_id.in_(hers)",
        (_STATES,),
    ),
    Control(
        "merging: nor what went to another state",
        "network/merging/models.py",
        "return sa.and_(cls.gone_state.in_(states), cls.member_id.in_(hers))",
        "return cls.gone_state.in_(states)",
        (_STATES,),
    ),
    Control(
        "merging: asks whether it is still her",
        _VIEWS,
        "@asks_again\ndef merge(",
        "def merge(",
        (_SENSITIVE, f"{_RIGHTS}::test_it_asks_whether_it_is_still_her"),
    ),
    Control("merging: the undo asks too", _VIEWS, "@asks_again\ndef undo(", "def undo(", (_SENSITIVE,)),
    Control(
        "merging: a preview that is out of date merges nothing",
        _COMMANDS,
        "        if seen.digest != digest:\n",
        "        if False:\n",
        (f"{_PAGES}::test_a_page_that_is_out_of_date_is_shown_again_with_what_was_chosen",),
    ),
    Control(
        "merging: undone for thirty days",
        _UNDOING,
        "    if not merger.snapshot_sealed or now() > merger.undo_until:\n",
        "    if not merger.snapshot_sealed:\n",
        (_LATE,),
    ),
    Control(
        "merging: undone in the opposite order",
        _UNDOING,
        "    if merger.member_id != merger.into_id or later:\n",
        "    if False:\n",
        (_LATE,),
    ),
    Control(
        "merging: the way back is swept",
        "network/privacy/sweeping.py",
        "            db.session.connection().execute("
        'sa.update(mergers).where(mergers.c.id.in_(keys)).values(snapshot=""))\n',
        "            pass\n",
        (f"{_RIGHTS}::test_after_thirty_days_the_way_back_is_swept",),
    ),
    Control(
        "merging: the way back is sealed",
        _COMMANDS,
        '"snapshot": seal(snapshot, Merger.snapshot.place(uid)),',
        '"snapshot": snapshot,',
        (f"{_RIGHTS}::test_the_snapshot_says_nothing_to_whoever_steals_the_database",),
    ),
    Control(
        "merging: every row goes along",
        "network/merging/rows.py",
        "        if merging is Merging.MOVES:\n",
        "        if merging is Merging.MOVES and name != 'import_row.member_id':\n",
        (_LOST,),
    ),
    Control(
        "merging: what went is written down for the way back",
        _UNDOING,
        "        PuttingBack(stays, gone_id, changed, merged_at).all()\n",
        "        PuttingBack(stays, gone_id, [one for one in changed if one.place[0] != 'mark'], merged_at).all()\n",
        (_LOST,),
    ),
    Control(
        "merging: what was changed since keeps the later change",
        "network/merging/putting_back.py",
        "            if there.get(name) == after[name] and name not in unsaid\n",
        "            if name not in unsaid\n",
        (f"{_PAGES}::test_what_came_since_stays_and_is_said_before",),
    ),
    Control(
        "merging: the undo touches no row of somebody else",
        "network/merging/putting_back.py",
        '    return "member_id" not in after or there["member_id"] == after["member_id"]\n',
        "    return True\n",
        (f"{_SINCE}::test_nor_does_a_post_of_another_that_was_recorded_since",),
    ),
    Control(
        "merging: the undo takes out only what the merge made",
        "network/merging/putting_back.py",
        "        if there is None or not _is_the_same(there, made):\n"
        "            return\n"
        "        follows = _FOLLOWED.get(one.place[0], ())\n"
        "        if any(there[name] != value for name, value in made.items() if name not in follows):\n",
        "        if False:\n",
        (f"{_SINCE}::test_an_undo_leaves_the_name_of_another_that_was_written_since",),
    ),
    Control(
        "merging: a row of the merge that was corrected since stays",
        "network/merging/putting_back.py",
        "        if any(there[name] != value for name, value in made.items() if name not in follows):\n",
        "        if False:\n",
        (
            f"{_SINCE}::test_a_kept_spelling_that_was_corrected_to_an_earlier_name_stays",
            f"{_SINCE}::test_a_post_that_was_corrected_since_is_not_lost_to_an_undo",
        ),
    ),
    Control(
        "merging: who was replaced since knows the shielded no more",
        _UNDOING,
        "            _name_for_both(both, named)\n",
        "            pass\n",
        (f"{_SINCE}::test_a_coordinator_who_was_replaced_since_knows_the_shielded_no_more",),
    ),
    Control(
        "merging: accounts that are more than a member's are the secretariat's",
        _ACCOUNTS,
        "        raise MoreThanShe\n",
        "        pass\n",
        (f"{_RIGHTS}::test_a_coordinator_merges_no_account_that_is_more_than_a_member",),
    ),
    Control(
        "merging: no account with a role is switched off",
        _ACCOUNTS,
        "        raise BothMore\n",
        "        pass\n",
        (f"{_RIGHTS}::test_an_account_with_a_role_is_never_the_one_that_is_switched_off",),
    ),
    Control(
        "merging: the other account is switched off",
        _ACCOUNTS,
        "    account.disabled, account.feed_hash = True, None\n",
        "    account.feed_hash = None\n",
        (f"{_RIGHTS}::test_an_account_with_a_role_is_never_the_one_that_is_switched_off",),
    ),
    Control(
        "merging: whoever was signed in to either begins anew",
        _ACCOUNTS,
        "    for one in accounts.values():\n        end_sign_ins(one.id)\n",
        "    for one in accounts.values():\n",
        (_SWITCHED_OFF,),
    ),
    Control(
        "merging: nor is it switched on",
        "network/accounts/roles.py",
        "    elif account.once_member_id is not None:\n",
        "    elif False:\n",
        (_SWITCHED_OFF,),
    ),
    Control(
        "merging: no password comes along from another state",
        _ACCOUNTS,
        "        if moves and there.is_members_only:\n",
        "        if False:\n",
        (f"{_RIGHTS}::test_from_another_state_no_password_comes_along",),
    ),
    Control(
        "merging: of two decisions the narrower one holds",
        "network/merging/opened.py",
        "            _end(one if narrower else other)\n",
        "            _end(other if narrower else one)\n",
        (f"{_RIGHTS}::test_of_two_decisions_the_narrower_one_holds",),
    ),
    Control(
        "merging: shielded if either was",
        _COMMANDS,
        "    if stays.shield_code is None:  # shielded if either was\n",
        "    if False:\n",
        (_SHIELDED,),
    ),
    Control(
        "merging: a shielded record opens with a reason here too",
        _VIEWS,
        "    if other.is_closed and (answer := show_closed(other)) is not None:\n",
        "    if False:\n",
        (_SHIELDED,),
    ),
    Control(
        "merging: an old address leads nobody to a record that she may not read",
        "network/merging/forwarding.py",
        "    if member is None or not allowed(current_user, Action.MEMBER_VIEW, member):\n",
        "    if member is None:\n",
        (_SHIELDED,),
    ),
    Control(
        "merging: erased is the record that went, too",
        "network/privacy/erasing.py",
        "    records = [member.id, *(one for one, _uid in merged)]\n",
        "    records = [member.id]\n",
        (f"{_RIGHTS}::test_erasing_takes_the_merged_record_and_the_way_back_too",),
    ),
)
