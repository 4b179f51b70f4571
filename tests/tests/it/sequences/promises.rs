//! What holds after any acts, looked at in plain SQL: each promise is a query for what would break it.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tests::World;

/// What is never there. `⟨day⟩` is the same day of the next year.
const NEVER: [(&str, &str); 23] = [
    (
        "a support past its cap without a decided extension",
        "SELECT id FROM support_measure measure WHERE end_on > cap_on AND NOT EXISTS (
            SELECT 1 FROM support_extension extension WHERE extension.support_measure_id = measure.id
            AND extension.end_on = measure.end_on AND extension.decided_by_id IS NOT NULL)",
    ),
    (
        "a support beyond the twelve months that it shares, without an extension or a waiver",
        "WITH RECURSIVE clock (id, household_id, start_on, end_on, cap_on) AS (
            SELECT id, household_id, start_on, end_on, cap_on FROM support_measure
            UNION SELECT clock.id, earlier.household_id, earlier.start_on, clock.end_on, earlier.cap_on
                FROM clock JOIN household ON household.id = clock.household_id
                JOIN support_measure earlier ON earlier.household_id IN (household.id, household.former_household_id)
                AND earlier.closed_on < clock.start_on AND ⟨earlier.closed_on⟩ > clock.start_on)
            SELECT id FROM clock WHERE end_on > cap_on
            AND NOT EXISTS (SELECT 1 FROM support_extension extension WHERE extension.support_measure_id = clock.id
                AND extension.end_on = clock.end_on)
            AND NOT EXISTS (SELECT 1 FROM step_waiver waiver WHERE waiver.used_for_id = clock.id
                AND waiver.step = 'FURTHER_SUPPORT')",
    ),
    (
        "a support that says of the twelve months that it shares what is not so",
        "WITH RECURSIVE clock (id, household_id, start_on, cap_on, shared_cap_on) AS (
            SELECT id, household_id, start_on, cap_on, coalesce(shared_cap_on, cap_on) FROM support_measure
            UNION SELECT clock.id, earlier.household_id, earlier.start_on, earlier.cap_on, clock.shared_cap_on
                FROM clock JOIN household ON household.id = clock.household_id
                JOIN support_measure earlier ON earlier.household_id IN (household.id, household.former_household_id)
                AND earlier.closed_on < clock.start_on AND ⟨earlier.closed_on⟩ > clock.start_on)
            SELECT id FROM clock GROUP BY id, shared_cap_on HAVING min(cap_on) <> shared_cap_on",
    ),
    (
        "two supports, on the same day, of a household that has come back",
        "SELECT later.id FROM household JOIN support_measure later ON later.household_id = household.id
            JOIN support_measure earlier ON earlier.household_id = household.former_household_id
            WHERE later.start_on <= earlier.closed_on OR earlier.closed_on IS NULL",
    ),
    (
        "an extension decided by someone who is not entitled",
        "SELECT extension.id FROM support_extension extension JOIN staff ON staff.id = decided_by_id
            WHERE role NOT IN ('PROGRAMME_MANAGER', 'COORDINATOR')",
    ),
    (
        "an extension asked that is granted, and not written",
        "SELECT id FROM support_extension_request WHERE outcome = 'GRANTED' AND support_extension_id IS NULL",
    ),
    (
        "a closed support that is suspended, or of which an extension is asked",
        "SELECT measure.id FROM support_measure measure WHERE closed_on IS NOT NULL AND (
            EXISTS (SELECT 1 FROM support_suspension suspended
                WHERE suspended.support_measure_id = measure.id AND suspended.ended_on IS NULL)
            OR EXISTS (SELECT 1 FROM support_extension_request asked
                WHERE asked.support_measure_id = measure.id AND asked.decided_on IS NULL))",
    ),
    (
        "a support closed before what was done in it",
        "SELECT measure.id FROM support_measure measure JOIN (
            SELECT support_measure_id, held_on AS done_on FROM support_interview
            UNION ALL SELECT support_measure_id, held_on FROM progress_review WHERE kind = 'INTERIM'
            UNION ALL SELECT support_measure_id, from_on FROM support_intensity_period
            UNION ALL SELECT support_measure_id, start_on FROM support_suspension
            UNION ALL SELECT support_measure_id, decided_on FROM support_extension
            UNION ALL SELECT support_measure_id, asked_on FROM support_extension_request
            UNION ALL SELECT support_measure_id, set_on FROM support_objective
        ) AS done ON done.support_measure_id = measure.id WHERE done.done_on > measure.closed_on",
    ),
    (
        "two supports of a household on the same day",
        "SELECT one.id FROM support_measure one JOIN support_measure other
            ON one.household_id = other.household_id AND one.id < other.id
            WHERE one.start_on <= coalesce(other.closed_on, '2999-01-01')
            AND other.start_on <= coalesce(one.closed_on, '2999-01-01')",
    ),
    (
        "two live tenancies in one dwelling",
        "SELECT one.id FROM tenancy one JOIN tenancy other ON one.dwelling_id = other.dwelling_id AND one.id < other.id
            WHERE one.start_on <= coalesce(other.end_on, '2999-01-01')
            AND other.start_on <= coalesce(one.end_on, '2999-01-01')",
    ),
    (
        "two live tenancies of one household",
        "SELECT one.id FROM tenancy one JOIN tenancy other
            ON one.household_id = other.household_id AND one.id < other.id
            WHERE one.start_on <= coalesce(other.end_on, '2999-01-01')
            AND other.start_on <= coalesce(one.end_on, '2999-01-01')",
    ),
    (
        "a transfer without an exam, or against the last one",
        "SELECT id FROM tenancy WHERE transferred_on IS NOT NULL AND coalesce((
            SELECT outcome FROM lease_review WHERE tenancy_id = tenancy.id AND held_on <= transferred_on
            ORDER BY rank DESC LIMIT 1), 'NONE') <> 'READY'",
    ),
    (
        "a transfer although the landlord does not offer the lease",
        "SELECT id FROM tenancy WHERE transferred_on IS NOT NULL AND EXISTS (
            SELECT 1 FROM exam_period refused WHERE refused.tenancy_id = tenancy.id AND NOT coalesce(lease_offered, TRUE)
            AND refused.start_on <= transferred_on AND NOT EXISTS (SELECT 1 FROM exam_period later
                WHERE later.tenancy_id = refused.tenancy_id AND later.rank > refused.rank
                AND later.start_on <= transferred_on))",
    ),
    (
        "an allocation without a preselection",
        "SELECT id FROM allocation_decision decision WHERE NOT EXISTS (
            SELECT 1 FROM agenda_item item WHERE item.household_id = decision.household_id
            AND item.decision = 'PRESELECTED')",
    ),
    (
        "a support or a tenancy without a preselection",
        "SELECT household_id FROM (SELECT household_id FROM support_measure UNION ALL SELECT household_id FROM tenancy)
            AS begun WHERE NOT EXISTS (SELECT 1 FROM agenda_item item
            WHERE item.household_id = begun.household_id AND item.decision = 'PRESELECTED')",
    ),
    (
        "a support that no agreement and no waiver allows",
        "SELECT id FROM support_measure measure WHERE NOT EXISTS (SELECT 1 FROM tripartite_agreement agreement
            WHERE agreement.household_id = measure.household_id AND agreement.signed_on <= measure.start_on)
            AND NOT EXISTS (SELECT 1 FROM step_waiver waiver WHERE waiver.used_for_id = measure.id)",
    ),
    (
        "a tenancy that no accepted allocation and no waiver allows",
        "SELECT id FROM tenancy WHERE NOT (modality = 'TEMPORARY_SOCIAL_RESIDENCE' AND dwelling_id IN (
            SELECT dwelling.id FROM dwelling JOIN organisation owner ON owner.id = dwelling.owner_id
            WHERE owner.kind <> 'LANDLORD' AND NOT dwelling.insertion_stock)) AND NOT EXISTS (
            SELECT 1 FROM allocation_decision decision WHERE decision.household_id = tenancy.household_id
            AND decision.dwelling_id = tenancy.dwelling_id AND decision.answer = 'ACCEPTED'
            AND decision.released_on IS NULL AND decision.answered_on <= tenancy.start_on
            AND NOT EXISTS (SELECT 1 FROM tenancy earlier WHERE earlier.household_id = tenancy.household_id
                AND earlier.dwelling_id = tenancy.dwelling_id AND earlier.start_on >= decision.decided_on
                AND earlier.start_on < tenancy.start_on))
            AND NOT EXISTS (SELECT 1 FROM step_waiver waiver WHERE waiver.used_for_id = tenancy.id)",
    ),
    (
        "an agreement or an allocation that no diagnosis and no waiver allows",
        "SELECT id FROM (SELECT id, household_id FROM tripartite_agreement
            UNION ALL SELECT id, household_id FROM allocation_decision) AS decided
            WHERE NOT EXISTS (SELECT 1 FROM social_diagnosis diagnosis
                WHERE diagnosis.household_id = decided.household_id AND diagnosis.done_on IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM step_waiver waiver WHERE waiver.used_for_id = decided.id)",
    ),
    (
        "an agreement signed by fewer than three",
        "SELECT id FROM tripartite_agreement WHERE signed_on IS NOT NULL AND (
            SELECT count(*) FROM agreement_signature WHERE tripartite_agreement_id = tripartite_agreement.id) <> 3",
    ),
    (
        "a sliding lease that goes on without a review to come",
        "SELECT id FROM tenancy WHERE modality = 'SLIDING_LEASE' AND end_on IS NULL AND transferred_on IS NULL
            AND NOT EXISTS (SELECT 1 FROM lease_review WHERE tenancy_id = tenancy.id
            AND held_on IS NULL AND cancelled_on IS NULL)",
    ),
    (
        "a waiver that waits for a household that was not retained",
        "SELECT waiver.id FROM step_waiver waiver JOIN household ON household.id = waiver.household_id
            WHERE household.stage = 'NOT_RETAINED' AND used_on IS NULL AND withdrawn_on IS NULL",
    ),
    (
        "a dwelling that waits for a household that was not retained",
        "SELECT decision.id FROM allocation_decision decision JOIN household ON household.id = decision.household_id
            WHERE household.stage = 'NOT_RETAINED' AND answer = 'ACCEPTED' AND released_on IS NULL
            AND NOT EXISTS (SELECT 1 FROM tenancy WHERE tenancy.household_id = decision.household_id
                AND tenancy.dwelling_id = decision.dwelling_id)",
    ),
    (
        "a household that stands elsewhere than its support and its home say",
        "SELECT id FROM household WHERE stage = 'HOUSED' AND NOT EXISTS (
            SELECT 1 FROM tenancy WHERE household_id = household.id AND end_on IS NULL)",
    ),
];

