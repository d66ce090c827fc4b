"""Ranks and posts true to each service, in English and Russian.

Three systems stand side by side: military ranks, special ranks ("captain of militia") and the class ranks of
prosecutors; some hold a post and no rank. Bands follow the officers' own four ranges: junior (sergeants,
ensigns), middle (lieutenant to captain), senior (major to colonel), higher (generals).
"""

import random

from network.agencies.reference import ReferenceAgency, reference_agencies
from network.vocabulary import AgencyKind, RankBand, State

_Pairs = tuple[tuple[str, str], ...]  # English, Russian

_TITLES: dict[RankBand, _Pairs] = {
    RankBand.JUNIOR: (
        ("Sergeant", "Сержант"),
        ("Senior Sergeant", "Старший сержант"),
        ("Ensign", "Прапорщик"),
    ),
    RankBand.MIDDLE: (
        ("Lieutenant", "Лейтенант"),
        ("Senior Lieutenant", "Старший лейтенант"),
        ("Captain", "Капитан"),
    ),
    RankBand.SENIOR: (("Major", "Майор"), ("Lieutenant Colonel", "Подполковник"), ("Colonel", "Полковник")),
    RankBand.HIGHER: (("Major General", "Генерал-майор"),),
}
#: Prosecutors have no sergeants: their youngest rank is in the middle band.
_CLASSES: dict[RankBand, _Pairs] = {
    RankBand.MIDDLE: (("Lawyer 3rd Class", "Юрист 3-го класса"), ("Lawyer 1st Class", "Юрист 1-го класса")),
    RankBand.SENIOR: (("Counsellor of Justice", "Советник юстиции"),
                      ("Senior Counsellor of Justice", "Старший советник юстиции")),
    RankBand.HIGHER: (("State Counsellor of Justice 3rd Class",
                       "Государственный советник юстиции 3-го класса"),),
}  # fmt: skip

_PLAIN = ("", "")
_POLICE = ("of Police", "полиции")
_MILITIA = ("of Militia", "милиции")
_JUSTICE = ("of Justice", "юстиции")
_CUSTOMS = ("of the Customs Service", "таможенной службы")
#: What a special rank is followed by; `_PLAIN` is a military rank; a service that is not here has no ranks.
_SUFFIXES: dict[tuple[State, AgencyKind], tuple[str, str]] = {
    **dict.fromkeys([(state, kind) for state in State for kind in (AgencyKind.BORDER, AgencyKind.SECURITY)], _PLAIN),
    **dict.fromkeys([(state, AgencyKind.POLICE) for state in (State.KZ, State.TM)], _POLICE),
    **dict.fromkeys([(state, AgencyKind.POLICE) for state in (State.KG, State.TJ)], _MILITIA),
    **dict.fromkeys([(state, AgencyKind.CUSTOMS) for state in State if state is not State.KZ], _CUSTOMS),
    **dict.fromkeys([(state, AgencyKind.EMERGENCY) for state in (State.KG, State.TJ, State.UZ)], _PLAIN),
    (State.UZ, AgencyKind.POLICE): _PLAIN,
    (State.UZ, AgencyKind.PENITENTIARY): _PLAIN,
    (State.KZ, AgencyKind.MIGRATION): _POLICE,
    (State.TM, AgencyKind.MIGRATION): ("of the Migration Service", "миграционной службы"),
    (State.KG, AgencyKind.DRUG_CONTROL): _MILITIA,
    (State.TJ, AgencyKind.DRUG_CONTROL): _PLAIN,
    (State.KZ, AgencyKind.PENITENTIARY): _JUSTICE,
    (State.TJ, AgencyKind.PENITENTIARY): _JUSTICE,
    (State.KG, AgencyKind.PENITENTIARY): ("of the Internal Service", "внутренней службы"),
    (State.KZ, AgencyKind.EMERGENCY): ("of Civil Protection", "гражданской защиты"),
    (State.KZ, AgencyKind.FINANCIAL): (
        "of the Economic Investigation Service",
        "службы экономических расследований",
    ),
    (State.KZ, AgencyKind.ANTI_CORRUPTION): ("of the Anti-Corruption Service", "антикоррупционной службы"),
}

