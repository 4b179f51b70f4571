//! The forbidden writes.

use super::rows::{Rows, day, instant};
use super::{Case, Why, funding, path, programme, support};

/// A column, a value, as SQL.
pub(super) type Change<'a> = (&'a str, &'a str);

/// The columns that hold a value of an enumeration: table, column, a good value, and what goes with it.
pub(super) const ENUMERATIONS: [(&str, &str, &str, &[Change<'static>]); 48] = [
    ("organisation", "kind", "'TOWN'", &[]),
    ("staff", "role", "'ADMINISTRATOR'", &[]),
    ("unit_rate", "component", "'SUPPORT'", &[]),
    ("unit_rate", "unit", "'PER_HOUSEHOLD'", &[("proration", "'UNDIVIDED'")]),
    ("unit_rate", "proration", "'UNDIVIDED'", &[]),
    ("funding_share", "base", "'WHOLE'", &[]),
    ("funding_share", "component", "'DIAGNOSIS'", &[]),
    ("funding_share_modality", "modality", "'TEMPORARY_SOCIAL_RESIDENCE'", &[]),
    ("funding_entry", "state", "'RECEIVED'", &[]),
    ("programme_modality", "modality", "'SUBLEASE'", &[]),
    ("programme_version", "kind", "'DEPARTMENTAL_OPINION'", &[("reason", "NULL")]),
    ("programme_partner", "kind", "'FINANCIAL'", &[("supports_households", "false")]),
    ("household", "stage", "'HOUSED'", &[]),
    ("household_member", "relationship", "'PARTNER'", &[]),
    ("dwelling", "dwelling_type", "'T5'", &[]),
    ("social_diagnosis", "manner", "'FILE_STUDY'", &[]),
    (
        "social_diagnosis",
        "intensity",
        "'LIGHT'",
        &[("done_on", "'2026-03-20'"), ("duration_months", "6"), ("modality", "'SUBLEASE'"), ("situation", "'s'")],
    ),
    (
        "social_diagnosis",
        "modality",
        "'SUBLEASE'",
        &[("done_on", "'2026-03-20'"), ("duration_months", "6"), ("intensity", "'LIGHT'"), ("situation", "'s'")],
    ),
    ("autonomy_obstacle", "obstacle", "'OTHER'", &[]),
    ("recommended_axis", "axis", "'OTHER'", &[]),
    ("step_waiver", "step", "'DIAGNOSIS_BEFORE_ALLOCATION'", &[]),
    ("allocation_decision", "outcome", "'ALLOCATED'", &[]),
    (
        "allocation_decision",
        "answer",
        "'REFUSED'",
        &[("offered_on", "'2026-03-02'"), ("answer_due_on", "'2026-03-12'"), ("answered_on", "'2026-03-03'")],
    ),
    (
        "allocation_decision",
        "release_cause",
        "'HOUSEHOLD_WITHDREW'",
        &[
            ("offered_on", "'2026-03-02'"),
            ("answer_due_on", "'2026-03-12'"),
            ("answer", "'ACCEPTED'"),
            ("answered_on", "'2026-03-03'"),
            ("released_on", "'2026-03-04'"),
            ("release_reasons", "'r'"),
        ],
    ),
    ("agreement_objective", "axis", "'OTHER'", &[]),
    ("agreement_signature", "party", "'SUPPORT_ORGANISATION'", &[]),
    ("support_measure", "intensity", "'INTENSIVE'", &[]),
    ("support_measure", "outcome", "'LEFT'", &[("closed_on", "'2026-03-03'")]),
    ("progress_review", "kind", "'FINAL'", &[]),
    ("support_extension", "ground", "'OTHER'", &[]),
    ("support_extension_request", "ground", "'OTHER'", &[]),
    ("support_intensity_period", "intensity", "'LIGHT'", &[]),
    ("support_extension_request", "outcome", "'WITHDRAWN'", &[("decided_on", "'2026-03-02'")]),
    ("support_axis", "axis", "'OTHER'", &[]),
    ("support_objective", "status", "'ACHIEVED'", &[]),
    ("support_objective_progress", "status", "'ACHIEVED'", &[]),
    ("support_suspension", "ground", "'DETENTION'", &[]),
    ("support_interview", "kind", "'WITH_PARTNER'", &[]),
    ("tenancy", "modality", "'SUBLEASE'", &[("review_period_months", "NULL")]),
    ("tenancy", "rental_management", "'STANDARD'", &[]),
    (
        "lease_review",
        "outcome",
        "'READY'",
        &[("held_on", "'2026-09-01'"), ("household_view", "'a'"), ("organisation_view", "'b'")],
    ),
    ("meeting_participant", "response", "'TENTATIVE'", &[("responded_at", "'2026-03-02T08:00:00+00:00'")]),
    ("meeting_participant", "attendance", "'EXCUSED'", &[]),
    ("meeting_series", "pattern", "'MONTHLY_LAST'", &[]),
    ("agenda_item", "kind", "'LEASE_EXAM'", &[]),
    ("agenda_item", "decision", "'APPROVED'", &[("reasons", "'r'"), ("decided_at", "'2026-03-02T08:00:00+00:00'")]),
    ("reminder", "state", "'SUPERSEDED'", &[("reason", "'LATER_STEP'")]),
    ("reminder_attempt", "outcome", "'AMBIGUOUS'", &[]),
];

/// Days and instants in other words than the product's: table, column, value.
pub(super) const OTHERWISE_WRITTEN: [(&str, &str, &str); 9] = [
    ("household_member", "birth_date", "'now'"),
    ("household_member", "birth_date", "'2461000'"),
    ("household_member", "birth_date", "'2026-03-02 08:00:00'"),
    ("meeting", "ends_at", "'2026-03-02 16:00:00+00:00'"),
    ("meeting", "ends_at", "'2026-03-02T16:00:00Z'"),
    ("meeting", "ends_at", "'2026-03-02T18:00:00+02:00'"),
    ("meeting", "ends_at", "'2026-03-02T16:00:005+00:00'"),
    ("meeting", "ends_at", "'2026-03-02T16:00:00.12+00:00'"),
    ("meeting", "ends_at", "'2026-03-02T16:00'"),
];

/// Every forbidden write.
pub(super) fn all(rows: &Rows) -> Vec<Case> {
    let mut cases = values(rows);
    cases.extend(programme::all(rows));
    cases.extend(funding::all(rows));
    cases.extend(path::all(rows));
    cases.extend(measure(rows));
    cases.extend(support::all(rows));
    cases.extend(extension(rows));
    cases.extend(tenancy(rows));
    cases.extend(meeting(rows));
    cases.extend(meeting_series(rows));
    cases.extend(attendance(rows));
    cases.extend(minutes(rows));
    cases.extend(reminder(rows));
    cases.extend(times(rows));
    cases.extend(keys(rows));
    cases.extend(references(rows));
    cases.extend(event_log());
    cases
}

/// Two rows of a table that differ by what is forbidden.
pub(super) fn case(rows: &Rows, table: &str, why: Why, accepted: &[Change<'_>], refused: &[Change<'_>]) -> Case {
    Case {
        what: format!("{table} {refused:?}"),
        before: rows.before(table),
        accepted: rows.insert(table, accepted),
        refused: rows.insert(table, refused),
        why,
    }
}

/// The same, beside the good row.
pub(super) fn beside(rows: &Rows, table: &str, why: Why, accepted: &[Change<'_>], refused: &[Change<'_>]) -> Case {
    let mut case = case(rows, table, why, accepted, refused);
    case.before.push(rows.insert(table, &[]));
    case
}

fn values(rows: &Rows) -> Vec<Case> {
    let of = |table: &str, column: &str, accepted: &str, refused: &str| {
        case(rows, table, Why::Value, &[(column, accepted)], &[(column, refused)])
    };
    let programme = |accepted: &str, refused: &str| Case {
        what: format!("programme {refused}"),
        before: vec![],
        accepted: format!("UPDATE programme SET {accepted}"),
        refused: format!("UPDATE programme SET {refused}"),
        why: Why::Value,
    };
    let ground = Why::Check("household_has_priority_ground");
    vec![
        of("organisation", "name", "'n'", "''"),
        of("organisation", "short_name", "'n'", "''"),
        of("staff", "email", "'marie@essai.test'", "'Marie@essai.test'"),
        of("staff", "email", "'m@e'", "'m'"),
        of("staff", "email", "'m@e'", "'@e'"),
        of("access_token", "expires_at", &instant("08:01"), &instant("08:00")),
        of("unit_rate", "amount_cents", "0", "-1"),
        of("funding_share", "basis_points", "10000", "10001"),
        of("funding_share", "basis_points", "0", "-1"),
        of("household", "family_name", "'n'", "''"),
        case(rows, "household", ground, &[("collective_agreement", "true")], &[("collective_agreement", "false")]),
        case(rows, "household", Why::Missing, &[], &[("landlord_contact_id", "NULL")]),
        case(
            rows,
            "household",
            Why::Check("household_is_not_its_own_former"),
            &[("former_household_id", rows.other("household"))],
            &[("former_household_id", "'hh_new'")],
        ),
        case(rows, "household", Why::Nowhere, &[], &[("former_household_id", "'hh_none'")]),
        beside(
            rows,
            "household",
            Why::Twice,
            &[("id", "'hh_2'"), ("reference", "'M-NEW002'"), ("former_household_id", "'hh_new'")],
            &[("id", "'hh_2'"), ("reference", "'M-NEW000'"), ("former_household_id", "'hh_new'")],
        ),
        of("household_member", "given_name", "'n'", "''"),
        of("household_member", "position", "9", "0"),
        programme("commitment_years = 1", "commitment_years = 0"),
        programme("household_target = 0", "household_target = -1"),
        programme("smallest_dwelling_type = 'T5'", "smallest_dwelling_type = 'T5', largest_dwelling_type = 'T4'"),
        programme("regional_opinion = 'UNFAVOURABLE'", "regional_opinion = 'NONSENSE'"),
        programme("version = 2", "version = 0"),
        programme("reproducibility = 'WEAK'", "reproducibility = 'NONSENSE'"),
    ]
}

fn measure(rows: &Rows) -> Vec<Case> {
    let of =
        |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "support_measure", why, accepted, refused);
    let cap = |start: &str, right: &str, wrong: &str| {
        let (start, right, wrong) = (day(start), day(right), day(wrong));
        // Within the cap by either count.
        let end = Ord::min(&right, &wrong).clone();
        let row = |cap| [("start_on", start.as_str()), ("end_on", end.as_str()), ("cap_on", cap)];
        of(Why::Check("support_cap_is_twelve_months"), &row(&right), &row(&wrong))
    };
    let (cap_day, day_after) = ("'2027-03-02'", "'2027-03-03'");
    let (eve, start, next) = ("'2026-03-01'", "'2026-03-02'", "'2026-03-03'");
    let closed = |on: &'static str, outcome: &'static str| [("closed_on", on), ("outcome", outcome)];
    // An earlier measure of the same household, over by a day.
    let over = |on: &'static str| {
        [
            ("id", "'sup_2'"),
            ("start_on", "'2025-09-01'"),
            ("cap_on", "'2026-09-01'"),
            ("end_on", "'2026-03-01'"),
            ("closed_on", on),
            ("outcome", "'LEFT'"),
        ]
    };
    vec![
        cap("2026-03-02", "2027-03-02", "2027-03-03"),
        cap("2026-03-02", "2027-03-02", "2027-03-01"),
        cap("2026-08-31", "2027-08-31", "2027-08-30"),
        cap("2026-08-31", "2027-08-31", "2027-09-01"),
        cap("2024-02-29", "2025-02-28", "2025-03-01"),
        cap("2027-02-28", "2028-02-28", "2028-02-29"),
        of(
            Why::Check("support_shares_an_earlier_cap"),
            &[("shared_cap_on", "'2027-03-01'")],
            &[("shared_cap_on", cap_day)],
        ),
        of(Why::Check("support_past_cap_needs_extension"), &[("end_on", cap_day)], &[("end_on", day_after)]),
        of(Why::Check("support_ends_after_start"), &[("end_on", next)], &[("end_on", start)]),
        of(Why::Check("support_closed_with_outcome"), &closed(next, "'LEFT'"), &closed(next, "NULL")),
        of(Why::Check("support_closed_with_outcome"), &closed("NULL", "NULL"), &closed("NULL", "'LEFT'")),
        of(Why::Check("support_closed_after_start"), &closed(start, "'LEFT'"), &closed(eve, "'LEFT'")),
        beside(rows, "support_measure", Why::Twice, &over("'2026-03-01'"), &[("id", "'sup_2'")]),
        beside(rows, "support_measure", Why::Overlap, &over("'2026-03-01'"), &over("'2026-03-02'")),
        case(rows, "support_objective", Why::Nowhere, &[], &[("axis", "'BUDGET_MANAGEMENT'")]),
        case(rows, "support_objective", Why::Value, &[], &[("label", "''")]),
        beside(rows, "support_axis", Why::Twice, &[("axis", "'OTHER'")], &[("axis", "'HOUSING_PATH'")]),
    ]
}

