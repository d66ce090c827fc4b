"""Controls of lists that come in: what a hostile file may cost, and that none is taken for a list; of whom they may
tell, whom they may change, and that nothing of it is lost.
"""

from tests.sabotage.control import Control

_HOSTILE = "tests/imports/test_hostile.py"
_SAYS = f"{_HOSTILE}::test_the_sentence_says_what_it_is"
_BEFORE = f"{_HOSTILE}::test_a_bomb_is_refused_before_anything_of_it_is_unpacked"
_NONE = f"{_HOSTILE}::test_none_of_the_hostile_files_is_accepted"
_RIGHTS, _SAFETY, _PARTICIPANTS, _PEOPLE = (
    f"tests/imports/test_{one}.py" for one in ("rights", "safety", "participants", "people")
)
_APPLYING, _JUDGING, _DIFFERENCES, _UNDOING, _WORKING = (
    f"network/imports/{one}.py" for one in ("applying", "judging", "differences", "undoing", "working")
)
_WAITING = "tests/imports/test_meanwhile.py"
_MEANWHILE = f"{_SAFETY}::test_a_record_that_changed_after_the_check_is_left_and_the_others_go"
_UNDONE = f"{_SAFETY}::test_undo_takes_people_away_puts_values_back_and_keeps_what_was_worked_on"
_WORKBOOK = "network/imports/workbook.py"

