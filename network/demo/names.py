"""Invented names that are true to the five states, each in the person's own script and as in her passport.

Family names, given names and patronymics are common ones, put together by chance; none was taken from a
person, and family names of women known in public are left out. The passport form comes from the own form by
the rules of `passport.py`, so the two always agree.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from network.demo.passport import passport_form
from network.vocabulary import Sex, State


@dataclass(frozen=True, slots=True)
class DemoName:
    """A name in the own script and in passport Latin; `patronymic` is empty for those who have none."""

    sex: Sex
    family: str
    given: str
    patronymic: str
    family_latin: str
    given_latin: str
    patronymic_latin: str


@dataclass(frozen=True, slots=True)
class _Pool:
    """Words of one naming custom. `weight`: how many of 48 people of the state are named so."""

    weight: int
    families: str
    given: str
    patronymics: str = ""  # none: the custom has no patronymic
    sex: Sex = Sex.FEMALE


_KZ_GIVEN = (
    "Айгерім Әсел Гүлнәр Динара Жанар Қарлығаш Ләззат Мөлдір Назгүл Перизат Сәуле Толғанай Ұлпан Шолпан "
    "Ақмарал Бибігүл Ғалия Еркежан Жұлдыз Ботагөз Аружан Самал Үміт Индира"
)
_KG_GIVEN = (
    "Айжаркын Бегимай Жылдыз Гүлзат Мээрим Назира Чынара Элнура Айсулуу Бурул Кундуз Нургүл Перизат Сайкал "
    "Уулжан Чолпон Жазгүл Асыл Бермет Гүлмайрам Айпери Толгонай Өмүркан Саадат"
)
_TJ_GIVEN = (
    "Фарзона Гулрухсор Зебо Ҷамила Мавзуна Манзура Мадина Нигина Парвина Рухшона Сайёра Ситора Тахмина "
    "Фирӯза Шаҳло Шаҳноза Ҳанифа Ҳосият Дилрабо Мунира Нилуфар Саодат Ғунча Қимат Зӯҳро"
)
_TM_GIVEN = (
    "Aýgül Bahar Çynar Enejan Gülnabat Jemal Kümüş Leýli Maral Maýsa Mähri Nabat Ogulgerek Ogulsapar Selbi "
    "Şemşat Tawus Ýazgül Zöhre Gözel Ejegyz Ogulnäzik Meňli Soňa Aýnabat Äşe"
)
_UZ_GIVEN = (
    "Gulnoza Dilfuza Dilnoza Feruza Gavhar Iroda Kamola Laylo Malika Mohira Nargiza Nodira Oʻgʻiloy Shahnoza "
    "Umida Xurshida Yulduz Zarina Muʼtabar Munojat Nasiba Barno Gʻunchaoy Hilola Charos"
)


def _russian(weight: int) -> _Pool:
    """Women of every state who are named in Russian."""
    return _Pool(
        weight,
        "Хрулёва Мещерякова Парфёненко Щеглова Дорошенко Ткачук Цой Гончаренко Вьюгина Плющева",
        "Елена Наталья Юлия Ксения Ольга Татьяна Марина Александра Оксана Виктория",
        "Викторовна Сергеевна Юрьевна Алексеевна Игоревна Васильевна Андреевна Геннадьевна",
    )


_POOLS: dict[State, tuple[_Pool, ...]] = {
    State.KZ: (
        _Pool(
            32,
            "Сәрсенғалиева Қожабекова Есенгелдина Төлегенова Оразғалиева Жанғабылова Бекмырзаева Сағындықова "
            "Мұқашева Тілеубердина Қуанышева Досжанова Көпжасарова Өмірзақова "
            "Ғабдуллина Ізтілеуова Әлжанова Қалдыбаева Елеусізова Бейсенбина",
            _KZ_GIVEN,
            "Серікқызы Маратқызы Болатқызы Қайратқызы Ерланқызы Асқарқызы Талғатқызы Бауыржанқызы Мұратқызы "
            "Жанатқызы Ермекқызы Бақытқызы Дәуренқызы Қанатқызы Өмірбекқызы",
        ),
        _Pool(
            8,
            "Мейрам Серікбай Жанболат Тұрсынбек Әділхан Қыдырбай Оңғар Үсен",
            _KZ_GIVEN,
            "Асқарқызы Дәуренқызы Нұржанқызы Сәкенқызы Ғалымқызы",
        ),
        _russian(7),
        _Pool(1, "Қожабеков Әлжанов", "Дәулет Ерасыл", "Маратұлы Серікұлы", Sex.MALE),
    ),
    State.KG: (
        _Pool(
            28,
            "Сыдыгалиева Токтогонова Бердибаева Эсенаманова Мамбетакунова Орозбаева Кубатова Турдукулова "
            "Асаналиева Чолпонбаева Үсөнова Өмүралиева Касымбекова Абдылдаева Ниязалиева Шаршенова "
            "Ысманалиева Боронбаева Көчкөнова Жумагулова",
            _KG_GIVEN,
            "Бакытовна Эсенбековна Кубанычовна Таалайбековна Жыргалбековна Нурлановна Асановна Мелисовна "
            "Замирбековна Болотовна",
        ),
        _Pool(
            12,
            "Токтосун|кызы Замир|кызы Эмил|кызы Канат|кызы Бактыбек|кызы Нурдин|кызы Үсөн|кызы Өмүрбек|кызы "
            "Таалай|кызы",
            _KG_GIVEN,
        ),
        _russian(7),
        _Pool(1, "Касымбеков Шаршенов", "Эрмек Таалай", "Асанович Болотович", Sex.MALE),
    ),
    State.TJ: (
        _Pool(
            17,
            "Қодирзода Самадзода Шарифзода Ғафурзода Ҷӯразода Ҳомидзода Мирзозода Олимзода Ҳакимзода Ҷалилзода",
            _TJ_GIVEN,
        ),
        _Pool(7, "Ҳусайнӣ Насимӣ Боқирӣ Фарҳодӣ Ҷамолӣ Сабурӣ", _TJ_GIVEN),
        _Pool(
            18,
            "Қурбонова Ҳайдарова Ашӯрова Раҷабалиева Ғуломова Саломова Мирзоева Назирова Ёдгорова Шарофова Бобоева",
            _TJ_GIVEN,
            "Раҳимовна Муҳаммадовна Ҷумаевна Абдуллоевна Қаҳҳоровна Сафаровна",
        ),
        _russian(4),
        _Pool(2, "Самадзода Ҷӯразода Назиров", "Парвиз Фирдавс Суҳроб", "", Sex.MALE),
    ),
    State.TM: (
        _Pool(
            42,
            "Annaýewa Orazowa Hojaýewa Amanowa Durdyýewa Çaryýewa Garajaýewa Nurmyradowa Öräýewa Şyhyýewa "
            "Saparowa Täçmyradowa Ýazmyradowa Rejepowa Geldiýewa Italmazowa Jumaýewa Möwlamowa "
            "Öwezowa Gylyjowa",
            _TM_GIVEN,
            "Amangeldiýewna Baýramowna Rejepowna Myradowna Orazowna Saparowna Döwletowna Ýagmyrowna Nuryýewna",
        ),
        _russian(5),
        _Pool(1, "Orazow Çaryýew", "Serdar Döwlet", "Myradowiç Saparowiç", Sex.MALE),
    ),
    State.UZ: (
        _Pool(
            28,
            "Yoʻldosheva Gʻulomova Toʻraqulova Oʻrinboyeva Xolmatova Abdurahmonova Ergasheva Joʻraqulova "
            "Qosimqulova Nishonova Rahmonqulova Shodmonova Tursunboyeva Boʻriyeva Choriyeva Eshonqulova "
            "Islomqulova Normatova Oripova",
            _UZ_GIVEN,
            "Rustamovna Anvarovna Erkinovna Botirovna Oʻktamovna Ravshanovna Gʻayratovna Xamidovna",
        ),
        _Pool(
            14,
            "Normurodova Xoʻjaqulova Mamatova Gʻaniyeva Shermatova Oʻtkirova Sattorova",
            _UZ_GIVEN,
            "Olim|qizi Jahongir|qizi Toʻlqin|qizi Baxtiyor|qizi Sanʼat|qizi Ulugʻbek|qizi",
        ),
        _russian(5),
        _Pool(1, "Nishonov Xolmatov", "Doniyor Oʻktam", "Anvarovich Botirovich", Sex.MALE),
    ),
}


def names_of(state: State, chance: random.Random) -> tuple[DemoName, ...]:
    """48 invented people of a state in no order; no two share both family and given name."""
    taken: set[tuple[str, str]] = set()
    made = []
    for pool in _POOLS[state]:
        families, given, patronymics = (_words(text) for text in (pool.families, pool.given, pool.patronymics))
        for _ in range(pool.weight):
            pair = next(pair for pair in _pairs(families, given, chance) if pair not in taken)
            taken.add(pair)
            own = [*pair, chance.choice(patronymics) if patronymics else ""]
            made.append(DemoName(pool.sex, *own, *(passport_form(word, state) for word in own)))
    chance.shuffle(made)
    return tuple(made)


def _pairs(families: list[str], given: list[str], chance: random.Random) -> Iterator[tuple[str, str]]:
    while True:
        yield chance.choice(families), chance.choice(given)


def _words(text: str) -> list[str]:
    """The words of a pool; a bar stands for the space within a name."""
    return [word.replace("|", " ") for word in text.split()]
