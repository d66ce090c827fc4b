"""How the letters of the region's languages are written in the other script, as tables: `transliteration` reads them.

A key is one letter or several, in lower case; the longest that fits is taken. A key that begins with "<" holds at the
beginning of a word only, one with "^" there and after a vowel, ь and ъ. What a table lacks stands in `LETTERS`.

Where the practices come from:

- Russian: ICAO Doc 9303, part 3, section 6, table B, as Russia's passports follow it (й i, ю iu, я ia, ъ ie). The
  older habit (й y, ю yu, я ya, е ye after a vowel) is that of BGN/PCGN 1947 and of English texts.
- Kazakh: passports of Kazakhstan write ж zh, х kh, й i or y, е ye after a vowel, and take the letters that Russian
  lacks by their nearest (ғ g, қ k, ң n, ә a, ө o, ұ and ү u, і i). BGN/PCGN 1979 has ғ gh, қ q, ң ng.
- Kyrgyz: passports follow ICAO (ж zh); the table for geographical names (Cabinet of Ministers, no. 284 of 27 May 2022)
  and BGN/PCGN 1979 have ж j, ң ng.
- Tajik: BGN/PCGN 1994 without its accents (ғ gh, қ q, ҳ h, ҷ j, ӣ i, ӯ u), as passports have it since the 1990s;
  older ones went by the Russian spelling (қ k, ғ g, ҷ dzh).
- Turkmen: the alphabet of 1993 (ä ç ž ň ö ş ü ý), and the Cyrillic one of 1940 before it. The line of a passport that
  machines read has no accents (ICAO Doc 9303, part 3, section 6, table A).
- Uzbek: the law "On the introduction of the Uzbek alphabet based on the Latin script" of 1993 as of 6 May 1995
  (oʻ gʻ sh ch, ʼ for ъ), and the Cyrillic alphabet of 1940.

They are practices, not laws of nature: offices differ, and what stands in her passport is right.
"""

#: Every Cyrillic letter of the seven languages, as English texts most often have it.
LETTERS = {
    **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
    **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"},
    **{"ё": "yo", "ю": "yu", "я": "ya", "ъ": "", "ь": ""},
    **{"ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i"},
    **{"ӣ": "i", "ӯ": "u", "ҳ": "h", "ҷ": "j", "ў": "o", "җ": "j", "ї": "i", "є": "ye", "ґ": "g"},
}

ICAO = {"й": "i", "ю": "iu", "я": "ia", "ё": "e", "ъ": "ie", "ҳ": "kh"}
#: The same for names that Russian only passed on: there ъ was no sign of a Russian word.
ICAO_ELSEWHERE = ICAO | {"ъ": ""}
ENGLISH = {"^е": "ye"}
#: ж by its sound, as English and Turkish hear it.
J = {"ж": "j", "дж": "j"}
#: х by one letter.
H = {"х": "h"}

#: й after a vowel is heard as i, and written so in most passports: Aigul, Duisebayeva.
KAZAKH = ENGLISH | {f"{own}й": f"{latin}i" for own, latin in zip("аәеоөуұүы", "aaeoouuuy", strict=True)}
KAZAKH_FULL = KAZAKH | {"ғ": "gh", "қ": "q", "ң": "ng"}
KYRGYZ = ICAO_ELSEWHERE | {"ё": "yo"}
KYRGYZ_FULL = J | {"ң": "ng"}
TAJIK = {"ғ": "gh", "қ": "q", "<е": "ye"}
TAJIK_RUSSIAN = {"ҷ": "dzh", "ҳ": "kh", "^е": "e"}

_OKINA, _TUTUQ = "ʻ", "ʼ"
UZBEK = {
    **{"^е": "ye", "ж": "j", "х": "x", "щ": "sh", "ы": "i", "ъ": _TUTUQ},
    **{"ў": f"o{_OKINA}", "ғ": f"g{_OKINA}", "қ": "q", "ҳ": "h", "ўъ": f"o{_OKINA}", "сҳ": f"s{_TUTUQ}h"},
}
TURKMEN = {
    **{"^е": "ýe", "ё": "ýo", "ю": "ýu", "я": "ýa", "й": "ý", "в": "w", "ж": "ž", "җ": "j", "х": "h", "ц": "s"},
    **{"ч": "ç", "ш": "ş", "щ": "ş", "ң": "ň", "ө": "ö", "ү": "ü", "ә": "ä", "дж": "j"},
}

#: Turkmen letters without their accents, as machines read them, and by their sound.
TURKMEN_PLAIN = {"ä": "a", "ç": "c", "ž": "z", "ň": "n", "ö": "o", "ş": "s", "ü": "u", "ý": "y"}
TURKMEN_HEARD = TURKMEN_PLAIN | {"ç": "ch", "ş": "sh", "ž": "zh"}
TURKMEN_ABROAD = TURKMEN_HEARD | {"w": "v"}

#: Vowels in both scripts, and what each is with the sound й after it.
_VOWELS = tuple(zip("aeiou", "аеиоу", strict=True))
_JOINED = tuple(zip("aeou", "яеёю", strict=True))
#: Latin letters in Cyrillic ones, for the names of three states; a y or i after a vowel is й.
FROM_LATIN = {
    **dict(zip("abcdefghijklmnopqrstuvwyz", "абкдефгхижклмнопкрстуввыз", strict=True)),
    **{"shch": "щ", "sch": "щ", "sh": "ш", "ch": "ч", "zh": "ж", "dzh": "дж", "kh": "х", "gh": "г", "ts": "ц"},
    **{"yu": "ю", "iu": "ю", "ya": "я", "ia": "ия", "iia": "ия", "yo": "ё", "ye": "е", "yy": "ый", "x": "кс", "'": "ь"},
    **{f"{vowel}{glide}": f"{own}й" for vowel, own in _VOWELS for glide in "yi" if vowel + glide != "ii"},
    **{f"{vowel}y{after}": own + joined for vowel, own in _VOWELS for after, joined in _JOINED},
}
INTO_KAZAKH = FROM_LATIN | {"gh": "ғ", "q": "қ"}
INTO_KYRGYZ = FROM_LATIN | {"<e": "э", "j": "ж", "q": "к"}
INTO_TAJIK = FROM_LATIN | {"<e": "э", "j": "ҷ", "q": "қ", "gh": "ғ", "h": "ҳ"}

_APOSTROPHES = "ʻʼ'‘’`"
INTO_UZBEK = FROM_LATIN | {
    **{"^e": "э", "j": "ж", "x": "х", "h": "ҳ", "q": "қ", "ia": "иа", "iia": "ия", "iu": "иу", "y": "й", "yy": "йй"},
    **{f"o{sign}": "ў" for sign in _APOSTROPHES},
    **{f"g{sign}": "ғ" for sign in _APOSTROPHES},
    **{f"s{sign}h": "сҳ" for sign in _APOSTROPHES},
    **dict.fromkeys(_APOSTROPHES, "ъ"),
    **{f"{vowel}i": f"{own}и" for vowel, own in _VOWELS},
}
INTO_TURKMEN = FROM_LATIN | {
    **{"ý": "й", "ýe": "е", "ýo": "ё", "ýu": "ю", "ýa": "я", "w": "в", "ž": "ж", "j": "җ", "y": "ы", "h": "х"},
    **{"ç": "ч", "ş": "ш", "ň": "ң", "ö": "ө", "ü": "ү", "ä": "ә", "<e": "э", "ia": "иа", "iu": "иу"},
    **{f"{vowel}i": f"{own}и" for vowel, own in _VOWELS},
}
