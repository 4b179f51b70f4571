//! What a component costs is set, what a funder bears is set, an amount asked for, granted or received is recorded.

use chrono::NaiveDate;
use entity::funding::books;
use entity::model::{funding_entry, funding_share_modality, unit_rate};
use entity::operations::funding::{RecordFunding, SetFundingShare, SetUnitRate, record, set_rate, set_share};
use entity::operations::terms::Confirmed;
use entity::operations::{Act, Terms};
use entity::refusal::{Caution, OperationError, Rule, Warning};
use entity::rules::funding::{FundedModality, MOST_CENTS, Share, full_year};
use entity::types::{
    EventKind, FundingState, OrganisationId, ProgrammeId, RateComponent, RateProration, RateUnit, RentalModality,
    ShareBase,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use tests::{Refusals, World, both_databases};

use super::{Told, date, nothing, too_long};

/// The rules that a rate can break.
pub(super) const RATE_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::RateUnitNotOfComponent,
    Rule::ProrationNotOfUnit,
    Rule::RateChangesWithinYear,
    Rule::AmountOutOfRange,
    Rule::DateOutOfRange,
    Rule::DayBeforeStart,
];

/// The rules that a share can break.
pub(super) const SHARE_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::TextTooLong,
    Rule::TextMalformed,
    Rule::ShareOutOfRange,
    Rule::ComponentNotShared,
    Rule::ShareBaseUnnamed,
    Rule::ModalityRepeated,
    Rule::SharesExceedBase,
];

/// The rules that a recorded amount can break.
pub(super) const RECORD_RULES: &[Rule] = &[
    Rule::NotFound,
    Rule::Forbidden,
    Rule::NotFunder,
    Rule::YearOutOfRange,
    Rule::AmountOutOfRange,
    Rule::DateOutOfRange,
    Rule::DateInFuture,
];

fn rate(world: &World, valid_from: &str, amount_cents: i64) -> SetUnitRate {
    SetUnitRate {
        programme_id: world.programme_id.clone(),
        component: RateComponent::Support,
        unit: RateUnit::PerHouseholdYear,
        proration: RateProration::DaysInYear,
        amount_cents,
        valid_from: date(valid_from),
    }
}

fn share(world: &World, funder_id: &OrganisationId, basis_points: i32) -> SetFundingShare {
    SetFundingShare {
        programme_id: world.programme_id.clone(),
        funder_id: funder_id.clone(),
        share: Share { base: ShareBase::Whole, basis_points, component: None, modalities: vec![] },
        purpose: "essai".to_owned(),
    }
}

fn amount(world: &World, state: FundingState, amount_cents: i64) -> RecordFunding {
    RecordFunding {
        programme_id: world.programme_id.clone(),
        funder_id: world.organisations.state.id.clone(),
        year: 1,
        state,
        amount_cents,
        dated_on: world.today(),
    }
}

fn named(modality: RentalModality, where_applicable: bool) -> FundedModality {
    FundedModality { modality, where_applicable }
}

/// The rates of the support: from, until, cents.
async fn rates_of(world: &World) -> Vec<(NaiveDate, Option<NaiveDate>, i64)> {
    let rows = unit_rate::Entity::find()
        .filter(unit_rate::Column::Component.eq(RateComponent::Support))
        .order_by_asc(unit_rate::Column::ValidFrom)
        .all(&world.db)
        .await
        .unwrap();
    rows.into_iter().map(|row| (row.valid_from, row.valid_until, row.amount_cents)).collect()
}

