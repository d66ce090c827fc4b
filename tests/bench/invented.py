"""Hundreds of invented names a state in both scripts, some frequent, so that searches find few and many."""

import random
from collections.abc import Callable, Sequence
from functools import cache

from network.demo.passport import passport_form
from network.vocabulary import State

#: Beginnings and ends of family names, given names, patronymics, in the state's own script. A bar is a space.
_PARTS: dict[State, tuple[str, str, str, str, str, str]] = {
    State.KZ: (
        "Сәр Қожа Есен Төле Ораз Жан Бек Сағын Мұқа Тілеу Қуан Досжан Көпжа Өмір Ғаб Ізтілеу Әлжан "
        "Қалды Елеу Бейсен "
        "Нұр Ай Күн Тас Бай",
        "ғалиева бекова гелдина жанова мырзаева тайова ханова баева құлова ауова серова ғазина",
        "Ай Гүл Нұр Жан Бибі Ақ Мөл Сәу Тол Ұл Шол Перизат",
        "гүл нар ара дір ша лық ғаш зат жан пан",
        "Серік Марат Болат Қайрат Ерлан Асқар Талғат Бауыржан Мұрат Жанат Ермек Бақыт Дәурен Қанат",
        "қызы ұлы",
    ),
    State.KG: (
        "Сыды Токто Бер Эсен Мамбет Ороз Кубат Турду Асан Чолпон Үсөн Өмүр Касым Абды Нияз Шарше "
        "Ысман Борон Көчкөн "
        "Жума Алым Бакы Мырза Осмон Шер",
        "галиева гонова дибаева аманова акунова баева кулова бекова налиева балаева кожоева",
        "Ай Бег Жыл Гүл Мээ Наз Чын Эл Нур Кун Пери Жаз",
        "гүл имай дыз зат рим ира ара нура сулуу жан зада",
        "Бакыт Эсенбек Кубанычбек Таалайбек Нурлан Асан Мелис Замирбек Болот Тилек Эрмек Үсөн",
        "овна |кызы",
    ),
    State.TJ: (
        "Қодир Самад Шариф Ғафур Ҷӯра Ҳомид Мирзо Олим Ҳаким Ҷалил Ҳусайн Насим Боқир Фарҳод Ҷамол "
        "Сабур Қурбон Ҳайдар "
        "Ашӯр Раҷаб Ғулом Салом Назир Ёдгор Шароф",
        "зода ова ӣ алиева пур иён бекова заде ниёзӣ хонзода",
        "Фар Гул Зеб Ҷам Мав Ман Мад Ниг Пар Рух Сит Шаҳ",
        "зона рухсор унисо ила зуна зура ина ора вина шона",
        "Раҳим Муҳаммад Ҷума Абдулло Қаҳҳор Сафар Раҳмон Алӣ Карим Исмоил",
        "овна зод",
    ),
    State.TM: (
        "Anna Oraz Hoja Aman Durdy Çary Garaja Nurmyrat Öräý Şyhy Sapar Täçmyrat Ýazmyrat Rejep "
        "Geldi Italmaz Juma "
        "Möwlam Öwez Gylyç Baýram Myrat Döwlet Nury Ata",
        "ýewa owa mämmedowa gulyýewa berdiýewa nyýazowa geldiýewa durdyýewa muhammedowa",
        "Aý Bahar Gül Ene Ogul Je Mähri Maý Sel Şem Zöh Näzik",
        "gül jan gerek sapar bibi soltan täç nabat şat jemal",
        "Amangeldi Baýram Rejep Myrat Oraz Sapar Döwlet Ýagmyr Nury Batyr",
        "ýewna owna",
    ),
    State.UZ: (
        "Yoʻldosh Gʻulom Toʻra Oʻrin Xol Abdu Ergash Joʻra Qosim Nishon Rahmon Shodmon Tursun Boʻri "
        "Chori Eshon Islom "
        "Normat Orip Xoʻja Mamat Gʻani Shermat Sattor Oʻtkir",
        "qulova boyeva matova ova rahmonova xoʻjayeva murodova berdiyeva jonova nazarova",
        "Gul Dil Feru Gav Iro Kamo Lay Moh Nar Nodi Shah Zari",
        "noza fuza dona har zoda la lo ira giza noʻsh",
        "Rustam Anvar Erkin Botir Oʻktam Ravshan Gʻayrat Xamid Olim Jahongir Ulugʻbek",
        "ovna |qizi",
    ),
}

#: A name as typed and as in a passport.
Name = tuple[str, str]


def parts_of(state: State) -> list[list[str]]:
    """Beginnings and ends of family names, given names, patronymics. A bar is a space."""
    return [text.split() for text in _PARTS[state]]


@cache
def pools(state: State) -> tuple[Sequence[Name], Sequence[Name], Sequence[Name]]:
    """Every family name, given name and patronymic of the state."""
    parts = parts_of(state)
    families, given, fathers = (
        [(begin + end).replace("|", " ") for begin in parts[at] for end in parts[at + 1]] for at in (0, 2, 4)
    )
    shuffled = random.Random(state.value)
    for words in (families, given, fathers):
        shuffled.shuffle(words)
    return tuple([(word, passport_form(word, state)) for word in words] for words in (families, given, fathers))  # type: ignore[return-value]


def draw(words: Sequence[Name], chance: Callable[[], float]) -> Name:
    """One of the words; the first ones come up far more often than the last, as names do."""
    return words[int(len(words) * chance() ** 2)]
