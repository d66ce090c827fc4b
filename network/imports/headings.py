"""What a column is, by the words over it: English, Russian, and the common words of the region's other languages."""

import re
from datetime import date
from enum import StrEnum

from network.imports.reading import Cell


class Field(StrEnum):
    """What a column of a list that comes in can be. A column that is none of them is not imported."""

    NUMBER = "number"  # the member number of this system, not the row's
    FULL_NAME = "full_name"
    FAMILY = "family"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    FULL_NAME_LATIN = "full_name_latin"
    FAMILY_LATIN = "family_latin"
    GIVEN_LATIN = "given_latin"
    PATRONYMIC_LATIN = "patronymic_latin"
    PREVIOUS_NAME = "previous_name"
    STATE = "state"
    AGENCY = "agency"
    RANK = "rank"
    POSITION = "position"
    SINCE = "since"  # the first day at the agency or in the position
    SEX = "sex"
    BORN = "born"
    EMAIL = "email"
    PHONE = "phone"
    NOTES = "notes"
    ROLE = "role"  # at a training
    SESSION = "session"  # attendance: one column a session; may stand several times
    DAYS = "days"  # "2 of 2 days": told that it cannot be imported


#: What may stand at more than one column.
REPEATED = frozenset({Field.SESSION, Field.DAYS})
#: A name's parts, and what they are in the letters of a passport.
LATIN = {
    Field.FULL_NAME: Field.FULL_NAME_LATIN,
    Field.FAMILY: Field.FAMILY_LATIN,
    Field.GIVEN: Field.GIVEN_LATIN,
    Field.PATRONYMIC: Field.PATRONYMIC_LATIN,
}
#: The longest heading that is looked at: longer texts are sentences.
_LONGEST = 120

