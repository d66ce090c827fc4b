"""A machine that the product is set up on, and the operator at its command line."""

import contextlib
import io
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from network.cli import main
from network.config import CHECKOUT

#: What the operator's shell might have set, and a test must not see.
_OURS = ("NETWORK_", "DATABASE_URL", "PUBLIC_URL", "SMTP_URL", "MAIL_FROM")


#: The command of this checkout, as a process of its own.
_COMMAND = (sys.executable, "-m", "network.cli")


@dataclass
class Deployment:
    """A folder for data and an environment. `run` waits for a command's end, `start` for nothing."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = _COMMAND

    def _environ(self, more: dict[str, str]) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        ours = {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1", **self.settings_environ()}
        return {**inherited, **ours, **more}

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """The ended command, whose output never holds a traceback or a key.

        It runs in this process, because to start Python takes longer than most commands do; what serves, and what is
        installed elsewhere, runs in its own.
        """
        here = self.command == _COMMAND and arguments[:1] not in (("serve",), ("demo",))
        ended = (self._run_here if here else self._run_apart)(arguments, self._environ(environ))
        said = ended.stdout + ended.stderr
        assert "Traceback" not in said, said
        keys = (key.read_text() for key in self.folder.glob("*.key") if key.stat().st_size > 40)
        assert not any(key in said for key in keys)
        return ended

    def _run_apart(self, arguments: tuple[str, ...], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.command, *arguments],
            env=environ,
            cwd=self.folder.parent,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def _run_here(self, arguments: tuple[str, ...], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
        out, err = io.StringIO(), io.StringIO()
        mask, code = os.umask(0o022), 0
        try:
            with (
                mock.patch.dict(os.environ, environ, clear=True),
                mock.patch.object(sys, "argv", ["network", *arguments]),
                mock.patch.object(sys, "stdin", io.StringIO()),
                contextlib.chdir(self.folder.parent),
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(err),
            ):
                main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        finally:
            os.umask(mask)
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    def succeed(self, *arguments: str, **environ: str) -> str:
        """What a command that has to succeed printed."""
        ended = self.run(*arguments, **environ)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def start(self, *arguments: str, **environ: str) -> "Server":
        """A command that goes on."""
        log = self.folder.parent / f"{time.monotonic_ns()}.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [*self.command, *arguments],
                env=self._environ(environ),
                cwd=self.folder.parent,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_at_a_terminal,
            )
        return Server(process, log)

    def settings_environ(self) -> dict[str, str]:
        """What `load_settings` reads for an app of this deployment inside the test."""
        return {"NETWORK_INSTANCE": str(self.folder), **self.environ}

    def modes(self) -> dict[str, str]:
        """Names and modes of what lies in the folder."""
        return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in self.folder.iterdir()}


@dataclass
class Server:
    """A server under way in a terminal of its own."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def wait_for(self, text: str, seconds: float = 30) -> float:
        """Seconds until it has printed `text`; fails where it ends before."""
        begun = time.monotonic()
        while text not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() - begun < seconds, self.log.read_text()
            time.sleep(0.05)
        return time.monotonic() - begun

    def end(self, kind: signal.Signals = signal.SIGINT) -> int:
        """Press Ctrl-C (every process of the terminal hears it), or send it another signal; its exit code."""
        if kind is signal.SIGINT:
            os.killpg(self.process.pid, kind)
        else:
            self.process.send_signal(kind)
        code = self.process.wait(30)
        assert "Traceback" not in self.log.read_text(), self.log.read_text()
        return code


def _at_a_terminal() -> None:
    """Hear Ctrl-C, as a command at a terminal does: one that a script began in its background would not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
