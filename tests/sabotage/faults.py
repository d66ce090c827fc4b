"""Controls against faults: what keeps acknowledged rows when something breaks, where a short test shows it."""

from tests.sabotage.control import Control

_SERVE = "tests/cli/test_serve.py"

CONTROLS = (
    Control(
        "faults: a change that fails leaves nothing half-saved",
        "network/exports/written.py",
        "path.unlink(missing_ok=True)",
        "pass",
        ("tests/exports/test_files.py::test_rows_that_fail_midway_leave_no_file",),
    ),
    Control(
        "faults: a locked database gets 503 and keeps what was typed",
        "network/web/errors.py",
        "        response = answer(503, retry=retry, kept=kept_fields())",
        "        response = answer(503, retry=retry, kept=[])",
        (
            "tests/web/test_refusals.py::test_while_the_database_is_locked_reads_answer_and_a_write_keeps_what_was_typed",
        ),
    ),
    Control(
        "faults: a letter that a mail server puts off is tried again",
        "network/mail/delivery.py",
        "if _surely(partial(commands.note_failure, carried, failure)):",
        "if _surely(partial(commands.note_sent, carried)):",
        (
            "tests/mail/test_outbox.py::test_while_the_mail_server_is_down_nothing_is_lost_and_afterwards_nothing_comes_twice",
        ),
    ),
    Control(
        "faults: an unsafe address keeps the server from starting",
        "network/cli/checks.py",
        '    elif parts.scheme == "http" and parts.hostname not in _LOOPBACK:',
        "    elif False:",
        (f"{_SERVE}::test_it_refuses_and_says_how_to_mend_it",),
    ),
    Control(
        "keys that others can read are refused",
        "network/config.py",
        'if os.name == "posix" and path.stat().st_mode & 0o077:',
        "if False:",
        ("tests/cli/test_doctor.py::test_a_key_that_others_can_read_is_said",),
    ),
    Control(
        "weak keys are refused",
        "network/config.py",
        "    if len(value.encode()) < KEY_BYTES or len(set(value)) < 10:",
        "    if False:",
        ("tests/cli/test_init.py::test_a_weak_key_is_refused_and_left_alone",),
    ),
    Control(
        "a server of mail that cannot prove who it is gets no letter",
        "network/mail/sender.py",
        "server.starttls(context=ssl.create_default_context())",
        "server.starttls()",
        ("tests/mail/test_sender.py::test_whoever_cannot_prove_to_be_the_mail_server_gets_no_letter",),
    ),
    Control(
        "no letter leaves the machine in the open",
        "network/mail/sender.py",
        "            if not safe:",
        "            if not safe and url.username:",
        ("tests/mail/test_sender.py::test_neither_a_password_nor_a_letter_travels_in_the_open",),
    ),
    Control(
        "faults: what was acknowledged survives a kill",
        "network/database.py",
        "        session.commit()",
        "        session.rollback()",
        ("tests/faults/test_faults.py::test_it_survives[killed]",),
    ),
    Control(
        "faults: a corrupt page is said before anything is served",
        "network/cli/checks.py",
        "return damaged(found) if found else None",
        "return None",
        ("tests/cli/test_serve.py::test_it_refuses_and_says_how_to_mend_it",),
    ),
)