/// A measure goes beyond its cap by the extension that says so, and by no other.
fn extension(rows: &Rows) -> Vec<Case> {
    let other = ("household_id", rows.other("household"));
    let before = vec![
        rows.insert("support_measure", &[]),
        rows.insert("support_extension", &[]),
        rows.insert("support_measure", &[("id", "'sup_other'"), other]),
        rows.insert("support_extension", &[("id", "'ext_other'"), ("support_measure_id", "'sup_other'")]),
    ];
    let extend = |end: &str, by: &str| {
        format!("UPDATE support_measure SET end_on = {}, current_extension_id = {by} WHERE id = 'sup_new'", day(end))
    };
    let linked = |refused: String, why| Case {
        what: format!("extension: {refused}"),
        before: before.clone(),
        accepted: extend("2027-06-02", "'ext_new'"),
        refused,
        why,
    };
    let goes_further = Why::Check("extension_goes_further");
    vec![
        linked(extend("2027-06-02", "'ext_other'"), Why::Nowhere),
        linked(extend("2027-06-03", "'ext_new'"), Why::Nowhere),
        linked(extend("2027-06-02", "'ext_none'"), Why::Nowhere),
        linked(extend("2027-06-02", "NULL"), Why::Check("support_past_cap_needs_extension")),
        case(rows, "support_extension", goes_further, &[], &[("end_on", "'2027-03-02'")]),
        case(rows, "support_extension", Why::Value, &[], &[("explanation", "''")]),
        case(rows, "support_extension", Why::Missing, &[], &[("decided_by_id", "NULL")]),
        beside(rows, "support_extension", Why::Twice, &[("id", "'ext_2'"), ("rank", "2")], &[("id", "'ext_2'")]),
    ]
}

