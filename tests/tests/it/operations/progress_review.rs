//! A review of a support measure is recorded, and the cell takes note of it.

use entity::model::progress_review;
use entity::operations::progress_review::{RecordProgressReview, record};
use entity::operations::support::{CloseSupport, close};
use entity::refusal::Rule;
use entity::types::{AgendaDecision, AgendaItemKind, EventKind, ProgressReviewKind, SupportMeasureId, SupportOutcome};
use serde_json::json;
use tests::{CONFIDENTIAL, Refusals, World, both_databases};

use super::{Told, date, longest, nothing, too_long};

/// The rules that a review can break.
pub(super) const RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::DateInFuture,
    Rule::DateOutOfRange,
    Rule::DayBeforeStart,
    Rule::DayBeforeReview,
    Rule::FinalReviewHeld,
    Rule::InterimReviewTooLate,
    Rule::TextRequired,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

both_databases! {
    async fn a_review_is_recorded_by_its_author(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let worker = &world.people.social_worker;
        world.go_to("2026-09-02", 10, 0);
        let log = world.log().await;
        let input = RecordProgressReview {
            held_on: date("2026-09-01"),
            account: format!(" {} ", longest(9_000)),
            confidential_note: Some(" ".to_owned()),
            ..world.progress_input(&measure)
        };
        let review = record(&world.db, &world.act(worker), input).await.unwrap();
        Told {
            kind: EventKind::ProgressReviewRecorded,
            by: Some(worker.id()),
            household: Some(household.id),
            meeting: None,
            subject: review.id.to_string(),
            changes: json!({ "kind": "INTERIM", "heldOn": "2026-09-01" }),
        }
        .check(&world, log.only_event().await);
        assert_eq!(review, world.progress_review(&review.id).await);
        assert_eq!((review.rank, &review.author_id, &review.account), (1, &worker.id(), &longest(9_000)));
        assert_eq!((review.landlord_account.as_str(), review.confidential_note, review.acknowledged_on), (CONFIDENTIAL, None, None));
    }

    async fn the_cell_takes_note_of_the_reviews_held_by_its_day(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let other = world.preselected_household().await;
        let elsewhere = world.review_progress(&world.start_support(&other.id).await).await;
        let first = world.review_progress(&measure).await;
        world.go_to("2026-03-03", 10, 0);
        let second = world.review_progress(&measure).await;
        world.go_to("2026-03-04", 10, 0);
        let third = world.review_progress(&measure).await;
        // What is put off is not taken note of.
        world.decide_yesterday(&household.id, AgendaItemKind::ProgressReview, AgendaDecision::Adjourned).await;
        assert_eq!(world.progress_review(&first.id).await, first);
        let item = world.item_of_yesterday(&household.id, AgendaItemKind::ProgressReview).await;
        let log = world.log().await;
        let input = entity::operations::agenda::DecideAgendaItem {
            agenda_item_id: item.id.clone(),
            decision: AgendaDecision::Acknowledged,
            reasons: CONFIDENTIAL.to_owned(),
        };
        entity::operations::agenda::decide(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        let event = log.only_event().await;
        assert_eq!(event.kind, EventKind::AgendaItemDecided);
        assert_eq!(event.changes, json!({ "decision": "ACKNOWLEDGED", "progressReviewIds": [first.id, second.id] }));
        let noted = |review: progress_review::Model| progress_review::Model {
            agenda_item_id: Some(item.id.clone()),
            acknowledged_on: Some(date("2026-03-03")),
            version: 2,
            ..review
        };
        let expected = [elsewhere, noted(first), noted(second), third];
        for review in &expected {
            assert_eq!(&world.progress_review(&review.id).await, review);
        }
        world.decide_yesterday(&household.id, AgendaItemKind::Extension, AgendaDecision::Approved).await;
        for review in &expected {
            assert_eq!(&world.progress_review(&review.id).await, review);
        }
    }

    async fn a_review_is_refused(world: World) {
        let people = &world.people;
        let measure = world.start_support(&world.preselected_household().await.id).await;
        let over = world.start_support(&world.preselected_household().await.id).await;
        let closed = world.start_support(&world.preselected_household().await.id).await;
        world.go_to("2026-04-02", 10, 0);
        let coordinator = world.act(&people.coordinator);
        record(&world.db, &coordinator, RecordProgressReview { held_on: date("2026-04-01"), ..world.progress_input(&measure) }).await.unwrap();
        let last = |measure| RecordProgressReview { kind: ProgressReviewKind::Final, ..world.progress_input(measure) };
        record(&world.db, &coordinator, last(&over)).await.unwrap();
        let input = CloseSupport { support_measure_id: closed.id.clone(), closed_on: date("2026-04-01"), outcome: SupportOutcome::Left };
        close(&world.db, &coordinator, input).await.unwrap();

        let good = || world.progress_input(&measure);
        let of = |id: &SupportMeasureId| RecordProgressReview { support_measure_id: id.clone(), ..good() };
        let on = |day: &str| RecordProgressReview { held_on: date(day), ..good() };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such measure", vec![(Rule::NotFound, "supportMeasureId")], of(&nothing())),
            ("after the last", vec![(Rule::FinalReviewHeld, "supportMeasureId")], of(&over.id)),
            ("a second last", vec![(Rule::FinalReviewHeld, "supportMeasureId")], last(&over)),
            ("after it was closed", vec![(Rule::InterimReviewTooLate, "heldOn")], of(&closed.id)),
            ("tomorrow", vec![(Rule::DateInFuture, "heldOn")], on("2026-04-03")),
            ("before the one before", vec![(Rule::DayBeforeReview, "heldOn")], on("2026-03-31")),
            ("before the start", vec![(Rule::DayBeforeStart, "heldOn"), (Rule::DayBeforeReview, "heldOn")], on("2026-03-01")),
            (
                "before the calendar",
                vec![(Rule::DateOutOfRange, "heldOn"), (Rule::DayBeforeStart, "heldOn"), (Rule::DayBeforeReview, "heldOn")],
                on("1899-12-31"),
            ),
            ("says nothing", vec![(Rule::TextRequired, "account")], RecordProgressReview { account: " ".to_owned(), ..good() }),
            ("nothing for the landlord", vec![(Rule::TextRequired, "landlordAccount")], RecordProgressReview { landlord_account: String::new(), ..good() }),
            ("too long", vec![(Rule::TextTooLong, "householdView")], RecordProgressReview { household_view: too_long(10_000), ..good() }),
            ("cannot be kept", vec![(Rule::TextMalformed, "confidentialNote")], RecordProgressReview { confidential_note: Some("\0".to_owned()), ..good() }),
        ] {
            refusals.expect(case, &expected, record(&world.db, &coordinator, input)).await;
        }
        refusals.expect("by the officer", &[(Rule::Forbidden, "")], record(&world.db, &world.act(&people.officer), good())).await;
        refusals.are(RULES);
        record(&world.db, &coordinator, last(&closed)).await.unwrap();
    }
}