/// The tables whose every row has an event of its own.
const TOLD: [&str; 13] = [
    "household",
    "step_waiver",
    "social_diagnosis",
    "allocation_decision",
    "tripartite_agreement",
    "support_measure",
    "progress_review",
    "support_extension_request",
    "support_suspension",
    "support_interview",
    "tenancy",
    "meeting",
    "agenda_item",
];

/// Rows that are told as a change of another: the table, what they belong to, and the event that tells of one.
const TOLD_WITH: [(&str, &str, &str); 2] = [
    ("support_extension", "support_measure_id", "SUPPORT_EXTENDED"),
    ("agreement_signature", "tripartite_agreement_id", "AGREEMENT_SIGNED"),
];

/// Of these, those with a version: each change has an event about the row.
const CHANGED: [&str; 6] =
    ["allocation_decision", "tripartite_agreement", "support_measure", "tenancy", "meeting", "agenda_item"];

/// Looks for whatever would break a promise.
pub(super) async fn hold(world: &World, when: &str) {
    for (what, query) in NEVER {
        let found = texts(world, query).await;
        assert!(found.is_empty(), "{when}: {what}: {found:?}");
    }
    for table in TOLD {
        let untold = format!(
            "SELECT id FROM {table} WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.subject_id = {table}.id)"
        );
        assert_eq!(texts(world, &untold).await, [""; 0], "{when}: {table} without an event");
    }
    for (table, whole, kind) in TOLD_WITH {
        let untold = format!(
            "SELECT {whole} FROM {table} GROUP BY {whole} HAVING count(*) <> (
                SELECT count(*) FROM event WHERE event.subject_id = {whole} AND event.kind = '{kind}')"
        );
        assert_eq!(texts(world, &untold).await, [""; 0], "{when}: {table} without an event");
    }
    // A change of a row is told too: by an event about it, or by the one of the act that used it.
    for table in CHANGED {
        let changed = format!(
            "SELECT id FROM {table} WHERE version > (SELECT count(*) FROM event WHERE event.subject_id = {table}.id)"
        );
        assert_eq!(texts(world, &changed).await, [""; 0], "{when}: {table} changed without an event");
    }
    let reviews = "SELECT id FROM lease_review WHERE NOT EXISTS (SELECT 1 FROM event
        WHERE event.subject_id IN (lease_review.id, lease_review.tenancy_id)
        OR event.subject_id IN (SELECT other.id FROM lease_review other WHERE other.tenancy_id = lease_review.tenancy_id))";
    assert_eq!(texts(world, reviews).await, [""; 0], "{when}: lease_review without an event");
}

async fn texts(world: &World, query: &str) -> Vec<String> {
    let backend = world.db.get_database_backend();
    let (before, after) = match backend {
        DbBackend::Sqlite => ("date(", ", '+1 year', 'floor')"),
        _ => ("(", " + interval '1 year')::date"),
    };
    let statement = Statement::from_string(backend, query.replace('⟨', before).replace('⟩', after));
    let rows = world.db.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{error}: {query}"));
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect()
}
