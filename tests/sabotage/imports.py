"""Controls of lists that come in: what a hostile file may cost, and that none is taken for a list."""

from tests.sabotage.control import Control

_HOSTILE = "tests/imports/test_hostile.py"
_SAYS = f"{_HOSTILE}::test_the_sentence_says_what_it_is"
_BEFORE = f"{_HOSTILE}::test_a_bomb_is_refused_before_anything_of_it_is_unpacked"
_NONE = f"{_HOSTILE}::test_none_of_the_hostile_files_is_accepted"
_WORKBOOK = "network/imports/workbook.py"

CONTROLS = (
    Control(
        "a bomb is refused before it is unpacked",
        "network/imports/archive.py",
        "            _bounded(parts, len(data))\n",
        "",
        (_BEFORE,),
    ),
    Control(
        "no more parts are looked at than a workbook has",
        "network/imports/archive.py",
        "    if data.count(_PART) > MOST_PARTS:\n        raise BadFile(BOMB)\n",
        "",
        (_BEFORE,),
    ),
    Control(
        "a list is read in bounded memory",
        "network/imports/reading.py",
        "                memory=MEMORY,\n",
        "                memory=16_000_000_000,\n",
        (_NONE,),
    ),
    Control(
        "entities are not even looked at",
        _WORKBOOK,
        '                    raise Bad("entities")\n',
        "                    pass\n",
        (_SAYS,),
    ),
    Control(
        "cells far off are found before memory is taken for them",
        _WORKBOOK,
        "            row, column = int(at[2][:9]), _column(at[1])\n            bounds.at(row, column)\n",
        "            row, column = int(at[2][:9]), _column(at[1])\n",
        (_SAYS,),
    ),
    Control(
        "a text of a million columns is refused",
        "network/imports/separated.py",
        '            raise Bad("columns")\n',
        "            pass\n",
        (_SAYS,),
    ),
)
