//! Who came to a meeting is recorded, its minutes are approved and corrected.

use entity::model::meeting_minutes;
use entity::operations::agenda::{DecideAgendaItem, decide};
use entity::operations::attendance::{Attended, RecordAttendance, record};
use entity::operations::meeting::{ScheduleMeeting, cancel, schedule};
use entity::operations::minutes::{CorrectMinutes, approve, correct};
use entity::refusal::Rule;
use entity::types::{AgendaDecision, AgendaItemKind, Attendance, EventKind, MeetingId, Role};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;
use tests::{CONFIDENTIAL, Refusals, World, both_databases};

use super::{Told, nothing, too_long};

/// The rules that recording an attendance can break.
pub(super) const ATTENDANCE_RULES: &[Rule] = &[
    Rule::Forbidden,
    Rule::NotFound,
    Rule::MeetingCancelled,
    Rule::MeetingNotStarted,
    Rule::MinutesApproved,
    Rule::AttendanceRequired,
    Rule::ParticipantRepeated,
    Rule::ParticipantNotConvened,
    Rule::RepresentativeRequired,
    Rule::RepresentativeNotAllowed,
    Rule::RepresentativeNotColleague,
    Rule::StaffInactive,
];

/// The rules that an approval can break.
pub(super) const APPROVE_RULES: &[Rule] = &[
    Rule::Forbidden,
    Rule::NotFound,
    Rule::MeetingCancelled,
    Rule::MeetingNotStarted,
    Rule::MinutesApproved,
    Rule::AttendanceMissing,
    Rule::AgendaUndecided,
];

