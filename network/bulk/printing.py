"""Letters on paper for those who were invited without e-mail: in the one answer that shows the links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from network.accounts import letters
from network.accounts.actor import SignedIn
from network.accounts.models import Account, AccountLink
from network.accounts.paper import Paper, papers
from network.accounts.passwords import token_hash
from network.database import db
from network.vocabulary import LinkKind


@dataclass(frozen=True)
class PaperLetter:
    """One person's, in the language chosen or in both."""

    name: str
    papers: Sequence[Paper]


def letters_of(secrets: Mapping[int, str], language: str, by: SignedIn) -> list[PaperLetter]:
    """By name. `language`: of whoever has chosen none herself; empty for both."""
    by_hash = {token_hash(token): token for token in secrets.values()}
    links = db.session.scalars(
        sa.select(AccountLink)
        .join(AccountLink.account)
        .where(AccountLink.token_hash.in_(by_hash))
        .options(joinedload(AccountLink.account).joinedload(Account.member))
        .order_by(Account.sort_key, Account.id)
    )
    return [_letter(link, by_hash[link.token_hash], language, by) for link in links]


def _letter(link: AccountLink, token: str, language: str, by: SignedIn) -> PaperLetter:
    written = papers(link, letters.link_url(letters.ENDPOINTS[LinkKind.INVITATION], token), by)
    wanted = link.account.language or language
    return PaperLetter(link.account.name, [one for one in written if not wanted or one.language == wanted])