fn tenancy(rows: &Rows) -> Vec<Case> {
    let of = |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "tenancy", why, accepted, refused);
    let period = |modality, months| [("modality", modality), ("review_period_months", months)];
    let head = |modality, head| [("modality", modality), ("review_period_months", "NULL"), ("head_tenant_id", head)];
    let organisation = "(SELECT min(id) FROM organisation)";
    let (periods, heads) = (Why::Check("tenancy_review_period_of_sliding_lease"), Why::Check("tenancy_head_tenant"));
    let transfer = Why::Check("tenancy_transfer_of_sliding_lease");
    let (start, eve) = ("'2026-03-02'", "'2026-03-01'");
    let ready = [("outcome", "'READY'"), ("held_on", start), ("household_view", "'a'"), ("organisation_view", "'b'")];
    let examined = || vec![rows.insert("tenancy", &[]), rows.insert("lease_review", &ready)];
    let slides = |accepted: &str, refused: &str, why| Case {
        what: format!("tenancy {refused}"),
        before: examined(),
        accepted: format!("UPDATE tenancy SET {accepted} WHERE id = 'ten_new'"),
        refused: format!("UPDATE tenancy SET {refused} WHERE id = 'ten_new'"),
        why,
    };
    // An exam of another outcome, or of a later day, or none.
    let unready = |review: &str| {
        let slide = format!("transferred_on = {start}");
        let mut case = slides("transferred_on = NULL", &slide, Why::Exam);
        case.before.push(format!("UPDATE lease_review SET {review} WHERE id = 'rev_new'"));
        case
    };
    let household = ("household_id", rows.other("household"));
    let dwelling = ("dwelling_id", rows.other("dwelling"));
    let second = ("id", "'ten_2'");
    // An earlier tenancy, over by a day.
    let over = |of, on| [second, of, ("start_on", "'2026-01-01'"), ("end_on", on)];
    let moved_on = Case {
        what: "tenancy: an end that is put off".to_owned(),
        before: vec![rows.insert("tenancy", &[]), rows.insert("tenancy", &over(household, eve))],
        accepted: "UPDATE tenancy SET end_on = '2026-02-01' WHERE id = 'ten_2'".to_owned(),
        refused: format!("UPDATE tenancy SET end_on = {start} WHERE id = 'ten_2'"),
        why: Why::Overlap,
    };
    let recorded = |view| {
        [("held_on", "'2026-09-01'"), ("outcome", "'READY'"), ("household_view", view), ("organisation_view", "'b'")]
    };
    let review =
        |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "lease_review", why, accepted, refused);
    let both_sides = Why::Check("review_hears_both_sides");
    let mut cancelled = recorded("'a'").to_vec();
    cancelled.push(("cancelled_on", "'2026-09-01'"));
    let (later, same_rank) =
        ([("id", "'rev_2'"), ("rank", "2")], [("id", "'rev_2'"), ("rank", "1"), ("cancelled_on", "'2026-09-01'")]);
    vec![
        of(periods, &period("'SUBLEASE'", "NULL"), &period("'SUBLEASE'", "6")),
        of(periods, &period("'SLIDING_LEASE'", "6"), &period("'SLIDING_LEASE'", "NULL")),
        of(Why::Value, &period("'SLIDING_LEASE'", "24"), &period("'SLIDING_LEASE'", "25")),
        of(Why::Value, &period("'SLIDING_LEASE'", "1"), &period("'SLIDING_LEASE'", "0")),
        of(heads, &head("'DIRECT_ACCESS'", "NULL"), &head("'DIRECT_ACCESS'", organisation)),
        of(heads, &head("'SUBLEASE'", organisation), &head("'SUBLEASE'", "NULL")),
        slides(&format!("transferred_on = {start}"), "transferred_on = '2026-03-01'", transfer),
        slides(
            &format!("transferred_on = {start}"),
            &format!("transferred_on = {start}, modality = 'SUBLEASE', review_period_months = NULL"),
            transfer,
        ),
        of(Why::Exam, &[], &[("transferred_on", start)]),
        unready("outcome = 'CONTINUE'"),
        unready("held_on = '2026-03-03'"),
        of(Why::Check("tenancy_ends_after_start"), &[("end_on", start)], &[("end_on", eve)]),
        beside(rows, "tenancy", Why::Twice, &[second, household, dwelling], &[second, dwelling]),
        beside(rows, "tenancy", Why::Twice, &[second, household, dwelling], &[second, household]),
        beside(rows, "tenancy", Why::Twice, &over(household, eve), &[second, household]),
        // In the same dwelling, then of the same household.
        beside(rows, "tenancy", Why::Overlap, &over(household, eve), &over(household, start)),
        beside(rows, "tenancy", Why::Overlap, &over(dwelling, eve), &over(dwelling, start)),
        moved_on,
        review(both_sides, &recorded("'a'"), &recorded("NULL")),
        review(both_sides, &recorded("'a'"), &recorded("''")),
        review(
            both_sides,
            &recorded("'a'"),
            &[("held_on", "'2026-09-01'"), ("household_view", "'a'"), ("organisation_view", "'b'")],
        ),
        review(both_sides, &[], &[("outcome", "'READY'")]),
        review(Why::Check("review_held_or_cancelled"), &recorded("'a'"), &cancelled),
        beside(rows, "lease_review", Why::Twice, &[later[0], later[1], ("cancelled_on", "'2026-09-01'")], &later),
        beside(rows, "lease_review", Why::Twice, &[same_rank[0], ("rank", "2"), same_rank[2]], &same_rank),
    ]
}

