//! A tenancy opens, a sliding lease slides, a tenancy ends.

use entity::model::{household, programme_modality, tenancy};
use entity::operations::allocation::{OfferDwelling, offer};
use entity::operations::dwelling::{self, RecordDwelling};
use entity::operations::support::{CloseSupport, close};
use entity::operations::tenancy::{CancelTenancy, EndTenancy, OpenTenancy, TransferLease, cancel, end, open, transfer};
use entity::operations::terms::Confirmed;
use entity::operations::{Act, Terms};
use entity::refusal::{OperationError, Rule, Warning};
use entity::types::{
    DwellingType, EventKind, HouseholdStage, LeaseReviewOutcome, OrganisationId, RentalManagement, RentalModality,
    SupportOutcome, TenancyId,
};
use sea_orm::EntityTrait;
use serde_json::json;
use tests::{Refusals, World, both_databases};

use super::{Told, date, nothing};

/// The rules that an opening can break.
pub(super) const OPEN_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::DateOutOfRange,
    Rule::HouseholdNotPreselected,
    Rule::TenancyAlreadyOpen,
    Rule::DwellingOccupied,
    Rule::DwellingPromised,
    Rule::TenancyOverlaps,
    Rule::TenancyTooFarAhead,
    Rule::HeadTenantRequired,
    Rule::HeadTenantNotAllowed,
    Rule::HeadTenantNotSupportOrganisation,
    Rule::ReviewPeriodNotAllowed,
    Rule::ReviewPeriodOutOfRange,
    Rule::ExamPeriodNotAllowed,
    Rule::ExamPeriodOutOfRange,
];

/// The rules that a transfer can break.
pub(super) const TRANSFER_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::NotSlidingLease,
    Rule::TenancyEnded,
    Rule::LeaseAlreadyTransferred,
    Rule::LeaseReviewNotReady,
    Rule::LeaseNotOffered,
    Rule::DayBeforeReview,
    Rule::DateInFuture,
];

/// The rules that an end can break.
pub(super) const END_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::TenancyEnded,
    Rule::DayBeforeStart,
    Rule::DayBeforeTransfer,
    Rule::DayBeforeReview,
    Rule::DateInFuture,
];

/// The rules that a cancellation can break.
pub(super) const CANCEL_RULES: &[Rule] = &[Rule::NotFound, Rule::Forbidden, Rule::TenancyBegun];

