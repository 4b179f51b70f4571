//! A series of meetings is scheduled, extended, ended earlier; its meetings stay meetings like any other.

use chrono::NaiveDate;
use entity::model::meeting;
use entity::operations::meeting::{MoveMeeting, ScheduleMeeting, cancel, reschedule};
use entity::operations::meeting_series::{ChangeMeetingSeries, ScheduleMeetingSeries, change, schedule};
use entity::operations::terms::Confirmed;
use entity::operations::{Act, Terms};
use entity::refusal::{OperationError, Rule};
use entity::rules::calendar;
use entity::types::{EventKind, SeriesPattern};
use serde_json::json;
use tests::{Refusals, World, both_databases};

use super::{Case, Told, date, nothing, too_long};

/// The rules that scheduling can break, besides those of one meeting, which are tried there.
pub(super) const SCHEDULE_RULES: &[Rule] = &[
    Rule::Forbidden,
    Rule::NotFound,
    Rule::StaffInactive,
    Rule::ParticipantsRequired,
    Rule::TextTooLong,
    Rule::MeetingNotInFuture,
    Rule::MeetingTooLong,
    Rule::EndNotAfterStart,
    Rule::SeriesStepOutOfRange,
    Rule::SeriesDayNotMonthly,
    Rule::SeriesEndOutOfRange,
    Rule::SeriesTooLong,
    Rule::DateOutOfRange,
];

/// The rules that another end can break.
pub(super) const CHANGE_RULES: &[Rule] = &[
    Rule::Forbidden,
    Rule::NotFound,
    Rule::SeriesUnchanged,
    Rule::SeriesEndOutOfRange,
    Rule::DateOutOfRange,
    Rule::StaffInactive,
    Rule::ParticipantsRequired,
    Rule::SeriesTooLong,
];

