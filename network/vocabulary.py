"""The closed words of the field. `State` is always a territory, a status always a place in a life cycle.

What people read for each word stands in `web/words.py`; what the database stores is the value here.
"""

from enum import StrEnum


class State(StrEnum):
    """The five participating states, by ISO 3166 code."""

    KZ = "KZ"
    KG = "KG"
    TJ = "TJ"
    TM = "TM"
    UZ = "UZ"


#: The time zone a training in a state starts from; a training may choose another.
STATE_ZONES = {
    State.KZ: "Asia/Almaty",
    State.KG: "Asia/Bishkek",
    State.TJ: "Asia/Dushanbe",
    State.TM: "Asia/Ashgabat",
    State.UZ: "Asia/Tashkent",
}
#: The clock of what belongs to no state, and by which lists tell coming from past: each state is within an hour of it.
REGION_ZONE = STATE_ZONES[State.UZ]


class Role(StrEnum):
    """What an account may be; one account may hold several, each dated."""

    MEMBER = "member"
    COORDINATOR = "coordinator"
    SECRETARIAT = "secretariat"


class Sex(StrEnum):
    """As donors ask for it. Mixed trainings exist, so it is a column and never an assumption."""

    FEMALE = "female"
    MALE = "male"
    UNSPECIFIED = "unspecified"


class Standing(StrEnum):
    """A person's place in the Network."""

    MEMBER = "member"
    GUEST = "guest"  # a walk-in who came to a training and is not a member yet
    FORMER = "former"


class AgencyKind(StrEnum):
    POLICE = "police"
    BORDER = "border"
    CUSTOMS = "customs"
    PROSECUTION = "prosecution"
    SECURITY = "security"
    DRUG_CONTROL = "drug_control"
    PENITENTIARY = "penitentiary"
    FINANCIAL = "financial"
    ANTI_CORRUPTION = "anti_corruption"
    MIGRATION = "migration"
    EMERGENCY = "emergency"
    ACADEMY = "academy"
    ASSOCIATION = "association"
    OTHER = "other"


class RankBand(StrEnum):
    """Titles do not compare across states; bands do."""

    JUNIOR = "junior"
    MIDDLE = "middle"
    SENIOR = "senior"
    HIGHER = "higher"
    CIVILIAN = "civilian"


class RankService(StrEnum):
    """Whose ladder of ranks it is. `military` holds titles that name no service: border, security, and more."""

    MILITARY = "military"
    POLICE = "police"
    CUSTOMS = "customs"
    PROSECUTION = "prosecution"
    PENITENTIARY = "penitentiary"
    EMERGENCY = "emergency"
    MIGRATION = "migration"
    FINANCIAL = "financial"
    ANTI_CORRUPTION = "anti_corruption"
    DRUG_CONTROL = "drug_control"


class TrainingKind(StrEnum):
    COURSE = "course"
    WORKSHOP = "workshop"
    CONFERENCE = "conference"
    STUDY_VISIT = "study_visit"
    WEBINAR = "webinar"
    MENTORING = "mentoring"


