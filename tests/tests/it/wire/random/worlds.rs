//! The figures of random worlds: whatever the rows, the statements that aggregate them on either database find what is
//! found by going through them one after the other, for a coordinator and for a funder.

use std::fmt::Write as _;

use chrono::{Days, Months, NaiveDate, TimeDelta};
use entity::operations::programme::record;
use entity::rules::calendar::at_local;
use entity::rules::support;
use entity::types::{HouseholdId, Role};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use serde_json::{Value, json};
use tests::{Server, World, both_databases};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::difference::first_difference;
use super::rows::Rows;
use super::statistics::statistics;

/// How many worlds are compared.
const CASES: u32 = 40;

/// What of the schema documents that are drawn by chance seldom take, being fields of fields of a programme. Here
/// every one is compared in every world.
pub(super) const COMPARED: [&str; 15] = [
    "ProgrammeStatistics",
    "StepCounts",
    "ModalitySteps",
    "PublicSteps",
    "AxisSteps",
    "DwellingTypeSteps",
    "MonthSteps",
    "YearFigures",
    "StepDelays",
    "Delay",
    "SupportFigures",
    "OutcomeCount",
    "Occupation",
    "CostFigures",
    "ComponentCost",
];

/// Whether a field of the schema is compared here.
pub(super) fn compares(field: &str) -> bool {
    field.split_once('.').is_some_and(|(of, _)| COMPARED.contains(&of))
}

/// All figures.
const FIGURES: &str = "countedUntil householdsProposed householdsPreselected householdsNotRetained householdsHoused householdsExited
    supportsOpen supportsEndingSoon tenanciesOpen costs { stated planned plannedSoFar incurred byComponent { component planned incurred } }
    steps { ...S } byModality { modality steps { ...S } } byPublic { ground steps { ...S } } byAxis { axis steps { ...S } }
    byDwellingType { dwellingType steps { ...S } } byMonth { month steps { ...S } }
    byYear { year startsOn householdTarget householdsSupported householdsHoused dwellingTarget places }
    delays { toPreselection { ...D } toDiagnosis { ...D } toAllocation { ...D } toAgreement { ...D } toHousing { ...D }
        toSupport { ...D } fromProposalToHousing { ...D } }
    support { measures beyondCap exceptionRate closed medianDays p90Days outcomes { outcome measures } }
    occupation { dwellingTarget places occupied occupiedOfTarget occupiedOfPlaces householdTarget households householdsNow householdsOfTarget }";

/// Days before it begins, how long it lasts, its outcome, its axes, the day of an extension and for how many months.
type Support = (u64, u64, usize, u8, Option<(u64, u32)>);

/// A household, its days counted from 1 January 2026.
#[derive(Debug, Clone)]
struct Household {
    registered: u64,
    grounds: u8,
    /// In minutes, so that some decisions fall beside midnight; whether it was preselected.
    decided: Vec<(i64, bool)>,
    diagnosed: Option<u64>,
    /// Outcome, day, days until the condition was lifted or the offer was made.
    allocations: Vec<(usize, u64, Option<u64>)>,
    agreed: Option<u64>,
    /// Days before it begins, how long it lasts, its modality, its dwelling.
    tenancies: Vec<(u64, u64, usize, usize)>,
    last_tenancy_open: bool,
    supports: Vec<Support>,
    last_support_open: bool,
}

fn household() -> impl Strategy<Value = Household> {
    let first = (0..300_u64, 1..8_u8, vec((0..450_000_i64, any::<bool>()), 0..3), option::of(0..400_u64));
    let allocations = vec((0..5_usize, 0..400_u64, option::of(0..60_u64)), 0..3);
    let tenancies = vec((0..150_u64, 1..200_u64, 0..4_usize, 0..6_usize), 0..3);
    let supports = vec((0..200_u64, 1..250_u64, 0..6_usize, 1..32_u8, option::of((0..300_u64, 1..4_u32))), 0..3);
    (first, allocations, option::of(0..400_u64), tenancies, any::<bool>(), supports, any::<bool>()).prop_map(
        |(
            (registered, grounds, decided, diagnosed),
            allocations,
            agreed,
            tenancies,
            last_tenancy_open,
            supports,
            last_support_open,
        )| {
            // The committee decides on whom the cell has preselected: the database sees to it.
            let heard = decided.iter().any(|(_, preselected)| *preselected);
            Household {
                registered,
                grounds,
                decided,
                diagnosed,
                allocations: if heard { allocations } else { Vec::new() },
                agreed,
                tenancies,
                last_tenancy_open,
                supports,
                last_support_open,
            }
        },
    )
}

