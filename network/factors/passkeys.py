"""What is asked of a browser for a passkey, and whether its answer is one (WebAuthn level 2; package `webauthn`).

User verification is required: the device has asked for a finger, a face or its own code. The challenge lies in the
browser's signed session; whoever answers it twice is refused by `commands`.
"""

import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

import webauthn
from flask import current_app, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from network.config import Settings
from network.errors import Refused
from network.factors.models import Passkey

#: Milliseconds that a browser waits for her finger; and the longest answer that is read.
TIMEOUT, LONGEST = 120_000, 20_000
#: Under which a challenge lies in the browser's session: for a new passkey, for one that shows that it is her.
NEW, PROOF = "challenge_new", "challenge"


class NoPasskey(Refused):
    """The browser's answer is none: of another site or challenge, without her finger, of no passkey of hers."""

    sentence = _l("The passkey was not accepted. Try again, or use a code.")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _site() -> tuple[str, str]:
    """The name that passkeys are bound to, and the address that a page of ours has."""
    settings = _settings()
    if settings.demo or settings.testing:  # the port is known only now; its Host is one of ours (TRUSTED_HOSTS)
        return urlsplit(request.host_url).hostname or "localhost", request.host_url.rstrip("/")
    return urlsplit(settings.public_url).hostname or "", settings.public_url


def _challenge(of: str) -> bytes:
    challenge = secrets.token_bytes(32)
    session[of] = challenge.hex()
    return challenge


def asked_challenge(of: str) -> bytes:
    """The challenge that this browser's last page asked with, and no longer; `of` NEW or PROOF. Raises NoPasskey."""
    challenge = bytes.fromhex(session.pop(of, ""))
    if not challenge:
        raise NoPasskey
    return challenge


def to_register(account_id: int, name: str, known: Sequence[Passkey]) -> str:
    """What a page asks of the browser for a new passkey, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=_site()[0],
        rp_name=str(_("Regional Network")),
        user_id=account_id.to_bytes(8, "big"),
        user_name=name,
        challenge=_challenge(NEW),
        timeout=TIMEOUT,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known],
    )
    return webauthn.options_to_json(options)


def to_answer(known: Sequence[Passkey]) -> str:
    """What a page asks of the browser for one of these passkeys, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=_site()[0],
        challenge=_challenge(PROOF),
        timeout=TIMEOUT,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def registered(answer: str, challenge: bytes) -> Passkey:
    """The new passkey (without account and name) of the browser's answer. Raises NoPasskey."""
    name, origin = _site()
    try:
        made = webauthn.verify_registration_response(
            credential=answer[:LONGEST],
            expected_challenge=challenge,
            expected_rp_id=name,
            expected_origin=origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise NoPasskey from error
    return Passkey(credential_id=made.credential_id, public_key=made.credential_public_key, sign_count=made.sign_count)


def answered(answer: str, challenge: bytes, known: Sequence[Passkey]) -> tuple[Passkey, int]:
    """Which of these passkeys answered, and its new count. Raises NoPasskey."""
    name, origin = _site()
    try:
        credential = webauthn.helpers.parse_authentication_credential_json(answer[:LONGEST])
        one = next(one for one in known if one.credential_id == credential.raw_id)
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=name,
            expected_origin=origin,
            credential_public_key=one.public_key,
            credential_current_sign_count=one.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, StopIteration, ValueError, KeyError, TypeError) as error:
        raise NoPasskey from error
    return one, verified.new_sign_count
