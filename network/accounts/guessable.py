"""Whether a password would be guessed: made of words of this region and this work, of rows of keys, of years.

Also where it was typed on the other layout: "gfhjkm" is "пароль" with the Latin keys. Whoever guesses begins with
these; what is left without them has to be long enough on its own.
"""

import re

#: What a password has to have besides the words below.
LEFT = 8

#: States, cities, agencies, roles, and what people everywhere begin with; each also finds its own endings.
_WORDS = """
kazakhstan kazakstan qazaqstan kyrgyzstan kirgistan tajikistan tojikiston turkmenistan uzbekistan ozbekiston
centralasia astana almaty shymkent aktobe karaganda aktau atyrau taraz semey bishkek osh jalalabad karakol naryn
tokmok dushanbe khujand bokhtar kulob khorog ashgabat asgabat mary dashoguz turkmenabat balkanabat tashkent
toshkent samarkand samarqand bukhara buxoro namangan andijan fergana khiva nukus termez network women police
border customs prosecutor security service guard officer inspector colonel major captain secretariat coordinator
member training osce password passwort parol welcome admin letmein iloveyou monkey dragon football superman
sunshine princess qwerty казахстан қазақстан кыргызстан киргизия таджикистан тоҷикистон туркменистан узбекистан
центральнаяазия астана алматы шымкент актобе караганда актау атырау тараз семей бишкек жалалабад каракол нарын
токмок душанбе худжанд бохтар куляб хорог ашхабад мары дашогуз туркменабат балканабат ташкент тошкент самарканд
бухара наманган андижан фергана хива нукус термез сеть женщины полиция милиция граница пограничник таможня
прокуратура безопасность служба офицер инспектор полковник майор капитан секретариат координатор участница обсе
пароль привет админ любовь солнце йцукен
"""

_LATIN, _CYRILLIC = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё"
_SWAPPED = str.maketrans(_LATIN + _CYRILLIC, _CYRILLIC + _LATIN)
_ROWS = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю",
    "abcdefghijklmnopqrstuvwxyz",
)  # fmt: skip
#: Digits and signs that stand for letters, as whoever guesses knows.
_MEANT = str.maketrans("@0$3", "aose")
_KNOWN = re.compile("|".join(sorted(map(re.escape, _WORDS.split()), key=len, reverse=True)))
#: One character again and again, a short group again and again, a year.
_REPEATED, _YEAR = re.compile(r"(.{1,4}?)\1{2,}"), re.compile(r"(?:19|20)\d\d")


def would_be_guessed(password: str) -> bool:
    """Whether too little of it is her own."""
    text = "".join(password.lower().split())
    return min(_left(one) for one in (text, text.translate(_SWAPPED), text.translate(_MEANT))) < LEFT


def _left(text: str) -> int:
    """How many characters are left when what everybody knows is taken out."""
    for known in (_KNOWN, _REPEATED, _RUN, _YEAR):
        text = known.sub("", text)
    return sum(character.isalnum() for character in text)


def _runs() -> re.Pattern[str]:
    """Four or more keys side by side, to the right or to the left."""
    parts = {row[at : at + 4] for one in _ROWS for row in (one, one[::-1]) for at in range(len(row) - 3)}
    return re.compile("(?:" + "|".join(map(re.escape, sorted(parts))) + ")+")


_RUN = _runs()