fn meeting(rows: &Rows) -> Vec<Case> {
    let ends = Why::Check("meeting_ends_after_start");
    let answers = Why::Check("participant_response_has_instant");
    let reasons = Why::Check("decision_has_reasons");
    let at = instant("09:00");
    let at = at.as_str();
    let decided = |reasons, at| [("decision", "'APPROVED'"), ("reasons", reasons), ("decided_at", at)];
    vec![
        case(rows, "meeting", ends, &[("ends_at", &instant("14:01"))], &[("ends_at", &instant("14:00"))]),
        case(rows, "meeting", ends, &[("ends_at", &instant("14:01"))], &[("ends_at", &instant("13:00"))]),
        case(rows, "meeting", Why::Value, &[("sequence", "1")], &[("sequence", "-1")]),
        case(rows, "meeting", Why::Value, &[], &[("location", "''")]),
        case(
            rows,
            "meeting_participant",
            answers,
            &[("response", "'ACCEPTED'"), ("responded_at", at)],
            &[("response", "'ACCEPTED'")],
        ),
        case(rows, "meeting_participant", answers, &[], &[("responded_at", at)]),
        beside(rows, "meeting_participant", Why::Twice, &[("staff_id", "(SELECT min(id) FROM staff)")], &[]),
        case(rows, "agenda_item", reasons, &decided("'r'", at), &decided("NULL", at)),
        case(rows, "agenda_item", reasons, &decided("'r'", at), &decided("''", at)),
        case(rows, "agenda_item", reasons, &decided("'r'", at), &decided("'r'", "NULL")),
        case(rows, "agenda_item", reasons, &[], &[("reasons", "'r'")]),
        beside(
            rows,
            "agenda_item",
            Why::Twice,
            &[("id", "'agi_2'"), ("position", "2"), ("kind", "'EXTENSION'")],
            &[("id", "'agi_2'"), ("kind", "'EXTENSION'")],
        ),
        beside(
            rows,
            "agenda_item",
            Why::Twice,
            &[("id", "'agi_2'"), ("position", "2"), ("kind", "'EXTENSION'")],
            &[("id", "'agi_2'"), ("position", "2")],
        ),
    ]
}

