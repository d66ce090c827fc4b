"""What every row that points at a person is to her: one line for each, and a test refuses a column without a line.

Read a line as a sentence: "`affiliation.member_id`: when she is erased the row stays and its rank and position are
emptied; when two records of hers are merged it moves to the one that stays; she downloads it under `posts`". What
merging deletes or changes it keeps for 30 days, to be put back (`network.merging`).
Columns that name an account without a foreign key stand here too.
"""

from dataclasses import dataclass
from enum import StrEnum


class Erasing(StrEnum):
    GOES = "the row is deleted"
    EMPTIED = "the row stays, its personal columns are emptied"
    STAYS = "the row stays as it is: it says nothing of her but a number"


class Merging(StrEnum):
    MOVES = "the row points at the record that stays; where that one has the same, one of the two goes"
    GOES = "the row is deleted"
    ANEW = "the row is deleted, and made anew for the record that stays"
    STAYS = "the row stays with its account, which belongs to the record that stays then"


@dataclass(frozen=True)
class Treatment:
    """What happens to the rows of one column. `told` is their part of her download; "" where they are not in it."""

    erasing: Erasing
    merging: Merging
    told: str
    empties: tuple[str, ...] = ()


GOES, EMPTIED, STAYS = Erasing
MOVES, KEEPS = Merging.MOVES, Merging.STAYS

#: Columns that point at `member.id`.
MEMBER: dict[str, Treatment] = {
    "account.member_id": Treatment(STAYS, MOVES, "accounts"),  # emptied by `erasing`, column by column
    "account.once_member_id": Treatment(STAYS, MOVES, ""),  # told with the others; never signs in again
    "affiliation.member_id": Treatment(EMPTIED, MOVES, "posts", ("rank", "rank_id", "position")),
    "bulk_row.member_id": Treatment(GOES, MOVES, ""),  # for thirty days: what can be undone
    "consent.member_id": Treatment(GOES, MOVES, "visibility"),
    "directory_sight.member_id": Treatment(GOES, MOVES, "directory"),
    "distinct_pair.one_id": Treatment(GOES, MOVES, ""),  # of whom somebody said that she is not another
    "distinct_pair.other_id": Treatment(GOES, MOVES, ""),
    "import_row.member_id": Treatment(GOES, MOVES, ""),  # a row of a list that came in, which names her
    "likely_pair.one_id": Treatment(GOES, Merging.ANEW, ""),  # whom she may be: found again from her names
    "likely_pair.other_id": Treatment(GOES, Merging.ANEW, ""),
    "likeness_due.member_id": Treatment(GOES, Merging.ANEW, ""),
    "likeness_key.member_id": Treatment(GOES, Merging.ANEW, ""),  # hashes of her names, to find who is spelt alike
    "merger.member_id": Treatment(EMPTIED, MOVES, "", ("snapshot",)),  # records that went into hers
    "name_token.member_id": Treatment(GOES, Merging.ANEW, ""),  # words of her name, to find her
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
    "account_link.account_id": Treatment(GOES, KEEPS, "links"),
    "account_link.made_by_id": Treatment(STAYS, KEEPS, ""),  # links that she made for others; they end
    "account_word.account_id": Treatment(GOES, KEEPS, ""),  # words of her name, to find her
    "audit_entry.account_id": Treatment(STAYS, KEEPS, "trail"),  # sealed with her key, which is destroyed
    "code_app.account_id": Treatment(GOES, KEEPS, "factors"),
    "directory_day.account_id": Treatment(GOES, KEEPS, ""),  # counts of one day
    "directory_sight.account_id": Treatment(GOES, KEEPS, ""),  # told to others, as a number
    "export.account_id": Treatment(EMPTIED, KEEPS, "exports", ("by_name",)),
    "export_number.account_id": Treatment(STAYS, KEEPS, ""),
    "handover.giver_id": Treatment(STAYS, KEEPS, ""),
    "handover.receiver_id": Treatment(STAYS, KEEPS, ""),
    "merger.account_id": Treatment(STAYS, KEEPS, ""),
    "layout.account_id": Treatment(GOES, KEEPS, "layouts"),
    "mark.marked_by_id": Treatment(STAYS, KEEPS, ""),  # what she wrote about others is theirs
    "mark_operation.account_id": Treatment(STAYS, KEEPS, ""),
    "member.shield_account_id": Treatment(STAYS, KEEPS, ""),  # then nobody is named: `erasing`
    "passkey.account_id": Treatment(GOES, KEEPS, "factors"),
    "privacy_request.answered_by_id": Treatment(STAYS, KEEPS, ""),
    "reading.account_id": Treatment(STAYS, KEEPS, ""),  # told to others, by role
    "recovery_code.account_id": Treatment(GOES, KEEPS, "factors"),
    "role_grant.account_id": Treatment(GOES, KEEPS, "accounts"),
    "sign_in.account_id": Treatment(GOES, KEEPS, "sign_ins"),
    "training_assignment.account_id": Treatment(GOES, KEEPS, "assignments"),
    "bulk_batch.account_id": Treatment(STAYS, KEEPS, ""),  # numbers, for thirty days
    "list_import.account_id": Treatment(STAYS, KEEPS, ""),  # lists of other people that she sent
    "list_import.by_account_id": Treatment(STAYS, KEEPS, ""),
}