both_databases! {
    async fn a_sliding_lease_opens_with_its_first_review(world: World) {
        let household = world.household(&world.preselected_household_to_go_on().await).await;
        world.diagnose(&household.id).await;
        let dwelling = world.accept(&world.allocate(&household.id).await).await.dwelling_id;
        let officer = &world.people.officer;
        let log = world.log().await;
        let tenancy = open(&world.db, &world.act(officer), world.tenancy_input(&household.id, &dwelling)).await.unwrap();
        Told {
            kind: EventKind::TenancyOpened,
            by: Some(officer.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: tenancy.id.to_string(),
            changes: json!({
                "modality": "SLIDING_LEASE",
                "startOn": "2026-03-02",
                "examEndOn": "2027-03-02",
                "stage": "HOUSED",
            }),
        }
        .check(&world, log.only_event().await);
        assert_eq!(world.household(&household.id).await.stage, HouseholdStage::Housed);
        assert_eq!((tenancy.dwelling_id.clone(), tenancy.head_tenant_id.clone()), (dwelling, Some(world.organisations.ccas.id.clone())));
        assert_eq!((tenancy.review_period_months, tenancy.rental_management), (Some(6), RentalManagement::Adapted));
        assert_eq!((tenancy.start_on, tenancy.end_on, tenancy.transferred_on), (world.today(), None, None));
        let review = world.open_review(&tenancy).await.unwrap();
        assert_eq!((review.rank, review.due_on), (1, date("2026-09-02")));
    }

    async fn each_modality_has_the_head_tenant_and_the_reviews_it_should(world: World) {
        use RentalModality::{DirectAccess, SlidingLease, Sublease, TemporarySocialResidence};
        world.go_to("2026-05-31", 10, 0);
        for (modality, months, reviewed) in [
            (DirectAccess, None, None),
            (TemporarySocialResidence, None, None),
            (Sublease, None, None),
            (SlidingLease, None, Some("2027-02-28")),
            (SlidingLease, Some(1), Some("2026-09-30")),
            (SlidingLease, Some(24), Some("2028-08-31")),
        ] {
            let household = world.preselected_household().await;
            let input = world.tenancy_input(&household.id, &world.dwelling().await);
            let head_tenant_id = input.head_tenant_id.clone().filter(|_| modality != DirectAccess);
            let start_on = date("2026-08-31");
            let input = OpenTenancy { modality, head_tenant_id, review_period_months: months, start_on, ..input };
            let tenancy = open(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
            let due = world.open_review(&tenancy).await.map(|review| review.due_on);
            assert_eq!(due, reviewed.map(date), "{modality:?}, {months:?} months");
        }
    }

    async fn an_opening_is_refused(world: World) {
        use RentalModality::{DirectAccess, SlidingLease, Sublease};
        let people = &world.people;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let free = world.dwelling().await;
        let proposed = world.register_household().await;
        let housed = world.preselected_household().await;
        let taken = world.house(&housed.id, Sublease).await.dwelling_id;
        let elsewhere = RecordDwelling {
            reference: "L-ELSEWHERE".to_owned(),
            owner_id: world.organisations.other_landlord.id.clone(),
            address: "1 rue d’essai".to_owned(),
            postal_code: "14000".to_owned(),
            city: "Ville d’essai".to_owned(),
            dwelling_type: DwellingType::T1,
            insertion_stock: false,
        };
        let elsewhere = dwelling::record(&world.db, &world.system(), elsewhere).await.unwrap().id;

        // Both of them lived somewhere until today.
        let moved = world.preselected_household().await;
        let left = world.house(&moved.id, Sublease).await;
        let input = EndTenancy { tenancy_id: left.id, end_on: world.today() };
        end(&world.db, &world.act(&people.coordinator), input).await.unwrap();
        let left = left.dwelling_id;
        world.ready_for_home(&moved.id).await;
        let other = world.preselected_household().await;
        world.diagnose(&other.id).await;
        let promised = world.allocate(&other.id).await;
        let (allocation_decision_id, offered_on) = (promised.id.clone(), world.today());
        let input = OfferDwelling { allocation_decision_id, offered_on, answer_days: None };
        offer(&world.db, &world.act(&people.officer), input).await.unwrap();

        let input = || world.tenancy_input(&household.id, &free);
        let of = |household: &household::Model| world.tenancy_input(&household.id, &free);
        let under = |modality, head: bool, months| OpenTenancy {
            modality,
            head_tenant_id: input().head_tenant_id.filter(|_| head),
            review_period_months: months,
            ..input()
        };
        let examined = |modality, months| OpenTenancy { modality, exam_period_months: Some(months), ..input() };
        let through = |modality, id: &OrganisationId| OpenTenancy { modality, head_tenant_id: Some(id.clone()), ..input() };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such household", (Rule::NotFound, "householdId"), world.tenancy_input(&nothing(), &free)),
            ("no such dwelling", (Rule::NotFound, "dwellingId"), world.tenancy_input(&household.id, &nothing())),
            ("another landlord's dwelling", (Rule::NotFound, "dwellingId"), world.tenancy_input(&household.id, &elsewhere)),
            ("no such head tenant", (Rule::NotFound, "headTenantId"), OpenTenancy { head_tenant_id: Some(nothing()), ..input() }),
            ("before the calendar", (Rule::DateOutOfRange, "startOn"), OpenTenancy { start_on: date("1899-12-31"), ..input() }),
            ("three months and a day ahead", (Rule::TenancyTooFarAhead, "startOn"), OpenTenancy { start_on: date("2026-06-03"), ..input() }),
            ("on its last day elsewhere", (Rule::TenancyOverlaps, "startOn"), of(&moved)),
            ("before that", (Rule::TenancyOverlaps, "startOn"), OpenTenancy { start_on: world.day(-9), ..of(&moved) }),
            ("on the last day of others there", (Rule::TenancyOverlaps, "startOn"), world.tenancy_input(&household.id, &left)),
            ("only proposed", (Rule::HouseholdNotPreselected, "householdId"), of(&proposed)),
            ("housed already", (Rule::TenancyAlreadyOpen, "householdId"), of(&housed)),
            ("occupied", (Rule::DwellingOccupied, "dwellingId"), world.tenancy_input(&household.id, &taken)),
            ("on offer to another", (Rule::DwellingPromised, "dwellingId"), world.tenancy_input(&household.id, &promised.dwelling_id)),
            ("a sublease from nobody", (Rule::HeadTenantRequired, "headTenantId"), under(Sublease, false, None)),
            ("a sliding lease from nobody", (Rule::HeadTenantRequired, "headTenantId"), under(SlidingLease, false, None)),
            ("direct access through somebody", (Rule::HeadTenantNotAllowed, "headTenantId"), under(DirectAccess, true, None)),
            ("a sublease through a landlord", (Rule::HeadTenantNotSupportOrganisation, "headTenantId"), through(Sublease, &world.organisations.other_landlord.id)),
            ("a sliding lease through the town", (Rule::HeadTenantNotSupportOrganisation, "headTenantId"), through(SlidingLease, &world.organisations.town.id)),
            ("reviews of a sublease", (Rule::ReviewPeriodNotAllowed, "reviewPeriodMonths"), under(Sublease, true, Some(6))),
            ("every no month", (Rule::ReviewPeriodOutOfRange, "reviewPeriodMonths"), under(SlidingLease, true, Some(0))),
            ("every 25 months", (Rule::ReviewPeriodOutOfRange, "reviewPeriodMonths"), under(SlidingLease, true, Some(25))),
            ("an exam of a sublease", (Rule::ExamPeriodNotAllowed, "examPeriodMonths"), examined(Sublease, 12)),
            ("an exam too short for its notice", (Rule::ExamPeriodOutOfRange, "examPeriodMonths"), examined(SlidingLease, 2)),
            ("an exam without end", (Rule::ExamPeriodOutOfRange, "examPeriodMonths"), examined(SlidingLease, u32::MAX)),
            ("every so many months", (Rule::ReviewPeriodOutOfRange, "reviewPeriodMonths"), under(SlidingLease, true, Some(u32::MAX))),
        ] {
            refusals.expect(case, &[expected], open(&world.db, &world.act(&people.officer), input)).await;
        }
        let absurd = [(Rule::DateOutOfRange, "startOn"), (Rule::TenancyTooFarAhead, "startOn")];
        // Nor is it told of a dwelling that somebody lives in, or did, if it could not be opened anyhow.
        let elsewhere = [&taken, &left].map(|dwelling| OpenTenancy {
            start_on: date("1899-12-31"),
            ..world.tenancy_input(&household.id, dwelling)
        });
        for input in elsewhere {
            let why = [(Rule::DateOutOfRange, "startOn")];
            refusals.expect("wrong anyhow", &why, open(&world.db, &world.act(&people.officer), input)).await;
        }
        let past_the_calendar = OpenTenancy { start_on: date("2201-01-01"), ..input() };
        refusals.expect("past the calendar", &absurd, open(&world.db, &world.act(&people.officer), past_the_calendar)).await;
        refusals.expect("by the referent's colleague", &[(Rule::Forbidden, "")], open(&world.db, &world.act(&people.colleague), input())).await;
        refusals.expect("by another landlord", &[(Rule::NotFound, "householdId")], open(&world.db, &world.act(&people.other_officer), input())).await;
        refusals.are(OPEN_RULES);
    }

    async fn a_lease_slides_after_a_review_that_says_so(world: World) {
        let household = world.preselected_household().await;
        let (tenancy, review) = world.sliding_lease(&household.id).await;
        world.go_to("2026-09-02", 10, 0);
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        let next = world.open_review(&tenancy).await.expect("there is always a next one until it slides");
        let officer = &world.people.officer;
        let log = world.log().await;
        let input = TransferLease { tenancy_id: tenancy.id.clone(), transferred_on: world.today() };
        let slid = transfer(&world.db, &world.act(officer), input).await.unwrap();
        let [cancelled, slides] = log.events().await;
        Told {
            kind: EventKind::LeaseReviewCancelled,
            by: Some(officer.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: next.id.to_string(),
            changes: json!({ "cancelledOn": "2026-09-02" }),
        }
        .check(&world, cancelled);
        Told {
            kind: EventKind::LeaseTransferred,
            by: Some(officer.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: tenancy.id.to_string(),
            changes: json!({ "transferredOn": "2026-09-02" }),
        }
        .check(&world, slides);
        assert_eq!(slid, tenancy::Model { transferred_on: Some(date("2026-09-02")), version: 2, ..tenancy.clone() });
        assert_eq!(world.open_review(&tenancy).await, None);
        assert_eq!(world.review(&next.id).await.cancelled_on, Some(world.today()));
    }

    async fn a_transfer_is_refused(world: World) {
        let people = &world.people;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let (ready, review) = world.sliding_lease(&household.id).await;
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        let (never_heard, _) = world.sliding_lease(&world.preselected_household().await.id).await;
        let (not_ready, review) = world.sliding_lease(&world.preselected_household().await.id).await;
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        world.hold_review(&world.open_review(&not_ready).await.unwrap(), LeaseReviewOutcome::NotReady).await;
        let (slid, review) = world.sliding_lease(&world.preselected_household().await.id).await;
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        let coordinator = world.act(&people.coordinator);
        transfer(&world.db, &coordinator, slide(&slid, &world)).await.unwrap();
        let (ended, review) = world.sliding_lease(&world.preselected_household().await.id).await;
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        let input = EndTenancy { tenancy_id: ended.id.clone(), end_on: world.today() };
        end(&world.db, &coordinator, input).await.unwrap();
        let sublease = world.house(&world.preselected_household().await.id, RentalModality::Sublease).await;
        let (not_offered, review) = world.sliding_lease(&world.preselected_household().await.id).await;
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        world.inform_prefect(&not_offered, false).await;

        let on = |day| TransferLease { transferred_on: day, ..slide(&ready, &world) };
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such tenancy", (Rule::NotFound, "tenancyId"), TransferLease { tenancy_id: nothing::<TenancyId>(), ..slide(&ready, &world) }),
            ("a sublease", (Rule::NotSlidingLease, "tenancyId"), slide(&sublease, &world)),
            ("ended", (Rule::TenancyEnded, "tenancyId"), slide(&ended, &world)),
            ("slid already", (Rule::LeaseAlreadyTransferred, "tenancyId"), slide(&slid, &world)),
            ("never heard", (Rule::LeaseReviewNotReady, "tenancyId"), slide(&never_heard, &world)),
            ("found not ready since", (Rule::LeaseReviewNotReady, "tenancyId"), slide(&not_ready, &world)),
            ("not offered", (Rule::LeaseNotOffered, "tenancyId"), slide(&not_offered, &world)),
            ("the day before its review", (Rule::DayBeforeReview, "transferredOn"), on(world.day(-1))),
            ("tomorrow", (Rule::DateInFuture, "transferredOn"), on(world.day(1))),
        ] {
            refusals.expect(case, &[expected], transfer(&world.db, &world.act(&people.officer), input)).await;
        }
        refusals.expect("by the referent", &[(Rule::Forbidden, "")], transfer(&world.db, &world.act(&people.social_worker), slide(&ready, &world))).await;
        refusals.are(TRANSFER_RULES);
    }

    async fn a_tenancy_ends_and_both_are_free_again(world: World) {
        let household = world.preselected_household().await;
        let (tenancy, review) = world.sliding_lease(&household.id).await;
        world.go_to("2026-05-31", 10, 0);
        let officer = &world.people.officer;
        let log = world.log().await;
        let input = EndTenancy { tenancy_id: tenancy.id.clone(), end_on: date("2026-05-30") };
        let ended = end(&world.db, &world.act(officer), input).await.unwrap();
        let [cancelled, ends] = log.events().await;
        Told {
            kind: EventKind::LeaseReviewCancelled,
            by: Some(officer.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: review.id.to_string(),
            changes: json!({ "cancelledOn": "2026-05-31" }),
        }
        .check(&world, cancelled);
        Told {
            kind: EventKind::TenancyEnded,
            by: Some(officer.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: tenancy.id.to_string(),
            changes: json!({ "endOn": "2026-05-30", "stage": "PRESELECTED" }),
        }
        .check(&world, ends);
        assert_eq!(world.household(&household.id).await.stage, HouseholdStage::Preselected);
        assert_eq!(ended, tenancy::Model { end_on: Some(date("2026-05-30")), version: 2, ..tenancy.clone() });
        assert_eq!(world.review(&review.id).await.cancelled_on, Some(world.today()));
        // Housed elsewhere, and the dwelling serves again.
        world.house(&household.id, RentalModality::DirectAccess).await;
        let next = world.preselected_household().await;
        let input = world.tenancy_input(&next.id, &tenancy.dwelling_id);
        open(&world.db, &world.act(officer), input).await.unwrap();
    }

    async fn what_ends_a_lease_after_the_support_ends_the_stay_in_the_programme(world: World) {
        use RentalModality::{DirectAccess, SlidingLease, Sublease};
        let coordinator = &world.people.coordinator;
        for (modality, slides, housed) in [(Sublease, false, true), (SlidingLease, true, true), (SlidingLease, false, true), (DirectAccess, false, false)] {
            let household = world.preselected_household().await;
            let measure = world.start_support(&household.id).await;
            let tenancy = world.house(&household.id, modality).await;
            let over = CloseSupport { support_measure_id: measure.id, closed_on: world.today(), outcome: SupportOutcome::HousingKept };
            close(&world.db, &world.act(coordinator), over).await.unwrap();
            let stage = if housed { HouseholdStage::Housed } else { HouseholdStage::Exited };
            assert_eq!(world.household(&household.id).await.stage, stage, "{modality:?}");
            if slides {
                let review = world.open_review(&tenancy).await.unwrap();
                world.hold_review(&review, LeaseReviewOutcome::Ready).await;
                transfer(&world.db, &world.act(coordinator), slide(&tenancy, &world)).await.unwrap();
            } else {
                let input = EndTenancy { tenancy_id: tenancy.id.clone(), end_on: world.today() };
                end(&world.db, &world.act(coordinator), input).await.unwrap();
            }
            assert_eq!(world.household(&household.id).await.stage, HouseholdStage::Exited, "{modality:?}");
            let event = world.events().await.pop().unwrap();
            let told = housed.then(|| json!("EXITED"));
            assert_eq!(event.changes.get("stage"), told.as_ref(), "{modality:?}: {:?}", event.kind);
        }
    }

    async fn a_household_that_is_supported_is_housed_again_from_the_next_day(world: World) {
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let first = world.house(&household.id, RentalModality::TemporarySocialResidence).await;
        let act = world.act(&world.people.coordinator);
        end(&world.db, &act, EndTenancy { tenancy_id: first.id, end_on: world.today() }).await.unwrap();
        assert_eq!(world.household(&household.id).await.stage, HouseholdStage::Preselected);
        // In the same dwelling, even.
        let input = OpenTenancy { start_on: world.day(1), ..world.tenancy_input(&household.id, &first.dwelling_id) };
        open(&world.db, &act, input).await.unwrap();
        assert_eq!(world.household(&household.id).await.stage, HouseholdStage::Housed);
    }

    async fn a_household_that_was_never_supported_may_be_housed_again(world: World) {
        let household = world.preselected_household().await;
        let tenancy = world.house(&household.id, RentalModality::DirectAccess).await;
        let input = EndTenancy { tenancy_id: tenancy.id, end_on: world.today() };
        end(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        assert_eq!(world.household(&household.id).await.stage, HouseholdStage::Preselected);
    }

    async fn a_tenancy_to_come_is_taken_back_and_leaves_only_its_events(world: World) {
        let household = world.household(&world.preselected_household_to_go_on().await).await;
        world.diagnose(&household.id).await;
        let dwelling = world.accept(&world.allocate(&household.id).await).await.dwelling_id;
        let officer = &world.people.officer;
        let before = world.snapshot().await;
        let start_on = world.day(30);
        let ahead = || OpenTenancy { start_on, ..world.tenancy_input(&household.id, &dwelling) };
        let tenancy = open(&world.db, &world.act(officer), ahead()).await.unwrap();
        assert_eq!(world.household(&household.id).await.stage, HouseholdStage::Housed);
        let log = world.log().await;
        let input = CancelTenancy { tenancy_id: tenancy.id.clone() };
        assert_eq!(cancel(&world.db, &world.act(officer), input).await.unwrap(), household.id);
        Told {
            kind: EventKind::TenancyCancelled,
            by: Some(officer.id()),
            household: Some(household.id.clone()),
            meeting: None,
            subject: tenancy.id.to_string(),
            changes: json!({ "modality": "SLIDING_LEASE", "startOn": start_on, "stage": "PRESELECTED" }),
        }
        .check(&world, log.only_event().await);
        let after = world.snapshot().await;
        for table in ["tenancy", "lease_review", "exam_period", "step_waiver"] {
            assert_eq!(before.count(table), after.count(table), "{table}");
        }
        // What was accepted waits for them again, from another day on.
        open(&world.db, &world.act(officer), world.tenancy_input(&household.id, &dwelling)).await.unwrap();
    }

    async fn a_cancellation_is_refused(world: World) {
        let people = &world.people;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let start_on = world.day(1);
        let ahead = OpenTenancy { start_on, ..world.tenancy_input(&household.id, &world.dwelling().await) };
        let tenancy = open(&world.db, &world.act(&people.coordinator), ahead).await.unwrap();
        let on = |tenancy_id: &TenancyId| CancelTenancy { tenancy_id: tenancy_id.clone() };
        let mut refusals = Refusals::new(&world);
        let act = world.act(&people.colleague);
        let by_colleague = cancel(&world.db, &act, on(&tenancy.id));
        refusals.expect("by the referent's colleague", &[(Rule::Forbidden, "")], by_colleague).await;
        let act = world.act(&people.officer);
        let none = cancel(&world.db, &act, on(&nothing()));
        refusals.expect("no such tenancy", &[(Rule::NotFound, "tenancyId")], none).await;
        world.clock.advance(chrono::TimeDelta::days(1));
        let act = world.act(&people.officer);
        let begun = cancel(&world.db, &act, on(&tenancy.id));
        refusals.expect("on its first day", &[(Rule::TenancyBegun, "tenancyId")], begun).await;
        refusals.are(CANCEL_RULES);
    }

    async fn a_modality_that_nobody_foresaw_is_confirmed(world: World) {
        let household = world.household(&world.preselected_household_to_go_on().await).await;
        assert_eq!(world.diagnose(&household.id).await.modality, Some(RentalModality::SlidingLease));
        world.ready_for_home(&household.id).await;
        let dwelling = world.dwelling().await;
        let modality = RentalModality::Sublease;
        let input = || OpenTenancy {
            modality,
            review_period_months: None,
            exam_period_months: None,
            ..world.tenancy_input(&household.id, &dwelling)
        };
        let of_form = programme_modality::Entity::delete_by_id((world.programme_id.clone(), modality));
        of_form.exec(&world.db).await.unwrap();
        let none = Terms { confirmed: Confirmed::These(vec![]), ..Terms::default() };
        // The landlord is not told what the diagnosis advises.
        for (person, expected) in [
            (&world.people.coordinator, &[Warning::ModalityNotOffered, Warning::ModalityNotAdvised][..]),
            (&world.people.officer, &[Warning::ModalityNotOffered][..]),
        ] {
            let unconfirmed = Act { terms: &none, ..world.act(person) };
            let error = open(&world.db, &unconfirmed, input()).await.unwrap_err();
            let OperationError::Unconfirmed(cautions) = error else { panic!("{error:?}") };
            assert_eq!(cautions.iter().map(|caution| caution.warning).collect::<Vec<_>>(), expected);
        }
        open(&world.db, &world.act(&world.people.officer), input()).await.unwrap();
    }

    async fn an_end_is_refused(world: World) {
        let people = &world.people;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let (tenancy, _) = world.sliding_lease(&household.id).await;
        let ended = world.house(&world.preselected_household().await.id, RentalModality::Sublease).await;
        let (slid, review) = world.sliding_lease(&world.preselected_household().await.id).await;
        let (reviewed, held) = world.sliding_lease(&world.preselected_household().await.id).await;
        let start = world.today();
        world.clock.advance(chrono::TimeDelta::days(1));
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        world.hold_review(&held, LeaseReviewOutcome::Continue).await;
        transfer(&world.db, &world.act(&people.officer), slide(&slid, &world)).await.unwrap();
        let on = |tenancy_id: &TenancyId, end_on| EndTenancy { tenancy_id: tenancy_id.clone(), end_on };
        end(&world.db, &world.act(&people.coordinator), on(&ended.id, world.today())).await.unwrap();
        let mut refusals = Refusals::new(&world);
        for (case, expected, input) in [
            ("no such tenancy", (Rule::NotFound, "tenancyId"), on(&nothing(), world.today())),
            ("ended", (Rule::TenancyEnded, "tenancyId"), on(&ended.id, world.today())),
            ("the day before it starts", (Rule::DayBeforeStart, "endOn"), on(&tenancy.id, world.day(-2))),
            ("before its last review", (Rule::DayBeforeReview, "endOn"), on(&reviewed.id, start)),
            ("tomorrow", (Rule::DateInFuture, "endOn"), on(&tenancy.id, world.day(1))),
        ] {
            refusals.expect(case, &[expected], end(&world.db, &world.act(&people.officer), input)).await;
        }
        let slid_since = [(Rule::DayBeforeTransfer, "endOn"), (Rule::DayBeforeReview, "endOn")];
        refusals.expect("before the lease slid", &slid_since, end(&world.db, &world.act(&people.officer), on(&slid.id, start))).await;
        refusals.expect("by the referent's colleague", &[(Rule::Forbidden, "")], end(&world.db, &world.act(&people.colleague), on(&tenancy.id, world.today()))).await;
        refusals.are(END_RULES);
    }
}

fn slide(tenancy: &tenancy::Model, world: &World) -> TransferLease {
    TransferLease { tenancy_id: tenancy.id.clone(), transferred_on: world.today() }
}
