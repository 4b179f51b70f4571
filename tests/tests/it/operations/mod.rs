//! Every operation, through the database: what it writes, the one event it appends, and every rule it
//! can answer. A refusal changes nothing, to the last byte.

mod agenda;
mod agreement;
mod allocation;
mod diagnosis;
mod exam_period;
mod extension_request;
mod funding;
mod household;
mod interview;
mod lease_review;
mod meeting;
mod meeting_series;
mod minutes;
mod programme_form;
mod programme_opinion;
mod progress_review;
mod proposals;
mod records;
mod reminder;
mod reminder_answer;
mod step_waiver;
mod support;
mod support_intensity;
mod support_objective;
mod suspension;
mod tenancy;

use std::collections::HashSet;
use std::str::FromStr;

use chrono::NaiveDate;
use entity::model::event;
use entity::refusal::Rule;
use entity::types::{EventKind, HouseholdId, Identifier, MeetingId, StaffId};
use strum::IntoEnumIterator;
use tests::World;

/// The rules that no operation answers: what they check is checked before.
const ELSEWHERE: &[Rule] = &[
    // An identifier is read where the request is.
    Rule::WrongId,
    // The terms of an act are the same for all: see `wire::terms`.
    Rule::Conflict,
    Rule::IdempotencyKeyReused,
];

/// Each list is held to what was really provoked, by [`tests::Refusals::are`].
#[test]
fn every_rule_is_provoked_somewhere() {
    let lists = [
        household::RULES,
        diagnosis::ORDER_RULES,
        diagnosis::RECORD_RULES,
        diagnosis::CANCEL_RULES,
        allocation::RECORD_RULES,
        allocation::LIFT_RULES,
        allocation::OFFER_RULES,
        allocation::ANSWER_RULES,
        allocation::RELEASE_RULES,
        agreement::DRAW_UP_RULES,
        agreement::SIGN_RULES,
        agreement::CANCEL_RULES,
        step_waiver::WAIVE_RULES,
        step_waiver::WITHDRAW_RULES,
        step_waiver::STEP_RULES,
        progress_review::RULES,
        programme_form::REVISE_RULES,
        programme_opinion::OPINION_RULES,
        programme_opinion::WITHDRAWAL_RULES,
        extension_request::REQUEST_RULES,
        extension_request::GRANT_RULES,
        extension_request::REFUSE_RULES,
        extension_request::WITHDRAW_RULES,
        support::START_RULES,
        support::EXTEND_RULES,
        support::CLOSE_RULES,
        support::CANCEL_RULES,
        support_intensity::RULES,
        support_objective::SET_RULES,
        support_objective::MOVE_RULES,
        interview::RECORD_RULES,
        interview::CORRECT_RULES,
        suspension::SUSPEND_RULES,
        suspension::END_RULES,
        tenancy::OPEN_RULES,
        tenancy::TRANSFER_RULES,
        tenancy::END_RULES,
        tenancy::CANCEL_RULES,
        exam_period::RENEW_RULES,
        exam_period::NOTICE_RULES,
        lease_review::PLAN_RULES,
        lease_review::RECORD_RULES,
        meeting::SCHEDULE_RULES,
        meeting::MOVE_RULES,
        meeting::CANCEL_RULES,
        meeting::ANSWER_RULES,
        meeting_series::SCHEDULE_RULES,
        meeting_series::CHANGE_RULES,
        minutes::ATTENDANCE_RULES,
        minutes::APPROVE_RULES,
        minutes::CORRECT_RULES,
        proposals::RULES,
        agenda::PUT_RULES,
        agenda::DECIDE_RULES,
        reminder_answer::ACKNOWLEDGE_RULES,
        reminder_answer::SNOOZE_RULES,
        reminder_answer::RETRY_RULES,
        funding::RATE_RULES,
        funding::SHARE_RULES,
        funding::RECORD_RULES,
        records::ORGANISATION_RULES,
        records::STAFF_RULES,
        records::PASSWORD_RULES,
        records::DWELLING_RULES,
        records::PROGRAMME_RULES,
        crate::session::RULES,
    ];
    let provoked: HashSet<Rule> = lists.into_iter().flatten().copied().collect();
    for rule in Rule::iter() {
        let elsewhere = ELSEWHERE.contains(&rule);
        assert!(provoked.contains(&rule) != elsewhere, "{rule:?}: provoked by an operation, or listed as elsewhere");
    }
}

/// An attempt to be refused: what it is, the rules it breaks with the fields at fault, and the input.
type Case<Input> = (&'static str, Vec<(Rule, &'static str)>, Input);

/// What an event must say, besides when.
struct Told {
    kind: EventKind,
    by: Option<StaffId>,
    household: Option<HouseholdId>,
    meeting: Option<MeetingId>,
    subject: String,
    changes: serde_json::Value,
}

impl Told {
    fn check(self, world: &World, event: event::Model) {
        assert_eq!((event.kind, event.actor_id), (self.kind, self.by));
        assert_eq!(event.programme_id.as_ref(), Some(&world.programme_id));
        assert_eq!((event.household_id, event.meeting_id), (self.household, self.meeting));
        assert_eq!((event.subject_id, event.changes), (self.subject, self.changes));
    }
}

/// An identifier of the right type that nothing has.
fn nothing<I: FromStr<Err: std::fmt::Debug> + Identifier>() -> I {
    format!("{}_01JZZZZZZZZZZZZZZZZZZZZZZZ", I::PREFIX).parse().unwrap()
}

/// A text one character too long for a field of so many, counted in characters and not in bytes.
fn too_long(most: usize) -> String {
    "é".repeat(most + 1)
}

/// A text just short enough.
fn longest(most: usize) -> String {
    "é".repeat(most)
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