CONTROLS = (
    Control(
        "a bomb is refused before it is unpacked",
        "network/imports/archive.py",
        "            _bounded(parts, len(data))\n",
        "",
        (_BEFORE,),
    ),
    Control(
        "no more parts are looked at than a workbook has",
        "network/imports/archive.py",
        "    if data.count(_PART) > MOST_PARTS:\n        raise BadFile(BOMB)\n",
        "",
        (_BEFORE,),
    ),
    Control(
        "a list is read in bounded memory",
        "network/imports/reading.py",
        "                memory=MEMORY,\n",
        "                memory=16_000_000_000,\n",
        (_NONE,),
    ),
    Control(
        "entities are not even looked at",
        _WORKBOOK,
        '                    raise Bad("entities")\n',
        "                    pass\n",
        (_SAYS,),
    ),
    Control(
        "cells far off are found before memory is taken for them",
        _WORKBOOK,
        "            row, column = int(at[2][:9]), _column(at[1])\n            bounds.at(row, column)\n",
        "            row, column = int(at[2][:9]), _column(at[1])\n",
        (_SAYS,),
    ),
    Control(
        "a text of a million columns is refused",
        "network/imports/separated.py",
        '            raise Bad("columns")\n',
        "            pass\n",
        (_SAYS,),
    ),
    Control(
        "imports: a list is read by whoever sent it",
        "network/imports/models.py",
        "return sa.and_(cls.account_id == (actor.account_id or 0), cls.state.in_(sorted(actor.states)))",
        "return cls.state.in_(sorted(actor.states))",
        (f"{_SAFETY}::test_another_coordinator_never_sees_the_list",),
    ),
    Control(
        "imports: the number of somebody shielded is nobody's",
        _JUDGING,
        "    known = listed_by(reader), Member.erased_at.is_(None)\n",
        "    known = (Member.erased_at.is_(None),)\n",
        (f"{_SAFETY}::test_a_shielded_member_is_nobody_to_whoever_may_not_know_her",),
    ),
    Control(
        "imports: nobody of a state comes in that she does not keep",
        "network/imports/drafts.py",
        "        elif state not in terms.states:\n",
        "        elif False:\n",
        (f"{_PEOPLE}::test_rows_of_another_state_or_without_sex_are_wrong_and_say_why",),
    ),
    Control(
        "imports: of no record it tells that is not on her own list",
        _DIFFERENCES,
        "sa.and_(condition(reader, Action.MEMBER_LIST, Member), condition(reader, Action.MEMBER_IDENTIFY, Member))",
        "condition(reader, Action.MEMBER_IDENTIFY, Member)",
        (f"{_RIGHTS}::test_of_a_record_that_she_does_not_keep_a_number_changes_nothing",),
    ),
    Control(
        "imports: a row is of nobody who was not asked about",
        "network/imports/commands.py",
        "        if member_id is not None and member_id not in [*guessed, row.member_id]:\n",
        "        if False:\n",
        (f"{_RIGHTS}::test_a_row_is_of_nobody_who_was_not_asked_about",),
    ),
    Control(
        "imports: that she is another is remembered",
        _WORKING,
        "                keep_apart(one, other)\n",
        "                pass\n",
        (f"{_RIGHTS}::test_that_she_is_another_is_asked_once",),
    ),
    Control(
        "imports: the right is asked for when it is done",
        _WORKING,
        "    if by is None or not allowed(by, Action.MEMBER_IMPORT, list_import):\n",
        "    if by is None:\n",
        (f"{_RIGHTS}::test_whoever_lost_the_right_meanwhile_brings_in_nobody",),
    ),
    Control(
        "imports: who may be there already is asked about",
        _JUDGING,
        "    if (one.likely and one.row.answer is None) or one.row.answer is RowAnswer.SAME:\n",
        "    if one.row.answer is RowAnswer.SAME:\n",
        (f"{_PEOPLE}::test_who_may_be_there_already_is_asked_about_and_never_decided",),
    ),
    Control(
        "imports: who was said to be somebody out of reach is not added again",
        _JUDGING,
        "    if (one.likely and one.row.answer is None) or one.row.answer is RowAnswer.SAME:\n",
        "    if one.likely and one.row.answer is None:\n",
        (f"{_WAITING}::test_the_same_as_somebody_who_is_out_of_reach_by_now_is_asked_again_and_not_added",),
    ),
    Control(
        "imports: what became of a row holds, whoever judges it again",
        "network/imports/checking.py",
        '            still = _ROWS.c.id == sa.bindparam("key"), _ROWS.c.outcome.is_(None)\n',
        '            still = (_ROWS.c.id == sa.bindparam("key"),)\n',
        (f"{_WAITING}::test_a_row_that_was_brought_in_while_it_was_judged_again_keeps_its_person",),
    ),
    Control(
        "imports: a list comes in whole or not at all",
        "network/imports/staging.py",
        "        if rows:  # all or none of them: half a list would be taken for a whole one\n"
        "            db.session.connection()",
        "    if rows:\n        with bookkeeping():\n            db.session.connection()",
        ("tests/imports/test_misuse.py::test_a_list_of_which_a_row_cannot_be_written_does_not_come_in_at_all",),
    ),
    Control(
        "imports: nothing untrue is said of a list that is in",
        _WORKING,
        "            found.claimed_until = None if found.is_working else now() + _LATER\n",
        "            found.fault, found.claimed_until = fault, now() + _LATER\n",
        ("tests/imports/test_found.py::test_what_finds_the_people_of_a_list_is_tried_again_where_it_failed",),
    ),
    Control(
        "imports: what finds people is tried again",
        _WORKING,
        "            found.claimed_until = None if found.is_working else now() + _LATER\n",
        "            found.claimed_until, found.unfound = None, False\n",
        ("tests/imports/test_found.py::test_what_finds_the_people_of_a_list_is_tried_again_where_it_failed",),
    ),
    Control(
        "imports: a name alone makes nobody the same",
        _JUDGING,
        "    return here or not (who.shielded or differences(said, who))\n",
        "    return True\n",
        (f"{_RIGHTS}::test_a_name_alone_makes_nobody_the_same",),
    ),
    Control(
        "imports: what differs is replaced where it is ticked",
        _DIFFERENCES,
        "    return [one for one in found if one.fills or one.field in takes]\n",
        "    return list(found)\n",
        (f"{_PEOPLE}::test_empty_fields_are_filled_and_differing_ones_replaced_only_where_ticked",),
    ),
    Control(
        "imports: a record that changed after the check is left",
        _APPLYING,
        "        elif version != one.who.version or posts.get(one.who.id, set()) != one.posts:\n",
        "        elif False:\n",
        (_MEANWHILE,),
    ),
    Control(
        "imports: who came meanwhile is not added again",
        _APPLYING,
        "        if arrived - one.known:\n",
        "        if False:\n",
        (_MEANWHILE,),
    ),
    Control(
        "imports: a mark made after the check is not overwritten",
        _APPLYING,
        "        if one.placing is not None and one.who.id not in same:\n",
        "        if False:\n",
        (f"{_PARTICIPANTS}::test_a_mark_made_after_the_check_is_not_overwritten",),
    ),
    Control(
        "imports: who does not run the training brings no marks",
        "network/imports/column_views.py",
        "    return programme if programme is None or may_mark else replace(programme, halves=())\n",
        "    return programme\n",
        (f"{_PARTICIPANTS}::test_whoever_does_not_run_the_training_brings_her_own_people_and_no_marks",),
    ),
    Control(
        "imports: what waits is sealed",
        "network/imports/staging.py",
        '    return seal(column.write(value), column.place(uid)) if value else ""\n',
        '    return column.write(value) if value else ""\n',
        (f"{_SAFETY}::test_staged_rows_are_sealed",),
    ),
    Control(
        "imports: what waits is forgotten with time",
        "network/privacy/sweeping.py",
        "        forget_rows(import_id)\n",
        "        pass\n",
        (f"{_SAFETY}::test_what_waits_is_forgotten_with_time_and_with_the_person",),
    ),
    Control(
        "imports: wrong rows leave with a fresh factor",
        "network/imports/views.py",
        "@asks_again\ndef wrong(",
        "def wrong(",
        ("tests/factors/test_keeping.py::test_every_sensitive_action_asks_again_after_ten_minutes",),
    ),
    Control(
        "imports: undo keeps whoever something hangs on",
        _UNDOING,
        "    if _attached(member.id):\n",
        "    if False:\n",
        (_UNDONE,),
    ),
    Control(
        "imports: undo keeps whoever was edited since",
        _UNDOING,
        "    if versions != {1} or len(posts) > 1:\n",
        "    if False:\n",
        (_UNDONE,),
    ),
    Control(
        "imports: undo takes nothing from whoever became one with another since",
        _UNDOING,
        "        if _was_merged(import_id, member_id, wrote):\n",
        "        if False:\n",
        (
            "tests/imports/test_merged.py::test_undo_takes_nothing_from_a_record_into_which_another_was_merged",
            "tests/imports/test_merged.py::"
            "test_undo_leaves_the_place_and_the_marks_of_whoever_stood_on_the_list_before_it_came",
        ),
    ),
    Control(
        "imports: undo forgets no name that stands nowhere else",
        _UNDOING,
        " if left.isdisjoint(OWN_PARTS) else ():\n",
        ":\n",
        (
            "tests/imports/test_merged.py::"
            "test_undo_leaves_the_name_of_before_of_whoever_is_called_something_else_by_now",
        ),
    ),
    Control(
        "imports: undo touches nobody who left the state since",
        _UNDOING,
        "        if member is None or member.erased_at is not None or not allowed(by, Action.MEMBER_EDIT, member):\n",
        "        if member is None or member.erased_at is not None:\n",
        (f"{_RIGHTS}::test_undo_touches_nobody_who_left_the_state_since",),
    ),
    Control(
        "imports: undo takes no mark from a training that others run now",
        "network/imports/joining.py",
        '    if wrote["marks"] and not allowed(by, Action.ATTENDANCE_MARK, training):\n',
        "    if False:\n",
        (f"{_PARTICIPANTS}::test_undo_takes_no_mark_from_a_training_that_others_run_now",),
    ),
    Control(
        "imports: undone for thirty days",
        "network/imports/commands.py",
        "    return not days or list_import.applied_at > now() - timedelta(days=days)\n",
        "    return True\n",
        (f"{_RIGHTS}::test_after_thirty_days_it_stays",),
    ),
)
