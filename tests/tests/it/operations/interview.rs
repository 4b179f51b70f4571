//! An interview with a household that is supported is recorded, and corrected by its author.

use entity::model::support_interview::Model;
use entity::operations::interview::{CorrectInterview, Interview, RecordInterview, correct, record};
use entity::operations::support::{CloseSupport, close};
use entity::refusal::Rule;
use entity::types::{EventKind, InterviewKind, SupportInterviewId, SupportMeasureId, SupportOutcome};
use serde_json::json;
use tests::{CONFIDENTIAL, Refusals, World, both_databases};

use super::{Told, date, longest, nothing, too_long};

/// The rules that an interview can break.
pub(super) const RECORD_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
    Rule::DayBeforeStart,
    Rule::DayAfterClosing,
    Rule::NextNotAfterInterview,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

/// The rules that a correction can break, of which those of what is told are tried above.
pub(super) const CORRECT_RULES: &[Rule] =
    &[Rule::NotFound, Rule::Forbidden, Rule::InterviewUnchanged, Rule::DayBeforeStart, Rule::TextRequired];

both_databases! {
    async fn an_interview_is_recorded_and_corrected_by_its_author(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let worker = &world.people.social_worker;
        world.go_to("2026-06-02", 10, 0);
        let told = |kind, interview: &Model, changes| Told {
            kind, by: Some(worker.id()), household: Some(household.id.clone()), meeting: None,
            subject: interview.id.to_string(), changes,
        };
        let log = world.log().await;
        let mut input = world.interview_input(&measure);
        input.interview.summary = format!(" {} ", longest(9_000));
        input.interview.attendees = Some(" ".to_owned());
        input.interview.held_on = date("2026-06-01");
        let interview = record(&world.db, &world.act(worker), input.clone()).await.unwrap();
        let changes = json!({ "supportMeasureId": measure.id, "heldOn": "2026-06-01" });
        told(EventKind::InterviewRecorded, &interview, changes).check(&world, log.only_event().await);
        assert_eq!(interview, world.interview(&interview.id).await);
        assert_eq!((&interview.author_id, &interview.summary, &interview.attendees), (&worker.id(), &longest(9_000), &None));
        assert_eq!(interview.confidential_note.as_deref(), Some(CONFIDENTIAL));

        let log = world.log().await;
        let now = Interview {
            kind: InterviewKind::Phone,
            attendees: Some(CONFIDENTIAL.to_owned()),
            summary: format!("{CONFIDENTIAL}!"),
            confidential_note: None,
            ..input.interview
        };
        let input = CorrectInterview { support_interview_id: interview.id.clone(), interview: now };
        let corrected = correct(&world.db, &world.act(worker), input).await.unwrap();
        let changes = json!({ "fields": [] });
        told(EventKind::InterviewCorrected, &corrected, changes).check(&world, log.only_event().await);
        assert_eq!(corrected, world.interview(&interview.id).await);
        assert_eq!(corrected, Model {
            kind: InterviewKind::Phone,
            attendees: Some(CONFIDENTIAL.to_owned()),
            summary: format!("{CONFIDENTIAL}!"),
            confidential_note: None,
            version: 2,
            ..interview
        });
    }

    async fn an_interview_is_refused(world: World) {
        let people = &world.people;
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let closed = world.start_support(&world.preselected_household().await.id).await;
        world.go_to("2026-06-02", 10, 0);
        let worker = world.act(&people.social_worker);
        let input = CloseSupport { support_measure_id: closed.id.clone(), closed_on: date("2026-06-01"), outcome: SupportOutcome::Left };
        close(&world.db, &worker, input).await.unwrap();

        let interview = world.interview_input(&measure).interview;
        let with = |interview| RecordInterview { support_measure_id: measure.id.clone(), interview };
        let of = |id: &SupportMeasureId| RecordInterview { support_measure_id: id.clone(), interview: interview.clone() };
        let on = |day: &str| with(Interview { held_on: date(day), next_on: None, ..interview.clone() });
        let next = |day: &str| with(Interview { next_on: Some(date(day)), ..interview.clone() });
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such measure", vec![(Rule::NotFound, "supportMeasureId")], of(&nothing())),
            ("after it was closed", vec![(Rule::DayAfterClosing, "heldOn")], of(&closed.id)),
            ("tomorrow", vec![(Rule::DateInFuture, "heldOn")], on("2026-06-03")),
            ("before the start", vec![(Rule::DayBeforeStart, "heldOn")], on("2026-03-01")),
            ("before the calendar", vec![(Rule::DateOutOfRange, "heldOn"), (Rule::DayBeforeStart, "heldOn")], on("1899-12-31")),
            ("the next one on the same day", vec![(Rule::NextNotAfterInterview, "nextOn")], next("2026-06-02")),
            ("says nothing", vec![(Rule::TextRequired, "summary")], with(Interview { summary: " ".to_owned(), ..interview.clone() })),
            ("too long", vec![(Rule::TextTooLong, "summary")], with(Interview { summary: too_long(10_000), ..interview.clone() })),
            ("too many there", vec![(Rule::TextTooLong, "attendees")], with(Interview { attendees: Some(too_long(1_000)), ..interview.clone() })),
            (
                "cannot be kept",
                vec![(Rule::TextMalformed, "confidentialNote")],
                with(Interview { confidential_note: Some("\0".to_owned()), ..interview.clone() }),
            ),
        ] {
            refusals.expect(case, &expected, record(&world.db, &worker, input)).await;
        }
        let act = world.act(&people.officer);
        refusals.expect("by the officer", &[(Rule::Forbidden, "")], record(&world.db, &act, of(&measure.id))).await;
        refusals.are(RECORD_RULES);
        // What was held while it ran may be recorded once it is closed.
        let late = Interview { held_on: date("2026-06-01"), ..interview.clone() };
        record(&world.db, &worker, RecordInterview { support_measure_id: closed.id, interview: late }).await.unwrap();

        let known = record(&world.db, &worker, of(&measure.id)).await.unwrap();
        let now = |id: &SupportInterviewId, summary: &str, held_on: &str| CorrectInterview {
            support_interview_id: id.clone(),
            interview: Interview { summary: summary.to_owned(), held_on: date(held_on), ..interview.clone() },
        };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such interview", (Rule::NotFound, "supportInterviewId"), now(&nothing(), "s", "2026-06-02")),
            ("as it is", (Rule::InterviewUnchanged, ""), now(&known.id, CONFIDENTIAL, "2026-06-02")),
            ("says nothing", (Rule::TextRequired, "summary"), now(&known.id, "", "2026-06-02")),
            ("before the start", (Rule::DayBeforeStart, "heldOn"), now(&known.id, "s", "2026-03-01")),
        ] {
            refusals.expect(case, &[expected], correct(&world.db, &worker, input)).await;
        }
        for person in [&people.coordinator, &people.colleague, &people.officer] {
            let act = world.act(person);
            let attempt = correct(&world.db, &act, now(&known.id, "s", "2026-06-02"));
            refusals.expect("by another", &[(Rule::Forbidden, "")], attempt).await;
        }
        refusals.are(CORRECT_RULES);
    }
}