class TrainingStatus(StrEnum):
    """A published training that does not happen is cancelled, and everybody sees it; a draft that is given up is
    discarded, and is seen by those who saw the draft."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"


class Part(StrEnum):
    """What an organisation does at a training."""

    ORGANISER = "organiser"
    SUPPORTER = "supporter"


class ParticipantRole(StrEnum):
    PARTICIPANT = "participant"
    TRAINER = "trainer"
    FACILITATOR = "facilitator"
    OBSERVER = "observer"


class ParticipationStatus(StrEnum):
    """From nomination to the list. Today's work puts people straight on the list: `confirmed`."""

    NOMINATED = "nominated"
    ENDORSED = "endorsed"
    CONFIRMED = "confirmed"
    RESERVE = "reserve"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class MarkStatus(StrEnum):
    """Attendance of one person at one session. No row is "unmarked", which is none of these."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    ABSENT = "absent"


#: DOMAIN: attended = present, late or left early, in person or online.
ATTENDED = frozenset({MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.LEFT_EARLY})


class Mode(StrEnum):
    IN_PERSON = "in_person"
    ONLINE = "online"


class PlanStatus(StrEnum):
    DRAFT = "draft"
    CONSULTATION = "consultation"
    AGREED = "agreed"
    ENDORSED = "endorsed"
    REVIEW = "review"
    CLOSED = "closed"


class PriorityStatus(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    ACHIEVED = "achieved"
    PAUSED = "paused"


class Language(StrEnum):
    """Languages of the pages. Trainings name theirs with any of `TRAINING_LANGUAGES`."""

    ENGLISH = "en"
    RUSSIAN = "ru"


#: ISO 639 codes that a training may be held in; their names come from CLDR.
TRAINING_LANGUAGES = ("en", "ru", "kk", "ky", "tg", "tk", "uz")


class LinkKind(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"


class LetterKind(StrEnum):
    """What a letter by e-mail is about. What it says is written when it is put into the outbox."""

    INVITATION = "invitation"
    RESET = "reset"
    TRAIL_HEAD = "trail_head"
    NOTICE = "notice"


class LetterStatus(StrEnum):
    """A letter waits until a mail server took it, until it is given up, or until it lost its sense."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"
    WITHDRAWN = "withdrawn"


class MailFault(StrEnum):
    """Why a letter did not leave, in a word of ours: a mail server's own words often repeat the address."""

    UNREACHABLE = "unreachable"
    SILENT = "silent"
    BROKE_OFF = "broke_off"
    LATER = "later"
    UNSAFE = "unsafe"
    LOCKED_OUT = "locked_out"
    SENDER = "sender"
    ADDRESS = "address"
    LETTER = "letter"
    UNREADABLE = "unreadable"
    OTHER = "other"


class NameChange(StrEnum):
    """Why somebody was called otherwise before."""

    MARRIAGE = "marriage"
    SPELLING = "spelling"
    OTHER = "other"


class Opened(StrEnum):
    """What a member can open of herself: that she stands in the directory, and what is shown of her there."""

    DIRECTORY = "directory"
    EMAIL = "email"
    PHONE = "phone"
    PHOTO = "photo"


class Audience(StrEnum):
    """To whom she opened it. Nobody is no word here: nothing is open that she did not open."""

    STATE = "state"
    NETWORK = "network"


class FileKind(StrEnum):
    """What a stored file is."""

    PHOTO = "photo"


class Sighting(StrEnum):
    """How somebody saw a member's record."""

    OPENED = "opened"
    LISTED = "listed"
    PRINTED = "printed"


class RequestKind(StrEnum):
    """What a member asks of whoever keeps her data."""

    CORRECTION = "correction"
    LEAVING = "leaving"


class RequestStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"


class ImportKind(StrEnum):
    """What the rows of a list that comes in are."""

    PEOPLE = "people"
    PARTICIPANTS = "participants"


class ImportStatus(StrEnum):
    """From the upload to the end: while it is checked, applied or undone, nobody else works on it."""

    COLUMNS = "columns"
    CHECKING = "checking"
    READY = "ready"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


class RowVerdict(StrEnum):
    """What would become of a row of a list that comes in."""

    PENDING = "pending"  # not looked at yet
    PASSED_OVER = "passed_over"  # nobody: a title, a total, a blank
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    QUESTION = "question"  # a person has to say who she is
    WRONG = "wrong"


class RowAnswer(StrEnum):
    """What a person said about a row that may be somebody who is there."""

    SAME = "same"
    ANOTHER = "another"


class RowOutcome(StrEnum):
    """What became of a row when the list was applied, and when that was undone."""

    ADDED = "added"
    CHANGED = "changed"
    LEFT = "left"
    TAKEN_AWAY = "taken_away"
    PUT_BACK = "put_back"
    KEPT = "kept"


class RowWhy(StrEnum):
    """Why a row was left when the list was applied, or kept when it was undone."""

    STALE = "stale"  # her record changed after the check
    ARRIVED = "arrived"  # somebody who may be the same came meanwhile
    GONE = "gone"  # her record is erased, or is no longer of a state that the reader may change
    ATTACHED = "attached"  # something hangs on her record since: a training, an account
    EDITED = "edited"  # her record was edited since


class ExportFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"
    JSON = "json"
