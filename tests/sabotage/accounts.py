"""Controls of signing in: takeover, guessing, weak passwords, stolen sessions, stolen links."""

from tests.sabotage.control import Control

_IN, _OWN, _LINKS = (
    "tests/factors/test_signing_in.py",
    "tests/accounts/test_own_account.py",
    "tests/accounts/test_links.py",
)
_KEEPING, _OUT = "tests/factors/test_keeping.py", "tests/security/test_keeping_out.py"
_RULES = "tests/accounts/test_passwords.py"
_PASSWORDS, _PASSKEYS = "network/accounts/passwords.py", "network/factors/passkeys.py"
_FACTORS, _QUERIES = "network/factors/commands.py", "network/accounts/queries.py"
_COMMANDS, _VIEWS = "network/accounts/commands.py", "network/accounts/views.py"
_CHECKED = "credential_public_key=one.public_key"

CONTROLS = (
    # Account takeover, phishing
    Control(
        "passwords by Argon2id",
        _PASSWORDS,
        "_hasher = PasswordHasher()",
        "_hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)",
        (f"{_OUT}::test_a_password_is_hashed_by_argon2id_with_the_parameters_of_its_rfc",),
    ),
    Control(
        "accounts by invitation only",
        "network/accounts/administration.py",
        '@bp.route("/accounts/invite", methods=["GET", "POST"])\n@requires(Action.ACCOUNT_MANAGE)',
        '@bp.route("/accounts/invite", methods=["GET", "POST"])\n@requires(Action.TRAINING_VIEW)',
        (f"{_OWN}::test_only_the_secretariat_keeps_accounts",),
    ),
    Control(
        "coordinators and the secretariat have a second factor",
        "network/factors/asking.py",
        "if not settings.second_factor or not current_user.needs_factor",
        "if True or not current_user.needs_factor",
        (f"{_KEEPING}::test_coordinators_and_the_secretariat_cannot_work_without_a_factor",),
    ),
    Control(
        "a password alone opens no account with a second factor",
        _COMMANDS,
        " or (account.has_factor and not with_factor)",
        "",
        (f"{_IN}::test_a_password_alone_signs_nobody_in",),
    ),
    Control(
        "passkeys: origin",
        _PASSKEYS,
        f"expected_origin=origin,\n            {_CHECKED}",
        "expected_origin=webauthn.helpers.parse_client_data_json(credential.response.client_data_json).origin,\n"
        f"            {_CHECKED}",
        (f"{_IN}::TestPasskeys::test_of_another_site_or_without_her_finger_it_does_not",),
    ),
    Control(
        "passkeys: relying party",
        _PASSKEYS,
        f"expected_rp_id=name,\n            expected_origin=origin,\n            {_CHECKED}",
        'expected_rp_id=next(one for one in (name, "evil.example") if __import__("hashlib").sha256(one.encode())'
        ".digest() == credential.response.authenticator_data[:32]),\n"
        f"            expected_origin=origin,\n            {_CHECKED}",
        (f"{_IN}::TestPasskeys::test_of_another_site_or_without_her_finger_it_does_not",),
    ),
    Control(
        "passkeys: user verification at sign-in",
        _PASSKEYS,
        "require_user_verification=True,\n        )\n    except (WebAuthnException, StopIteration",
        "require_user_verification=False,\n        )\n    except (WebAuthnException, StopIteration",
        (f"{_IN}::TestPasskeys::test_of_another_site_or_without_her_finger_it_does_not",),
    ),
    Control(
        "passkeys: user verification of a new one",
        _PASSKEYS,
        "require_user_verification=True,\n        )\n    except (WebAuthnException, ValueError",
        "require_user_verification=False,\n        )\n    except (WebAuthnException, ValueError",
        (f"{_IN}::TestPasskeys::test_nor_is_such_a_one_added",),
    ),
    Control(
        "passkeys: a challenge is answered once",
        _FACTORS,
        "        _spend(challenge)\n        updated = (",
        "        updated = (",
        (f"{_IN}::TestPasskeys::test_an_answer_is_accepted_once",),
    ),
    Control(
        "passkeys: of this account only",
        "network/factors/queries.py",
        "Passkey.account_id == account_id",
        "Passkey.account_id > 0",
        (f"{_IN}::TestPasskeys::test_that_of_another_account_is_none",),
    ),
    Control(
        "a TOTP counter is accepted once",
        _FACTORS,
        "CodeApp.account_id == account_id, CodeApp.last_counter < (counter or 0))",
        "CodeApp.account_id == account_id)",
        (f"{_IN}::test_each_code_is_accepted_once",),
    ),
    Control(
        "recovery codes are hashed",
        _FACTORS,
        'return hmac.new(key, f"recovery:{account_id}:{plain}".encode(), hashlib.sha256).hexdigest()',
        "return plain",
        (f"{_IN}::test_ten_recovery_codes_are_shown_once_and_each_lets_her_in_once",),
    ),
    Control(
        "recovery codes are used once",
        _FACTORS,
        "            RecoveryCode.used_at.is_(None),\n",
        "",
        (f"{_IN}::test_ten_recovery_codes_are_shown_once_and_each_lets_her_in_once",),
    ),
    Control(
        "tries at a second factor are counted",
        _FACTORS,
        'if not throttling.count_try("factor", str(account_id), address):',
        "if False:",
        (f"{_IN}::test_tries_are_counted",),
    ),
    # Guessing, enumeration
    Control(
        "tries are limited per account",
        "network/accounts/throttling.py",
        "            (_bucket(what, whom), PER_ACCOUNT),\n",
        "",
        (f"{_OWN}::test_tries_are_counted_per_account_and_pass",),
    ),
    Control(
        "tries are limited per network",
        "network/accounts/throttling.py",
        '            (_bucket("address", _network(address)), PER_ADDRESS),\n',
        "",
        (f"{_OWN}::test_tries_from_one_address_are_counted_over_all_names",),
    ),
    Control(
        "a network of IPv6 is one",
        "network/accounts/throttling.py",
        "return str(ipaddress.ip_network((address, 64), strict=False))",
        "return address",
        (f"{_OWN}::test_one_address_does_not_use_up_what_is_allowed_in_all",),
    ),
    Control(
        "tries are limited in all",
        "network/accounts/throttling.py",
        '            (_bucket("all", ""), IN_ALL),\n',
        "",
        (f"{_OUT}::test_tries_are_counted_in_all",),
    ),
    Control(
        "a limit passes by itself",
        "network/accounts/throttling.py",
        "int(now().timestamp()) // WINDOW",
        "0",
        (f"{_OWN}::test_tries_are_counted_per_account_and_pass",),
    ),
    Control(
        "an unknown name costs one hash",
        _PASSWORDS,
        "return _hasher.verify(stored or _NOBODYS, _typed(password)) and stored is not None",
        "return stored is not None and _hasher.verify(stored, _typed(password))",
        (f"{_OWN}::test_an_unknown_name_costs_the_same_hash",),
    ),
    Control(
        "every failure gets the same words",
        _COMMANDS,
        "    if not is_right(stored, password) or account is None:\n",
        '    if account is None:\n        raise Refused("There is no such account.")\n'
        "    if not is_right(stored, password):\n",
        ("tests/accounts/test_signing_in.py::test_every_failure_reads_the_same",),
    ),
    Control(
        "a forgotten password tells nothing",
        _VIEWS,
        '        forgotten.ask(form.email.data, address=request.remote_addr or "")\n'
        '        return render("accounts/forgotten.html", form=None, asked=True)',
        '        forgotten.ask(form.email.data, address=request.remote_addr or "")\n'
        '        return render("accounts/forgotten.html", form=None,\n'
        "                      asked=queries.by_identifier(form.email.data) is not None)",
        ("tests/accounts/test_letters.py::test_a_forgotten_password_is_answered_by_mail",),
    ),
    # Weak passwords
    Control(
        "passwords: 15 characters alone",
        _PASSWORDS,
        "SHORTEST, SHORTEST_WITH_FACTOR, LONGEST = 15, 8, 128",
        "SHORTEST, SHORTEST_WITH_FACTOR, LONGEST = 8, 8, 128",
        (f"{_RULES}::test_eight_characters_are_enough_beside_a_second_factor_and_fifteen_alone",),
    ),
    Control(
        "passwords: 8 beside a second factor",
        _PASSWORDS,
        "SHORTEST, SHORTEST_WITH_FACTOR, LONGEST = 15, 8, 128",
        "SHORTEST, SHORTEST_WITH_FACTOR, LONGEST = 15, 1, 128",
        (f"{_RULES}::test_eight_characters_are_enough_beside_a_second_factor_and_fifteen_alone",),
    ),
    Control(
        "passwords: 128 at most",
        _PASSWORDS,
        "SHORTEST, SHORTEST_WITH_FACTOR, LONGEST = 15, 8, 128",
        "SHORTEST, SHORTEST_WITH_FACTOR, LONGEST = 15, 8, 100_000",
        (f"{_LINKS}::test_a_weak_password_is_refused",),
    ),
    Control(
        "passwords: what is tried first is known",
        _PASSWORDS,
        "    if anybodys < ENOUGH or len(set(password.lower())) < _DIFFERENT:",
        "    if False:",
        (f"{_RULES}::test_what_is_tried_first_is_refused",),
    ),
    Control(
        "passwords: the other keyboard layout is known",
        "network/accounts/guessing.py",
        "    yield text.translate(_TO_CYRILLIC)\n",
        "",
        (f"{_RULES}::test_what_is_tried_first_is_refused",),
    ),
    Control(
        "passwords: what everybody knows of her is known",
        _PASSWORDS,
        "    if hers < min(ENOUGH, anybodys):",
        "    if False:",
        (f"{_RULES}::test_what_everybody_knows_of_her_is_refused",),
    ),
    Control(
        "passwords: without a factor a short one is asked to be longer",
        _VIEWS,
        "    if proven.has_factor or stands_alone(password):",
        "    if True:",
        (f"{_RULES}::test_whoever_gave_up_her_second_factor_is_led_to_a_longer_password",),
    ),
    Control(
        "the present password before a new one",
        _COMMANDS,
        "    if not is_right(stored, password):\n        raise WrongPassword",
        "    if False:\n        raise WrongPassword",
        (f"{_OWN}::test_changing_the_password_asks_for_the_present_one_and_signs_out_elsewhere",),
    ),
    # Stolen or shared session
    Control(
        "the table holds only hashes of tokens",
        _PASSWORDS,
        "return hashlib.sha256(token.encode()).hexdigest()",
        "return token",
        (f"{_OUT}::test_no_table_holds_what_a_browser_or_a_letter_brings",),
    ),
    Control(
        "a session is new at sign-in",
        "network/accounts/signing_in.py",
        "    session.clear()\n    if language:",
        "    if language:",
        (f"{_OUT}::test_signing_in_begins_a_fresh_session",),
    ),
    Control(
        "a sign-in ends after idle minutes",
        _QUERIES,
        "IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)",
        "IDLE, ABSOLUTE = timedelta(days=30), timedelta(hours=12)",
        (f"{_OWN}::test_a_sign_in_ends_after_thirty_idle_minutes_and_after_twelve_hours",),
    ),
    Control(
        "a sign-in ends after twelve hours",
        _QUERIES,
        "IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)",
        "IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(days=30)",
        (f"{_OWN}::test_a_sign_in_ends_after_thirty_idle_minutes_and_after_twelve_hours",),
    ),
    Control(
        "signing out ends the sign-in at the server",
        _VIEWS,
        "        commands.end_sign_in(current_user.sign_in_id, by=current_user)\n    close_session()",
        "        pass\n    close_session()",
        ("tests/accounts/test_signing_in.py::test_signing_out_ends_the_session_for_good",),
    ),
    Control(
        "one's own sign-ins only are ended",
        _COMMANDS,
        "sa.select(SignIn).where(SignIn.id == sign_in_id, SignIn.account_id == by.account_id)",
        "sa.select(SignIn).where(SignIn.id == sign_in_id)",
        (f"{_OWN}::test_she_sees_her_sign_ins_and_ends_one_or_all_others",),
    ),
    Control(
        "a new password ends other sign-ins",
        _COMMANDS,
        "        end_sign_ins(by.account_id, but=by.sign_in_id)\n        end_links(by.account_id)",
        "        end_links(by.account_id)",
        (f"{_OWN}::test_changing_the_password_asks_for_the_present_one_and_signs_out_elsewhere",),
    ),
    Control(
        "a new role ends sign-ins",
        "network/accounts/roles.py",
        "        end_sign_ins(account_id)  # SECURITY: a change of role ends sign-ins at once\n",
        "",
        (f"{_OWN}::test_a_change_of_her_rights_signs_her_out_at_once",),
    ),
    Control(
        "the end of a role ends sign-ins",
        "network/accounts/roles.py",
        "    end_sign_ins(grant.account_id)\n",
        "",
        (f"{_OWN}::test_a_change_of_her_rights_signs_her_out_at_once",),
    ),
    Control(
        "switching off ends sign-ins",
        "network/accounts/roles.py",
        "        end_sign_ins(account_id)\n        end_links(account_id)\n    elif",
        "        end_links(account_id)\n    elif",
        (f"{_OWN}::test_a_change_of_her_rights_signs_her_out_at_once",),
    ),
    Control(
        "a reset ends sign-ins",
        "network/accounts/links.py",
        "        end_sign_ins(account_id)\n",
        "",
        (f"{_LINKS}::test_a_coordinator_invites_members_of_her_own_state_only",),
    ),
    Control(
        "the first factor ends sign-ins that showed none",
        _FACTORS,
        "        end_sign_ins(account.id, but=by.sign_in_id)\n",
        "        pass\n",
        (f"{_KEEPING}::test_with_the_first_factor_sign_ins_that_showed_none_end",),
    ),
    # Stolen invitation or reset link
    Control(
        "a link works once",
        _QUERIES,
        "            AccountLink.used_at.is_(None),\n            AccountLink.expires_at > now(),",
        "            AccountLink.expires_at > now(),",
        (f"{_LINKS}::test_a_coordinator_is_invited_opens_her_account_and_works",),
    ),
    Control(
        "a link has a short life",
        _QUERIES,
        "            AccountLink.used_at.is_(None),\n            AccountLink.expires_at > now(),",
        "            AccountLink.used_at.is_(None),",
        (f"{_LINKS}::test_a_link_works_for_seven_days", f"{_LINKS}::test_a_newer_link_ends_the_older_one"),
    ),
    Control(
        "looking at a link consumes nothing",
        _VIEWS,
        '    return render("accounts/set_password.html", form=form',
        '    with __import__("network.audit.changes", fromlist=["changes"]).bookkeeping():\n'
        "        commands.end_links(link.account_id)\n"
        '    return render("accounts/set_password.html", form=form',
        (f"{_LINKS}::test_a_coordinator_is_invited_opens_her_account_and_works",),
    ),
    Control(
        "a link is of 256 bits",
        _PASSWORDS,
        "return secrets.token_urlsafe(32)",
        "return secrets.token_urlsafe(8)",
        (f"{_OUT}::test_secrets_are_of_256_bits",),
    ),
    Control(
        "a link is as good as the right of whoever made it",
        _QUERIES,
        "    return link if may else None",
        "    return link",
        (f"{_LINKS}::test_a_link_is_as_good_as_the_right_of_whoever_made_it_by_her_last_day",),
    ),
    Control(
        "links begin with PUBLIC_URL",
        "network/accounts/letters.py",
        "    with current_app.test_request_context(base_url=settings.public_url):\n"
        "        return url_for(endpoint, token=token, _external=True)",
        '    return url_for(endpoint, token=token, _external=True) if settings else ""',
        ("tests/accounts/test_letters.py::test_links_in_letters_begin_with_the_public_address",),
    ),
    Control(
        "a link is no second factor",
        "network/accounts/links.py",
        "        if account.has_factor:\n            return Proven",
        "        if False:\n            return Proven",
        (f"{_KEEPING}::test_a_link_for_a_new_password_is_no_factor",),
    ),
)
