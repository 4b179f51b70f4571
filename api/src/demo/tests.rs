//! The demo on a database of its own: what the form states, what is always due, and that the same
//! seed tells the same story.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::funding::books;
use entity::model::{
    agenda_item, allocation_decision, autonomy_obstacle, dwelling, event, exam_period, funding_share, household,
    household_member, lease_review, meeting, meeting_minutes, meeting_participant, meeting_series, organisation,
    programme as programme_table, programme_carrier, programme_modality, social_diagnosis, staff, step_waiver,
    support_axis, support_extension, support_extension_request, support_interview, support_measure, support_objective,
    support_suspension, tenancy, tripartite_agreement, unit_rate,
};
use entity::rules::funding::full_year;
use entity::types::{
    AgendaItemKind, AllocationOutcome, AutonomyObstacle, DwellingType, EventKind, ExtensionRequestOutcome,
    FundingState, HouseholdStage, LeaseReviewOutcome, OfferAnswer, OrganisationKind, RateComponent, RateUnit,
    RentalManagement, RentalModality, Reproducibility, SupportAxis, SupportIntensity, SupportOutcome,
};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Iterable, QueryOrder};

use super::*;

mod meanwhile;

/// The form, as it was handed in.
const FORM: &str = include_str!("form.txt");

/// A new SQLite file; it is gone when the guard is.
async fn empty() -> (DatabaseConnection, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("demo.db").display());
    let db = database::connect(&url, 4).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    (db, directory)
}

async fn loaded(now: &str) -> (DatabaseConnection, tempfile::TempDir) {
    let (db, directory) = empty().await;
    load(&db, &clock(now), &mut |_, _| {}).await.unwrap();
    (db, directory)
}

fn clock(now: &str) -> Clock {
    Clock::manual(now.parse::<DateTime<Utc>>().unwrap())
}

async fn all<E: EntityTrait>(db: &impl ConnectionTrait) -> Vec<E::Model> {
    E::find().all(db).await.unwrap()
}

#[tokio::test]
async fn it_loads_once_and_tells_how_far_it_is() {
    let (db, _directory) = empty().await;
    let clock = clock("2026-11-23T09:00:00Z");
    assert!(!is_loaded(&db).await.unwrap());
    let mut told = Vec::new();
    load(&db, &clock, &mut |done, total| told.push((done, total))).await.unwrap();
    assert!(is_loaded(&db).await.unwrap());
    let total = u64::try_from(told.len()).unwrap() - 1;
    assert!(told.iter().zip(0..).all(|(step, done)| *step == (done, total)));

    let mut more = 0;
    load(&db, &clock, &mut |_, _| more += 1).await.unwrap();
    assert_eq!((more, all::<household::Entity>(&db).await.len()), (0, HOUSEHOLDS));
}

#[tokio::test]
async fn two_processes_that_start_at_once_load_one_demo() {
    let (first, directory) = empty().await;
    let url = format!("sqlite://{}", directory.path().join("demo.db").display());
    let second = database::connect(&url, 4).await.unwrap();
    let clock = clock("2026-11-23T09:00:00Z");
    let (one, other) = (&mut |_, _| {}, &mut |_, _| {});
    let (one, other) = tokio::join!(load(&first, &clock, one), load(&second, &clock, other));
    one.unwrap();
    other.unwrap();
    assert_eq!(all::<household::Entity>(&first).await.len(), HOUSEHOLDS);
}

#[tokio::test]
async fn every_role_has_an_account_that_signs_in() {
    let (db, _directory) = loaded("2026-11-23T09:00:00Z").await;
    let roles: BTreeSet<_> = accounts().iter().map(|account| account.role).collect();
    assert_eq!(roles, Role::iter().collect());
    let (now, chance) = ("2026-11-23T09:00:00Z".parse().unwrap(), Chance::seeded(1));
    for account in accounts() {
        let signed_in = entity::operations::session::sign_in(&db, now, &chance, account.email, account.password).await;
        assert_eq!(signed_in.unwrap().staff.role, account.role, "{}", account.email);
    }
    let staff = all::<staff::Entity>(&db).await;
    assert!(staff.iter().all(|person| person.email.ends_with(".example")));
    assert_eq!(staff.iter().filter(|person| person.password_hash.is_some()).count(), accounts().len());
}