both_databases! {
    async fn a_series_is_scheduled_at_the_same_hour_all_the_year(world: World) {
        let log = world.log().await;
        let series = schedule(&world.db, &world.act(&world.people.coordinator), world.series_input()).await.unwrap();
        let events: [_; 6] = log.events().await;
        let meetings = world.meetings_of(&series.id).await;
        for (event, meeting) in events.iter().zip(&meetings) {
            Told {
                kind: EventKind::MeetingScheduled,
                by: Some(world.people.coordinator.id()),
                household: None,
                meeting: Some(meeting.id.clone()),
                subject: meeting.id.to_string(),
                changes: json!({ "startsAt": meeting.starts_at, "endsAt": meeting.ends_at, "seriesId": series.id }),
            }
            .check(&world, event.clone());
        }
        Told {
            kind: EventKind::MeetingSeriesScheduled,
            by: Some(world.people.coordinator.id()),
            household: None,
            meeting: Some(meetings[0].id.clone()),
            subject: series.id.to_string(),
            changes: json!({ "untilOn": "2026-07-31" }),
        }
        .check(&world, events[5].clone());
        // 14:00 in Paris, before summer time and after it began.
        let starts: Vec<_> = meetings.iter().map(|meeting| meeting.starts_at.to_rfc3339()).collect();
        assert_eq!(starts, [
            "2026-03-03T13:00:00+00:00",
            "2026-04-07T12:00:00+00:00",
            "2026-05-05T12:00:00+00:00",
            "2026-06-02T12:00:00+00:00",
            "2026-07-07T12:00:00+00:00",
        ]);
        assert!(meetings.iter().all(|meeting| meeting.series_day == Some(calendar::today(meeting.starts_at))));
        assert_eq!((series.starts_minute, series.ends_minute, series.version), (840, 960, 1));
    }

    async fn a_public_holiday_moves_and_weekends_are_warned_of(world: World) {
        let weekly = |first: &str, until_on: &str| {
            let at = |hour| calendar::at_local(date(first), hour, 0);
            let first = ScheduleMeeting { starts_at: at(14), ends_at: at(16), ..world.meeting_input(1) };
            ScheduleMeetingSeries { first, pattern: SeriesPattern::Weekly, every: 1, until_on: date(until_on) }
        };
        let terms = Terms { confirmed: Confirmed::These(Vec::new()), ..Terms::default() };
        let careful = || Act { terms: &terms, ..world.act(&world.people.coordinator) };
        // The second of three Tuesdays is 14 July: nobody is asked.
        let series = schedule(&world.db, &careful(), weekly("2026-07-07", "2026-07-21")).await.unwrap();
        assert_eq!(days(&world.meetings_of(&series.id).await), [
            ("2026-07-07", "2026-07-07"),
            ("2026-07-14", "2026-07-15"),
            ("2026-07-21", "2026-07-21"),
        ].map(|(of, on)| (date(of), date(on))));
        let on_saturdays = || weekly("2026-08-08", "2026-08-22");
        let warned = schedule(&world.db, &careful(), on_saturdays()).await;
        assert!(matches!(warned, Err(OperationError::Unconfirmed(cautions)) if cautions.len() == 1));
        let series = schedule(&world.db, &world.act(&world.people.coordinator), on_saturdays()).await.unwrap();
        assert_eq!(days(&world.meetings_of(&series.id).await), [
            ("2026-08-08", "2026-08-08"),
            ("2026-08-15", "2026-08-17"),
            ("2026-08-22", "2026-08-22"),
        ].map(|(of, on)| (date(of), date(on))));
    }

    async fn a_meeting_of_a_series_is_moved_and_cancelled_by_itself(world: World) {
        let coordinator = world.act(&world.people.coordinator);
        let series = world.schedule_series().await;
        let meetings = world.meetings_of(&series.id).await;
        let starts_at = world.hour(40, 9);
        let input = MoveMeeting { meeting_id: meetings[1].id.clone(), starts_at, ends_at: world.hour(40, 11), location: None };
        reschedule(&world.db, &coordinator, input).await.unwrap();
        cancel(&world.db, &coordinator, &meetings[2].id).await.unwrap();
        let after = world.meetings_of(&series.id).await;
        assert_eq!((after[1].starts_at, after[1].sequence, after[1].series_day), (starts_at, 1, meetings[1].series_day));
        assert!(after[2].cancelled_at.is_some());
        assert_eq!([&after[0], &after[3], &after[4]], [&meetings[0], &meetings[3], &meetings[4]]);
    }

    async fn a_series_is_extended_with_whoever_is_still_there(world: World) {
        let series = world.schedule_series().await;
        let log = world.log().await;
        world.sql(&format!("UPDATE staff SET active = false WHERE id = '{}'", world.people.member.id())).await;
        let input = ChangeMeetingSeries { meeting_series_id: series.id.clone(), until_on: world.day(220) };
        let extended = change(&world.db, &world.act(&world.people.manager), input).await.unwrap();
        assert_eq!((extended.until_on, extended.version), (date("2026-10-08"), 2));
        let meetings = world.meetings_of(&series.id).await;
        let events: [_; 4] = log.events().await;
        assert_eq!(meetings.len(), 8);
        Told {
            kind: EventKind::MeetingSeriesChanged,
            by: Some(world.people.manager.id()),
            household: None,
            meeting: Some(meetings[4].id.clone()),
            subject: series.id.to_string(),
            changes: json!({ "previousUntilOn": "2026-07-31", "untilOn": "2026-10-08" }),
        }
        .check(&world, events[3].clone());
        let convened: Vec<_> = world.attendance_input(&meetings[7].id).await.attendances.into_iter().map(|one| one.staff_id).collect();
        let people = &world.people;
        let mut expected = vec![people.coordinator.id(), people.social_worker.id(), people.officer.id()];
        expected.sort_unstable();
        assert_eq!(convened, expected);
    }

    async fn a_series_ends_earlier_and_goes_on_again(world: World) {
        let coordinator = world.act(&world.people.coordinator);
        let series = world.schedule_series().await;
        let until = |until_on: &str| ChangeMeetingSeries { meeting_series_id: series.id.clone(), until_on: date(until_on) };
        change(&world.db, &coordinator, until("2026-06-01")).await.unwrap();
        let cancelled = |meetings: Vec<meeting::Model>| meetings.iter().filter(|meeting| meeting.cancelled_at.is_some()).count();
        let meetings = world.meetings_of(&series.id).await;
        assert_eq!((meetings.len(), cancelled(meetings)), (5, 2));
        // The days that were given up are given again.
        change(&world.db, &coordinator, until("2026-07-31")).await.unwrap();
        let meetings = world.meetings_of(&series.id).await;
        assert_eq!((meetings.len(), cancelled(meetings)), (7, 2));
        // What has begun is not cancelled, and what is over is not made up for.
        world.go_to("2026-06-02", 15, 0);
        let coordinator = world.act(&world.people.coordinator);
        change(&world.db, &coordinator, until("2026-03-03")).await.unwrap();
        let meetings = world.meetings_of(&series.id).await;
        assert_eq!((meetings.len(), cancelled(meetings)), (7, 3));
        change(&world.db, &coordinator, until("2026-08-31")).await.unwrap();
        let meetings = world.meetings_of(&series.id).await;
        assert_eq!((meetings.len(), cancelled(meetings)), (9, 3));
    }

    async fn a_day_whose_meeting_was_moved_and_held_is_not_given_twice(world: World) {
        let series = world.schedule_series().await;
        let until = |until_on: &str| ChangeMeetingSeries { meeting_series_id: series.id.clone(), until_on: date(until_on) };
        // That of July is held in May: it has its day when the series ends before it, and when it goes on.
        let july = world.meetings_of(&series.id).await.pop().unwrap();
        let (starts_at, ends_at) = (world.hour(63, 9), world.hour(63, 10));
        let input = MoveMeeting { meeting_id: july.id.clone(), starts_at, ends_at, location: None };
        reschedule(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        world.go_to("2026-05-20", 9, 0);
        let coordinator = world.act(&world.people.coordinator);
        change(&world.db, &coordinator, until("2026-06-15")).await.unwrap();
        change(&world.db, &coordinator, until("2026-08-31")).await.unwrap();
        let meetings = world.meetings_of(&series.id).await;
        let days: Vec<_> = meetings.iter().filter(|meeting| meeting.cancelled_at.is_none()).map(|meeting| meeting.series_day.unwrap().to_string()).collect();
        assert_eq!(days, ["2026-03-03", "2026-04-07", "2026-05-05", "2026-06-02", "2026-07-07", "2026-08-04"]);
        assert!(meetings.iter().any(|meeting| meeting.id == july.id && meeting.starts_at == starts_at));
    }

    async fn a_series_is_refused(world: World) {
        let people = &world.people;
        let input = || world.series_input();
        let first = |first: ScheduleMeeting| ScheduleMeetingSeries { first, ..input() };
        let weekly = |until_on| ScheduleMeetingSeries { pattern: SeriesPattern::Weekly, until_on, ..input() };
        let cases: Vec<Case<ScheduleMeetingSeries>> = vec![
            ("no such programme", vec![(Rule::NotFound, "programmeId")], first(ScheduleMeeting { programme_id: nothing(), ..input().first })),
            ("a chair who left", vec![(Rule::StaffInactive, "chairId")], first(ScheduleMeeting { chair_id: people.left.id(), ..input().first })),
            ("nobody", vec![(Rule::ParticipantsRequired, "participantIds")], first(ScheduleMeeting { participant_ids: vec![], ..input().first })),
            ("far too precisely", vec![(Rule::TextTooLong, "location")], first(ScheduleMeeting { location: too_long(500), ..input().first })),
            ("in the past", vec![(Rule::MeetingNotInFuture, "startsAt")], first(ScheduleMeeting { starts_at: world.hour(-1, 14), ends_at: world.hour(-1, 16), ..input().first })),
            ("all night", vec![(Rule::MeetingTooLong, "endsAt")], first(ScheduleMeeting { ends_at: world.hour(2, 10), ..input().first })),
            ("backward", vec![(Rule::EndNotAfterStart, "endsAt")], first(ScheduleMeeting { ends_at: world.hour(1, 13), ..input().first })),
            ("never", vec![(Rule::SeriesStepOutOfRange, "every")], ScheduleMeetingSeries { every: 0, ..input() }),
            ("on the last Tuesday, which is the first", vec![(Rule::SeriesDayNotMonthly, "startsAt")], ScheduleMeetingSeries { pattern: SeriesPattern::MonthlyLast, ..input() }),
            ("until yesterday", vec![(Rule::SeriesEndOutOfRange, "untilOn")], ScheduleMeetingSeries { until_on: world.today(), ..input() }),
            ("for ever", vec![(Rule::SeriesEndOutOfRange, "untilOn")], ScheduleMeetingSeries { until_on: date("2029-03-04"), ..input() }),
            ("too often", vec![(Rule::SeriesTooLong, "untilOn")], weekly(date("2027-04-27"))),
        ];
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in cases {
            refusals.expect(case, &expected, schedule(&world.db, &world.act(&people.coordinator), input)).await;
        }
        for person in [&people.social_worker, &people.officer, &people.member, &people.funder] {
            refusals.expect("by role", &[(Rule::Forbidden, "")], schedule(&world.db, &world.act(person), input())).await;
        }
        let beyond = ScheduleMeetingSeries { until_on: date("1899-12-31"), ..input() };
        refusals.expect("before anything", &[(Rule::DateOutOfRange, "untilOn"), (Rule::SeriesEndOutOfRange, "untilOn")], schedule(&world.db, &world.act(&people.coordinator), beyond)).await;
        refusals.are(SCHEDULE_RULES);
    }

    async fn another_end_is_refused(world: World) {
        let people = &world.people;
        let series = world.schedule_series().await;
        let weekly = ScheduleMeetingSeries { pattern: SeriesPattern::Weekly, until_on: world.day(30), ..world.series_input() };
        let weekly = schedule(&world.db, &world.act(&people.coordinator), weekly).await.unwrap();
        let until = |until_on: NaiveDate| ChangeMeetingSeries { meeting_series_id: series.id.clone(), until_on };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such series", vec![(Rule::NotFound, "meetingSeriesId")], ChangeMeetingSeries { meeting_series_id: nothing(), until_on: world.day(90) }),
            ("as it is", vec![(Rule::SeriesUnchanged, "untilOn")], until(series.until_on)),
            ("before its first day", vec![(Rule::SeriesEndOutOfRange, "untilOn")], until(world.today())),
            ("before anything", vec![(Rule::DateOutOfRange, "untilOn"), (Rule::SeriesEndOutOfRange, "untilOn")], until(date("1899-12-31"))),
            ("too often", vec![(Rule::SeriesTooLong, "untilOn")], ChangeMeetingSeries { meeting_series_id: weekly.id.clone(), until_on: date("2027-04-27") }),
        ] {
            refusals.expect(case, &expected, change(&world.db, &world.act(&people.coordinator), input)).await;
        }
        refusals.expect("by a member", &[(Rule::Forbidden, "")], change(&world.db, &world.act(&people.member), until(world.day(200)))).await;
        refusals.expect("by a stranger", &[(Rule::NotFound, "meetingSeriesId")], change(&world.db, &world.act(&people.other_officer), until(world.day(200)))).await;
        let gone = |people: &[&tests::Person]| {
            let ids: Vec<_> = people.iter().map(|person| format!("'{}'", person.id())).collect();
            format!("UPDATE staff SET active = false WHERE id IN ({})", ids.join(", "))
        };
        world.sql(&gone(&[&people.social_worker, &people.officer, &people.member])).await;
        let manager = world.act(&people.manager);
        refusals.expect("with nobody", &[(Rule::ParticipantsRequired, "meetingSeriesId")], change(&world.db, &manager, until(world.day(200)))).await;
        world.sql(&gone(&[&people.coordinator])).await;
        refusals.expect("without its chair", &[(Rule::StaffInactive, "meetingSeriesId")], change(&world.db, &manager, until(world.day(200)))).await;
        refusals.are(CHANGE_RULES);
    }
}

/// The day that the series gave each meeting, and the day on which it is held.
fn days(meetings: &[meeting::Model]) -> Vec<(NaiveDate, NaiveDate)> {
    meetings.iter().map(|meeting| (meeting.series_day.unwrap(), calendar::today(meeting.starts_at))).collect()
}
