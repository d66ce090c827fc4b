"""The scenarios by name, in the order of SECURITY's "Faults to survive"."""

from collections.abc import Callable

from tests.faults.backup import backup_under_load
from tests.faults.damage import bad_backup, corrupt_page
from tests.faults.full import full_disk
from tests.faults.killed import killed
from tests.faults.locked import locked
from tests.faults.mail import mail
from tests.faults.migration import migration_killed
from tests.faults.outcome import Outcome
from tests.faults.postgres import postgres_restarted
from tests.faults.stage import Stage
from tests.faults.uploads import uploads
from tests.faults.workers import worker_killed

SCENARIOS: dict[str, Callable[[Stage], Outcome]] = {
    "killed": killed,
    "full-disk": full_disk,
    "locked": locked,
    "postgres-restarted": postgres_restarted,
    "mail": mail,
    "uploads": uploads,
    "bad-backup": bad_backup,
    "migration-killed": migration_killed,
    "worker-killed": worker_killed,
    "corrupt-page": corrupt_page,
    "backup-under-load": backup_under_load,
}