#[tokio::test]
async fn the_programme_is_what_the_form_states() {
    let (db, _directory) = loaded("2026-11-23T09:00:00Z").await;
    let form = all::<programme_table::Entity>(&db).await.remove(0);
    // Each text follows its question on the form, to the letter.
    for (question, answer) in [
        ("Mise en place de ", form.call_name.trim_start_matches("Mise en place de ")),
        ("Nom du projet\u{a0}: ", form.name.as_str()),
        ("Localisation du projet\u{a0}: ", &form.location),
        ("objectifs poursuivis\u{a0}: ", &form.summary),
        ("problématiques rencontrées, ressources)\u{a0}: ", &form.public_characteristics),
        ("Modalités de réservation et d’attribution des logements\u{a0}: ", &form.reservation_and_allocation),
        ("Localisation de l’offre de logements accompagnés\u{a0}: ", &form.dwelling_location),
        ("durée et adaptabilité)\u{a0}: ", &form.support_method),
        ("type de gestion locative\u{a0}: classique ou adaptée)\u{a0}: ", &form.rental_management_fit),
        ("favoriser l’adhésion du ménage\u{a0}: ", &form.adhesion_approach),
        ("existante ou nouvelle\u{a0}: ", &form.support_supply),
        ("relation bailleur/accompagnateur\u{a0}: ", &form.landlord_support_relation),
        ("publics ciblés par le projet\u{a0}: ", &form.fit_to_needs),
        ("coordination entre les organismes, …\u{a0}: ", &form.partnership),
        ("EPCI et Etat)\u{a0}: ", &form.financing),
    ] {
        assert!(FORM.contains(&format!("{question}{answer}\n")), "{question}");
    }
    assert_eq!((form.household_target, form.dwelling_target, form.commitment_years), (120, 120, 3));
    assert!(
        FORM.contains("Nombre de ménages accompagnés\u{a0}: 120\n")
            && FORM.contains("Nombre de logements\u{a0}: 120\n")
    );
    assert!(FORM.contains("portent sur une durée de\u{a0}: 3 années"));
    assert!(form.dalo_eligible && form.collective_agreement_eligible && form.pdalpd_eligible);
    let boxes = [
        form.mobilises_new_supply,
        form.mobilises_with_works,
        form.mobilises_without_works,
        form.mobilises_by_reclassification,
    ];
    assert_eq!(boxes, [false, false, true, false]);
    assert_eq!((form.smallest_dwelling_type, form.largest_dwelling_type), (DwellingType::T1, DwellingType::T5));
    assert_eq!((form.fndollts_funded, form.fndollts_applied), (Some(false), Some(true)));
    for free in [
        &form.commitment_note,
        &form.departmental_opinion,
        &form.departmental_relevance,
        &form.departmental_conditions,
        &form.regional_comment,
    ] {
        assert_eq!(free, "", "the form leaves it blank");
    }
    assert_eq!((form.reproducibility, form.regional_opinion), (None::<Reproducibility>, None));
}

#[test]
fn the_partners_are_the_organisations_of_the_file() {
    use strum::IntoEnumIterator;
    let file = programme::file().unwrap();
    let named: Vec<_> = file.organisations.iter().map(|of| of.get_ref().short_name.as_str()).collect();
    assert_eq!(named, ["Caen habitat", "CCAS", "Etat", "Conseil général", "Ville de Caen", "DDCS"]);
    assert_eq!(programme::Partner::iter().count(), named.len());
    assert_eq!(programme::shares(&file).count(), file.shares.len());
}

