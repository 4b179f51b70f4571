//! A review of a sliding lease is planned, or moved, and recorded.

use entity::model::lease_review;
use entity::operations::lease_review::{PlanLeaseReview, RecordLeaseReview, plan, record};
use entity::operations::tenancy::{EndTenancy, TransferLease, end, transfer};
use entity::refusal::Rule;
use entity::types::{EventKind, LeaseReviewId, LeaseReviewOutcome, RentalModality, TenancyId};
use sea_orm::EntityTrait;
use serde_json::json;
use tests::{CONFIDENTIAL, Refusals, World, both_databases};

use super::{Told, date, longest, nothing, too_long};

/// The rules that planning can break.
pub(super) const PLAN_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::NotSlidingLease,
    Rule::TenancyEnded,
    Rule::LeaseAlreadyTransferred,
    Rule::DateOutOfRange,
    Rule::DateInPast,
    Rule::LeaseReviewTooFarAhead,
];

/// The rules that a record can break.
pub(super) const RECORD_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::LeaseReviewClosed,
    Rule::DateInFuture,
    Rule::DayBeforeStart,
    Rule::DayBeforeReview,
    Rule::BothSidesMustBeHeard,
    Rule::TextTooLong,
    Rule::TextMalformed,
];

both_databases! {
    async fn a_review_is_moved_and_stays_the_same_review(world: World) {
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let (tenancy, review) = world.sliding_lease(&household.id).await;
        let worker = &world.people.social_worker;
        let log = world.log().await;
        let input = PlanLeaseReview { tenancy_id: tenancy.id.clone(), due_on: world.today() };
        let moved = plan(&world.db, &world.act(worker), input).await.unwrap();
        Told {
            kind: EventKind::LeaseReviewPlanned,
            by: Some(worker.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: review.id.to_string(),
            changes: json!({ "dueOn": "2026-03-02" }),
        }
        .check(&world, log.only_event().await);
        assert_eq!(moved, lease_review::Model { due_on: world.today(), version: 2, ..review });
        assert_eq!(lease_review::Entity::find().all(&world.db).await.unwrap(), vec![moved]);
    }

    async fn a_review_is_planned_where_none_is(world: World) {
        let household = world.preselected_household().await;
        let (tenancy, review) = world.sliding_lease(&household.id).await;
        // No act leads there; a hand in the database might.
        world.sql(&format!("UPDATE lease_review SET cancelled_on = '2026-03-02' WHERE id = '{}'", review.id)).await;
        let input = PlanLeaseReview { tenancy_id: tenancy.id.clone(), due_on: date("2026-10-01") };
        let planned = plan(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        assert_eq!((planned.rank, planned.due_on), (2, date("2026-10-01")));
    }

    async fn planning_is_refused(world: World) {
        let people = &world.people;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let (tenancy, _) = world.sliding_lease(&household.id).await;
        let sublease = world.house(&world.preselected_household().await.id, RentalModality::Sublease).await;
        let (ended, _) = world.sliding_lease(&world.preselected_household().await.id).await;
        let coordinator = world.act(&people.coordinator);
        end(&world.db, &coordinator, EndTenancy { tenancy_id: ended.id.clone(), end_on: world.today() }).await.unwrap();
        let (slid, review) = world.sliding_lease(&world.preselected_household().await.id).await;
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        let input = TransferLease { tenancy_id: slid.id.clone(), transferred_on: world.today() };
        transfer(&world.db, &coordinator, input).await.unwrap();

        let on = |tenancy_id: &TenancyId, due_on| PlanLeaseReview { tenancy_id: tenancy_id.clone(), due_on };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such tenancy", vec![(Rule::NotFound, "tenancyId")], on(&nothing(), world.day(1))),
            ("a sublease", vec![(Rule::NotSlidingLease, "tenancyId")], on(&sublease.id, world.day(1))),
            ("ended", vec![(Rule::TenancyEnded, "tenancyId")], on(&ended.id, world.day(1))),
            ("slid", vec![(Rule::LeaseAlreadyTransferred, "tenancyId")], on(&slid.id, world.day(1))),
            ("yesterday", vec![(Rule::DateInPast, "dueOn")], on(&tenancy.id, world.day(-1))),
            ("in more than two years", vec![(Rule::LeaseReviewTooFarAhead, "dueOn")], on(&tenancy.id, date("2028-03-03"))),
            (
                "past the calendar",
                vec![(Rule::DateOutOfRange, "dueOn"), (Rule::LeaseReviewTooFarAhead, "dueOn")],
                on(&tenancy.id, date("2201-01-01")),
            ),
        ] {
            refusals.expect(case, &expected, plan(&world.db, &coordinator, input)).await;
        }
        refusals.expect("by the officer", &[(Rule::Forbidden, "")], plan(&world.db, &world.act(&people.officer), on(&tenancy.id, world.day(1)))).await;
        refusals.are(PLAN_RULES);
    }

    async fn a_review_is_recorded_and_the_next_one_planned(world: World) {
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let (tenancy, review) = world.sliding_lease(&household.id).await;
        let worker = &world.people.social_worker;
        world.go_to("2026-09-10", 10, 0);
        let log = world.log().await;
        let input = RecordLeaseReview {
            held_on: date("2026-09-09"),
            household_view: format!("  {} ", longest(9_000)),
            ..world.review_input(&review, LeaseReviewOutcome::Continue)
        };
        let held = record(&world.db, &world.act(worker), input).await.unwrap();
        Told {
            kind: EventKind::LeaseReviewRecorded,
            by: Some(worker.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: review.id.to_string(),
            changes: json!({ "heldOn": "2026-09-09", "outcome": "CONTINUE", "nextDueOn": "2027-03-02" }),
        }
        .check(&world, log.only_event().await);
        assert_eq!(held, world.review(&review.id).await);
        assert_eq!((held.held_on, held.outcome), (Some(date("2026-09-09")), Some(LeaseReviewOutcome::Continue)));
        assert_eq!((held.household_view, held.organisation_view), (Some(longest(9_000)), Some(CONFIDENTIAL.to_owned())));
        let next = world.open_review(&tenancy).await.unwrap();
        assert_eq!((next.rank, next.due_on), (2, date("2027-03-02")));
    }

    async fn the_series_is_counted_from_the_first_day(world: World) {
        let household = world.preselected_household().await;
        world.go_to("2026-08-31", 10, 0);
        let (tenancy, review) = world.sliding_lease(&household.id).await;
        assert_eq!(review.due_on, date("2027-02-28"));
        // Held early, and held late: the next ones stay where they were.
        for (held_on, next) in [("2027-02-10", "2027-08-31"), ("2027-09-15", "2028-02-29"), ("2028-09-01", "2029-02-28")] {
            world.go_to(held_on, 10, 0);
            world.hold_review(&world.open_review(&tenancy).await.unwrap(), LeaseReviewOutcome::Continue).await;
            assert_eq!(world.open_review(&tenancy).await.unwrap().due_on, date(next), "held on {held_on}");
        }
    }

    async fn a_record_is_refused(world: World) {
        let people = &world.people;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let (_, review) = world.sliding_lease(&household.id).await;
        let (_, held) = world.sliding_lease(&world.preselected_household().await.id).await;
        world.hold_review(&held, LeaseReviewOutcome::Continue).await;
        let (ended, cancelled) = world.sliding_lease(&world.preselected_household().await.id).await;
        let coordinator = world.act(&people.coordinator);
        end(&world.db, &coordinator, EndTenancy { tenancy_id: ended.id, end_on: world.today() }).await.unwrap();

        let input = |review: &lease_review::Model| world.review_input(review, LeaseReviewOutcome::Ready);
        let on = |held_on| RecordLeaseReview { held_on, ..input(&review) };
        let heard = |household: &str, organisation: &str| RecordLeaseReview {
            household_view: household.to_owned(),
            organisation_view: organisation.to_owned(),
            ..input(&review)
        };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            (
                "no such review",
                vec![(Rule::NotFound, "leaseReviewId")],
                RecordLeaseReview { lease_review_id: nothing::<LeaseReviewId>(), ..input(&review) },
            ),
            ("held already", vec![(Rule::LeaseReviewClosed, "leaseReviewId")], input(&held)),
            ("cancelled", vec![(Rule::LeaseReviewClosed, "leaseReviewId")], input(&cancelled)),
            ("tomorrow", vec![(Rule::DateInFuture, "heldOn")], on(world.day(1))),
            ("the day before it starts", vec![(Rule::DayBeforeStart, "heldOn")], on(world.day(-1))),
            ("without the household", vec![(Rule::BothSidesMustBeHeard, "householdView")], heard(" ", "o")),
            ("without the organisation", vec![(Rule::BothSidesMustBeHeard, "organisationView")], heard("h", "")),
            (
                "without either",
                vec![(Rule::BothSidesMustBeHeard, "householdView"), (Rule::BothSidesMustBeHeard, "organisationView")],
                heard("", ""),
            ),
            ("with one that cannot be kept", vec![(Rule::TextMalformed, "householdView")], heard("h\0", "o")),
            ("with many words", vec![(Rule::TextTooLong, "organisationView")], heard("h", &too_long(10_000))),
        ] {
            refusals.expect(case, &expected, record(&world.db, &coordinator, input)).await;
        }
        refusals.expect("by the officer", &[(Rule::Forbidden, "")], record(&world.db, &world.act(&people.officer), input(&review))).await;
        refusals.expect("by a stranger", &[(Rule::NotFound, "leaseReviewId")], record(&world.db, &world.act(&people.other_social_worker), input(&review))).await;
        world.clock.advance(chrono::TimeDelta::days(1));
        let (lease, first) = world.sliding_lease(&world.preselected_household().await.id).await;
        world.clock.advance(chrono::TimeDelta::days(1));
        world.hold_review(&first, LeaseReviewOutcome::NotReady).await;
        let next = world.open_review(&lease).await.unwrap();
        let backdated = RecordLeaseReview { held_on: world.day(-1), ..world.review_input(&next, LeaseReviewOutcome::Ready) };
        refusals.expect("before the last one held", &[(Rule::DayBeforeReview, "heldOn")], record(&world.db, &world.act(&people.coordinator), backdated)).await;
        refusals.are(RECORD_RULES);
    }
}