both_databases! {
    async fn the_figures_of_any_world_are_those_of_its_rows(world: World) {
        let server = Server::start(&world).await;
        let act = world.system();
        let mut second = world.another_programme("Second").await;
        (second.form.household_target, second.form.dwelling_target) = (7, 3);
        // Its second year ends on 27 February 2026, its third begins the day after. It aims at nothing year by year.
        second.form.starts_on = "2024-02-29".parse().unwrap();
        second.lists.yearly_targets.clear();
        let second = record(&world.db, &act, second).await.unwrap();
        let programmes = [world.programme_id.to_string(), second.to_string()];
        world.go_to("2026-11-20", 12, 0);
        let coordinator = world.token(&world.people.coordinator).await;
        let funder = world.token(&world.people.funder).await;

        let compare = async |households: &[(bool, Household)]| -> Option<String> {
            world.sql(&rows(&world, &programmes, households)).await;
            let all = Rows::all(&world.db).await;
            for (token, role) in [(&coordinator, Role::Coordinator), (&funder, Role::Funder)] {
                let query = format!("{{ programmes(first: 10) {{ nodes {{ id statistics {{ {FIGURES} }} }} }} }}
                    fragment S on StepCounts {{ proposed preselected diagnosed allocated agreed housed supported closed }}
                    fragment D on Delay {{ cases medianDays p90Days }}");
                let data = server.data(token, &query, json!({})).await;
                for found in data["programmes"]["nodes"].as_array().unwrap() {
                    let programme = all.find("programme", &found["id"]).unwrap();
                    let mut expected = statistics(&all, programme, world.today(), role);
                    let expected = expected.as_object_mut().unwrap();
                    expected.retain(|name, _| found["statistics"].get(name).is_some());
                    let expected = in_order(&found["statistics"], &Value::Object(expected.clone()));
                    if let Some(difference) = first_difference(&expected, &found["statistics"]) {
                        return Some(format!("{role:?}: {difference}"));
                    }
                }
            }
            None
        };
        let config = Config { cases: CASES, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
        let outcome = block_in_place(|| {
            // Alike twice or thrice there are enough of them for a funder to be told how long they waited.
            let households = (vec((any::<bool>(), household()), 0..24), 1..4_usize);
            TestRunner::new(config).run(&households, |(households, times)| {
                let households: Vec<_> = std::iter::repeat_n(households, times).flatten().collect();
                match Handle::current().block_on(compare(&households)) {
                    Some(difference) => Err(TestCaseError::fail(difference)),
                    None => Ok(()),
                }
            })
        });
        outcome.unwrap();
        server.stop().await;
    }
}

/// The members of an object in the order of another's.
fn in_order(order: &Value, value: &Value) -> Value {
    match (order, value) {
        (Value::Object(order), Value::Object(value)) => order
            .iter()
            .map(|(name, order)| (name.clone(), in_order(order, &value[name])))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        (Value::Array(order), Value::Array(values)) if order.len() == values.len() => {
            order.iter().zip(values).map(|(order, value)| in_order(order, value)).collect()
        }
        _ => value.clone(),
    }
}

const OUTCOMES: [&str; 5] = ["ALLOCATED", "RANKED", "CONDITIONAL", "NOT_ALLOCATED", "INADMISSIBLE"];
const ENDINGS: [&str; 6] = ["DIRECT_LEASE", "LEASE_TRANSFERRED", "HOUSING_KEPT", "MOVED_ON", "LOST", "LEFT"];
const AXES: [&str; 5] =
    ["SOCIAL_AND_PROFESSIONAL_INSERTION", "BUDGET_MANAGEMENT", "HOUSING_PATH", "USE_OF_DWELLING", "OTHER"];
const MODALITIES: [&str; 4] = ["DIRECT_ACCESS", "TEMPORARY_SOCIAL_RESIDENCE", "SLIDING_LEASE", "SUBLEASE"];

/// What writes the rows of a world in the place of those of the world before.
fn rows(world: &World, programmes: &[String; 2], households: &[(bool, Household)]) -> String {
    let mut sql = String::from(
        "DELETE FROM support_extension; \
         DELETE FROM support_axis; DELETE FROM support_measure; DELETE FROM tenancy; DELETE FROM tripartite_agreement; \
         DELETE FROM allocation_decision; DELETE FROM social_diagnosis; DELETE FROM agenda_item; DELETE FROM meeting; \
         DELETE FROM household; DELETE FROM dwelling;",
    );
    let first: NaiveDate = "2026-01-01".parse().unwrap();
    let day = |days: u64| first + Days::new(days);
    let (officer, worker, coordinator) =
        (world.people.officer.id(), world.people.social_worker.id(), world.people.coordinator.id());
    let owner = &world.organisations.landlord.id;
    for meeting in 0..3 {
        let programme = &programmes[0];
        write!(sql, "INSERT INTO meeting (id, programme_id, chair_id, starts_at, ends_at, location, sequence) VALUES ('mtg_{meeting}', '{programme}', '{coordinator}', '2026-01-05T09:00:00+00:00', '2026-01-05T10:00:00+00:00', 'S', 0);").unwrap();
    }
    // Dwellings that several households live in, one after the other, and one for whoever stays.
    let mut free_from = [0_u64; 6];
    let dwelling = |sql: &mut String, id: &str, place: usize| {
        write!(sql, "INSERT INTO dwelling (id, reference, owner_id, address, postal_code, city, dwelling_type, insertion_stock) VALUES ('{id}', '{id}', '{owner}', '', '', '', 'T{}', false);", place % 5 + 1).unwrap();
    };
    for place in 0..free_from.len() {
        dwelling(&mut sql, &format!("dwl_{place}"), place);
    }
    for (number, (second, of)) in households.iter().enumerate() {
        let id = HouseholdId::generate(world.clock.now(), &world.chance);
        let programme = &programmes[usize::from(*second)];
        let ground = |bit: u8| of.grounds & bit != 0;
        write!(sql, "INSERT INTO household (id, programme_id, reference, family_name, dalo, collective_agreement, pdalpd, stage, registered_on, landlord_contact_id) VALUES ('{id}', '{programme}', 'M-{number}', 'F', {}, {}, {}, 'PROPOSED', '{}', '{officer}');", ground(1), ground(2), ground(4), day(of.registered)).unwrap();
        for (place, (minutes, preselected)) in of.decided.iter().enumerate() {
            let at = at_local(first, 0, 0) + TimeDelta::minutes(*minutes);
            let decision = if *preselected { "PRESELECTED" } else { "NOT_RETAINED" };
            write!(sql, "INSERT INTO agenda_item (id, meeting_id, household_id, position, kind, decision, reasons, decided_at) VALUES ('agi_{number}_{place}', 'mtg_{place}', '{id}', {}, 'PRESELECTION', '{decision}', 'R', '{}');", number + 1, at.to_rfc3339()).unwrap();
        }
        if let Some(done) = of.diagnosed {
            write!(sql, "INSERT INTO agenda_item (id, meeting_id, household_id, position, kind, decision, reasons, decided_at) VALUES ('agi_{number}_d', 'mtg_2', '{id}', {}, 'DIAGNOSIS', 'APPROVED', 'R', '2026-01-05T09:00:00+00:00');
                INSERT INTO social_diagnosis (id, household_id, agenda_item_id, rank, manner, author_id, ordered_on, due_on, done_on, intensity, duration_months, modality, situation) VALUES ('dia_{number}', '{id}', 'agi_{number}_d', 1, 'INTERVIEW', '{worker}', '2026-01-01', '2026-02-01', '{}', 'LIGHT', 6, 'SUBLEASE', 'S');", number + 1, day(done)).unwrap();
        }
        for (place, (outcome, decided, later)) in of.allocations.iter().enumerate() {
            let outcome = OUTCOMES[*outcome];
            let own = format!("dwl_a_{number}_{place}");
            dwelling(&mut sql, &own, 0);
            let text = |holds: bool, text: String| if holds { text } else { "NULL".to_owned() };
            let later = later.map(|later| day(decided + later));
            let quoted = |day: Option<NaiveDate>| day.map_or("NULL".to_owned(), |day| format!("'{day}'"));
            let offered = later.filter(|_| outcome == "RANKED");
            let (answer, answered) =
                if offered.is_some() { ("'REFUSED'", quoted(offered)) } else { ("NULL", "NULL".to_owned()) };
            write!(sql, "INSERT INTO allocation_decision (id, household_id, dwelling_id, decided_on, outcome, candidate_rank, missing_document, condition_lifted_on, reasons, offered_on, answer_due_on, answer, answered_on) VALUES ('alc_{number}_{place}', '{id}', '{own}', '{}', '{outcome}', {}, {}, {}, 'R', {}, {}, {answer}, {answered});",
                day(*decided), text(outcome == "RANKED", "1".to_owned()), text(outcome == "CONDITIONAL", "'D'".to_owned()),
                quoted(later.filter(|_| outcome == "CONDITIONAL")), quoted(offered), quoted(offered.map(|day| day + Days::new(10)))).unwrap();
        }
        if let Some(signed) = of.agreed {
            write!(sql, "INSERT INTO tripartite_agreement (id, household_id, rank, drawn_up_on, signed_on) VALUES ('agr_{number}', '{id}', 1, '2026-01-01', '{}');", day(signed)).unwrap();
        }
        let mut next = of.registered;
        for (place, (before, length, modality, shared)) in of.tenancies.iter().enumerate() {
            let open = of.last_tenancy_open && place + 1 == of.tenancies.len();
            let start = if open { next + before } else { (next + before).max(free_from[*shared]) };
            let own = if open { format!("dwl_t_{number}") } else { format!("dwl_{shared}") };
            let modality = MODALITIES[*modality];
            let end = if open {
                dwelling(&mut sql, &own, *shared);
                "NULL".to_owned()
            } else {
                next = start + length + 1;
                free_from[*shared] = next;
                format!("'{}'", day(start + length))
            };
            let head = if modality == "DIRECT_ACCESS" { "NULL".to_owned() } else { format!("'{owner}'") };
            let period = if modality == "SLIDING_LEASE" { "6" } else { "NULL" };
            write!(sql, "INSERT INTO tenancy (id, household_id, dwelling_id, modality, rental_management, head_tenant_id, start_on, end_on, review_period_months) VALUES ('ten_{number}_{place}', '{id}', '{own}', '{modality}', 'ADAPTED', {head}, '{}', {end}, {period});", day(start)).unwrap();
        }
        let mut next = of.registered;
        let mut shared = "NULL".to_owned();
        for (place, (before, length, ending, axes, extension)) in of.supports.iter().enumerate() {
            let open = of.last_support_open && place + 1 == of.supports.len();
            let start = next + before;
            next = start + length + 1;
            let cap = support::cap(day(start));
            let (closed, outcome) = if open {
                ("NULL".to_owned(), "NULL".to_owned())
            } else {
                (format!("'{}'", day(start + length)), format!("'{}'", ENDINGS[*ending]))
            };
            let measure = format!("sup_{number}_{place}");
            write!(sql, "INSERT INTO support_measure (id, household_id, start_on, cap_on, shared_cap_on, end_on, intensity, closed_on, outcome) VALUES ('{measure}', '{id}', '{}', '{cap}', {shared}, '{cap}', 'LIGHT', {closed}, {outcome});", day(start)).unwrap();
            // Those that follow share the first one's twelve months, however far back these are.
            if shared == "NULL" {
                shared = format!("'{cap}'");
            }
            for (_, axis) in (0..).zip(AXES).filter(|(bit, _)| axes & (1 << bit) != 0) {
                write!(sql, "INSERT INTO support_axis (support_measure_id, axis) VALUES ('{measure}', '{axis}');")
                    .unwrap();
            }
            if let Some((decided, months)) = extension {
                // Some go no further than the cap.
                let end = if *months == 1 { cap } else { cap + Months::new(*months) };
                write!(sql, "INSERT INTO support_extension (id, support_measure_id, rank, ground, explanation, decided_by_id, decided_on, previous_end_on, end_on) VALUES ('ext_{number}_{place}', '{measure}', 1, 'OTHER', 'E', '{coordinator}', '{}', '{}', '{end}');", day(*decided), day(start)).unwrap();
            }
        }
    }
    sql
}