fn meeting_series(rows: &Rows) -> Vec<Case> {
    let of =
        |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "meeting_series", why, accepted, refused);
    let years = Why::Check("meeting_series_within_three_years");
    let recurring = [("series_id", "'mse_new'"), ("series_day", "'2026-03-03'")];
    let its_day = Why::Check("meeting_of_series_has_its_day");
    let second = [("id", "'mtg_2'"), recurring[0]];
    // The day of a meeting that was cancelled may be given again.
    let cancelled = ("cancelled_at", "'2026-03-02T08:00:00+00:00'");
    let mut once = case(
        rows,
        "meeting",
        Why::Twice,
        &[second[0], second[1], recurring[1], cancelled],
        &[second[0], second[1], recurring[1]],
    );
    once.before.push(rows.insert("meeting", &recurring));
    vec![
        of(years, &[("until_on", "'2029-03-03'")], &[("until_on", "'2029-03-04'")]),
        of(years, &[("until_on", "'2026-03-03'")], &[("until_on", "'2026-03-02'")]),
        of(Why::Value, &[("every", "12")], &[("every", "13")]),
        of(Why::Value, &[("every", "1")], &[("every", "0")]),
        of(Why::Value, &[("starts_minute", "0")], &[("starts_minute", "-1")]),
        of(Why::Value, &[("ends_minute", "1439")], &[("ends_minute", "1440")]),
        of(Why::Check("meeting_series_ends_after_start"), &[("ends_minute", "841")], &[("ends_minute", "840")]),
        of(Why::Value, &[], &[("location", "''")]),
        case(rows, "meeting", its_day, &recurring, &recurring[..1]),
        case(rows, "meeting", its_day, &[], &recurring[1..]),
        case(rows, "meeting", Why::Nowhere, &recurring, &[("series_id", "'mse_none'"), recurring[1]]),
        once,
    ]
}