#[tokio::test]
async fn carriers_modalities_rates_and_shares_are_what_the_form_states() {
    let (db, _directory) = loaded("2026-11-23T09:00:00Z").await;
    let organisations: BTreeMap<_, _> = all::<organisation::Entity>(&db)
        .await
        .into_iter()
        .map(|organisation| (organisation.id.clone(), organisation))
        .collect();
    let mut carriers = all::<programme_carrier::Entity>(&db).await;
    carriers.sort_by_key(|carrier| carrier.position);
    let carriers: Vec<_> = carriers.iter().map(|carrier| &organisations[&carrier.organisation_id]).collect();
    assert!(FORM.contains(&format!("· {} – {}\n", carriers[0].name, carriers[0].legal_status)));
    assert!(FORM.contains(&format!("· Le {}\n", carriers[1].name)));
    assert_eq!(
        [carriers[0].kind, carriers[1].kind],
        [OrganisationKind::Landlord, OrganisationKind::SupportOrganisation]
    );

    let modalities = all::<programme_modality::Entity>(&db).await;
    assert_eq!(modalities.len(), 4);
    for modality in &modalities {
        assert!(FORM.contains(&format!("· {}\n", modality.description)), "{:?}", modality.modality);
    }

    let rates: BTreeSet<_> = all::<unit_rate::Entity>(&db)
        .await
        .into_iter()
        .map(|rate| (rate.component.name(), rate.unit, rate.amount_cents))
        .collect();
    let stated = [
        (RateComponent::Diagnosis.name(), RateUnit::PerHousehold, 5_000),
        (RateComponent::Support.name(), RateUnit::PerHouseholdYear, 125_000),
        (RateComponent::AdaptedRentalManagement.name(), RateUnit::PerDwellingYear, 85_000),
        (RateComponent::IntegratedOffer.name(), RateUnit::PerHouseholdYear, 217_500),
    ];
    assert_eq!(rates, stated.into());
    for words in ["50 € par ménage", "1 250 € par an", "850 € par an", "2 175 € par an"] {
        assert!(FORM.contains(words), "{words}");
    }

    let mut shares = all::<funding_share::Entity>(&db).await;
    shares.sort_by_key(|share| share.position);
    let kinds: Vec<_> = shares.iter().map(|share| (organisations[&share.funder_id].kind, share.basis_points)).collect();
    let stated = [
        (OrganisationKind::State, 7_100),
        (OrganisationKind::Department, 1_500),
        (OrganisationKind::Landlord, 500),
        (OrganisationKind::Town, 900),
    ];
    assert_eq!(kinds, stated);
    assert!(shares.iter().all(|share| FORM.contains(&share.purpose)));
}

#[tokio::test]
async fn a_full_year_comes_to_258_000_euros_where_the_form_states_261_000() {
    let (db, _directory) = loaded("2026-11-23T09:00:00Z").await;
    let programme = programme_table::Entity::find().one(&db).await.unwrap().unwrap();
    let today = "2026-11-23".parse().unwrap();
    let books = books(&db, &[programme.id.as_str()], today).await.unwrap().remove(0);
    for number in 1..=programme.commitment_years {
        let year = books.year(number);
        let plan = full_year(&books.rates, year, programme.household_target, programme.dwelling_target);
        assert_eq!((plan.stated, plan.computed), (Some(26_100_000), 25_800_000));
        assert_eq!((plan.stated_per_household, plan.computed_per_household), (Some(217_500), 215_000));
        // The shares are of the whole and make a whole: nothing of what is due is nobody's, and each bears their part.
        let lines = books.ledger(number, today);
        let due: i64 = lines.iter().map(|line| line.cents).sum();
        assert!(lines.iter().all(|line| line.share.is_some()));
        for (place, share) in books.shares.iter().enumerate() {
            let borne: i64 = lines.iter().filter(|line| line.share == Some(place)).map(|line| line.cents).sum();
            assert!((borne * 10_000 - due * i64::from(share.basis_points)).abs() < 10_000);
        }
    }
    // What was asked for follows the form, and the State has granted less.
    let recorded = |kind: FundingState, year| {
        let entries = books.entries.iter().filter(move |entry| entry.state == kind && entry.year == year);
        entries.map(|entry| entry.amount_cents).sum::<i64>()
    };
    for (year, requested, granted, received) in
        [(1, 26_100_000, 25_887_000, 25_887_000), (2, 26_100_000, 25_887_000, 20_265_900), (3, 26_100_000, 0, 0)]
    {
        let found = [FundingState::Requested, FundingState::Granted, FundingState::Received];
        assert_eq!(found.map(|state| recorded(state, year)), [requested, granted, received], "year {year}");
    }
    let due = |number| books.ledger(number, today).iter().map(|line| line.cents).sum::<i64>();
    assert!((1..=programme.commitment_years).map(due).any(|cents| cents > 0), "the demo has cost something");
}

