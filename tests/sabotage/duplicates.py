"""Controls of possible duplicates: of whom nobody may learn so, and that a person's answer holds."""

from tests.sabotage.control import Control

_DUPLICATES, _REVIEW, _APART = (
    "network/members/duplicates.py",
    "network/members/review.py",
    "network/members/telling_apart.py",
)
_TESTS = "tests/members/test_duplicates.py"
_LEARNS = f"{_TESTS}::test_of_another_state_and_of_the_shielded_a_coordinator_learns_nothing"
_WALK_IN = f"{_TESTS}::test_without_a_reader_she_may_be_somebody_unshielded_of_her_own_state_alone"
_SAID = f"{_TESTS}::test_two_records_are_told_apart_and_compared_again"

CONTROLS = (
    Control(
        "duplicates: the question tells of nobody of another state",
        _DUPLICATES,
        "sa.and_(condition(reader, Action.MEMBER_LIST, Member), condition(reader, Action.MEMBER_IDENTIFY, Member))",
        "condition(reader, Action.MEMBER_IDENTIFY, Member)",
        (_LEARNS,),
    ),
    Control(
        "duplicates: whoever is shielded is nobody's namesake at the door",
        _DUPLICATES,
        "        return Member.shield_code.is_(None)\n",
        "        return sa.true()\n",
        (_WALK_IN,),
    ),
    Control(
        "duplicates: nor is anybody of another state",
        _DUPLICATES,
        "        person.state if own_state else None,\n",
        "        None,\n",
        (_WALK_IN,),
    ),
    Control(
        "duplicates: the list holds pairs of which both may be edited",
        _REVIEW,
        "known = (condition(actor, action, Member) for action in actions)",
        "known = (condition(actor, action, Member) for action in actions if False)",
        (_LEARNS,),
    ),
    Control(
        "duplicates: how many of another state wait is not told",
        "network/members/pairing.py",
        "    counted = hers.where(condition(reader, Action.MEMBER_LIST, Member)).limit(most).subquery()\n",
        "    counted = hers.limit(most).subquery()\n",
        (f"{_TESTS}::test_how_many_of_another_state_wait_a_coordinator_does_not_learn",),
    ),
    Control(
        "duplicates: a pair opens to whoever may edit both",
        _APART,
        "select = permitted(actor, Action.MEMBER_EDIT, Member).where(",
        "select = sa.select(Member).where(",
        (_LEARNS,),
    ),
    Control(
        "duplicates: beside another nothing guarded of a shielded record stands",
        "network/members/pair_views.py",
        "return {name: not member.is_closed and allowed(",
        "return {name: allowed(",
        (f"{_TESTS}::test_beside_another_a_shielded_record_shows_nothing_that_opens_with_a_reason",),
    ),
    Control(
        "duplicates: that she is another is remembered",
        "network/members/commands.py",
        "            keep_apart(member.id, one.member_id)\n",
        "            pass\n",
        (f"{_TESTS}::test_that_she_is_another_is_remembered",),
    ),
    Control(
        "duplicates: two who were told apart are no pair again",
        "network/members/pairing.py",
        "            if pair not in apart:\n",
        "            if True:\n",
        (_SAID,),
    ),
    Control(
        "duplicates: what was said can be taken back",
        _APART,
        "        write_pairs(pair, pairs_of(pair))\n",
        "        pass\n",
        (_SAID,),
    ),
    Control(
        "duplicates: whoever adds her again is asked",
        "network/members/commands.py",
        "        if people and not another:\n",
        "        if False:\n",
        (f"{_TESTS}::test_whoever_adds_her_again_is_asked_and_told_why",),
    ),
)
