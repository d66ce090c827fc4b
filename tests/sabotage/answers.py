"""Controls of what is answered: headers, cookies, markup, forged requests, redirects, hosts, logs."""

from tests.sabotage.control import Control

_REFUSALS, _ANSWERS = "tests/web/test_refusals.py", "tests/security/test_answers.py"
_HEADERS, _APP, _PAGES = "network/web/headers.py", "network/__init__.py", "network/web/pages.py"
_EVERY_ROUTE = "tests/security/test_headers.py::test_every_route_answers_with_exactly_these_headers"
_EXACT = f"{_REFUSALS}::test_exact_headers_on_every_answer"
_HTTPS = f"{_REFUSALS}::test_over_https_the_cookie_is_bound_to_the_host_and_the_browser_stays_on_https"


def _header(name: str, line: str, test: str = _EXACT) -> Control:
    """A header that every answer carries, left out."""
    return Control(name, _HEADERS, line, "pass", (test,))


CONTROLS = (
    # Stolen or shared session
    _header("pages are kept nowhere (no-store)", 'response.headers.setdefault("Cache-Control", "no-store")'),
    Control(
        "signing out empties the browser's cache (Clear-Site-Data)",
        "network/accounts/views.py",
        '    response.headers["Clear-Site-Data"] = \'"cache"\'\n',
        "",
        (f"{_ANSWERS}::test_signing_out_empties_the_cache_of_the_browser",),
    ),
    Control("cookie: Secure", _APP, "SESSION_COOKIE_SECURE=settings.https", "SESSION_COOKIE_SECURE=False", (_HTTPS,)),
    Control("cookie: HttpOnly", _APP, "SESSION_COOKIE_HTTPONLY=True", "SESSION_COOKIE_HTTPONLY=False", (_HTTPS,)),
    Control("cookie: SameSite", _APP, 'SESSION_COOKIE_SAMESITE="Lax"', "SESSION_COOKIE_SAMESITE=None", (_HTTPS,)),
    Control(
        "cookie: bound to the host",
        _APP,
        '"__Host-session" if settings.https',
        '"session" if settings.https',
        (_HTTPS,),
    ),
    # Script in a name, forged request, redirect, header
    Control(
        "values are escaped in pages (autoescape)",
        _APP,
        'app.jinja_options = {"trim_blocks": True,',
        'app.jinja_options = {"autoescape": False, "trim_blocks": True,',
        (f"{_ANSWERS}::test_what_people_type_is_text_in_every_place",),
    ),
    Control(
        "no template trusts a text (|safe)",
        "templates/errors/error.html",
        "{{ sentence }}",
        "{{ sentence|safe }}",
        ("tests/test_architecture.py::test_templates_write_no_field_by_hand_and_trust_no_text",),
    ),
    Control(
        "scripts run by nonce only (CSP)",
        _HEADERS,
        "script-src 'nonce-{csp_nonce()}'",
        "script-src 'unsafe-inline'",
        (_EXACT,),
    ),
    Control("nothing is loaded from elsewhere (CSP)", _HEADERS, "default-src 'none'", "default-src *", (_EXACT,)),
    Control("no page is framed (CSP)", _HEADERS, "frame-ancestors 'none'", "frame-ancestors *", (_EXACT,)),
    Control("forms are sent here only (CSP)", _HEADERS, "form-action 'self'", "form-action *", (_EVERY_ROUTE,)),
    Control("no page has another base (CSP)", _HEADERS, "base-uri 'none'", "base-uri *", (_EVERY_ROUTE,)),
    _header("other windows are kept apart (COOP)", 'response.headers["Cross-Origin-Opener-Policy"] = "same-origin"'),
    _header(
        "other sites embed nothing of ours (CORP)",
        'response.headers["Cross-Origin-Resource-Policy"] = "same-origin"',
        f"{_ANSWERS}::test_no_other_site_reads_an_answer",
    ),
    _header("types are not guessed (nosniff)", 'response.headers["X-Content-Type-Options"] = "nosniff"'),
    _header("addresses are told to nobody else (referrer)", 'response.headers["Referrer-Policy"] = "same-origin"'),
    _header(
        "the browser stays on https (HSTS)",
        'response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"',
        _HTTPS,
    ),
    Control(
        "a forged post is refused, signing in too (CSRF)",
        "network/web/forms.py",
        "    csrf.init_app(app)\n",
        "",
        (
            f"{_REFUSALS}::test_a_forged_or_missing_token_is_refused_with_a_way_back",
            f"{_REFUSALS}::test_a_token_of_another_session_is_refused",
        ),
    ),
    Control(
        "signing in leads to local paths only (next)",
        _PAGES,
        "    return otherwise\n",
        "    return target or otherwise\n",
        (f"{_REFUSALS}::test_signing_in_leads_nowhere_else",),
    ),
    Control(
        "only our own host is answered (TRUSTED_HOSTS)",
        _APP,
        "TRUSTED_HOSTS=settings.trusted_hosts",
        "TRUSTED_HOSTS=None",
        (f"{_REFUSALS}::test_another_host_is_not_answered",),
    ),
    Control(
        "a request has a limit",
        _APP,
        "        MAX_CONTENT_LENGTH=settings.max_body,\n        MAX_FORM_MEMORY_SIZE=settings.max_body,\n",
        "        MAX_FORM_MEMORY_SIZE=None,\n",
        (f"{_REFUSALS}::test_ten_megabytes_are_refused_on_any_form",),
    ),
    Control(
        "mass assignment: a form changes only what it shows",
        "network/members/commands.py",
        "        member.email, member.phone = email, phone\n",
        "        member.email, member.phone = email, phone\n"
        '        member.given = __import__("flask").request.form.get("given", member.given)\n',
        ("tests/security/test_keeping_out.py::test_keys_that_a_form_does_not_have_change_nothing",),
    ),
    Control(
        "a password is never written into a page",
        "network/web/errors.py",
        '_SECRET_FIELDS = ("password", "csrf_token")',
        '_SECRET_FIELDS = ("csrf_token",)',
        ("tests/factors/test_keeping.py::test_a_file_never_leaves_open_because_its_password_was_not_kept",),
    ),
    # Logs that tell
    Control(
        "a fault is logged without its address",
        "network/web/errors.py",
        'app.logger.exception("%s %s", request.method, request.endpoint)',
        'app.logger.exception("%s %s", request.method, request.full_path)',
        (f"{_ANSWERS}::test_a_fault_is_logged_without_the_address_that_it_came_at",),
    ),
    Control(
        "a refusal is logged without its address",
        "network/web/errors.py",
        "status, request.method, request.endpoint, who",
        "status, request.method, request.path, who",
        (f"{_ANSWERS}::test_a_refusal_is_one_line_that_names_nobody",),
    ),
    Control(
        "a fault tells its reader nothing",
        "network/web/errors.py",
        "        return answer(500)\n\n\ndef",
        "        return answer(500, sentence=repr(error))\n\n\ndef",
        (f"{_REFUSALS}::test_a_fault_of_ours_has_a_page_and_tells_nothing",),
    ),
)
