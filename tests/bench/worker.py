"""A fresh worker exports a list and says how far its memory grew: `-m tests.bench.worker URL FOLDER WORD`."""

import gc
import json
import sys
from pathlib import Path

from network import create_app
from tests.bench.activity import CROWD_ID, USUAL_ID
from tests.bench.client import Browser
from tests.bench.measures.exports import address, take
from tests.bench.records import OFFICE_ID
from tests.bench.stage import settings_of


def main(url: str, folder: str, word: str) -> None:
    """Warm up with a short list, then take the long one; print JSON."""
    app = create_app(settings_of(url, Path(folder)))
    browser = Browser(app, OFFICE_ID)
    for _ in range(2):
        take(browser, address([USUAL_ID]), word)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew from here
    before = _status()
    size = take(browser, address([CROWD_ID]), word).size
    after = _status()
    grown = (after["VmHWM"] - before["VmRSS"]) / 1000
    parts = ", ".join(f"{name} {(after[name] - before[name]) / 1000:+.0f}" for name in ("RssAnon", "RssFile"))
    note = f"{size / 1e6:.1f} MB sent; at the end {parts} MB of {after['VmRSS'] / 1000:.0f}"
    print(json.dumps({"grown": grown, "note": note}))


def _status() -> dict[str, int]:
    """Kilobytes of this process, by the kernel's names."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    pairs = (line.split(":") for line in lines)
    return {name: int(text.split()[0]) for name, text in pairs if text.strip().endswith(" kB")}


if __name__ == "__main__":
    main(*sys.argv[1:])