#[tokio::test]
async fn every_stage_modality_and_way_out_is_there() {
    let (db, _directory) = loaded("2026-11-23T09:00:00Z").await;
    let households = all::<household::Entity>(&db).await;
    assert_eq!(households.len(), HOUSEHOLDS);
    for stage in HouseholdStage::iter() {
        assert!(households.iter().filter(|household| household.stage == stage).count() >= 8, "{stage:?}");
    }
    let tenancies = all::<tenancy::Entity>(&db).await;
    for modality in RentalModality::iter() {
        assert!(
            tenancies.iter().any(|tenancy| tenancy.modality == modality && tenancy.end_on.is_none()),
            "{modality:?}"
        );
    }
    for management in RentalManagement::iter() {
        assert!(tenancies.iter().any(|tenancy| tenancy.rental_management == management), "{management:?}");
    }
    assert!(tenancies.iter().any(|tenancy| tenancy.transferred_on.is_some()));
    let moved = tenancies.iter().map(|tenancy| &tenancy.household_id).collect::<BTreeSet<_>>();
    assert!(moved.len() < tenancies.len(), "a household passes through several tenancies");
    let supports = all::<support_measure::Entity>(&db).await;
    for outcome in SupportOutcome::iter() {
        assert!(supports.iter().any(|support| support.outcome == Some(outcome)), "{outcome:?}");
    }
    for intensity in SupportIntensity::iter() {
        assert!(supports.iter().any(|support| support.intensity == intensity), "{intensity:?}");
    }
    let axes: BTreeSet<_> = all::<support_axis::Entity>(&db).await.into_iter().map(|axis| axis.axis).collect();
    assert_eq!(axes, SupportAxis::iter().collect());
    let reviews = all::<lease_review::Entity>(&db).await;
    for outcome in LeaseReviewOutcome::iter() {
        assert!(reviews.iter().any(|review| review.outcome == Some(outcome)), "{outcome:?}");
    }
    let obstacles = all::<autonomy_obstacle::Entity>(&db).await;
    assert_eq!(
        obstacles.into_iter().map(|found| found.obstacle).collect::<BTreeSet<_>>(),
        AutonomyObstacle::iter().collect()
    );
    let allocations = all::<allocation_decision::Entity>(&db).await;
    for outcome in AllocationOutcome::iter().filter(|outcome| *outcome != AllocationOutcome::Inadmissible) {
        assert!(allocations.iter().any(|decision| decision.outcome == outcome), "{outcome:?}");
    }
    for answer in [Some(OfferAnswer::Accepted), Some(OfferAnswer::Refused), None] {
        assert!(
            allocations.iter().any(|decision| decision.offered_on.is_some() && decision.answer == answer),
            "{answer:?}"
        );
    }
    let extensions = all::<support_extension::Entity>(&db).await;
    assert!(extensions.len() >= 5 && extensions.iter().any(|extension| extension.rank == 2));
    let requests = all::<support_extension_request::Entity>(&db).await;
    for outcome in [Some(ExtensionRequestOutcome::Granted), None] {
        assert!(requests.iter().any(|request| request.outcome == outcome), "{outcome:?}");
    }
    let items = all::<agenda_item::Entity>(&db).await;
    for kind in AgendaItemKind::iter() {
        assert!(items.iter().any(|item| item.kind == kind && item.decision.is_some()), "{kind:?}");
    }
}

