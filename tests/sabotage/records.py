"""Controls of the records: who may read them, sealed fields, exports, backups, the audit trail, attendance."""

from tests.sabotage.control import Control

_AGREEMENT, _FIELDS = "tests/access/test_agreement.py", "tests/access/test_fields.py"
_SCOPE, _POLICY, _GUARD = "network/access/scope.py", "network/access/policy.py", "network/access/guard.py"
_SEALED, _TRAIL, _PERSONS = "tests/members/test_sealed.py", "tests/audit/test_trail.py", "tests/audit/test_persons.py"
_QUERIES, _CHANGES = "network/audit/queries.py", "network/audit/changes.py"
_DELIVERY, _BACKUPS = "tests/exports/test_delivery.py", "tests/backups/test_refusals.py"
_MARKS, _CELLS, _MARKING = (
    "tests/attendance/test_operations.py",
    "network/attendance/cells.py",
    "network/attendance/commands.py",
)

CONTROLS = (
    # Insider: another state's records
    Control(
        "the policy table: a line is not wider than approved",
        _POLICY,
        "Action.MEMBER_BIRTH_VIEW: {MEMBER: _OWN, COORDINATOR: _OWN_STATE,",
        "Action.MEMBER_BIRTH_VIEW: {MEMBER: _OWN, COORDINATOR: _EVERYWHERE,",
        (f"{_FIELDS}::test_every_field_is_seen_by_those_who_were_approved",),
    ),
    Control(
        "the matrix: a route is not wider than approved",
        _POLICY,
        "Action.AUDIT_VIEW: {SECRETARIAT: _EVERYWHERE}",
        "Action.AUDIT_VIEW: {COORDINATOR: _EVERYWHERE, SECRETARIAT: _EVERYWHERE}",
        ("tests/access/test_matrix.py::test_every_cell_is_the_approved_one",),
    ),
    Control(
        "an absent line is a refusal",
        _SCOPE,
        "    return or_(*parts) if parts else false()",
        "    return or_(*parts) if parts else true()",
        (f"{_AGREEMENT}::test_an_absent_line_is_a_refusal",),
    ),
    Control(
        "rows come only through the policy (permitted)",
        _SCOPE,
        "    return select(model).where(condition(actor, action, model))",
        "    return select(model)",
        (f"{_AGREEMENT}::test_a_button_is_shown_for_exactly_the_rows_that_the_select_gives",),
    ),
    Control(
        "a route declares its access or nothing starts",
        _GUARD,
        '            raise Misconfigured(f"the route {endpoint} does not declare its access")',
        "            pass",
        (f"{_AGREEMENT}::test_the_app_does_not_start_with_a_route_that_declares_nothing",),
    ),
    Control(
        "a status that stands against it is looked at",
        _SCOPE,
        "and (grant.when is None or _in_status(record, grant.when))",
        "",
        (f"{_AGREEMENT}::test_a_button_is_shown_for_exactly_the_rows_that_the_select_gives",),
    ),
    Control(
        "a sensitive action asks again",
        _GUARD,
        '        if request.method == "POST" and (answer := _stopped("unproven")) is not None:',
        "        if (answer := None) is not None:",
        ("tests/factors/test_keeping.py::test_every_sensitive_action_asks_again_after_ten_minutes",),
    ),
    Control(
        "the proof of a sensitive action lasts ten minutes",
        "network/factors/asking.py",
        "FRESH = timedelta(minutes=10)",
        "FRESH = timedelta(days=10)",
        ("tests/factors/test_keeping.py::test_every_sensitive_action_asks_again_after_ten_minutes",),
    ),
    # Formula in an export; a list that leaves
    Control(
        "no cell of a CSV is a formula",
        "network/exports/csv.py",
        """return f"'{text}" if _RUN.match(text) else text""",
        "return text",
        ("tests/exports/test_csv.py::test_what_a_spreadsheet_would_run_stands_whole_behind_an_apostrophe",),
    ),
    Control(
        "no cell of a workbook is a formula",
        "network/exports/xlsx.py",
        "            self.sheet.write_string(row, column, text, self.text)",
        "            self.sheet.write(row, column, text, self.text)",
        ("tests/exports/test_xlsx.py::test_nothing_in_the_file_is_a_formula_or_a_link",),
    ),
    Control(
        "no list leaves without a purpose",
        "network/exports/delivery.py",
        "    if not terms.purpose.strip():",
        "    if False:",
        (f"{_DELIVERY}::test_no_list_leaves_without_a_purpose_and_a_recipient",),
    ),
    Control(
        "no list leaves without a recipient",
        "network/exports/delivery.py",
        "    if not terms.recipient.strip():",
        "    if False:",
        (f"{_DELIVERY}::test_no_list_leaves_without_a_purpose_and_a_recipient",),
    ),
    Control(
        "an export is recorded with the digest of its file",
        "network/exports/delivery.py",
        "            sha256=written.sha256,",
        '            sha256="0" * 64,',
        (f"{_DELIVERY}::test_the_file_holds_the_rows_and_the_record_is_of_this_very_file",),
    ),
    Control(
        "the number of an export stands on the list",
        "network/exports/xlsx.py",
        "[*table.facts, table.footer] if table.footer else table.facts",
        "table.facts",
        (f"{_DELIVERY}::test_the_file_says_its_number_for_whom_it_is_and_what_for",),
    ),
    Control(
        "the password of a file is put on it",
        "network/exports/delivery.py",
        "return lock(path, terms.format, terms.password, written.rows) if terms.password else written",
        "return written",
        (f"{_DELIVERY}::test_a_file_with_a_password_opens_with_it_alone",),
    ),
    # Stolen database, stolen backup
    Control(
        "phone, birthday and notes are sealed",
        "network/sealing.py",
        'setattr(record, self.attribute, seal(text, self.place(record.uid)) if text else "")',
        "setattr(record, self.attribute, text)",
        (f"{_SEALED}::test_a_stolen_database_shows_no_phone_no_birthday_and_no_note",),
    ),
    Control(
        "a sealed value opens in its row only (associated data)",
        "network/sealing.py",
        'return f"{self.table}.{self.name}:{uid}"',
        'return "anywhere"',
        (f"{_SEALED}::test_a_sealed_value_opens_nowhere_but_in_its_row",),
    ),
    Control(
        "the secret of an app opens in its row only (associated data)",
        "network/factors/models.py",
        'return f"code_app.secret:{self.uid}"',
        'return "code_app.secret"',
        ("tests/factors/test_signing_in.py::test_the_secret_of_an_app_is_sealed_for_its_row",),
    ),
    Control(
        "the key of the blind index is needed to guess it",
        "network/sealing.py",
        'own = hashlib.sha256(b"network blind index" + key.encode()).digest()',
        'own = b"known to everybody"',
        ("tests/security/test_keeping_out.py::test_nobody_without_the_key_guesses_a_phone_from_its_index",),
    ),
    Control(
        "letters that wait are sealed",
        "network/sealing.py",
        'body = nonce + cipher.encrypt(nonce, text.encode(), f"{name}:{place}".encode())',
        "body = nonce + text.encode()",
        ("tests/mail/test_outbox.py::test_whoever_steals_the_database_reads_neither_link_nor_address",),
    ),
    Control(
        "backups are encrypted",
        "network/backups/envelope.py",
        "        pyrage.encrypt_io(_Stream(_compressed(lines)), file, to)\n",
        '        file.write(b"".join(lines))\n',
        ("tests/backups/test_round_trip.py::test_nobody_else_reads_it",),
    ),
    Control(
        "a backup's rows are compared with what was written down",
        "network/backups/reading.py",
        "if tally.figures != manifest.tables.get(one.name):",
        "if False:",
        (f"{_BACKUPS}::test_what_somebody_else_made_is_refused",),
    ),
    Control(
        "a backup is sealed with the audit key",
        "network/backups/manifest.py",
        'return hmac.compare_digest(str(line.get("seal")), self._seal(key))',
        "return True",
        (f"{_BACKUPS}::test_what_our_audit_key_does_not_vouch_for_is_restored_only_when_told_to",),
    ),
    # Rewritten history
    Control(
        "audit: a changed entry is found",
        _QUERIES,
        "elif entry.digest(previous, key) != entry.hash:",
        "elif False:",
        (
            f"{_TRAIL}::test_a_changed_removed_or_cut_off_entry_is_found",
            f"{_TRAIL}::test_entries_that_changed_places_are_found",
        ),
    ),
    Control(
        "audit: a removed entry is found",
        _QUERIES,
        "        if entry.number != expected:",
        "        if False:",
        (f"{_TRAIL}::test_a_removed_entry_is_named",),
    ),
    Control(
        "audit: a trail that was cut off is found",
        _QUERIES,
        "    if number != expected - 1 or digest != previous:",
        "    if False:",
        (f"{_TRAIL}::test_a_changed_removed_or_cut_off_entry_is_found",),
    ),
    Control(
        "audit: a head written down finds what the chain cannot",
        _QUERIES,
        "    if earlier and earlier[0] >= expected:",
        "    if False:",
        (f"{_TRAIL}::test_a_trail_cut_off_together_with_its_head_is_found_by_a_head_written_down",),
    ),
    Control(
        "audit: the database refuses to rewrite",
        "network/audit/models.py",
        '        for verb in ("UPDATE", "DELETE")',
        "        for verb in ()",
        (f"{_TRAIL}::test_the_database_itself_refuses_to_rewrite",),
    ),
    Control(
        "audit: rows change only with a reason",
        _CHANGES,
        'if "change" not in session.info and (session.new or session.dirty or session.deleted):',
        "if False:",
        (f"{_TRAIL}::test_rows_change_only_with_a_reason",),
    ),
    Control(
        "audit: passwords and tokens never enter it",
        _CHANGES,
        '    if column.info.get("secret"):',
        "    if False:",
        (f"{_TRAIL}::test_passwords_and_tokens_never_enter_the_trail",),
    ),
    Control(
        "audit: what is personal is sealed with the person's key",
        _CHANGES,
        '(personal if column.info.get("personal") else fields)[name] = value',
        "fields[name] = value",
        (f"{_PERSONS}::test_the_rows_of_the_trail_hold_no_name_in_clear",),
    ),
    Control(
        "audit: erasing destroys the person's key",
        "network/audit/persons.py",
        "    db.session.connection().execute(sa.delete(_KEYS).where(_KEYS.c.owner.in_(sorted(owners))))\n",
        "",
        (f"{_PERSONS}::test_a_destroyed_key_erases_one_person_from_the_trail_and_the_chain_still_holds",),
    ),
    # Attendance under concurrency
    Control(
        "attendance: one id, one content (digest)",
        _MARKING,
        "    if digest != digests[operation.id]:\n        raise SameIdOtherContent(operation.id)\n    return",
        "    return",
        (f"{_MARKS}::test_the_same_id_with_another_content_is_refused_whole",),
    ),
    Control(
        "attendance: a repeated operation is applied once",
        _MARKING,
        '    return {**answer, "outcome": "duplicate", "was": answer["outcome"]}',
        "    return answer",
        (f"{_MARKS}::test_sent_twice_it_is_applied_once",),
    ),
    Control(
        "attendance: a stale version is a conflict",
        _CELLS,
        "        if operation.version != version:",
        "        if False:",
        (f"{_MARKS}::test_an_old_version_with_another_value_is_a_conflict",),
    ),
    Control(
        "attendance: only people of the list are marked",
        _CELLS,
        "if self._status.get(operation.participation) is not ParticipationStatus.CONFIRMED:",
        "if operation.participation not in self._status:",
        (f"{_MARKS}::test_what_cannot_be_marked_is_refused_in_words",),
    ),
    Control(
        "attendance: a batch has a limit",
        "network/attendance/operations.py",
        "BATCH = 200",
        "BATCH = 200_000",
        (f"{_MARKS}::test_a_batch_has_a_limit",),
    ),
)
