"""Controls of careers: who writes them, one main post on a day, secondments, moves, and ranks of the own catalogue."""

from tests.sabotage.control import Control

_CAREERS, _SECONDMENTS, _VIEWS, _MOVES = (
    "network/members/careers.py",
    "network/members/secondments.py",
    "network/members/posting_views.py",
    "network/members/moves.py",
)
_CAREER, _POSTINGS, _RANKS = (
    "tests/members/test_careers.py",
    "tests/members/test_postings.py",
    "tests/ranks/test_catalogue.py",
)
_EDITORS = f"{_POSTINGS}::test_only_those_who_edit_her_change_her_career"
_NEVER = f"{_POSTINGS}::test_main_posts_never_overlap_and_each_day_has_one_now"
_CORRECTED = f"{_CAREER}::test_a_correction_replaces_the_row_and_nothing_else"
_MOVING = f"{_POSTINGS}::TestMoves::"
_REFUSED = f"{_RANKS}::test_a_rank_of_another_state_or_time_is_refused"
_MANAGED = f"{_RANKS}::test_only_the_secretariat_changes_the_catalogue"


def _by_editors(name: str, view: str, file: str = _VIEWS) -> Control:
    """A route that whoever reads her record could post to."""
    line = "@requires(Action.MEMBER_EDIT, on=Member)\n"
    return Control(name, file, f"{line}def {view}(", f"{line.replace('EDIT', 'VIEW')}def {view}(", (_EDITORS,))


CONTROLS = (
    _by_editors("careers: a promotion is written by whoever edits her record", "promote"),
    _by_editors("careers: so is a secondment", "second"),
    _by_editors("careers: and its correction", "correct_secondment"),
    _by_editors("careers: and its removal", "remove_secondment"),
    _by_editors("careers: and a transfer", "transfer", "network/members/career_views.py"),
    Control(
        "careers: only the secretariat moves her to another state",
        _VIEWS,
        "@requires(Action.MEMBER_MOVE, on=Member)\n",
        "@requires(Action.MEMBER_EDIT, on=Member)\n",
        (_EDITORS,),
    ),
    Control(
        "careers: a secondment is reached through its own record",
        "network/members/seconded.py",
        "    select = sa.select(Secondment).where(Secondment.member_id == member_id)\n    latest",
        "    select = sa.select(Secondment)\n    latest",
        (_EDITORS,),
    ),
    Control(
        "careers: a new main post overlaps no other",
        _CAREERS,
        "    _check_free(held, post)\n    affiliation = ",
        "    affiliation = ",
        (_NEVER,),
    ),
    Control(
        "careers: nor does a corrected one",
        _CAREERS,
        "        _check_free(others, post)\n        for name",
        "        for name",
        (_CORRECTED,),
    ),
    Control(
        "careers: nor one whose last day is written",
        _CAREERS,
        "        _check_free(others, Post(affiliation.agency_id, affiliation.starts_on, ends_on))\n",
        "",
        (f"{_CAREER}::test_a_last_day_that_is_written_later_meets_no_other_post",),
    ),
    Control(
        "careers: on a day she is seconded to one agency",
        _SECONDMENTS,
        "        if one.starts_on <= (loan.ends_on or date.max)",
        "        if False and one.starts_on <= (loan.ends_on or date.max)",
        (f"{_POSTINGS}::test_a_secondment_stands_beside_the_post_that_she_keeps", _NEVER),
    ),
    Control(
        "careers: an older page overwrites no secondment",
        _SECONDMENTS,
        "    if found is None or found.version != version:\n",
        "    if found is None:\n",
        (f"{_POSTINGS}::test_a_secondment_stands_beside_the_post_that_she_keeps",),
    ),
    Control(
        "careers: nobody closes a post that she did not see",
        _CAREERS,
        "    if closes is not None and closes != (open_one.id if open_one else 0):\n",
        "    if False:\n",
        (f"{_CAREER}::test_nobody_closes_a_post_that_she_did_not_see",),
    ),
    Control(
        "careers: an older page overwrites no post",
        _CAREERS,
        "    if affiliation is None or affiliation.version != version:\n",
        "    if affiliation is None:\n",
        (_CORRECTED,),
    ),
    Control(
        "careers: nobody serves in an agency that was not open",
        _CAREERS,
        "    if not as_before and not agency.open_on(starts_on):\n",
        "    if False:\n",
        (f"{_CAREER}::test_an_agency_that_was_closed_or_not_yet_there_is_refused",),
    ),
    Control(
        "careers: nobody serves in an agency of another state",
        _CAREERS,
        "    if agency.state is not member.state and all(one.agency_id != agency.id for one in held):\n",
        "    if False:\n",
        (f"{_CAREER}::test_what_no_form_offers_is_refused_too",),
    ),
    Control(
        "careers: with a move what she was lent to ends",
        _MOVES,
        "        end_all(member_id, post.starts_on - timedelta(days=1))\n",
        "",
        (f"{_MOVING}test_one_flow_ends_the_old_post_and_begins_the_new_one",),
    ),
    Control(
        "careers: a move holds from the day itself",
        _MOVES,
        "        if post.starts_on > today():\n",
        "        if False:\n",
        (f"{_MOVING}test_bad_input_changes_nothing",),
    ),
    Control(
        "careers: lists of then keep the state of then",
        _MOVES,
        "        moved_on.send(None, member_id=member_id, state=state, day=post.starts_on)\n",
        "        moved_on.send(None, member_id=member_id, state=state, day=today().replace(year=1990))\n",
        (f"{_MOVING}test_lists_of_then_keep_the_state_and_agency_of_then",),
    ),
    Control(
        "ranks: of the catalogue of her own state",
        _CAREERS,
        "    if rank.state is not agency.state:\n",
        "    if False:\n",
        (f"{_CAREER}::test_what_no_form_offers_is_refused_too",),
    ),
    Control(
        "ranks: borne at that time",
        _CAREERS,
        "    if not rank.borne_in(post.starts_on, post.ends_on):\n",
        "    if False:\n",
        (_REFUSED,),
    ),
    Control(
        "ranks: another state's are not offered",
        "network/ranks/queries.py",
        "        .where(sa.or_(Rank.state.in_(states), Rank.id == also))\n",
        "",
        (_REFUSED,),
    ),
    Control(
        "ranks: what is typed is the own state's title",
        "network/ranks/matching.py",
        "for one in self._ranks.get((state, folded(text)), ()) if",
        "for (_of, title), ranks in self._ranks.items() for one in ranks if title == folded(text) and",
        (f"{_RANKS}::test_a_title_of_the_catalogue_is_known_to_the_letter_in_any_of_its_languages",),
    ),
    Control(
        "ranks: only the secretariat adds one",
        "network/ranks/views.py",
        "@requires(Action.RANK_MANAGE)\ndef add(",
        "@requires(Action.RANK_VIEW)\ndef add(",
        (_MANAGED,),
    ),
    Control(
        "ranks: only the secretariat corrects one",
        "network/ranks/views.py",
        "@requires(Action.RANK_MANAGE, on=Rank)\ndef edit(",
        "@requires(Action.RANK_VIEW, on=Rank)\ndef edit(",
        (_MANAGED,),
    ),
    Control(
        "ranks: an older page overwrites no correction",
        "network/ranks/commands.py",
        "    if version is not None and rank.version != version:\n",
        "    if False:\n",
        (f"{_RANKS}::test_the_secretariat_adds_corrects_orders_and_closes",),
    ),
)