_MONTHS = "янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
#: Words between which no letter stands; the first that fits decides, so what is narrower stands first.
_WORDS: tuple[tuple[Field | None, str], ...] = (
    (Field.NUMBER, r"(member|membership|участни\w+|член\w*) (number|no|id|номер)|(номер|n|no) (член|участни)\w*"),
    (
        Field.PHONE,
        r"тел|телефон\w*|phones?|telephones?|telefon\w*|mobile|моб\w*|cell|whatsapp|вотсап|контакт\w*|contacts?",
    ),
    (None, r"n|no|nr|номер|пп|n пп|номер пп|тр|рет|рет саны|кн|row|num"),
    (Field.EMAIL, r"e ?mail\w*|mail|почт\w*|эл адрес|электронн\w*|е mail|имейл|pochta|pocta"),
    (Field.BORN, r"рожд\w*|birth\w*|born|dob|гр|туулган|туған|tug ?ilgan|tug\w*gan|таваллуд\w*|doglan\w*|туғилган"),
    (
        Field.NOTES,
        r"примечани\w*|прим|notes?|remarks?|комментари\w*|comments?|эскертүү|ескерту|izoh|изоҳ|эзоҳ"
        r"|bellik",
    ),
    (
        Field.PREVIOUS_NAME,
        r"девич\w*|прежн\w*|предыдущ\w* (фамили|имя)\w*|бывш\w* фамили\w*|maiden|(previous|former)( \w+)? (name"
        r"|surname)"
        r"|née|nee",
    ),
    (Field.DAYS, r"(days?|hours) attended|attended (days?|hours)|(посещ\w*|кол\w* во|количество|всего) (дней|часов)"),
    (
        Field.SESSION,
        rf"\d{{1,2}} \d{{1,2}}( \d{{2,4}})?( \w.*)?|\d{{1,2}} ({_MONTHS})\w*|({_MONTHS})\w* \d{{1,2}}"
        rf"|20\d\d \d\d \d\d"
        r"|(день|day|сессия|session|занятие|d|модуль|module|күн|kun|кун|рӯз) \d+|\d+ ?(й|st|nd|rd|th|я)? (день"
        r"|day|сессия|"
        r"session|занятие|половина|күн|kun)|утро|день|вечер|(до|после) (обеда|полудня)|am|pm|morning|afternoon"
        r"|присутств\w*|attend\w*|явка|посещ\w*|отметка|катышуу\w*|қатысу\w*|davomat",
    ),
    (Field.ROLE, r"роль\w*|role|в качестве|capacity|(статус|форма) участия|категория участник\w*"),
    (
        Field.SINCE,
        r"since|с какого \w+|назначен\w*|в должности с|(дата|день) (начала|вступления|приема)|start(s|ed)?( date)?"
        r"|appointed|служит с|работает с|стаж с|first day",
    ),
    (
        Field.FULL_NAME,
        r"фио|фиш|fi ?sh|fio|фамилия ?и? имя( \w+)*|имя ?и? фамилия|full names?|(family|last|sur) ?name (and"
        r"|given|first)"
        r" ?\w*( name)?|(name|given name|first name) (and )?(surname|last name|family name)"
        r"|surname (and )?(given )?name"
        r"|аты жөнү|аты жөні|тегі аты\w*|тегі және аты|фамилиясы аты\w*|familiyasi( va)? ismi\w*|familiya\w* ism\w*"
        r"|ному насаб|насаб( ва)? ном\w*|ady familiyasy|familiyasy ady|участни(к|ца|цы|ки)|participants?( name)?"
        r"|name of (the )?participants?|слушател\w*",
    ),
    (
        Field.PATRONYMIC,
        r"отчеств\w*|patronymic|middle name|father s name|fathers? name|әкесінің аты|атасынын аты|otasining ismi"
        r"|otasi\w*"
        r"|шариф\w*|sharif\w*|номи падар|atasynyň ady|other names?",
    ),
    (
        Field.RANK,
        r"звани\w*|чин|rank|(military|special) rank|разряд|атағы|шені|наам\w*|unvon\w*|унвон\w*|рутба\w*|çini?",
    ),
    (
        Field.POSITION,
        r"должност\w*|position|post|job( title)?|title|function|лауазым\w*|қызметі|кызматы|кызмат орду|lavozim\w*"
        r"|лавозим\w*|вазифа\w*|мансаб\w*|wezipe\w*",
    ),
    (
        Field.AGENCY,
        r"ведомств\w*|орган\w*|место (работы|службы)|учрежден\w*|подразделен\w*|agency|agencies|organi[sz]ation\w*"
        r"|institution\w*|ministry|министерств\w*|служба|service|department|employer|work ?place|place of work"
        r"|мекеме\w*"
        r"|ұйым\w*|уюм\w*|ташкилот\w*|tashkilot\w*|идора\w*|edara\w*|жұмыс орны|иштеген жери|ish joyi",
    ),
    (
        Field.STATE,
        r"стран\w*|государств\w*|гос во|countr(y|ies)|state|participating state|мемлекет\w*|өлкө\w*|ел|елі"
        r"|davlat\w*|давлат\w*"
        r"|кишвар\w*|mamlakat\w*|мамлакат\w*|ýurt\w*|döwlet\w*|мамлекет\w*|гражданств\w*|citizenship",
    ),
    (Field.SEX, r"пол|sex|gender|мж|жм|mf|fm|жынысы?|jinsi?|жинси?|чинс|ҷинс|jynsy?"),
    (Field.FAMILY, r"фамили\w*|family( name)?|last name|surname|тегі|teg[iı]|насаб\w*|familiya\w*|familiýa\w*"),
    (
        Field.GIVEN,
        r"имя|имена|given( names?)?|first name|forename|names?|аты|есімі|ысымы|ismi?|исми?|номи?|ady",
    ),
)
_PATTERNS = [(said, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for said, words in _WORDS]
_IN_LATIN = re.compile(
    r"(?<!\w)(латин\w*|лат|latin\w*|lotin\w*|passport\w*|паспорт\w*|загран\w*|english|англ\w*|en)(?!\w)"
)
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_GAP, _SINGLES = re.compile(r"[\W_]+"), re.compile(r"(?<!\w)(?:[^\W\d_] )+[^\W\d_](?!\w)")


def folded(cell: Cell) -> str:
    """The words of a heading: small letters, no signs, abbreviations in one ("Ф. И. О." is "фио", "м/ж" "мж")."""
    if isinstance(cell, date):
        return f"{cell:%d %m %Y}"
    text = _UNSEEN.sub("", str(cell if cell is not None else "")).casefold().replace("ё", "е").replace("№", " n ")
    words = _GAP.sub(" ", text.replace("'", "").replace("ʻ", "").replace("‘", "").replace("’", "")).strip()
    return _SINGLES.sub(lambda found: found[0].replace(" ", ""), words)


def recognised(cell: Cell, above: Cell = None) -> Field | None:
    """What a column with this heading says, if that is known. `above` is the heading that it shares with others."""
    if isinstance(cell, date):
        return Field.SESSION
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return None
    words = folded(cell)
    over = folded(above) if above != cell and above is not None and len(str(above)) <= _LONGEST else ""
    said = _first(words)
    if said is None and over and words:
        said = _first(f"{over} {words}")
    return LATIN[said] if said in LATIN and _IN_LATIN.search(f"{over} {words}") else said


def _first(words: str) -> Field | None:
    return next((said for said, pattern in _PATTERNS if pattern.search(words)), None) if words else None