#[tokio::test]
async fn dwellings_are_as_many_as_the_form_counts_and_an_insertion_stock_besides() {
    let (db, _directory) = loaded("2026-11-23T09:00:00Z").await;
    let dwellings = all::<dwelling::Entity>(&db).await;
    let ordinary: Vec<_> = dwellings.iter().filter(|dwelling| dwelling.reference.starts_with("CH-")).collect();
    assert_eq!(ordinary.len(), 120);
    for dwelling_type in DwellingType::iter() {
        assert!(ordinary.iter().any(|dwelling| dwelling.dwelling_type == dwelling_type), "{dwelling_type:?}");
        assert!(dwellings.iter().any(|dwelling| dwelling.insertion_stock && dwelling.dwelling_type == dwelling_type));
    }
    assert!(
        dwellings.iter().all(|dwelling| (dwelling.postal_code.as_str(), dwelling.city.as_str()) == ("14000", "Caen"))
    );
    let tenancies = all::<tenancy::Entity>(&db).await;
    let lived_in: BTreeSet<_> = tenancies.iter().map(|tenancy| &tenancy.dwelling_id).collect();
    assert!(lived_in.len() < tenancies.len(), "a dwelling serves several households");
}

#[tokio::test]
async fn names_and_numbers_hold_together() {
    let (db, _directory) = loaded("2026-11-23T09:00:00Z").await;
    let households = all::<household::Entity>(&db).await;
    let numbers: BTreeSet<_> =
        households.iter().filter_map(|household| household.national_request_number.clone()).collect();
    assert_eq!(numbers.len(), HOUSEHOLDS);
    assert!(numbers.iter().all(|number| number.len() == 18
        && number.starts_with("014")
        && number.bytes().all(|byte| byte.is_ascii_digit())));
    let names: BTreeSet<_> = households.iter().map(|household| &household.family_name).collect();
    assert!(names.len() > HOUSEHOLDS / 2);
    let members = all::<household_member::Entity>(&db).await;
    assert!(members.len() > HOUSEHOLDS * 3 / 2);
}

/// Every row of the story, in the order of its keys.
async fn everything(db: &DatabaseConnection) -> String {
    let events = event::Entity::find().order_by_asc(event::Column::Seq).all(db).await.unwrap();
    format!(
        "{:#?}",
        (
            (
                all::<programme_table::Entity>(db).await,
                all::<staff::Entity>(db).await,
                all::<dwelling::Entity>(db).await
            ),
            (all::<household::Entity>(db).await, all::<household_member::Entity>(db).await),
            (all::<social_diagnosis::Entity>(db).await, all::<autonomy_obstacle::Entity>(db).await),
            (all::<allocation_decision::Entity>(db).await, all::<tripartite_agreement::Entity>(db).await),
            (all::<support_measure::Entity>(db).await, all::<support_objective::Entity>(db).await),
            (all::<support_extension::Entity>(db).await, all::<tenancy::Entity>(db).await),
            (all::<lease_review::Entity>(db).await, all::<meeting::Entity>(db).await),
            (all::<meeting_series::Entity>(db).await, all::<meeting_minutes::Entity>(db).await),
            (all::<meeting_participant::Entity>(db).await, all::<agenda_item::Entity>(db).await, events),
            (all::<support_interview::Entity>(db).await, all::<support_suspension::Entity>(db).await),
            (all::<exam_period::Entity>(db).await, all::<step_waiver::Entity>(db).await),
        )
    )
}

#[tokio::test]
async fn the_same_seed_on_the_same_day_tells_the_same() {
    let (morning, _one) = loaded("2026-11-23T00:30:00Z").await;
    let (evening, _two) = loaded("2026-11-23T22:30:00Z").await;
    assert!(everything(&morning).await == everything(&evening).await);
    let (other, _three) = empty().await;
    generate(&other, &clock("2026-11-23T09:00:00Z"), 7, 30, &mut |_, _| {}).await.unwrap();
    assert_eq!(all::<household::Entity>(&other).await.len(), 30);
    assert!(everything(&morning).await != everything(&other).await);
}

