"""A real mail server on loopback, as it works and as it fails: at each stage of a conversation, in each way."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

#: What a client meets in turn. The letter itself is answered after it has come in whole.
STAGES = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "letter", "QUIT")
REFUSALS = {"later": "451 try later", "never": "550 no"}


class _Conversation(SMTP):
    server: "MailServer"

    def connection_made(self, transport: Any) -> None:
        self.server.connections += 1
        fault = self.server.fault_at("greeting")
        if fault is None:
            super().connection_made(transport)
        elif fault in REFUSALS:
            transport.write(REFUSALS[fault].encode() + b"\r\n")
            transport.close()
        elif fault == "drop":
            transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        if self.session is not None:
            super().connection_lost(error)

    async def _meets(self, stage: str) -> bool:
        """Whether the client meets a fault here instead of an answer."""
        fault = self.server.fault_at(stage)
        if fault in REFUSALS:
            await self.push(REFUSALS[fault])
        elif fault == "drop":
            self.transport.abort()
        elif fault == "hang":
            await self.server.let_go.wait()
            return False  # it goes on, for whoever has waited
        elif fault == "drip":
            while not self.transport.is_closing():
                await self.push("250-wait")
                await asyncio.sleep(0.02)
        return fault is not None

    async def smtp_EHLO(self, hostname: str) -> None:
        if not await self._meets("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:
        if not await self._meets("EHLO"):
            await super().smtp_HELO(hostname)

    async def smtp_MAIL(self, arg: str) -> None:
        if not await self._meets("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:
        if not await self._meets("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if not await self._meets("DATA"):
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:
        if not await self._meets("QUIT"):
            await super().smtp_QUIT(arg)


class MailServer:
    """Receives letters. With `fault = ("RCPT", "never")` it refuses there; other faults: later, drop, hang, drip."""

    def __init__(self, *, context: ssl.SSLContext | None = None, encrypted: bool = False) -> None:
        self.received: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.fault: tuple[str, str] | None = None
        self.connections = 0
        self.before_answer: Callable[[], object] = lambda: None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._context, self._encrypted = context, encrypted
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def fault_at(self, stage: str) -> str | None:
        return self.fault[1] if self.fault and self.fault[0] == stage else None

    def start(self) -> "MailServer":
        server = self

        class Hosting(Controller):
            def factory(self) -> SMTP:
                offered = {} if server._encrypted else {"tls_context": server._context}
                made = _Conversation(self.handler, hostname="mail.test", **offered)
                made.server = server
                return made

        self._controller = Hosting(
            self, hostname="", port=self.port, ssl_context=self._context if self._encrypted else None
        )
        self.let_go = asyncio.Event()
        self._controller.start()
        self.connections = 0
        return self

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.loop.call_soon_threadsafe(self.let_go.set)
            self._controller.stop()
            self._controller = None

    def mend(self) -> None:
        """It works again; whoever hung is let go."""
        self.fault = None
        assert self._controller is not None
        self._controller.loop.call_soon_threadsafe(self.let_go.set)

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        """A letter has come in whole. Faults: it is taken or not, as the answer says; dropped or hung, it is taken."""
        fault = self.fault_at("letter")
        if fault in REFUSALS:
            return REFUSALS[fault]
        content = envelope.original_content or b""
        self.received.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        self.recipients += envelope.rcpt_tos
        self.before_answer()
        if fault is not None:
            await server._meets("letter")
        return "250 taken"

    def ids(self) -> list[str]:
        """The Message-IDs of what it received."""
        return [str(message["Message-ID"]) for message in self.received]

    def texts(self) -> list[str]:
        """Subject and text of what it received."""
        return [f"{message['Subject']}\n{message.get_content()}" for message in self.received]
