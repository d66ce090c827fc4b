"""What every row that points at a person is to her: one line for each, and a test refuses a column without a line.

Read a line as a sentence: "`affiliation.member_id`: when she is erased the row stays and its rank and position are
emptied; when two records of hers are merged it moves to the one that stays; she downloads it under `posts`".
Columns that name an account without a foreign key stand here too.
"""

from dataclasses import dataclass
from enum import StrEnum


class Erasing(StrEnum):
    GOES = "the row is deleted"
    EMPTIED = "the row stays, its personal columns are emptied"
    STAYS = "the row stays as it is: it says nothing of her but a number"


class Merging(StrEnum):
    MOVES = "the row points at the record that stays"
    GOES = "the row is deleted, or made anew for the record that stays"


@dataclass(frozen=True)
class Treatment:
    """What happens to the rows of one column. `told` is their part of her download; "" where they are not in it."""

    erasing: Erasing
    merging: Merging
    told: str
    empties: tuple[str, ...] = ()


GOES, EMPTIED, STAYS = Erasing
MOVES = Merging.MOVES

#: Columns that point at `member.id`.
MEMBER: dict[str, Treatment] = {
    "account.member_id": Treatment(STAYS, MOVES, "accounts"),  # emptied by `erasing`, column by column
    "affiliation.member_id": Treatment(EMPTIED, MOVES, "posts", ("rank", "rank_id", "position")),
    "bulk_row.member_id": Treatment(GOES, Merging.GOES, ""),  # for thirty days: what can be undone
    "consent.member_id": Treatment(GOES, MOVES, "visibility"),
    "directory_sight.member_id": Treatment(GOES, Merging.GOES, "directory"),
    "distinct_pair.one_id": Treatment(GOES, Merging.GOES, ""),  # of whom somebody said that she is not another
    "distinct_pair.other_id": Treatment(GOES, Merging.GOES, ""),
    "import_row.member_id": Treatment(GOES, MOVES, ""),  # a row of a list that came in, which names her
    "likely_pair.one_id": Treatment(GOES, Merging.GOES, ""),  # whom she may be: found again from her names
    "likely_pair.other_id": Treatment(GOES, Merging.GOES, ""),
    "likeness_due.member_id": Treatment(GOES, Merging.GOES, ""),
    "likeness_key.member_id": Treatment(GOES, Merging.GOES, ""),  # hashes of her names, to find who is spelt alike
    "name_token.member_id": Treatment(GOES, Merging.GOES, ""),  # words of her name, to find her
    "participation.member_id": Treatment(EMPTIED, MOVES, "trainings", ("removed_why",)),
    "photo.member_id": Treatment(GOES, MOVES, "photo"),  # its bytes go by `members.deciding.forget`
    "previous_name.member_id": Treatment(GOES, MOVES, "previous_names"),
    "privacy_request.member_id": Treatment(EMPTIED, MOVES, "requests", ("wrong", "should_be", "answer")),
    "secondment.member_id": Treatment(GOES, MOVES, "secondments"),
    "seen.member_id": Treatment(GOES, MOVES, "seen"),
    "shield_opening.member_id": Treatment(GOES, Merging.GOES, ""),  # for half an hour
}

#: Columns that name an account, with a foreign key or without.
ACCOUNT: dict[str, Treatment] = {
    "account_link.account_id": Treatment(GOES, Merging.GOES, "links"),
    "account_link.made_by_id": Treatment(STAYS, MOVES, ""),  # links that she made for others; they end
    "account_word.account_id": Treatment(GOES, Merging.GOES, ""),  # words of her name, to find her
    "audit_entry.account_id": Treatment(STAYS, Merging.MOVES, "trail"),  # sealed with her key, which is destroyed
    "bulk_batch.account_id": Treatment(STAYS, MOVES, ""),  # numbers, for thirty days
    "code_app.account_id": Treatment(GOES, Merging.GOES, "factors"),
    "directory_day.account_id": Treatment(GOES, Merging.GOES, ""),  # counts of one day
    "directory_sight.account_id": Treatment(GOES, Merging.GOES, ""),  # told to others, as a number
    "export.account_id": Treatment(EMPTIED, MOVES, "exports", ("by_name",)),
    "export_number.account_id": Treatment(STAYS, MOVES, ""),
    "handover.giver_id": Treatment(STAYS, MOVES, ""),
    "handover.receiver_id": Treatment(STAYS, MOVES, ""),
    "list_import.account_id": Treatment(STAYS, MOVES, ""),  # lists of other people that she sent
    "list_import.by_account_id": Treatment(STAYS, MOVES, ""),
    "layout.account_id": Treatment(GOES, MOVES, "layouts"),
    "mark.marked_by_id": Treatment(STAYS, MOVES, ""),  # what she wrote about others is theirs
    "mark_operation.account_id": Treatment(STAYS, MOVES, ""),
    "member.shield_account_id": Treatment(STAYS, MOVES, ""),  # then nobody is named: `erasing`
    "passkey.account_id": Treatment(GOES, MOVES, "factors"),
    "privacy_request.answered_by_id": Treatment(STAYS, MOVES, ""),
    "reading.account_id": Treatment(STAYS, MOVES, ""),  # told to others, by role
    "recovery_code.account_id": Treatment(GOES, Merging.GOES, "factors"),
    "role_grant.account_id": Treatment(GOES, MOVES, "accounts"),
    "sign_in.account_id": Treatment(GOES, Merging.GOES, "sign_ins"),
    "training_assignment.account_id": Treatment(GOES, MOVES, "assignments"),
}