/// The rules that a correction can break.
pub(super) const CORRECT_RULES: &[Rule] = &[
    Rule::Forbidden,
    Rule::NotFound,
    Rule::MinutesNotApproved,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

both_databases! {
    async fn who_came_is_recorded_and_recorded_again(world: World) {
        let people = &world.people;
        let meeting = world.schedule_meeting(1).await;
        world.clock.set(meeting.starts_at);
        let coordinator = world.act(&people.coordinator);
        record(&world.db, &coordinator, world.attendance_input(&meeting.id).await).await.unwrap();
        let log = world.log().await;
        let given = vec![
            Attended { staff_id: people.officer.id(), attendance: Attendance::Represented, represented_by_id: Some(people.officer_colleague.id()) },
            Attended { staff_id: people.member.id(), attendance: Attendance::Excused, represented_by_id: None },
        ];
        let input = RecordAttendance { meeting_id: meeting.id.clone(), attendances: given };
        let recorded = record(&world.db, &world.act(&people.manager), input).await.unwrap();
        assert_eq!(recorded.version, 3, "each of the two has changed what it shows");
        Told {
            kind: EventKind::AttendanceRecorded,
            by: Some(people.manager.id()),
            household: None,
            meeting: Some(meeting.id.clone()),
            subject: meeting.id.to_string(),
            changes: json!({ "attendances": [
                { "staffId": people.officer.id(), "attendance": "REPRESENTED" },
                { "staffId": people.member.id(), "attendance": "EXCUSED" },
            ] }),
        }
        .check(&world, log.only_event().await);
        for (person, attendance, by) in [
            (&people.coordinator, Attendance::Present, None),
            (&people.officer, Attendance::Represented, Some(people.officer_colleague.id())),
            (&people.member, Attendance::Excused, None),
        ] {
            let key = (meeting.id.clone(), person.id());
            let row = entity::model::meeting_participant::Entity::find_by_id(key).one(&world.db).await.unwrap().unwrap();
            assert_eq!((row.attendance, row.represented_by_id), (Some(attendance), by));
        }
    }

    async fn an_attendance_is_refused(world: World) {
        let people = &world.people;
        let gone = world.hire(&world.organisations.landlord.id, Role::LandlordOfficer, "gone", None).await;
        world.sql(&format!("UPDATE staff SET active = false WHERE id = '{}'", gone.id())).await;
        let cancelled = world.schedule_meeting(1).await;
        cancel(&world.db, &world.act(&people.coordinator), &cancelled.id).await.unwrap();
        let later = world.schedule_meeting(20).await;
        let approved = world.schedule_meeting(1).await;
        world.approve_minutes(&approved.id, approved.starts_at).await;
        let meeting = world.schedule_meeting(1).await;
        world.clock.set(meeting.starts_at);
        let came = |person: &tests::Person, attendance, by: Option<&tests::Person>| Attended {
            staff_id: person.id(),
            attendance,
            represented_by_id: by.map(tests::Person::id),
        };
        let present = || came(&people.member, Attendance::Present, None);
        let of = |meeting_id: &MeetingId, attendances: Vec<Attended>| RecordAttendance { meeting_id: meeting_id.clone(), attendances };
        let here = |attendances| of(&meeting.id, attendances);
        let represented = |by| here(vec![came(&people.officer, Attendance::Represented, by)]);
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such meeting", (Rule::NotFound, "meetingId"), of(&nothing(), vec![present()])),
            ("cancelled", (Rule::MeetingCancelled, "meetingId"), of(&cancelled.id, vec![present()])),
            ("to come", (Rule::MeetingNotStarted, "meetingId"), of(&later.id, vec![present()])),
            ("approved", (Rule::MinutesApproved, "meetingId"), of(&approved.id, vec![present()])),
            ("of nobody", (Rule::AttendanceRequired, "attendances"), here(vec![])),
            ("twice", (Rule::ParticipantRepeated, "attendances"), here(vec![present(), came(&people.member, Attendance::Absent, None)])),
            ("of a stranger", (Rule::ParticipantNotConvened, "attendances"), here(vec![came(&people.other_officer, Attendance::Present, None)])),
            ("by nobody", (Rule::RepresentativeRequired, "attendances"), represented(None)),
            ("by themselves", (Rule::RepresentativeNotColleague, "attendances"), represented(Some(&people.officer))),
            ("by another organisation", (Rule::RepresentativeNotColleague, "attendances"), represented(Some(&people.social_worker))),
            ("by somebody who left", (Rule::StaffInactive, "attendances"), represented(Some(&gone))),
            ("though present", (Rule::RepresentativeNotAllowed, "attendances"), here(vec![came(&people.officer, Attendance::Present, Some(&people.officer_colleague))])),
        ] {
            refusals.expect(case, &[expected], record(&world.db, &world.act(&people.coordinator), input)).await;
        }
        refusals.expect("by a member", &[(Rule::Forbidden, "")], record(&world.db, &world.act(&people.member), here(vec![present()]))).await;
        refusals.are(ATTENDANCE_RULES);
    }

    async fn minutes_are_approved_by_whoever_chairs_and_then_nothing_changes(world: World) {
        let people = &world.people;
        let input = ScheduleMeeting { chair_id: people.officer.id(), ..world.meeting_input(1) };
        let meeting = schedule(&world.db, &world.act(&people.coordinator), input).await.unwrap();
        let household = world.register_household().await;
        let item = world.put_on_agenda(&people.officer, &meeting.id, &household.id, AgendaItemKind::Preselection).await;
        world.hold(&meeting.id, meeting.starts_at).await;
        world.clock.set(meeting.starts_at);
        let log = world.log().await;
        let before = world.meeting(&meeting.id).await.version;
        let approved = approve(&world.db, &world.act(&people.officer), &meeting.id).await.unwrap();
        assert_eq!(approved.version, before + 1);
        Told {
            kind: EventKind::MinutesApproved,
            by: Some(people.officer.id()),
            household: None,
            meeting: Some(meeting.id.clone()),
            subject: meeting.id.to_string(),
            changes: json!({}),
        }
        .check(&world, log.only_event().await);
        let log = world.log().await;
        let input = CorrectMinutes { meeting_id: meeting.id.clone(), correction: format!(" {CONFIDENTIAL} "), reason: "r".to_owned() };
        correct(&world.db, &world.act(&people.officer), input.clone()).await.unwrap();
        assert_eq!(log.only_event().await.changes, json!({ "edition": 2 }));
        correct(&world.db, &world.act(&people.manager), input).await.unwrap();
        let editions = meeting_minutes::Entity::find().order_by_asc(meeting_minutes::Column::Edition).all(&world.db).await.unwrap();
        let told: Vec<_> = editions.iter().map(|row| (row.edition, row.recorded_by_id.clone(), row.correction.as_deref(), row.reason.as_deref())).collect();
        assert_eq!(told, [
            (1, people.officer.id(), None, None),
            (2, people.officer.id(), Some(CONFIDENTIAL), Some("r")),
            (3, people.manager.id(), Some(CONFIDENTIAL), Some("r")),
        ]);
        let mut refusals = Refusals::new(&world);
        let again = DecideAgendaItem { agenda_item_id: item.id, decision: AgendaDecision::Preselected, reasons: "r".to_owned() };
        let expected = [(Rule::MinutesApproved, "agendaItemId"), (Rule::AlreadyDecided, "agendaItemId")];
        refusals.expect("decided again", &expected, decide(&world.db, &world.act(&people.coordinator), again)).await;
    }

    async fn an_approval_is_refused(world: World) {
        let people = &world.people;
        let cancelled = world.schedule_meeting(1).await;
        cancel(&world.db, &world.act(&people.coordinator), &cancelled.id).await.unwrap();
        let later = world.schedule_meeting(20).await;
        let approved = world.schedule_meeting(1).await;
        world.approve_minutes(&approved.id, approved.starts_at).await;
        let undecided = world.schedule_meeting(1).await;
        let household = world.register_household().await;
        world.put_on_agenda(&people.officer, &undecided.id, &household.id, AgendaItemKind::Preselection).await;
        let meeting = world.schedule_meeting(1).await;
        world.clock.set(meeting.starts_at);
        record(&world.db, &world.act(&people.coordinator), world.attendance_input(&undecided.id).await).await.unwrap();
        let missing = (Rule::AttendanceMissing, "meetingId");
        let mut refusals = Refusals::new(&world);
        for (case, expected, id) in [
            ("no such meeting", vec![(Rule::NotFound, "meetingId")], nothing()),
            ("cancelled", vec![(Rule::MeetingCancelled, "meetingId"), missing], cancelled.id),
            ("to come", vec![(Rule::MeetingNotStarted, "meetingId"), missing], later.id),
            ("again", vec![(Rule::MinutesApproved, "meetingId")], approved.id),
            ("without a decision", vec![(Rule::AgendaUndecided, "meetingId")], undecided.id),
            ("without attendance", vec![missing], meeting.id.clone()),
        ] {
            refusals.expect(case, &expected, approve(&world.db, &world.act(&people.coordinator), &id)).await;
        }
        for person in [&people.officer, &people.member, &people.social_worker] {
            refusals.expect("by a member", &[(Rule::Forbidden, "")], approve(&world.db, &world.act(person), &meeting.id)).await;
        }
        refusals.are(APPROVE_RULES);
    }

    async fn a_correction_is_refused(world: World) {
        let people = &world.people;
        let (open, approved) = (world.schedule_meeting(1).await, world.schedule_meeting(1).await);
        world.approve_minutes(&approved.id, approved.starts_at).await;
        let of = |meeting_id: &MeetingId, correction: &str, reason: &str| CorrectMinutes {
            meeting_id: meeting_id.clone(),
            correction: correction.to_owned(),
            reason: reason.to_owned(),
        };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such meeting", (Rule::NotFound, "meetingId"), of(&nothing(), "c", "r")),
            ("of a draft", (Rule::MinutesNotApproved, "meetingId"), of(&open.id, "c", "r")),
            ("of nothing", (Rule::TextRequired, "correction"), of(&approved.id, " ", "r")),
            ("without a reason", (Rule::TextRequired, "reason"), of(&approved.id, "c", "")),
            ("with one that cannot be kept", (Rule::TextMalformed, "reason"), of(&approved.id, "c", "r\0")),
            ("at length", (Rule::TextTooLong, "correction"), of(&approved.id, &too_long(10_000), "r")),
        ] {
            refusals.expect(case, &[expected], correct(&world.db, &world.act(&people.coordinator), input)).await;
        }
        refusals.expect("by a member", &[(Rule::Forbidden, "")], correct(&world.db, &world.act(&people.member), of(&approved.id, "c", "r"))).await;
        refusals.are(CORRECT_RULES);
    }
}