fn attendance(rows: &Rows) -> Vec<Case> {
    let by = Why::Check("participant_represented_by_somebody_else");
    let of = |accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "meeting_participant", by, accepted, refused);
    let represented = ("attendance", "'REPRESENTED'");
    let by_somebody = ("represented_by_id", rows.other("staff"));
    let by_themselves =
        [("staff_id", rows.other("manager")), represented, ("represented_by_id", rows.other("manager"))];
    vec![
        of(&[represented, by_somebody], &[represented]),
        of(&[("attendance", "'PRESENT'")], &[("attendance", "'PRESENT'"), by_somebody]),
        of(&[], &[by_somebody]),
        of(&[represented, by_somebody], &by_themselves),
    ]
}

fn minutes(rows: &Rows) -> Vec<Case> {
    let has_reason = Why::Check("minutes_correction_has_reason");
    let of =
        |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "meeting_minutes", why, accepted, refused);
    let corrected = [("edition", "2"), ("correction", "'c'"), ("reason", "'r'")];
    let approved = |table: &str, what: &str, before: &[String], sql: &str| Case {
        what: format!("{table}: {what} once the minutes are approved"),
        before: before.iter().cloned().chain([rows.insert("meeting_minutes", &[])]).collect(),
        accepted: format!("UPDATE {table} SET version = version WHERE 1 = 0"),
        refused: sql.to_owned(),
        why: Why::Approved,
    };
    let (item, participant) = (rows.insert("agenda_item", &[]), rows.insert("meeting_participant", &[]));
    let mut late = approved("agenda_item", "one more", &[], &item);
    late.accepted = rows.insert("agenda_item", &[("meeting_id", rows.other("meeting"))]);
    let mut convened = approved("meeting_participant", "one more", &[], &participant);
    convened.accepted = rows.insert("meeting_participant", &[("meeting_id", rows.other("meeting"))]);
    let mut attended = approved(
        "meeting_participant",
        "attendance",
        std::slice::from_ref(&participant),
        "UPDATE meeting_participant SET attendance = 'ABSENT'",
    );
    "UPDATE meeting_participant SET response = response".clone_into(&mut attended.accepted);
    let mut changed =
        approved("meeting_minutes", "an edition", &[], "UPDATE meeting_minutes SET recorded_at = recorded_at");
    changed.accepted = rows.insert("meeting_minutes", &corrected);
    vec![
        of(has_reason, &corrected, &corrected[..2]),
        of(has_reason, &[], &[("reason", "'r'")]),
        of(has_reason, &corrected, &[("edition", "2")]),
        of(Why::Value, &corrected, &[corrected[0], ("correction", "''"), corrected[2]]),
        of(Why::Value, &[], &[("edition", "0"), corrected[1], corrected[2]]),
        of(Why::Nowhere, &[], &[("recorded_by_id", "'none'")]),
        beside(rows, "meeting_minutes", Why::Twice, &corrected, &[]),
        approved(
            "agenda_item",
            "a decision",
            std::slice::from_ref(&item),
            "UPDATE agenda_item SET decision = 'ADJOURNED', reasons = 'r', decided_at = '2026-03-02T08:00:00+00:00'",
        ),
        late,
        convened,
        attended,
        changed,
    ]
}

