"""Settings: read once from the environment, frozen; a clear error or a running app."""

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from network.errors import Misconfigured

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent
_IS_CHECKOUT = (CHECKOUT / "pyproject.toml").is_file() and (CHECKOUT / "templates").is_dir()

TEMPLATES = CHECKOUT / "templates" if _IS_CHECKOUT else PACKAGE / "_templates"
STATIC = CHECKOUT / "static" if _IS_CHECKOUT else PACKAGE / "_static"

#: OWASP: a key for HMAC-SHA256 has at least the 32 bytes of its digest.
KEY_BYTES = 32

#: Days for which `network privacy sweep` leaves things; 0 keeps them for good. NETWORK_KEEP_<NAME>_DAYS sets one.
KEEP = {
    "sign_ins": 90,
    "throttle": 1,
    "links": 30,
    "letters": 30,
    "bulk": 30,
    "requests": 365,
    "merges": 30,
    "guests": 730,
    "former": 0,
    "imports": 7,
    "import_undo": 30,
}


def instance_folder(environ: Mapping[str, str]) -> Path:
    """Where data lie: NETWORK_INSTANCE, else the checkout's instance/, else the user's data directory."""
    if chosen := environ.get("NETWORK_INSTANCE"):
        return Path(chosen).expanduser().resolve()
    if _IS_CHECKOUT:
        return CHECKOUT / "instance"
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA", str(Path.home()))) / "network-tracker"
    return Path(environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "network-tracker"


@dataclass(frozen=True)
class Settings:
    """Everything a deployment may set. `secret_key` signs cookies, `audit_key` chains the audit, `data_key` seals."""

    instance: Path
    database_url: str
    secret_key: str = field(repr=False)
    audit_key: str = field(repr=False)
    data_key: str = field(repr=False)
    public_url: str = "http://localhost:8000"
    demo: bool = False
    #: Whether coordinators and the secretariat cannot work without a second factor. Only tests say no.
    second_factor: bool = True
    testing: bool = False
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    #: Who gets the audit trail's head by mail.
    head_to: tuple[str, ...] = field(default=(), repr=False)
    proxies: int = 0
    #: For whom backups are encrypted: age1…, several apart by blanks.
    backup_to: str = ""
    #: Days for which members can read who has seen their records.
    seen_days: int = 730
    #: Days by what is kept: see KEEP.
    keep: Mapping[str, int] = field(default_factory=lambda: dict(KEEP))
    #: How many people of the directory an account can look at in one day.
    directory_daily: int = 200
    #: Seconds after which PostgreSQL ends a statement; 0: never. A server sets it: no page is worth waiting longer, and
    #: a query that runs away would hold up all others.
    longest_statement: int = 0
    #: Bytes of one request. Forms are far smaller; an import brings its own, larger limit.
    max_body: int = 2 * 1024 * 1024

    @property
    def https(self) -> bool:
        """Whether people reach the product over TLS: decides Secure cookies and HSTS."""
        return self.public_url.startswith("https://")

    @property
    def trusted_hosts(self) -> list[str]:
        """The only Host headers that are answered."""
        host = urlsplit(self.public_url).hostname or "localhost"
        return [host, "127.0.0.1", "localhost"] if self.demo or self.testing else [host]

    @property
    def sqlite_path(self) -> Path | None:
        """The embedded database's file, or None on PostgreSQL."""
        prefix = "sqlite:///"
        return Path(self.database_url[len(prefix) :]) if self.database_url.startswith(prefix) else None


def database_url(environ: Mapping[str, str], instance: Path, name: str = "network.db") -> str:
    """DATABASE_URL with the driver we ship, else the embedded file in `instance`."""
    url = environ.get("DATABASE_URL", "")
    if not url:
        return f"sqlite:///{instance / name}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    return url


def read_key(environ: Mapping[str, str], instance: Path, name: str) -> str:
    """A secret by environment (NETWORK_<NAME>), by file (NETWORK_<NAME>_FILE) or from the instance folder.

    Raises Misconfigured where it is missing or shorter than 32 bytes: a server that invents a key cannot be
    two servers, and one that accepts a short key can be forged.
    """
    variable = "NETWORK_" + name.upper()
    value = environ.get(variable, "")
    path = Path(environ.get(variable + "_FILE", "") or instance / name.replace("_", "."))
    if not value and path.is_file():
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise Misconfigured(f"{path} can be read by others. Mend it: chmod 600 {path}")
        value = path.read_text(encoding="ascii").strip()
    if not value:
        raise Misconfigured(f"There is no {name.replace('_', ' ')}. Make it once: network init")
    if len(value.encode()) < KEY_BYTES or len(set(value)) < 10:
        raise Misconfigured(
            f"The {name.replace('_', ' ')} is too weak: it needs at least {KEY_BYTES} random bytes. "
            f"Remove {variable} or {path} and run: network init"
        )
    return value


def data_key_now(settings: Settings) -> str:
    """The data key as it stands now; a command may have added one since the process began. Empty: not readable."""
    try:
        return read_key({} if settings.demo else os.environ, settings.instance, "data_key")
    except (Misconfigured, OSError):
        return ""


def make_keys(instance: Path) -> list[Path]:
    """Write the secrets that are not there yet, readable by the owner only. Returns the files made."""
    instance.mkdir(parents=True, exist_ok=True)
    made = []
    for name in ("secret.key", "audit.key", "data.key"):
        path = instance / name
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        made.append(path)
    return made


def mail_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """How letters leave: SMTP_URL, MAIL_FROM and NETWORK_HEAD_TO, or Misconfigured with what to write."""
    smtp_url, mail_from = environ.get("SMTP_URL", ""), environ.get("MAIL_FROM", "")
    head_to = tuple(one.strip() for one in environ.get("NETWORK_HEAD_TO", "").split(",") if one.strip())
    if smtp_url and not _is_mail_server(smtp_url):
        raise Misconfigured("SMTP_URL is not usable. Write it like smtps://user:password@mail.example.org:465")
    if smtp_url and not mail_from:
        raise Misconfigured("SMTP_URL is set but MAIL_FROM is not. Set it to the sender, like network@example.org")
    if mail_from and not _is_address(mail_from):
        raise Misconfigured("MAIL_FROM is not an e-mail address. Write it like network@example.org")
    if not all(_is_address(one) for one in head_to):
        raise Misconfigured("NETWORK_HEAD_TO is not a list of e-mail addresses. Write them with commas between")
    return {"smtp_url": smtp_url, "mail_from": mail_from, "head_to": head_to}


def _is_mail_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    name, _at, domain = parseaddr(text)[1].rpartition("@")
    return bool(name and domain) and text.isprintable()


def keep_settings(environ: Mapping[str, str]) -> dict[str, int]:
    """For how many days what is kept, or Misconfigured with what to write."""
    kept = {}
    for name, usual in KEEP.items():
        variable = f"NETWORK_KEEP_{name.upper()}_DAYS"
        try:
            kept[name] = int(environ.get(variable, usual))
            if not 0 <= kept[name] <= 36_500:
                raise ValueError(kept[name])
        except ValueError as error:
            raise Misconfigured(f"{variable} is a number of days: {usual or 1825}, or 0 to keep for good") from error
    return kept


def load_settings(environ: Mapping[str, str] | None = None, *, demo: bool = False) -> Settings:
    """The settings of this process, or Misconfigured with how to mend it."""
    environ = os.environ if environ is None else environ
    instance = instance_folder(environ)
    if demo:
        instance = instance / "demo"
        make_keys(instance)
    public_url = environ.get("PUBLIC_URL", "").rstrip("/")
    if not public_url:
        public_url = "http://localhost:8000"
    if urlsplit(public_url).scheme not in {"http", "https"} or not urlsplit(public_url).hostname:
        raise Misconfigured("PUBLIC_URL is not an address. Write it like https://network.example.org")
    try:
        proxies = int(environ.get("NETWORK_PROXIES", "0"))
    except ValueError as error:
        raise Misconfigured("NETWORK_PROXIES is the number of proxies in front of the server: 0, 1, …") from error
    try:
        seen_days = int(environ.get("NETWORK_SEEN_DAYS", "730"))
        if not 1 <= seen_days <= 36_500:
            raise ValueError(seen_days)
    except ValueError as error:
        raise Misconfigured("NETWORK_SEEN_DAYS is a number of days: 730, or 1 and more") from error
    try:
        directory_daily = int(environ.get("NETWORK_DIRECTORY_DAILY", "200"))
        if not 25 <= directory_daily <= 1_000_000:
            raise ValueError(directory_daily)
    except ValueError as error:
        raise Misconfigured("NETWORK_DIRECTORY_DAILY is a number of people: 200, or 25 and more") from error
    return Settings(
        instance=instance,
        database_url=database_url({} if demo else environ, instance),
        secret_key=read_key({} if demo else environ, instance, "secret_key"),
        audit_key=read_key({} if demo else environ, instance, "audit_key"),
        data_key=read_key({} if demo else environ, instance, "data_key"),
        public_url=public_url,
        demo=demo,
        proxies=proxies,
        backup_to=environ.get("NETWORK_BACKUP_TO", "").strip(),
        **mail_settings(environ),
        seen_days=seen_days,
        keep=keep_settings(environ),
        directory_daily=directory_daily,
    )
