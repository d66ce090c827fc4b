"""With whose eyes the rows of a list are compared with those who are there."""

from network.access.policy import Action
from network.access.scope import Actor, allowed
from network.accounts.models import Account
from network.accounts.queries import actor_with
from network.imports.models import ListImport


def reader_of(list_import: ListImport, by: Actor) -> Actor:
    """Whoever sent the list, as long as she may: what is found is kept with the rows, and she reads it.

    Whoever helps her may know more people than she does, a shielded one among them.
    """
    if list_import.account_id == by.account_id:
        return by
    sender = actor_with(Account.id == list_import.account_id)
    return sender if sender is not None and allowed(sender, Action.MEMBER_IMPORT, list_import) else by