_LEADING: dict[RankBand, _Pairs] = {
    RankBand.SENIOR: (
        ("Head of division", "Начальник отделения"),
        ("Deputy head of department", "Заместитель начальника отдела"),
        ("Head of department", "Начальник отдела"),
        ("Senior officer for international co-operation", "Старший офицер по международному сотрудничеству"),
    ),
    RankBand.HIGHER: (("Head of main department", "Начальник главного управления"),),
    RankBand.CIVILIAN: (
        ("Chief specialist", "Главный специалист"),
        ("Adviser on international co-operation", "Консультант по международному сотрудничеству"),
        ("Psychologist", "Психолог"),
        ("Legal adviser", "Юрисконсульт"),
        ("Press officer", "Специалист пресс-службы"),
    ),
}
_ANYWHERE: _Pairs = (
    ("Inspector", "Инспектор"),
    ("Senior inspector", "Старший инспектор"),
    ("Personnel officer", "Инспектор по кадрам"),
    ("Duty officer", "Оперативный дежурный"),
)
#: Posts of the junior and middle bands where a service has its own.
_POSTS: dict[AgencyKind, _Pairs] = {
    AgencyKind.POLICE: (
        ("Investigator", "Следователь"),
        ("Precinct inspector", "Участковый инспектор"),
        ("Inspector for juvenile affairs", "Инспектор по делам несовершеннолетних"),
        ("Forensic expert", "Эксперт-криминалист"),
    ),
    AgencyKind.BORDER: (
        ("Passport control inspector", "Контролёр паспортного контроля"),
        ("Shift leader at a border crossing point", "Начальник смены пункта пропуска"),
        ("Document examination officer", "Офицер по проверке документов"),
        ("Risk analysis officer", "Офицер по анализу рисков"),
    ),
    AgencyKind.CUSTOMS: (
        ("Customs inspector", "Инспектор таможенного контроля"),
        ("Cargo risk analyst", "Аналитик по рискам грузоперевозок"),
        ("Dog handler", "Кинолог"),
    ),
    AgencyKind.PROSECUTION: (
        ("Prosecutor", "Прокурор отдела"),
        ("Assistant prosecutor", "Помощник прокурора"),
        ("Senior assistant prosecutor", "Старший помощник прокурора"),
    ),
    AgencyKind.ACADEMY: (
        ("Lecturer", "Преподаватель"),
        ("Senior lecturer", "Старший преподаватель"),
        ("Course officer", "Курсовой офицер"),
    ),
}


def bands_of(agency: ReferenceAgency) -> frozenset[RankBand]:
    """The bands that people of an agency may be in; without ranks, the civilian one alone."""
    if _rank_kind(agency) is AgencyKind.PROSECUTION:
        return frozenset({*_CLASSES, RankBand.CIVILIAN})
    if (agency.state, _rank_kind(agency)) in _SUFFIXES:
        return frozenset(RankBand)
    return frozenset({RankBand.CIVILIAN})


def rank(agency: ReferenceAgency, band: RankBand, level: float) -> tuple[str, str]:
    """The rank at `level` (0 to 1) of the band as the agency titles it, in English and Russian.

    Two empty texts for civilians. The same level in another agency is the comparable rank there.
    """
    if band is RankBand.CIVILIAN:
        return _PLAIN
    kind = _rank_kind(agency)
    if kind is AgencyKind.PROSECUTION:
        return _at(level, _CLASSES[band])
    english, russian = _at(level, _TITLES[band])
    suffix_en, suffix_ru = _SUFFIXES[agency.state, kind]
    return f"{english} {suffix_en}".rstrip(), f"{russian} {suffix_ru}".rstrip()


def position(agency: ReferenceAgency, band: RankBand, chance: random.Random) -> tuple[str, str]:
    """A post that goes with the band, in English and Russian."""
    return chance.choice(_LEADING.get(band) or _POSTS.get(agency.kind, _ANYWHERE))


def _at(level: float, titles: _Pairs) -> tuple[str, str]:
    return titles[min(int(level * len(titles)), len(titles) - 1)]


def _rank_kind(agency: ReferenceAgency) -> AgencyKind:
    """An academy bears the ranks of the body it belongs to."""
    if agency.kind is AgencyKind.ACADEMY and agency.parent:
        return next(one.kind for one in reference_agencies() if one.key == agency.parent)
    return agency.kind