#[tokio::test]
async fn what_happened_is_told_in_the_order_of_time_and_by_people() {
    let now = "2026-11-23T00:30:00Z";
    let (db, _directory) = loaded(now).await;
    let events = event::Entity::find().order_by_asc(event::Column::Seq).all(&db).await.unwrap();
    assert!(events.len() > 800);
    assert!(events.is_sorted_by_key(|event| event.occurred_at));
    assert!(events.iter().all(|event| event.occurred_at < now.parse::<DateTime<Utc>>().unwrap()));
    let stage = events.iter().filter(|event| event.actor_id.is_none()).map(|event| event.kind).collect::<BTreeSet<_>>();
    let recorded = [
        EventKind::ProgrammeRecorded,
        EventKind::UnitRateSet,
        EventKind::FundingShareSet,
        EventKind::OrganisationRecorded,
        EventKind::StaffRecorded,
        EventKind::DwellingRecorded,
    ];
    assert_eq!(stage, recorded.into(), "only what the product is filled with is recorded by nobody");
    assert!(events.iter().skip_while(|event| event.actor_id.is_none()).all(|event| event.actor_id.is_some()));
}

#[tokio::test]
async fn whoever_is_supported_was_diagnosed_and_agreed_and_whoever_is_housed_was_allocated_the_dwelling() {
    let (db, _directory) = loaded("2026-11-23T09:00:00Z").await;
    let diagnoses = all::<social_diagnosis::Entity>(&db).await;
    let agreements = all::<tripartite_agreement::Entity>(&db).await;
    let waivers = all::<step_waiver::Entity>(&db).await;
    for measure in all::<support_measure::Entity>(&db).await {
        let day = calendar::next_working_day(measure.start_on);
        let done = |done_on: Option<NaiveDate>| done_on.is_some_and(|done_on| done_on <= day);
        assert!(diagnoses.iter().any(|row| row.household_id == measure.household_id && done(row.done_on)));
        let waived = waivers.iter().any(|waiver| waiver.used_for_id.as_deref() == Some(measure.id.as_str()));
        let agreed = agreements.iter().any(|row| row.household_id == measure.household_id && done(row.signed_on));
        assert!(agreed || waived, "{measure:?}");
    }
    let allocations = all::<allocation_decision::Entity>(&db).await;
    for tenancy in all::<tenancy::Entity>(&db).await {
        let accepted = allocations.iter().any(|row| {
            (&row.household_id, &row.dwelling_id) == (&tenancy.household_id, &tenancy.dwelling_id)
                && row.answer == Some(OfferAnswer::Accepted)
        });
        assert!(accepted || tenancy.modality == RentalModality::TemporarySocialResidence, "{tenancy:?}");
    }
}

