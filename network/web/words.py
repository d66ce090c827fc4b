"""What people read for the closed words of `vocabulary.py`."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any

from babel import Locale
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from network.vocabulary import (
    AgencyKind,
    Audience,
    ExportFormat,
    FileKind,
    ImportKind,
    ImportStatus,
    Language,
    LetterKind,
    LetterStatus,
    LinkKind,
    MailFault,
    MarkStatus,
    Mode,
    NameChange,
    Opened,
    Part,
    ParticipantRole,
    ParticipationStatus,
    PlanStatus,
    PriorityStatus,
    RankBand,
    RankService,
    RequestKind,
    RequestStatus,
    Role,
    Sex,
    Sighting,
    Standing,
    State,
    TrainingKind,
    TrainingStatus,
)
from network.web.i18n import language

WORDS: dict[StrEnum, Any] = {
    Role.MEMBER: _l("Member"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.SECRETARIAT: _l("Secretariat"),
    Sex.FEMALE: _l("Woman"),
    Sex.MALE: _l("Man"),
    Sex.UNSPECIFIED: _l("Not stated"),
    Standing.MEMBER: _l("Member"),
    Standing.GUEST: _l("Guest, not a member yet"),
    Standing.FORMER: _l("Former member"),
    AgencyKind.POLICE: _lp("agency", "Police"),
    AgencyKind.BORDER: _lp("agency", "Border"),
    AgencyKind.CUSTOMS: _lp("agency", "Customs"),
    AgencyKind.PROSECUTION: _lp("agency", "Prosecution"),
    AgencyKind.SECURITY: _lp("agency", "Security"),
    AgencyKind.DRUG_CONTROL: _lp("agency", "Drug control"),
    AgencyKind.PENITENTIARY: _lp("agency", "Penitentiary"),
    AgencyKind.FINANCIAL: _lp("agency", "Financial investigation"),
    AgencyKind.ANTI_CORRUPTION: _lp("agency", "Anti-corruption"),
    AgencyKind.MIGRATION: _lp("agency", "Migration"),
    AgencyKind.EMERGENCY: _lp("agency", "Emergency"),
    AgencyKind.ACADEMY: _lp("agency", "Academy"),
    AgencyKind.ASSOCIATION: _lp("agency", "Association"),
    AgencyKind.OTHER: _lp("agency", "Other"),
    RankBand.JUNIOR: _lp("rank", "Junior"),
    RankBand.MIDDLE: _lp("rank", "Middle"),
    RankBand.SENIOR: _lp("rank", "Senior"),
    RankBand.HIGHER: _lp("rank", "Higher"),
    RankBand.CIVILIAN: _lp("rank", "Civilian"),
    TrainingKind.COURSE: _l("Training course"),
    TrainingKind.WORKSHOP: _l("Workshop"),
    TrainingKind.CONFERENCE: _l("Conference"),
    TrainingKind.STUDY_VISIT: _l("Study visit"),
    TrainingKind.WEBINAR: _l("Webinar"),
    TrainingKind.MENTORING: _l("Mentoring"),
    TrainingStatus.DRAFT: _lp("training", "Draft"),
    TrainingStatus.PUBLISHED: _lp("training", "Published"),
    TrainingStatus.CANCELLED: _lp("training", "Cancelled"),
    TrainingStatus.DISCARDED: _lp("training", "Discarded"),
    Part.ORGANISER: _l("Organiser"),
    Part.SUPPORTER: _l("Supporter"),
    ParticipantRole.PARTICIPANT: _l("Participant"),
    ParticipantRole.TRAINER: _l("Trainer"),
    ParticipantRole.FACILITATOR: _l("Facilitator"),
    ParticipantRole.OBSERVER: _l("Observer"),
    ParticipationStatus.NOMINATED: _lp("participation", "Nominated"),
    ParticipationStatus.ENDORSED: _lp("participation", "Endorsed"),
    ParticipationStatus.CONFIRMED: _lp("participation", "Confirmed"),
    ParticipationStatus.RESERVE: _lp("participation", "Reserve"),
    ParticipationStatus.DECLINED: _lp("participation", "Declined"),
    ParticipationStatus.WITHDRAWN: _lp("participation", "Removed"),
    MarkStatus.PRESENT: _lp("mark", "Present"),
    MarkStatus.LATE: _lp("mark", "Late"),
    MarkStatus.LEFT_EARLY: _lp("mark", "Left early"),
    MarkStatus.EXCUSED: _lp("mark", "Excused"),
    MarkStatus.ABSENT: _lp("mark", "Absent"),
    Mode.IN_PERSON: _l("In person"),
    Mode.ONLINE: _l("Online"),
    PlanStatus.CONSULTATION: _lp("plan", "In consultation"),
    PlanStatus.AGREED: _lp("plan", "Agreed"),
    PlanStatus.REVIEW: _lp("plan", "Under review"),
    PlanStatus.CLOSED: _lp("plan", "Closed"),
    PriorityStatus.PLANNED: _lp("priority", "Planned"),
    PriorityStatus.UNDER_WAY: _lp("priority", "Under way"),
    PriorityStatus.ACHIEVED: _lp("priority", "Achieved"),
    PriorityStatus.PAUSED: _lp("priority", "Paused"),
    ExportFormat.XLSX: _l("Excel workbook (XLSX)"),
    ExportFormat.CSV: _l("Text table (CSV)"),
    ExportFormat.PDF: _l("Typeset list (PDF)"),
    ExportFormat.JSON: _l("Data (JSON)"),
    Sighting.OPENED: _l("Record opened"),
    Sighting.LISTED: _l("On a list that left"),
    Sighting.PRINTED: _l("On a printed sheet"),
    RequestKind.CORRECTION: _lp("request", "Correction"),
    RequestKind.LEAVING: _lp("request", "Leaving the Network"),
    RequestStatus.OPEN: _lp("request", "Waits"),
    RequestStatus.DONE: _lp("request", "Done"),
    NameChange.MARRIAGE: _lp("name", "Marriage or divorce"),
    NameChange.SPELLING: _lp("name", "Changed spelling"),
    Opened.DIRECTORY: _lp("opened", "Entry in the directory"),
    Opened.EMAIL: _lp("opened", "E-mail"),
    Opened.PHONE: _lp("opened", "Phone"),
    Opened.PHOTO: _lp("opened", "Photo"),
    Audience.STATE: _lp("opened to", "Her own state"),
    Audience.NETWORK: _lp("opened to", "The whole Network"),
    FileKind.PHOTO: _lp("opened", "Photo"),
    LinkKind.INVITATION: _lp("link", "Invitation"),
    LinkKind.RESET: _lp("link", "New password"),
    LetterKind.INVITATION: _lp("link", "Invitation"),
    LetterKind.RESET: _lp("link", "New password"),
    LetterKind.TRAIL_HEAD: _l("Head of the audit trail"),
    LetterKind.NOTICE: _lp("letter", "Notice"),
    LetterStatus.WAITING: _lp("letter", "Waits"),
    LetterStatus.SENT: _lp("letter", "Sent"),
    LetterStatus.GIVEN_UP: _lp("letter", "Given up"),
    MailFault.UNREACHABLE: _l("The mail server does not answer."),
    MailFault.SILENT: _l("The mail server took too long."),
    MailFault.BROKE_OFF: _l("The mail server broke off."),
    MailFault.LATER: _l("The mail server asked to try again later."),
    MailFault.UNSAFE: _l("The connection to the mail server is not safe, so nothing was sent over it."),
    MailFault.LOCKED_OUT: _l("The mail server does not let us in."),
    MailFault.SENDER: _l("The mail server takes no letters from our address."),
    MailFault.ADDRESS: _l("The mail server knows no such address, or may not write to it."),
    MailFault.LETTER: _l("The mail server refused the letter."),
    MailFault.UNREADABLE: _l("The letter was sealed with a key that this server does not have any more."),
}

#: The same for words that another vocabulary has too and means otherwise: to a dict two equal words are one.
APART: dict[type[StrEnum], Mapping[Any, Any]] = {
    RankService: {
        RankService.MILITARY: _lp("ranks", "Military and general"),
        RankService.POLICE: _lp("ranks", "Police"),
        RankService.CUSTOMS: _lp("ranks", "Customs"),
        RankService.PROSECUTION: _lp("ranks", "Prosecution"),
        RankService.PENITENTIARY: _lp("ranks", "Penitentiary"),
        RankService.EMERGENCY: _lp("ranks", "Emergency"),
        RankService.MIGRATION: _lp("ranks", "Migration"),
        RankService.FINANCIAL: _lp("ranks", "Financial investigation"),
        RankService.ANTI_CORRUPTION: _lp("ranks", "Anti-corruption"),
        RankService.DRUG_CONTROL: _lp("ranks", "Drug control"),
    },
    PlanStatus: {PlanStatus.DRAFT: _lp("plan", "Draft"), PlanStatus.ENDORSED: _lp("plan", "Endorsed")},
    RequestStatus: {RequestStatus.DECLINED: _lp("request", "Not done")},
    ImportKind: {
        ImportKind.PEOPLE: _lp("list", "People"),
        ImportKind.PARTICIPANTS: _lp("list", "Participants with attendance"),
    },
    ImportStatus: {
        ImportStatus.COLUMNS: _lp("list", "Its columns are asked for"),
        ImportStatus.CHECKING: _lp("list", "Being checked"),
        ImportStatus.READY: _lp("list", "Checked"),
        ImportStatus.APPLYING: _lp("list", "Being brought in"),
        ImportStatus.APPLIED: _lp("list", "Brought in"),
        ImportStatus.UNDOING: _lp("list", "Being undone"),
        ImportStatus.UNDONE: _lp("list", "Undone"),
    },
    NameChange: {NameChange.OTHER: _lp("name", "Other reason")},
    LetterStatus: {LetterStatus.WITHDRAWN: _lp("letter", "Not needed any more")},
    MailFault: {MailFault.OTHER: _l("Something broke on our side.")},
}

#: One letter (or shape) a mark: the first of its word in the page's language.
MARK_SHAPES = {
    MarkStatus.PRESENT: _lp("letter of a mark", "P"),
    MarkStatus.LATE: _lp("letter of a mark", "L"),
    MarkStatus.LEFT_EARLY: "◐",
    MarkStatus.EXCUSED: _lp("letter of a mark", "E"),
    MarkStatus.ABSENT: _lp("letter of a mark", "A"),
}


def label(value: StrEnum | str | None) -> str:
    """What people read for a closed word; states and languages by their CLDR names; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, State):
        return state_name(value)
    if isinstance(value, Language):
        return language_name(value.value)
    if not isinstance(value, StrEnum):
        return str(value)
    own = APART.get(type(value), {})
    return str(own[value] if value in own else WORDS[value])


#: Where CLDR gives another name than the state's own documents in that language.
OWN_NAMES = {("ru", State.KG): "Кыргызстан"}


def state_name(state: State) -> str:
    """The state's name from CLDR, in the page's language."""
    return OWN_NAMES.get((language(), state)) or _territory(language(), state.value)


@lru_cache
def _territory(language: str, code: str) -> str:
    return str(Locale(language).territories[code])


def language_name(code: str) -> str:
    """A language's name from CLDR, in the page's language."""
    return str(Locale(language()).languages.get(code, code))