both_databases! {
    async fn a_rate_holds_until_the_next_one_begins(world: World) {
        let manager = &world.people.manager;
        let log = world.log().await;
        let first = set_rate(&world.db, &world.act(manager), rate(&world, "2026-01-01", 125_000)).await.unwrap();
        Told {
            kind: EventKind::UnitRateSet,
            by: Some(manager.id()),
            household: None,
            meeting: None,
            subject: first.id.to_string(),
            changes: json!({
                "component": "SUPPORT", "unit": "PER_HOUSEHOLD_YEAR", "proration": "DAYS_IN_YEAR",
                "amountCents": 125_000, "validFrom": "2026-01-01",
            }),
        }
        .check(&world, log.only_event().await);
        for (valid_from, cents) in [("2026-07-01", 130_000), ("2026-04-01", 0)] {
            set_rate(&world.db, &world.act(manager), rate(&world, valid_from, cents)).await.unwrap();
        }
        let day = date;
        assert_eq!(rates_of(&world).await, [
            (day("2026-01-01"), Some(day("2026-03-31")), 125_000),
            (day("2026-04-01"), Some(day("2026-06-30")), 0),
            (day("2026-07-01"), None, 130_000),
        ]);
        // From the same day on: in place of the one there is.
        let log = world.log().await;
        let again = set_rate(&world.db, &world.act(manager), rate(&world, "2026-01-01", 120_000)).await.unwrap();
        assert_eq!((again.id, again.valid_until), (first.id, Some(day("2026-03-31"))));
        assert_eq!(log.only_event().await.changes["amountCentsBefore"], 125_000);
        assert_eq!(rates_of(&world).await.len(), 3);
    }

    async fn a_rate_of_a_year_that_is_over_is_confirmed(world: World) {
        // The programme begins on 1 January 2026.
        let (last_day, next_year) = (date("2026-12-31"), date("2027-01-01"));
        world.go_to("2027-01-01", 9, 0);
        let none = Terms { confirmed: Confirmed::These(vec![]), ..Terms::default() };
        let unconfirmed = Act { terms: &none, ..world.act(&world.people.manager) };
        let of = |day: NaiveDate| SetUnitRate { valid_from: day, ..rate(&world, "2026-01-01", 125_000) };
        let error = set_rate(&world.db, &unconfirmed, of(last_day)).await.unwrap_err();
        let OperationError::Unconfirmed(cautions) = error else { panic!("{error:?}") };
        assert_eq!(cautions, [Caution { warning: Warning::RateDatedBack, field: "validFrom" }]);
        set_rate(&world.db, &unconfirmed, of(next_year)).await.unwrap();
        let confirmed = world.act(&world.people.manager);
        set_rate(&world.db, &confirmed, of(last_day)).await.unwrap();
    }

    async fn what_a_rate_may_not_be(world: World) {
        let good = rate(&world, "2026-01-01", 125_000);
        let people = &world.people;
        let mut refusals = Refusals::new(&world);
        let no_programme = SetUnitRate { programme_id: nothing::<ProgrammeId>(), ..good.clone() };
        let attempt = |person, input| set_rate(&world.db, person, input);
        let coordinator = world.act(&people.coordinator);
        refusals.expect("nowhere", &[(Rule::NotFound, "programmeId")], attempt(&coordinator, no_programme)).await;
        for person in [&people.funder, &people.officer, &people.social_worker, &people.administrator, &people.member] {
            let act = world.act(person);
            refusals.expect("by another", &[(Rule::Forbidden, "")], set_rate(&world.db, &act, good.clone())).await;
        }
        set_rate(&world.db, &coordinator, good.clone()).await.unwrap();
        set_rate(&world.db, &coordinator, SetUnitRate { proration: RateProration::Undivided, valid_from: date("2027-01-01"), ..good.clone() }).await.unwrap();
        for (case, broken, input) in [
            (
                "a diagnosis by the year",
                (Rule::RateUnitNotOfComponent, "unit"),
                SetUnitRate { component: RateComponent::Diagnosis, ..good.clone() },
            ),
            (
                "a part of what is paid once",
                (Rule::ProrationNotOfUnit, "proration"),
                SetUnitRate { unit: RateUnit::PerHousehold, ..good.clone() },
            ),
            (
                "support by the dwelling",
                (Rule::RateUnitNotOfComponent, "unit"),
                SetUnitRate { unit: RateUnit::PerDwellingYear, ..good.clone() },
            ),
            (
                "a dwelling's year undivided",
                (Rule::ProrationNotOfUnit, "proration"),
                SetUnitRate {
                    component: RateComponent::AdaptedRentalManagement,
                    unit: RateUnit::PerDwellingYear,
                    proration: RateProration::Undivided,
                    ..good.clone()
                },
            ),
            (
                "otherwise from the middle of a year",
                (Rule::RateChangesWithinYear, "validFrom"),
                SetUnitRate { proration: RateProration::Undivided, valid_from: date("2026-07-01"), ..good.clone() },
            ),
            ("less than nothing", (Rule::AmountOutOfRange, "amount"), SetUnitRate { amount_cents: -1, ..good.clone() }),
            ("too much", (Rule::AmountOutOfRange, "amount"), SetUnitRate { amount_cents: MOST_CENTS + 1, ..good.clone() }),
            ("too early", (Rule::DayBeforeStart, "validFrom"), SetUnitRate { valid_from: date("2025-12-31"), ..good.clone() }),
            ("too late", (Rule::DateOutOfRange, "validFrom"), SetUnitRate { valid_from: date("2201-01-01"), ..good.clone() }),
        ] {
            refusals.expect(case, &[broken], attempt(&coordinator, input)).await;
        }
        refusals.are(RATE_RULES);
        set_rate(&world.db, &coordinator, SetUnitRate { amount_cents: MOST_CENTS, ..good }).await.unwrap();
    }

    async fn a_share_is_set_and_set_otherwise(world: World) {
        let coordinator = &world.people.coordinator;
        let (state, town) = (&world.organisations.state.id, &world.organisations.town.id);
        set_share(&world.db, &world.act(coordinator), share(&world, state, 7_100)).await.unwrap();
        let log = world.log().await;
        let input = SetFundingShare {
            share: Share {
                base: ShareBase::Modality,
                basis_points: 2_900,
                component: Some(RateComponent::AdaptedRentalManagement),
                modalities: vec![named(RentalModality::SlidingLease, false), named(RentalModality::Sublease, true)],
            },
            ..share(&world, town, 0)
        };
        let set = set_share(&world.db, &world.act(coordinator), input.clone()).await.unwrap();
        Told {
            kind: EventKind::FundingShareSet,
            by: Some(coordinator.id()),
            household: None,
            meeting: None,
            subject: set.id.to_string(),
            changes: json!({
                "funderId": town.as_str(), "base": "MODALITY", "basisPoints": 2_900,
                "component": "ADAPTED_RENTAL_MANAGEMENT", "modalities": ["SLIDING_LEASE", "SUBLEASE"],
            }),
        }
        .check(&world, log.only_event().await);
        assert_eq!((set.position, set.base), (2, ShareBase::Modality));
        let found = funding_share_modality::Entity::find().all(&world.db).await.unwrap();
        assert_eq!(found.iter().filter(|row| row.funding_share_id == set.id && row.where_applicable).count(), 1);
        // Otherwise: what it named before is gone, and its place stays.
        let mut otherwise = input;
        otherwise.share.modalities = vec![named(RentalModality::DirectAccess, false)];
        let again = set_share(&world.db, &world.act(coordinator), otherwise).await.unwrap();
        assert_eq!((again.id, again.position), (set.id, 2));
        let found = funding_share_modality::Entity::find().all(&world.db).await.unwrap();
        assert_eq!(found.iter().map(|row| row.modality).collect::<Vec<_>>(), [RentalModality::DirectAccess]);
    }

    async fn what_a_share_may_not_be(world: World) {
        let coordinator = world.act(&world.people.coordinator);
        let (state, town) = (&world.organisations.state.id, &world.organisations.town.id);
        set_share(&world.db, &coordinator, share(&world, state, 7_100)).await.unwrap();
        let good = share(&world, town, 2_900);
        let with = |change: fn(&mut SetFundingShare)| {
            let mut input = good.clone();
            change(&mut input);
            input
        };
        let mut refusals = Refusals::new(&world);
        let funder = world.act(&world.people.funder);
        refusals.expect("by a funder", &[(Rule::Forbidden, "")], set_share(&world.db, &funder, good.clone())).await;
        for (case, broken, input) in [
            ("nowhere", vec![(Rule::NotFound, "programmeId")], with(|input| input.programme_id = nothing())),
            ("nobody's", vec![(Rule::NotFound, "funderId")], with(|input| input.funder_id = nothing())),
            ("too many words", vec![(Rule::TextTooLong, "purpose")], with(|input| input.purpose = too_long(500))),
            ("no words", vec![(Rule::TextMalformed, "purpose")], with(|input| input.purpose = String::from(char::from(0)))),
            ("less than nothing", vec![(Rule::ShareOutOfRange, "basisPoints")], with(|input| input.share.basis_points = -1)),
            (
                "more than all",
                vec![(Rule::ShareOutOfRange, "basisPoints"), (Rule::SharesExceedBase, "basisPoints")],
                with(|input| input.share.basis_points = 10_001),
            ),
            ("more than is left", vec![(Rule::SharesExceedBase, "basisPoints")], with(|input| input.share.basis_points = 2_901)),
            (
                "of the sum",
                vec![(Rule::ComponentNotShared, "component")],
                with(|input| input.share.component = Some(RateComponent::IntegratedOffer)),
            ),
            ("of no component", vec![(Rule::ShareBaseUnnamed, "component")], with(|input| input.share.base = ShareBase::Component)),
            ("of no modality", vec![(Rule::ShareBaseUnnamed, "modalities")], with(|input| input.share.base = ShareBase::Modality)),
            (
                "of a modality twice",
                vec![(Rule::ModalityRepeated, "modalities")],
                with(|input| input.share.modalities = vec![named(RentalModality::Sublease, true); 2]),
            ),
        ] {
            refusals.expect(case, &broken, set_share(&world.db, &coordinator, input)).await;
        }
        refusals.are(SHARE_RULES);
        set_share(&world.db, &coordinator, good).await.unwrap();
    }

    async fn an_amount_is_recorded_and_the_next_adds_to_it(world: World) {
        let manager = &world.people.manager;
        let log = world.log().await;
        let entry = record(&world.db, &world.act(manager), amount(&world, FundingState::Granted, 18_318_000)).await.unwrap();
        Told {
            kind: EventKind::FundingRecorded,
            by: Some(manager.id()),
            household: None,
            meeting: None,
            subject: entry.id.to_string(),
            changes: json!({
                "funderId": world.organisations.state.id.as_str(), "year": 1, "state": "GRANTED",
                "amountCents": 18_318_000, "datedOn": world.today(),
            }),
        }
        .check(&world, log.only_event().await);
        record(&world.db, &world.act(manager), amount(&world, FundingState::Granted, 1)).await.unwrap();
        assert_eq!(funding_entry::Entity::find().all(&world.db).await.unwrap().len(), 2);
    }

    async fn what_a_recorded_amount_may_not_be(world: World) {
        let good = amount(&world, FundingState::Requested, 1);
        let coordinator = world.act(&world.people.coordinator);
        let mut refusals = Refusals::new(&world);
        let funder = world.act(&world.people.funder);
        refusals.expect("by a funder", &[(Rule::Forbidden, "")], record(&world.db, &funder, good.clone())).await;
        for (case, broken, input) in [
            ("nowhere", (Rule::NotFound, "programmeId"), RecordFunding { programme_id: nothing(), ..good.clone() }),
            (
                "by nobody who funds",
                (Rule::NotFunder, "funderId"),
                RecordFunding { funder_id: world.organisations.ccas.id.clone(), ..good.clone() },
            ),
            ("in no year", (Rule::YearOutOfRange, "year"), RecordFunding { year: 0, ..good.clone() }),
            ("after the last year", (Rule::YearOutOfRange, "year"), RecordFunding { year: 4, ..good.clone() }),
            ("of nothing", (Rule::AmountOutOfRange, "amount"), RecordFunding { amount_cents: 0, ..good.clone() }),
            ("tomorrow", (Rule::DateInFuture, "datedOn"), RecordFunding { dated_on: world.day(1), ..good.clone() }),
            ("long ago", (Rule::DateOutOfRange, "datedOn"), RecordFunding { dated_on: date("1899-12-31"), ..good.clone() }),
        ] {
            refusals.expect(case, &[broken], record(&world.db, &coordinator, input)).await;
        }
        refusals.are(RECORD_RULES);
        record(&world.db, &coordinator, good).await.unwrap();
    }

    async fn the_books_hold_what_happened_up_to_yesterday(world: World) {
        let household = world.preselected_household().await;
        world.diagnose(&household.id).await;
        world.clock.advance(chrono::TimeDelta::days(1));
        world.start_support(&household.id).await;
        world.sliding_lease(&household.id).await;
        set_rate(&world.db, &world.act(&world.people.manager), rate(&world, "2026-01-01", 36_500)).await.unwrap();
        let ids = [world.programme_id.as_str()];
        // The support and the lease begin today, so that nothing of them is over; the diagnosis was yesterday.
        let found = books(&world.db, &ids, world.today()).await.unwrap().remove(0);
        let due = |found: &entity::funding::Books, today| -> Vec<_> {
            let lines = found.ledger(1, today);
            lines.iter().map(|line| (line.component, line.modality, line.share, line.cents)).collect()
        };
        let diagnosis = (RateComponent::Diagnosis, None, Some(0), 5_000);
        assert_eq!(due(&found, world.today()), [diagnosis]);
        // In ten days, ten days of support at 1 €; the rental management has no rate yet.
        let later = books(&world.db, &ids, world.day(10)).await.unwrap().remove(0);
        let support = (RateComponent::Support, Some(RentalModality::SlidingLease), Some(0), 1_000);
        let mut found = due(&later, world.day(10));
        found.sort();
        assert_eq!(found, [diagnosis, support]);
        assert_eq!(full_year(&later.rates, later.year(1), 120, 120).computed, 120 * (5_000 + 36_500));
        assert!(books(&world.db, &["prg_01JZZZZZZZZZZZZZZZZZZZZZZZ"], world.today()).await.unwrap().is_empty());
    }
}
