"""Work on a whole list in a process of its own, within bounds: what goes wrong there takes no page of anybody's down.

`run` starts it; started as a script, `child.py SCRIPT MEMORY ARGUMENT…`, it bounds itself and runs the script. So it
loads nothing of the product: it starts at once and knows no secret.
"""

import logging
import os
import runpy
import subprocess  # nosec B404 - the one child process, of our own script
import sys
from pathlib import Path

#: What the child may know of this process's surroundings: enough to start, and no secret.
_KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
_FRUGAL = {"RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}
#: What a child may take before it is stopped: seconds, and bytes of address space.
PATIENCE = 60
MEMORY = 2_500_000_000

log = logging.getLogger(__name__)


class Failed(Exception):
    """The child ran out of memory or time, or met something that it cannot do."""


def run(
    name: str,
    *arguments: str,
    given: bytes,
    patience: float = PATIENCE,
    memory: int = MEMORY,
    beside: Path = Path(__file__),
) -> None:
    """Run the script of this name until it ends; `given` is its input, where no list of processes shows it.

    The script lies beside us, or beside the file that is named. Raises `Failed`.
    """
    here = Path(__file__)
    command = [sys.executable, "-P", str(here), str(beside.with_name(f"{name}.py")), str(memory), *arguments]
    kept = {variable: os.environ[variable] for variable in _KEPT if variable in os.environ}
    try:
        subprocess.run(  # noqa: S603  # nosec B603 - our own script, started without a shell
            command,
            input=given,
            env=kept | _FRUGAL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=patience,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        log.error("The %s was stopped after %s seconds", name, patience)
        raise Failed from error
    except subprocess.CalledProcessError as error:
        # What it said is not kept: its sentences can quote the list.
        log.error("The %s ended with code %s", name, error.returncode)
        raise Failed from error


def _bounded(memory: int) -> None:
    """Bounds the address space, in bytes, where the platform can; elsewhere only the rows are bounded.

    A file that it makes is readable by its own user alone.
    """
    os.umask(0o077)
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _bounded(int(sys.argv[2]))
    del sys.argv[0], sys.argv[1]  # as if the script had been started itself
    runpy.run_path(sys.argv[0], run_name="__main__")