fn reminder(rows: &Rows) -> Vec<Case> {
    let of = |why, accepted: &[Change<'_>], refused: &[Change<'_>]| case(rows, "reminder", why, accepted, refused);
    let at = instant("09:00");
    let at = at.as_str();
    let (sent, claimed) = (Why::Check("reminder_sent"), Why::Check("reminder_claimed"));
    let second = ("id", "'rem_2'");
    let twice = |change| beside(rows, "reminder", Why::Twice, &[second, change], &[second]);
    let (tried, noted, by) = (("attempts", "1"), ("acknowledged_at", at), ("acknowledged_by_id", rows.other("staff")));
    let off = ("snoozed_until", "'2027-03-01'");
    let (somebody, counted) =
        (Why::Check("reminder_acknowledged_by_somebody"), Why::Check("reminder_tries_within_attempts"));
    vec![
        of(somebody, &[tried, noted, by], &[tried, noted]),
        of(somebody, &[tried, noted, by], &[tried, by]),
        of(Why::Check("reminder_acknowledged_once_tried"), &[tried, noted, by], &[noted, by]),
        of(Why::Check("reminder_snoozed_once_tried"), &[tried, off], &[off]),
        of(counted, &[tried, ("tries_from", "1")], &[tried, ("tries_from", "2")]),
        of(counted, &[], &[("tries_from", "-1")]),
        of(sent, &[("state", "'SENT'"), ("sent_at", at)], &[("state", "'SENT'")]),
        of(sent, &[], &[("sent_at", at)]),
        of(claimed, &[("state", "'SENDING'"), ("claimed_at", at)], &[("state", "'SENDING'")]),
        of(claimed, &[], &[("claimed_at", at)]),
        of(
            Why::Check("reminder_not_sent_has_reason"),
            &[("state", "'FAILED'"), ("reason", "'r'")],
            &[("state", "'FAILED'")],
        ),
        of(
            Why::Check("reminder_spoken"),
            &[("state", "'SENDING'"), ("claimed_at", at), ("spoken_at", at)],
            &[("spoken_at", at)],
        ),
        // Any rule: which there are is the program's list.
        of(Why::Value, &[("rule", "'ANY'")], &[("rule", "''")]),
        of(Why::Value, &[], &[("attempts", "-1")]),
        of(Why::Value, &[], &[("revision", "-1")]),
        // Each part of the key tells two reminders apart.
        twice(("rule", "'LEASE_REVIEW'")),
        twice(("subject_id", "'sup_2'")),
        twice(("due_on", "'2027-03-03'")),
        twice(("step", "-7")),
        twice(("recipient_id", "(SELECT min(id) FROM staff)")),
        twice(("revision", "1")),
        case(rows, "reminder_attempt", Why::Value, &[], &[("number", "0")]),
        beside(rows, "reminder_attempt", Why::Twice, &[("number", "2")], &[]),
    ]
}

/// A column of days holds a day, a column of instants an instant, as the product writes it.
fn times(rows: &Rows) -> Vec<Case> {
    let of = |table, column, good, wrong: &str| case(rows, table, Why::Time, &[(column, good)], &[(column, wrong)]);
    let mut cases = Vec::new();
    for wrong in ["'2026-02-30'", "'2026-13-01'", "'demain'", "''", "'2026-02-28T25:00'"] {
        cases.push(of("household_member", "birth_date", "'2024-02-29'", wrong));
    }
    for wrong in
        ["'2026-02-30T08:00:00+00:00'", "'2026-03-02T25:00:00+00:00'", "'demain'", "''", "'2026-03-02T08:00:00.+00:0x'"]
    {
        cases.push(of("reminder", "send_after", "'2026-03-02T08:00:59.999999+00:00'", wrong));
    }
    cases.push(of("reminder", "queued_at", "'2026-03-02T08:00:00.123+00:00'", "'x'"));
    cases.push(of("access_token", "revoked_at", "NULL", "'x'"));
    cases
}

