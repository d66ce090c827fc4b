"""Why something changed. Names are in the past: `training:published`."""

from enum import StrEnum


class Event(StrEnum):
    SYSTEM_INITIALISED = "system:initialised"
    DEMO_FILLED = "demo:filled"

    ACCOUNT_INVITED = "account:invited"
    ACCOUNT_OPENED = "account:opened"
    ACCOUNT_SIGNED_IN = "account:signed in"
    ACCOUNT_SIGNED_OUT = "account:signed out"
    ACCOUNT_SIGN_INS_ENDED = "account:sign-ins ended"
    ACCOUNT_PASSWORD_CHANGED = "account:password changed"  # noqa: S105 - a name, not a secret
    ACCOUNT_ADDRESS_CHANGED = "account:address changed"
    ACCOUNT_RESET_ASKED = "account:reset asked"
    ACCOUNT_RESET = "account:reset"
    ACCOUNT_LANGUAGE_CHOSEN = "account:language chosen"
    ACCOUNT_FEED_RENEWED = "account:feed renewed"
    ACCOUNT_DISABLED = "account:disabled"
    ACCOUNT_ENABLED = "account:enabled"
    GRANT_GIVEN = "grant:given"
    GRANT_ENDED = "grant:ended"

    LETTER_TRIED_AGAIN = "letter:tried again"
    TRAIL_HEAD_SENT = "trail:head sent"

    MEMBER_ADDED = "member:added"
    MEMBER_EDITED = "member:edited"
    MEMBER_CONTACT_EDITED = "member:contact edited"
    MEMBER_ADMITTED = "member:admitted"
    AFFILIATION_ADDED = "affiliation:added"
    AFFILIATION_CORRECTED = "affiliation:corrected"
    AFFILIATION_REMOVED = "affiliation:removed"

    AGENCY_ADDED = "agency:added"
    AGENCY_EDITED = "agency:edited"
    AGENCY_RENAMED = "agency:renamed"
    AGENCY_MERGED = "agency:merged"
    AGENCY_CLOSED = "agency:closed"
    AGENCY_REOPENED = "agency:reopened"
    ORGANISATION_ADDED = "organisation:added"
    ORGANISATION_EDITED = "organisation:edited"

    TRAINING_CREATED = "training:created"
    TRAINING_EDITED = "training:edited"
    TRAINING_PUBLISHED = "training:published"
    TRAINING_CANCELLED = "training:cancelled"
    TRAINING_ASSIGNED = "training:assigned"
    TRAINING_UNASSIGNED = "training:unassigned"

    PARTICIPANT_ADDED = "participant:added"
    PARTICIPANT_ROLE_SET = "participant:role set"
    PARTICIPANT_REMOVED = "participant:removed"
    PARTICIPANT_RESTORED = "participant:restored"
    WALK_IN_ADDED = "walk-in:added"

    ATTENDANCE_MARKED = "attendance:marked"
    ATTENDANCE_FILLED = "attendance:unmarked filled"
    ATTENDANCE_UNDONE = "attendance:undone"

    PLAN_ADDED = "plan:added"
    PLAN_EDITED = "plan:edited"
    PRIORITY_ADDED = "priority:added"
    PRIORITY_EDITED = "priority:edited"
    PRIORITY_MOVED = "priority:moved"
    PRIORITY_REMOVED = "priority:removed"

    LIST_EXPORTED = "list:exported"
    LIST_PRINTED = "list:printed"
    LAYOUT_SAVED = "layout:saved"
    LAYOUT_REMOVED = "layout:removed"
