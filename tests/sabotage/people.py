"""Controls of the people in the records: shielded members, erasing, leaving."""

from tests.sabotage.control import Control

_SHIELDING, _NOWHERE, _ERASING = (
    "tests/shields/test_shielding.py",
    "tests/shields/test_nowhere.py",
    "tests/privacy/test_erasing.py",
)
_HANDOVER = "tests/handover/test_handing_over.py"

CONTROLS = (
    Control(
        "shielded: her record opens with a reason only",
        "network/shields/opening.py",
        "if current_user.member_id == member.id or queries.is_open(current_user.sign_in_id, member.id):",
        "if True:",
        (f"{_SHIELDING}::test_a_record_opens_with_a_reason_that_she_reads",),
    ),
    Control(
        "shielded: a reason opens for a while only",
        "network/shields/queries.py",
        "        ShieldOpening.opened_at > now() - OPEN_FOR,\n",
        "",
        (f"{_SHIELDING}::test_a_record_opens_with_a_reason_that_she_reads",),
    ),
    Control(
        "erasing: nothing says who she was",
        "network/privacy/erasing.py",
        '    member.family, member.given, member.patronymic = OWN, "", ""\n',
        "",
        (f"{_ERASING}::test_nothing_says_who_she_was",),
    ),
    Control(
        "erasing: the trail tells no more of her",
        "network/privacy/erasing.py",
        '    destroy_keys([*(f"member:{one}" for one in records), *(f"account:{one}" for one in accounts)])\n',
        "",
        (f"{_ERASING}::test_the_trail_tells_no_more_of_her",),
    ),
    Control(
        "erasing: she never signs in again",
        "network/privacy/erasing.py",
        "        _empty_account(account)\n",
        "        pass\n",
        (f"{_ERASING}::test_she_never_signs_in_again",),
    ),
    Control(
        "erasing: a restored backup does not bring her back",
        "network/privacy/erasing.py",
        "            for member in people:\n                _erase(member)\n",
        "            for member in people:\n                pass\n",
        ("tests/privacy/test_restoring.py::test_whoever_is_on_any_list_is_erased_again",),
    ),
    Control(
        "erasing: whoever is not written down is not erased",
        "network/privacy/erasing.py",
        "            raise NotWritten from error",
        "            pass",
        (f"{_ERASING}::test_where_the_list_cannot_be_written_nobody_is_erased",),
    ),
    Control(
        "erasing: the last of the secretariat stays",
        "network/privacy/erasing.py",
        "            keep_one_secretariat(account_id)\n",
        "            pass\n",
        (f"{_ERASING}::test_the_last_of_the_secretariat_is_not_erased",),
    ),
    Control(
        "the last account of the secretariat cannot be removed",
        "network/accounts/roles.py",
        "        _keep_one_secretariat(grant.account_id)\n",
        "        pass\n",
        ("tests/accounts/test_own_account.py::test_the_last_account_of_the_secretariat_cannot_be_removed",),
    ),
    Control(
        "handing over: the receiver gets the trainings",
        "network/handover/commands.py",
        "goes = [row for row in held.assigned if receiver_id is not None and row.state not in takes]",
        "goes = []",
        (f"{_HANDOVER}::test_what_she_runs_goes_to_whom_the_secretariat_names_and_both_are_told",),
    ),
    Control(
        "handing over: what nobody has is listed",
        "network/handover/queries.py",
        ".where(_is_open(), ~of_state, ~by_name)",
        ".where(sa.false())",
        (f"{_HANDOVER}::test_with_nobody_yet_the_secretariat_sees_it_until_somebody_takes_it",),
    ),
    Control(
        "handing over: switching off asks who takes over",
        "network/accounts/administration.py",
        "if not on and any(",
        "if False and any(",
        (f"{_HANDOVER}::test_switching_a_coordinator_off_asks_who_takes_over",),
    ),
    Control(
        "handing over: what ended does not come back",
        "network/accounts/roles.py",
        "_forget_assignments(account.id)  #",
        "pass  #",
        (f"{_HANDOVER}::test_what_ended_by_its_last_day_does_not_come_back_with_a_later_role",),
    ),
    Control(
        "directory: a crawl stops at the day's limit",
        "network/members/directory.py",
        "    return int(people)\n",
        "    return 0\n",
        ("tests/members/test_directory.py::test_a_script_that_turns_every_page_stops_at_the_limit",),
    ),
)
