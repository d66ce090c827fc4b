"""A machine that the product is set up on, and the operator at its command line."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from network.config import CHECKOUT

#: What the operator's shell might have set, and a test must not see.
_OURS = ("NETWORK_", "DATABASE_URL", "PUBLIC_URL", "SMTP_URL", "MAIL_FROM")


@dataclass
class Deployment:
    """A folder for data and an environment. `run` waits for a command's end, `start` for nothing."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = (sys.executable, "-m", "network.cli")

    def _environ(self, more: dict[str, str]) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        ours = {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1", **self.settings_environ()}
        return {**inherited, **ours, **more}

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """The ended command, whose output never holds a traceback or a key."""
        ended = subprocess.run(
            [*self.command, *arguments],
            env=self._environ(environ),
            cwd=self.folder.parent,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        said = ended.stdout + ended.stderr
        assert "Traceback" not in said, said
        keys = (key.read_text() for key in self.folder.glob("*.key") if key.stat().st_size > 40)
        assert not any(key in said for key in keys)
        return ended

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
        """Names and modes of the files in the folder."""
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
