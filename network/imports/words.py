"""The words by which lists say sexes, states, marks and roles; as `values` looks them up: small letters, no dots."""

from collections.abc import Mapping
from typing import TypeVar

from babel import Locale

from network.vocabulary import MarkStatus, ParticipantRole, Sex, State

_Value = TypeVar("_Value")


def _by_word(words: Mapping[_Value, str]) -> dict[str, _Value]:
    """From {value: "word | word"} to {word: value}."""
    return {word.strip(): value for value, said in words.items() for word in said.split("|")}


_SEXES = {
    Sex.FEMALE: "ж | жен | женский | женщина | женск | f | fem | female | w | woman | women | аял | аялзат "
    "| әйел | ayol "
    "| аёл | зан | занона | aýal | aial | қыз | кыз | ms | mrs | г-жа",
    Sex.MALE: "м | муж | мужской | мужчина | мужск | m | male | man | men | эркек | ер | еркек | er | erkak "
    "| эркак | мард "
    "| мардона | erkek | mr | г-н",
    Sex.UNSPECIFIED: "не указан | не указано | not stated | unspecified | n/a | other",
}
SEXES: dict[str, Sex] = _by_word(_SEXES)

#: What CLDR does not have: codes of three letters, short and old names, other spellings.
_STATES = {
    State.KZ: "kaz | рк | казахстан | kazakhstan | kazakstan | казакстан | қазақстан | qazaqstan | kazakh",
    State.KG: "kgz | кр | киргизия | кыргызстан | киргизстан | кыргызская | кыргызская республика "
    "| киргизская республика "
    "| kyrgyz | kyrgyz republic | kyrgyzstan | kirgizstan | kirghizstan | кыргыз | qirgʻiziston",
    State.TJ: "taj | tjk | рт | тажикистан | тажикстан | таджикистан | tajikistan | tadjikistan | tadzhikistan "
    "| тоҷикистон | ҷумҳурии тоҷикистон "
    "| точикистон",
    State.TM: "tkm | туркмения | туркменистан | turkmenistan | türkmenistan",
    State.UZ: "uzb | руз | узбекистан | uzbekistan | o'zbekiston | oʻzbekiston | o‘zbekiston | o’zbekiston "
    "| ozbekiston | ўзбекистон | uzbekiston",
}
STATES: dict[str, State] = _by_word(_STATES)
for _code in ("en", "ru", "kk", "ky", "tg", "tk", "uz", "uz_Cyrl"):
    for _state in State:
        if _name := Locale.parse(_code).territories.get(_state.value):
            STATES.setdefault(_name.casefold(), _state)
        STATES[_state.value.casefold()] = _state

_MARKS = {
    MarkStatus.PRESENT: "+ | ++ | 1 | v | x | х | ✓ | ✔ | ☑ | √ | да | yes | y | true | present | p | присутствовала "
    "| присутствовал | присут | присутствует | был | была | ha | ҳа | ооба | иә | бар | келди | ҳозир | attended",
    MarkStatus.LATE: "опоздала | опоздал | опозд | оп | late | l | кечикти | кешікті | kechikdi",
    MarkStatus.LEFT_EARLY: "ушла раньше | ушел раньше | ушла | left early | left | ранний уход",
    MarkStatus.EXCUSED: "ув | уваж | уважительная | по уважительной | ув причина | уп | у/п | excused | e | exc "
    "| б | бол "
    "| болела | болел | больничный | больна | sick | ill | отпуск | командировка",
    MarkStatus.ABSENT: "- | – | — | − | 0 | н | н/я | нб | н/б | ня | нет | no | n | false | absent | a | abs "
    "| отсутствовала "
    "| отсутствовал | отсутствует | отс | не была | не был | не явилась | не явился | неявка | yo'q | йўқ | жок "
    "| жоқ | не",
}
MARKS: dict[str, MarkStatus] = _by_word(_MARKS)

_ROLES = {
    ParticipantRole.PARTICIPANT: "участница | участник | участн | participant | слушатель | слушательница "
    "| катышуучу "
    "| қатысушы | ishtirokchi | иштирокчи | иштироккунанда | делегат | delegate | attendee",
    ParticipantRole.TRAINER: "тренер | trainer | преподаватель | лектор | lecturer | instructor | инструктор "
    "| эксперт "
    "| expert | speaker | спикер",
    ParticipantRole.FACILITATOR: "фасилитатор | facilitator | модератор | moderator | ведущая | ведущий",
    ParticipantRole.OBSERVER: "наблюдатель | наблюдательница | observer | гость | guest",
}
ROLES: dict[str, ParticipantRole] = _by_word(_ROLES)
