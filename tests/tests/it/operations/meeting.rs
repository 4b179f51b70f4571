//! A meeting is scheduled, moved, cancelled; its members answer.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::model::{meeting, meeting_participant};
use entity::operations::meeting::{
    AnswerConvocation, MoveMeeting, ScheduleMeeting, answer, cancel, reschedule, schedule,
};
use entity::operations::terms::Confirmed;
use entity::operations::{Act, Terms};
use entity::refusal::{OperationError, Rule};
use entity::types::{EventKind, MeetingId, ParticipantResponse, StaffId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tests::{Refusals, World, both_databases};

use super::{Case, Told, longest, nothing, too_long};

/// The rules that scheduling can break.
pub(super) const SCHEDULE_RULES: &[Rule] = &[
    Rule::Forbidden,
    Rule::NotFound,
    Rule::StaffInactive,
    Rule::ParticipantsRequired,
    Rule::TooManyParticipants,
    Rule::CannotBeConvened,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
    Rule::DateOutOfRange,
    Rule::MeetingNotInFuture,
    Rule::EndNotAfterStart,
    Rule::MeetingTooLong,
    Rule::NothingBetweenTwoAndThree,
];

/// The rules that a move can break.
pub(super) const MOVE_RULES: &[Rule] = &[
    Rule::Forbidden,
    Rule::NotFound,
    Rule::MeetingCancelled,
    Rule::MeetingStarted,
    Rule::MeetingUnchanged,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
    Rule::DateOutOfRange,
    Rule::MeetingNotInFuture,
    Rule::EndNotAfterStart,
    Rule::MeetingTooLong,
    Rule::NothingBetweenTwoAndThree,
];

/// The rules that a cancellation can break.
pub(super) const CANCEL_RULES: &[Rule] =
    &[Rule::Forbidden, Rule::NotFound, Rule::MeetingCancelled, Rule::MeetingStarted];

/// The rules that an answer can break. Not FORBIDDEN: whoever may not answer sees no meeting.
pub(super) const ANSWER_RULES: &[Rule] =
    &[Rule::NotFound, Rule::NotConvened, Rule::MeetingCancelled, Rule::MeetingStarted, Rule::AnswerRequired];

both_databases! {
    async fn a_meeting_is_scheduled_with_its_members(world: World) {
        let people = &world.people;
        let input = world.meeting_input(20);
        // The chair named among the others, and somebody twice.
        let mut participant_ids = input.participant_ids.clone();
        participant_ids.extend([people.coordinator.id(), people.member.id()]);
        let input = ScheduleMeeting { participant_ids, location: format!(" {}", longest(499)), ..input };
        let log = world.log().await;
        let meeting = schedule(&world.db, &world.act(&people.manager), input).await.unwrap();
        Told {
            kind: EventKind::MeetingScheduled,
            by: Some(people.manager.id()),
            household: None,
            meeting: Some(meeting.id.clone()),
            subject: meeting.id.to_string(),
            changes: json!({ "startsAt": "2026-03-22T13:00:00Z", "endsAt": "2026-03-22T15:00:00Z" }),
        }
        .check(&world, log.only_event().await);
        assert_eq!(meeting, world.meeting(&meeting.id).await);
        assert_eq!((meeting.sequence, meeting.cancelled_at, meeting.location.clone()), (0, None, longest(499)));
        let silent = (ParticipantResponse::NeedsAction, None);
        let chair = (ParticipantResponse::Accepted, Some(world.clock.now()));
        let expected = [(&people.coordinator, chair), (&people.social_worker, silent), (&people.officer, silent), (&people.member, silent)];
        assert_eq!(members(&world, &meeting.id).await, expected.map(|(person, answer)| (person.id(), answer)).into());
    }

    async fn a_day_off_is_one_where_the_programme_runs(world: World) {
        let terms = Terms { confirmed: Confirmed::These(Vec::new()), ..Terms::default() };
        // Good Friday.
        let [starts_at, ends_at] = ["2026-04-03T12:00:00Z", "2026-04-03T14:00:00Z"].map(|at| at.parse().unwrap());
        for (settings, is_off) in [
            // As a programme was recorded before there was a choice.
            ("{}", false),
            ("{\"territory\": \"ALSACE_MOSELLE\"}", false),
            ("{\"territory\": \"ALSACE_MOSELLE_WITH_TEMPLE\"}", true),
            ("{\"territory\": \"REUNION\"}", false),
        ] {
            world.sql(&format!("UPDATE programme SET settings = '{settings}'")).await;
            let meeting = world.schedule_meeting(20).await;
            let act = Act { terms: &terms, ..world.act(&world.people.coordinator) };
            let input = ScheduleMeeting { starts_at, ends_at, ..world.meeting_input(20) };
            let scheduled = schedule(&world.db, &act, input).await;
            let moved = MoveMeeting { meeting_id: meeting.id, starts_at, ends_at, location: None };
            let moved = reschedule(&world.db, &act, moved).await;
            for done in [scheduled, moved] {
                assert_eq!(matches!(done, Err(OperationError::Unconfirmed(_))), is_off, "{settings}: {done:?}");
                assert_eq!(done.is_ok(), !is_off, "{settings}: {done:?}");
            }
        }
    }

    async fn a_schedule_is_refused(world: World) {
        let people = &world.people;
        let input = || world.meeting_input(20);
        let with = |participant_ids| ScheduleMeeting { participant_ids, ..input() };
        let strangers: Vec<StaffId> = (0..100).map(|_| StaffId::generate(world.clock.now(), &world.chance)).collect();
        let at = |location: String| ScheduleMeeting { location, ..input() };
        let mut cases: Vec<Case<ScheduleMeeting>> = vec![
            ("no such programme", vec![(Rule::NotFound, "programmeId")], ScheduleMeeting { programme_id: nothing(), ..input() }),
            ("no such chair", vec![(Rule::NotFound, "chairId")], ScheduleMeeting { chair_id: nothing(), ..input() }),
            ("a chair who left", vec![(Rule::StaffInactive, "chairId")], ScheduleMeeting { chair_id: people.left.id(), ..input() }),
            ("no such member", vec![(Rule::NotFound, "participantIds")], with(vec![nothing()])),
            ("a member who left", vec![(Rule::StaffInactive, "participantIds")], with(vec![people.left.id()])),
            ("an administrator in the chair", vec![(Rule::CannotBeConvened, "chairId")], ScheduleMeeting { chair_id: people.administrator.id(), ..input() }),
            ("an administrator as a member", vec![(Rule::CannotBeConvened, "participantIds")], with(vec![people.member.id(), people.administrator.id()])),
            ("nobody", vec![(Rule::ParticipantsRequired, "participantIds")], with(vec![])),
            ("the chair alone", vec![(Rule::ParticipantsRequired, "participantIds")], with(vec![people.coordinator.id()])),
            ("a hundred and one", vec![(Rule::TooManyParticipants, "participantIds")], with(strangers)),
            ("nowhere", vec![(Rule::TextRequired, "location")], at(" ".to_owned())),
            ("where no database can say", vec![(Rule::TextMalformed, "location")], at("l\0".to_owned())),
            ("where the minutes would have another line", vec![(Rule::TextMalformed, "location")], at("l\n2. Présélection".to_owned())),
            ("far too precisely", vec![(Rule::TextTooLong, "location")], at(too_long(500))),
        ];
        cases.extend(hours(&world).into_iter().map(|(case, expected, starts_at, ends_at)| {
            (case, expected, ScheduleMeeting { starts_at, ends_at, ..input() })
        }));
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in cases {
            refusals.expect(case, &expected, schedule(&world.db, &world.act(&people.coordinator), input)).await;
        }
        for person in [&people.administrator, &people.social_worker, &people.officer, &people.funder, &people.member] {
            refusals.expect("by role", &[(Rule::Forbidden, "")], schedule(&world.db, &world.act(person), input())).await;
        }
        refusals.are(SCHEDULE_RULES);
    }

    async fn a_move_asks_everybody_again(world: World) {
        let people = &world.people;
        let meeting = world.schedule_meeting(20).await;
        let yes = AnswerConvocation { meeting_id: meeting.id.clone(), response: ParticipantResponse::Accepted };
        answer(&world.db, &world.act(&people.member), yes).await.unwrap();
        // The last changes the place alone.
        for (sequence, days, location) in [(1, 1, None), (2, 1, Some("Ailleurs".to_owned())), (3, 0, Some("Plus loin".to_owned()))] {
            let before = world.meeting(&meeting.id).await;
            let log = world.log().await;
            let starts_at = before.starts_at + TimeDelta::days(days);
            let ends_at = starts_at + TimeDelta::hours(1);
            let input = MoveMeeting { meeting_id: meeting.id.clone(), starts_at, ends_at, location: location.clone() };
            let moved = reschedule(&world.db, &world.act(&people.coordinator), input).await.unwrap();
            Told {
                kind: EventKind::MeetingMoved,
                by: Some(people.coordinator.id()),
                household: None,
                meeting: Some(meeting.id.clone()),
                subject: meeting.id.to_string(),
                changes: json!({ "previousStartsAt": before.starts_at, "startsAt": starts_at, "endsAt": ends_at }),
            }
            .check(&world, log.only_event().await);
            let location = location.unwrap_or(before.location.clone());
            assert_eq!(moved, meeting::Model { starts_at, ends_at, sequence, location, version: sequence + 1, ..before });
            assert_eq!(world.meeting(&meeting.id).await, moved);
            let members = members(&world, &meeting.id).await;
            assert_eq!(members[&people.member.id()], (ParticipantResponse::NeedsAction, None));
            assert_eq!(members[&people.coordinator.id()].0, ParticipantResponse::Accepted, "the chair called it");
        }
    }

    async fn a_move_is_refused(world: World) {
        let people = &world.people;
        let (meeting, cancelled, started) = three(&world).await;
        let to = |meeting_id: &MeetingId| MoveMeeting {
            meeting_id: meeting_id.clone(),
            starts_at: world.hour(30, 14),
            ends_at: world.hour(30, 16),
            location: None,
        };
        let at = |location: String| MoveMeeting { location: Some(location), ..to(&meeting) };
        let stays = world.meeting(&meeting).await;
        let nowhere_else = |location: Option<String>| MoveMeeting { starts_at: stays.starts_at, ends_at: stays.ends_at, location, ..to(&meeting) };
        let mut cases: Vec<Case<MoveMeeting>> = vec![
            ("no such meeting", vec![(Rule::NotFound, "meetingId")], to(&nothing())),
            ("cancelled", vec![(Rule::MeetingCancelled, "meetingId")], to(&cancelled)),
            ("started", vec![(Rule::MeetingStarted, "meetingId")], to(&started)),
            ("to where it is", vec![(Rule::MeetingUnchanged, "")], nowhere_else(None)),
            ("to where it is, in other spaces", vec![(Rule::MeetingUnchanged, "")], nowhere_else(Some(format!(" {} ", stays.location)))),
            ("nowhere", vec![(Rule::TextRequired, "location")], at(String::new())),
            ("where no database can say", vec![(Rule::TextMalformed, "location")], at("l\0".to_owned())),
            ("where the minutes would have another line", vec![(Rule::TextMalformed, "location")], at("l\n2. Présélection".to_owned())),
            ("far too precisely", vec![(Rule::TextTooLong, "location")], at(too_long(500))),
        ];
        cases.extend(hours(&world).into_iter().map(|(case, expected, starts_at, ends_at)| {
            (case, expected, MoveMeeting { starts_at, ends_at, ..to(&meeting) })
        }));
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in cases {
            refusals.expect(case, &expected, reschedule(&world.db, &world.act(&people.coordinator), input)).await;
        }
        refusals.expect("by a member", &[(Rule::Forbidden, "")], reschedule(&world.db, &world.act(&people.member), to(&meeting))).await;
        refusals.expect("by a stranger", &[(Rule::NotFound, "meetingId")], reschedule(&world.db, &world.act(&people.other_member), to(&meeting))).await;
        refusals.are(MOVE_RULES);
    }

    async fn a_meeting_is_cancelled(world: World) {
        let meeting = world.schedule_meeting(20).await;
        let log = world.log().await;
        let cancelled = cancel(&world.db, &world.act(&world.people.coordinator), &meeting.id).await.unwrap();
        Told {
            kind: EventKind::MeetingCancelled,
            by: Some(world.people.coordinator.id()),
            household: None,
            meeting: Some(meeting.id.clone()),
            subject: meeting.id.to_string(),
            changes: json!({ "startsAt": meeting.starts_at }),
        }
        .check(&world, log.only_event().await);
        assert_eq!(cancelled, meeting::Model { sequence: 1, cancelled_at: Some(world.clock.now()), version: 2, ..meeting });
        assert_eq!(world.meeting(&cancelled.id).await, cancelled);
    }

    async fn a_cancellation_is_refused(world: World) {
        let people = &world.people;
        let (meeting, cancelled, started) = three(&world).await;
        let mut refusals = Refusals::new(&world);
        for (case, rule, meeting) in [
            ("no such meeting", Rule::NotFound, &nothing()),
            ("cancelled", Rule::MeetingCancelled, &cancelled),
            ("started", Rule::MeetingStarted, &started),
        ] {
            refusals.expect(case, &[(rule, "meetingId")], cancel(&world.db, &world.act(&people.coordinator), meeting)).await;
        }
        refusals.expect("by a member", &[(Rule::Forbidden, "")], cancel(&world.db, &world.act(&people.officer), &meeting)).await;
        refusals.are(CANCEL_RULES);
    }

    async fn a_member_answers_and_thinks_again(world: World) {
        use ParticipantResponse::{Accepted, Declined, Tentative};
        let meeting = world.schedule_meeting(20).await;
        let member = &world.people.member;
        for response in [Tentative, Declined, Accepted] {
            world.clock.advance(TimeDelta::hours(1));
            let log = world.log().await;
            let input = AnswerConvocation { meeting_id: meeting.id.clone(), response };
            assert_eq!(answer(&world.db, &world.act(member), input).await.unwrap(), meeting);
            Told {
                kind: EventKind::ConvocationAnswered,
                by: Some(member.id()),
                household: None,
                meeting: Some(meeting.id.clone()),
                subject: meeting.id.to_string(),
                changes: json!({ "staffId": member.id(), "response": response }),
            }
            .check(&world, log.only_event().await);
            let members = members(&world, &meeting.id).await;
            assert_eq!(members[&member.id()], (response, Some(world.clock.now())));
            assert_eq!(members[&world.people.officer.id()].0, ParticipantResponse::NeedsAction);
        }
    }

    async fn an_answer_is_refused(world: World) {
        let people = &world.people;
        let (meeting, cancelled, started) = three(&world).await;
        let yes = |meeting_id: &MeetingId| AnswerConvocation { meeting_id: meeting_id.clone(), response: ParticipantResponse::Accepted };
        let mut refusals = Refusals::new(&world);
        for (case, rule, meeting) in [
            ("no such meeting", Rule::NotFound, &nothing()),
            ("cancelled", Rule::MeetingCancelled, &cancelled),
            ("started", Rule::MeetingStarted, &started),
        ] {
            refusals.expect(case, &[(rule, "meetingId")], answer(&world.db, &world.act(&people.member), yes(meeting))).await;
        }
        let silence = AnswerConvocation { response: ParticipantResponse::NeedsAction, ..yes(&meeting) };
        refusals.expect("saying nothing", &[(Rule::AnswerRequired, "response")], answer(&world.db, &world.act(&people.member), silence)).await;
        refusals.expect("by who is not convened", &[(Rule::NotConvened, "meetingId")], answer(&world.db, &world.act(&people.manager), yes(&meeting))).await;
        refusals.expect("by nobody", &[(Rule::NotConvened, "meetingId")], answer(&world.db, &world.system(), yes(&meeting))).await;
        for person in [&people.other_member, &people.administrator] {
            refusals.expect("by a stranger", &[(Rule::NotFound, "meetingId")], answer(&world.db, &world.act(person), yes(&meeting))).await;
        }
        refusals.are(ANSWER_RULES);
    }
}

/// A meeting to come, a cancelled one, and one that starts at this very instant.
async fn three(world: &World) -> (MeetingId, MeetingId, MeetingId) {
    let coordinator = world.act(&world.people.coordinator);
    let cancelled = world.schedule_meeting(21).await;
    cancel(&world.db, &coordinator, &cancelled.id).await.unwrap();
    let started = world.schedule_meeting(1).await;
    world.clock.set(started.starts_at);
    (world.schedule_meeting(20).await.id, cancelled.id, started.id)
}

/// Hours at which no meeting may be.
#[allow(clippy::type_complexity)]
fn hours(world: &World) -> Vec<(&'static str, Vec<(Rule, &'static str)>, DateTime<Utc>, DateTime<Utc>)> {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let now = world.clock.now();
    vec![
        ("at once", vec![(Rule::MeetingNotInFuture, "startsAt")], now, now + TimeDelta::hours(1)),
        ("yesterday", vec![(Rule::MeetingNotInFuture, "startsAt")], world.hour(-1, 9), world.hour(-1, 10)),
        ("no time at all", vec![(Rule::EndNotAfterStart, "endsAt")], world.hour(9, 9), world.hour(9, 9)),
        ("backward", vec![(Rule::EndNotAfterStart, "endsAt")], world.hour(9, 9), world.hour(9, 8)),
        ("overnight", vec![(Rule::MeetingTooLong, "endsAt")], world.hour(9, 22), world.hour(10, 1)),
        (
            "in the middle of the night",
            vec![(Rule::NothingBetweenTwoAndThree, "startsAt")],
            world.hour(9, 2),
            world.hour(9, 4),
        ),
        ("until it", vec![(Rule::NothingBetweenTwoAndThree, "endsAt")], world.hour(9, 1), world.hour(9, 2)),
        (
            "in the hour that comes twice",
            vec![(Rule::NothingBetweenTwoAndThree, "startsAt")],
            at("2026-10-25T01:30:00Z"),
            at("2026-10-25T03:00:00Z"),
        ),
        (
            "past the calendar",
            vec![(Rule::DateOutOfRange, "startsAt")],
            at("2201-01-01T09:00:00Z"),
            at("2201-01-01T10:00:00Z"),
        ),
    ]
}

async fn members(world: &World, id: &MeetingId) -> BTreeMap<StaffId, (ParticipantResponse, Option<DateTime<Utc>>)> {
    let of_meeting = meeting_participant::Entity::find().filter(meeting_participant::Column::MeetingId.eq(id.clone()));
    let rows = of_meeting.all(&world.db).await.unwrap();
    rows.into_iter().map(|row| (row.staff_id, (row.response, row.responded_at))).collect()
}
