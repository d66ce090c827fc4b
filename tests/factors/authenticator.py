"""A security key in software: makes a passkey and answers with it, rightly or wrongly as a test asks."""

import base64
import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

#: Bits of the flags: present, verified, with a new credential.
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class SecurityKey:
    """Bound to the site that it was made for, unless told otherwise."""

    def __init__(self, origin: str = "http://localhost") -> None:
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.count = 0

    def create(self, options: dict[str, Any], **wrong: Any) -> str:
        """The answer to a request for a new passkey."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        data = self._data(options["rp"]["id"], ATTESTED, **wrong) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options, **wrong)
        return self._answer({"clientDataJSON": _text(client), "attestationObject": _text(attestation)})

    def get(self, options: dict[str, Any], **wrong: Any) -> str:
        """The answer to a request to show that it is her."""
        self.count += 1
        data = self._data(options["rpId"], 0, **wrong)
        client = self._client("webauthn.get", options, **wrong)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": _text(client),
                "authenticatorData": _text(data),
                "signature": _text(signature),
                "userHandle": None,
            }
        )

    def _data(self, rp: str, more: int, *, verified: bool = True, site: str = "", **_others: Any) -> bytes:
        flags = PRESENT | (VERIFIED if verified else 0) | more
        return hashlib.sha256((site or rp).encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any], *, origin: str = "", **_others: Any) -> bytes:
        facts = {"type": kind, "challenge": options["challenge"], "origin": origin or self.origin, "crossOrigin": False}
        return json.dumps(facts).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        answer = {"id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "response": response}
        return json.dumps({**answer, "clientExtensionResults": {}})