/// What the demo promises of any day.
async fn something_is_due(db: &DatabaseConnection, today: NaiveDate) {
    let within = |day: NaiveDate, from: i64, to: i64| (from..=to).contains(&(day - today).num_days());
    let supports = all::<support_measure::Entity>(db).await;
    let open: Vec<_> =
        supports.iter().filter(|support| support.closed_on.is_none()).map(|support| support.end_on).collect();
    for (from, to) in [(61, 90), (31, 60), (8, 30), (1, 7)] {
        let near = open.iter().filter(|day| within(**day, from, to)).count();
        assert!(near >= 2, "{today}: {near} supports end {from} to {to} days from now");
    }
    let late: Vec<_> = open.iter().filter(|day| **day < today).collect();
    assert!(late.len() == 2 && late.iter().all(|day| within(**day, -8, -1)), "{today}: {late:?}");
    assert!(open.iter().any(|day| within(*day, 91, 366)));

    let reviews = all::<lease_review::Entity>(db).await;
    let planned: Vec<_> = reviews
        .iter()
        .filter(|review| review.held_on.is_none() && review.cancelled_on.is_none())
        .map(|review| review.due_on)
        .collect();
    assert!(planned.iter().any(|day| within(*day, 8, 30)), "{today}: {planned:?}");
    assert!(planned.iter().any(|day| within(*day, 0, 7)), "{today}: {planned:?}");
    let late: Vec<_> = planned.iter().filter(|day| **day < today).collect();
    assert!(late.len() == 1 && within(*late[0], -12, -8), "{today}: {late:?}");

    let mut meetings = all::<meeting::Entity>(db).await;
    meetings.sort_by_key(|meeting| meeting.starts_at);
    let (past, to_come): (Vec<_>, Vec<_>) =
        meetings.into_iter().partition(|meeting| calendar::today(meeting.starts_at) < today);
    assert_eq!(to_come.len(), 2);
    assert!(
        within(calendar::today(to_come[0].starts_at), 8, 15) && within(calendar::today(to_come[1].starts_at), 30, 45)
    );
    let items = all::<agenda_item::Entity>(db).await;
    let agenda = items.iter().filter(|item| item.meeting_id == to_come[0].id).count();
    assert!((10..=40).contains(&agenda), "{today}: {agenda} items");
    assert!(past.len() >= 18 && past.iter().filter(|meeting| meeting.cancelled_at.is_some()).count() == 1);
    for meeting in past.iter().filter(|meeting| meeting.cancelled_at.is_none()) {
        let decided = items.iter().filter(|item| item.meeting_id == meeting.id && item.decision.is_some()).count();
        assert!(decided > 0, "{today}: nothing decided at {}", meeting.starts_at);
    }
    assert!(items.iter().all(|item| item.decision.is_some() || item.meeting_id == to_come[0].id));
    let convened = all::<meeting_participant::Entity>(db).await;
    let editions = all::<meeting_minutes::Entity>(db).await;
    let held: Vec<_> = past.iter().filter(|meeting| meeting.cancelled_at.is_none()).collect();
    for participant in &convened {
        let was_held = held.iter().any(|meeting| meeting.id == participant.meeting_id);
        assert_eq!(participant.attendance.is_some(), was_held, "{today}: {participant:?}");
    }
    for (number, meeting) in held.iter().enumerate() {
        let written = editions.iter().filter(|edition| edition.meeting_id == meeting.id).count();
        let expected = if number == 0 { 2 } else { usize::from(number + 1 < held.len()) };
        assert_eq!(written, expected, "{today}: editions of the minutes of {}", meeting.starts_at);
    }
    assert_eq!(all::<meeting_series::Entity>(db).await.len(), 1);
    assert!(past.iter().chain(&to_come).all(|meeting| meeting.series_id.is_some()));
    assert!(past.windows(2).all(|pair| (pair[1].starts_at - pair[0].starts_at).num_days() < 36));
    assert!(calendar::is_working_day(calendar::today(to_come[0].starts_at)));

    for stage in HouseholdStage::iter() {
        assert!(
            all::<household::Entity>(db).await.iter().any(|household| household.stage == stage),
            "{today}: {stage:?}"
        );
    }
}

#[tokio::test]
async fn something_is_due_on_any_day() {
    for now in [
        "2026-11-23T09:00:00Z",
        "2026-01-31T09:00:00Z",
        "2026-02-28T09:00:00Z",
        "2028-02-29T09:00:00Z",
        "2028-03-01T09:00:00Z",
        "2026-08-31T09:00:00Z",
        // Summer time begins and ends.
        "2026-03-29T01:30:00Z",
        "2026-10-25T00:30:00Z",
        // Long week-ends.
        "2026-12-24T09:00:00Z",
        "2027-01-01T09:00:00Z",
        "2026-04-06T09:00:00Z",
        "2026-05-08T09:00:00Z",
    ] {
        let (db, _directory) = loaded(now).await;
        something_is_due(&db, calendar::today(now.parse().unwrap())).await;
    }
}

#[test]
fn a_script_can_be_imagined_on_every_day_of_a_leap_year() {
    let file = programme::file().unwrap();
    let mut day: NaiveDate = "2028-01-01".parse().unwrap();
    for _ in 0..366 {
        let script = story::imagine(&file, &mut StdRng::seed_from_u64(SEED), day, HOUSEHOLDS);
        let limit = calendar::at_local(day, 0, 0);
        assert!(script.deeds.iter().all(|deed| deed.at < limit), "{day}");
        let upcoming = script.cell.day(script.cell.upcoming(0));
        assert!(upcoming >= day + Days::new(10) && upcoming <= day + Days::new(15), "{day}");
        day = day.succ_opt().unwrap();
    }
}