fn keys(rows: &Rows) -> Vec<Case> {
    let number = ("national_request_number", "'1'");
    let mut registered_twice = case(
        rows,
        "household",
        Why::Twice,
        &[("id", "'hh_2'"), ("reference", "'M-2'"), ("national_request_number", "'2'")],
        &[("id", "'hh_2'"), ("reference", "'M-2'"), number],
    );
    registered_twice.before.push(rows.insert("household", &[number]));
    vec![
        registered_twice,
        beside(rows, "household", Why::Twice, &[("id", "'hh_2'"), ("reference", "'M-2'")], &[("id", "'hh_2'")]),
        beside(rows, "organisation", Why::Twice, &[("id", "'org_2'"), ("name", "'2'")], &[("id", "'org_2'")]),
        beside(rows, "staff", Why::Twice, &[("id", "'stf_2'"), ("email", "'2@e'")], &[("id", "'stf_2'")]),
        beside(rows, "access_token", Why::Twice, &[("id", "'tok_2'"), ("token_hash", "'2'")], &[("id", "'tok_2'")]),
        beside(rows, "dwelling", Why::Twice, &[("id", "'dwl_2'"), ("reference", "'2'")], &[("id", "'dwl_2'")]),
        beside(rows, "household_member", Why::Twice, &[("id", "'mbr_2'"), ("position", "4")], &[("id", "'mbr_2'")]),
    ]
}

fn references(rows: &Rows) -> Vec<Case> {
    let of = |table: &str, column: &str| case(rows, table, Why::Nowhere, &[], &[(column, "'none'")]);
    vec![
        of("staff", "organisation_id"),
        of("funding_share_modality", "funding_share_id"),
        of("funding_entry", "funder_id"),
        of("household", "programme_id"),
        of("household", "referent_id"),
        of("household_member", "household_id"),
        of("step_waiver", "household_id"),
        of("step_waiver", "waived_by_id"),
        of("dwelling", "owner_id"),
        of("support_measure", "household_id"),
        of("support_extension", "decided_by_id"),
        of("tenancy", "dwelling_id"),
        of("tenancy", "head_tenant_id"),
        of("lease_review", "tenancy_id"),
        of("exam_period", "tenancy_id"),
        of("meeting", "chair_id"),
        of("meeting_participant", "staff_id"),
        of("agenda_item", "household_id"),
        of("reminder", "recipient_id"),
        case(
            rows,
            "reminder",
            Why::Nowhere,
            &[],
            &[("attempts", "1"), ("acknowledged_at", &instant("09:00")), ("acknowledged_by_id", "'none'")],
        ),
        of("reminder_attempt", "reminder_id"),
        of("access_token", "staff_id"),
    ]
}

/// What was said stays said, unless it is trimmed; there are events already, of the households of the world.
fn event_log() -> Vec<Case> {
    let of = |accepted: &str, refused: &str, why| Case {
        what: refused.to_owned(),
        before: vec![],
        accepted: accepted.to_owned(),
        refused: refused.to_owned(),
        why,
    };
    let insert = |kind, actor, changes: &str| {
        format!(
            "INSERT INTO event (kind, occurred_at, actor_id, subject_id, changes)
             VALUES ('{kind}', {}, {actor}, 's', '{changes}')",
            instant("09:00")
        )
    };
    let first = "(tx, seq) = (SELECT tx, seq FROM event ORDER BY tx, seq LIMIT 1)";
    let horizon =
        |place: &str| format!("UPDATE log_horizon SET (tx, seq) = (SELECT tx, seq FROM event {place} LIMIT 1)");
    // The first event of the log is trimmed; or the last, and the horizon lies far on.
    let trimmed = |case: Case| Case { before: vec![horizon("ORDER BY tx, seq")], ..case };
    let far = |case: Case| Case { before: vec![horizon("ORDER BY tx DESC, seq DESC")], ..case };
    let announced =
        |step| insert("LEASE_REVIEW_DUE", "NULL", &format!("{{\"dueOn\": \"2026-09-02\", \"step\": {step}}}"));
    let announced = Case { before: vec![announced(-30)], ..of(&announced(-7), &announced(-30), Why::Twice) };
    vec![
        of("UPDATE event SET subject_id = 's' WHERE 1 = 0", "UPDATE event SET subject_id = 's'", Why::AppendOnly),
        of("DELETE FROM event WHERE 1 = 0", "DELETE FROM event", Why::AppendOnly),
        trimmed(of(&format!("DELETE FROM event WHERE {first}"), "DELETE FROM event", Why::AppendOnly)),
        far(of("UPDATE log_horizon SET seq = seq + 1", "UPDATE log_horizon SET seq = seq - 1", Why::Trimmed)),
        of("UPDATE log_horizon SET seq = 9", "DELETE FROM log_horizon", Why::Trimmed),
        of("DELETE FROM event WHERE 1 = 0", "INSERT INTO log_horizon (one, tx, seq) VALUES (1, 0, 0)", Why::Twice),
        of("DELETE FROM event WHERE 1 = 0", "INSERT INTO log_horizon (one, tx, seq) VALUES (2, 0, 0)", Why::Value),
        announced,
        of(&insert("SIGNED_IN", "NULL", "{}"), &insert("SIGNED_IN", "'none'", "{}"), Why::Nowhere),
    ]
}
