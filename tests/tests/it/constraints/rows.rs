//! One good row for each table, as SQL, of which a test changes a word.

use tests::World;

/// Good rows, on top of the world's own.
pub(super) struct Rows {
    tables: Vec<(&'static str, Vec<(&'static str, String)>)>,
}

impl Rows {
    #[expect(clippy::too_many_lines, reason = "a table, read row by row")]
    pub(super) async fn of(world: &World) -> Self {
        let household = quoted(world.preselected_household_to_go_on().await);
        let other_household = quoted(world.preselected_household_to_go_on().await);
        let proposed = quoted(world.register_household().await.id);
        let (dwelling, other_dwelling) = (quoted(world.dwelling().await), quoted(world.dwelling().await));
        let meeting = quoted(world.schedule_meeting(30).await.id);
        let staff = quoted(world.people.social_worker.id());
        let programme = quoted(&world.programme_id);
        let organisation = quoted(&world.organisations.ccas.id);
        let tables = vec![
            (
                "organisation",
                vec![
                    ("id", "'org_new'".into()),
                    ("kind", "'OTHER'".into()),
                    ("name", "'Nouvelle'".into()),
                    ("short_name", "'N'".into()),
                    ("legal_status", "''".into()),
                ],
            ),
            (
                "staff",
                vec![
                    ("id", "'stf_new'".into()),
                    ("organisation_id", organisation.clone()),
                    ("email", "'new@essai.test'".into()),
                    ("given_name", "''".into()),
                    ("family_name", "''".into()),
                    ("role", "'FUNDER'".into()),
                    ("password_hash", "NULL".into()),
                    ("active", "true".into()),
                ],
            ),
            (
                "access_token",
                vec![
                    ("id", "'tok_new'".into()),
                    ("staff_id", staff.clone()),
                    ("token_hash", "'new'".into()),
                    ("created_at", instant("08:00")),
                    ("expires_at", instant("20:00")),
                    ("revoked_at", "NULL".into()),
                ],
            ),
            (
                "programme_version",
                vec![
                    ("id", "'prv_new'".into()),
                    ("programme_id", programme.clone()),
                    ("version", "2".into()),
                    ("kind", "'REVISED'".into()),
                    ("decided_on", day("2026-03-02")),
                    ("reason", "'avenant'".into()),
                    ("recorded_at", instant("08:00")),
                    ("recorded_by_id", staff.clone()),
                    ("changed_fields", "'[]'".into()),
                    ("form", "'{}'".into()),
                ],
            ),
            (
                "programme_partner",
                vec![
                    ("programme_id", programme.clone()),
                    ("organisation_id", quoted(&world.organisations.landlord.id)),
                    ("kind", "'OPERATIONAL'".into()),
                    ("identifies_demand", "false".into()),
                    ("mobilises_supply", "false".into()),
                    ("supports_households", "true".into()),
                    ("role", "''".into()),
                    ("position", "3".into()),
                ],
            ),
            (
                "yearly_target",
                vec![
                    ("programme_id", programme.clone()),
                    ("year", "4".into()),
                    ("households", "0".into()),
                    ("dwellings", "0".into()),
                ],
            ),
            (
                "unit_rate",
                vec![
                    ("id", "'rat_new'".into()),
                    ("programme_id", programme.clone()),
                    ("component", "'SUPPORT'".into()),
                    ("unit", "'PER_HOUSEHOLD_YEAR'".into()),
                    ("proration", "'DAYS_IN_YEAR'".into()),
                    ("amount_cents", "0".into()),
                    ("valid_from", day("2026-03-02")),
                    ("valid_until", "NULL".into()),
                ],
            ),
            (
                "funding_share",
                vec![
                    ("id", "'shr_new'".into()),
                    ("programme_id", programme.clone()),
                    ("funder_id", organisation.clone()),
                    ("basis_points", "10000".into()),
                    ("base", "'WHOLE'".into()),
                    ("component", "NULL".into()),
                    ("purpose", "''".into()),
                    ("position", "2".into()),
                ],
            ),
            (
                "funding_share_modality",
                vec![
                    ("funding_share_id", "'shr_new'".into()),
                    ("modality", "'SUBLEASE'".into()),
                    ("where_applicable", "true".into()),
                ],
            ),
            (
                "funding_entry",
                vec![
                    ("id", "'fnd_new'".into()),
                    ("programme_id", programme.clone()),
                    ("funder_id", quoted(&world.organisations.state.id)),
                    ("year", "1".into()),
                    ("state", "'REQUESTED'".into()),
                    ("amount_cents", "1".into()),
                    ("dated_on", day("2026-03-02")),
                ],
            ),
            (
                "programme_modality",
                vec![
                    ("programme_id", programme.clone()),
                    ("modality", "'SUBLEASE'".into()),
                    ("description", "''".into()),
                ],
            ),
            (
                "programme_carrier",
                vec![
                    ("programme_id", programme.clone()),
                    ("organisation_id", quoted(&world.organisations.town.id)),
                    ("position", "3".into()),
                ],
            ),
            (
                "household",
                vec![
                    ("id", "'hh_new'".into()),
                    ("programme_id", programme.clone()),
                    ("reference", "'M-NEW000'".into()),
                    ("family_name", "'N'".into()),
                    ("national_request_number", "NULL".into()),
                    ("dalo", "false".into()),
                    ("collective_agreement", "true".into()),
                    ("pdalpd", "false".into()),
                    ("stage", "'PROPOSED'".into()),
                    ("registered_on", day("2026-03-02")),
                    ("landlord_contact_id", quoted(world.people.officer.id())),
                    ("referent_id", "NULL".into()),
                    ("former_household_id", "NULL".into()),
                ],
            ),
            (
                "household_member",
                vec![
                    ("id", "'mbr_new'".into()),
                    ("household_id", household.clone()),
                    ("given_name", "'N'".into()),
                    ("family_name", "'N'".into()),
                    ("birth_date", "NULL".into()),
                    ("relationship", "'OTHER'".into()),
                    ("position", "3".into()),
                ],
            ),
            (
                "dwelling",
                vec![
                    ("id", "'dwl_new'".into()),
                    ("reference", "'L-NEW'".into()),
                    ("owner_id", organisation.clone()),
                    ("address", "''".into()),
                    ("postal_code", "''".into()),
                    ("city", "''".into()),
                    ("dwelling_type", "'T1'".into()),
                    ("insertion_stock", "false".into()),
                ],
            ),
            (
                "social_diagnosis",
                vec![
                    ("id", "'dia_new'".into()),
                    ("household_id", household.clone()),
                    ("agenda_item_id", "'agi_new'".into()),
                    ("rank", "1".into()),
                    ("manner", "'INTERVIEW'".into()),
                    ("author_id", staff.clone()),
                    ("ordered_on", day("2026-03-02")),
                    ("due_on", day("2026-04-02")),
                    ("done_on", "NULL".into()),
                    ("intensity", "NULL".into()),
                    ("duration_months", "NULL".into()),
                    ("modality", "NULL".into()),
                    ("situation", "NULL".into()),
                    ("rights", "NULL".into()),
                    ("current_housing", "NULL".into()),
                    ("autonomy", "NULL".into()),
                    ("housing_path", "NULL".into()),
                    ("needs", "NULL".into()),
                    ("monthly_income_cents", "NULL".into()),
                    ("monthly_expenses_cents", "NULL".into()),
                    ("debts_cents", "NULL".into()),
                    ("confidential_note", "NULL".into()),
                    ("cancelled_on", "NULL".into()),
                    ("cancellation_reason", "NULL".into()),
                ],
            ),
            ("autonomy_obstacle", vec![("social_diagnosis_id", "'dia_new'".into()), ("obstacle", "'DEBT'".into())]),
            ("recommended_axis", vec![("social_diagnosis_id", "'dia_new'".into()), ("axis", "'HOUSING_PATH'".into())]),
            (
                "step_waiver",
                vec![
                    ("id", "'wvr_new'".into()),
                    ("household_id", household.clone()),
                    ("step", "'DIAGNOSIS_BEFORE_AGREEMENT'".into()),
                    ("reasons", "'r'".into()),
                    ("waived_by_id", staff.clone()),
                    ("waived_on", day("2026-03-02")),
                    ("used_for_id", "NULL".into()),
                    ("used_on", "NULL".into()),
                    ("withdrawn_on", "NULL".into()),
                ],
            ),
            (
                "allocation_decision",
                vec![
                    ("id", "'alc_new'".into()),
                    ("household_id", household.clone()),
                    ("dwelling_id", dwelling.clone()),
                    ("decided_on", day("2026-03-02")),
                    ("outcome", "'ALLOCATED'".into()),
                    ("candidate_rank", "NULL".into()),
                    ("missing_document", "NULL".into()),
                    ("condition_lifted_on", "NULL".into()),
                    ("reasons", "NULL".into()),
                    ("offered_on", "NULL".into()),
                    ("answer_due_on", "NULL".into()),
                    ("answer", "NULL".into()),
                    ("answered_on", "NULL".into()),
                    ("released_on", "NULL".into()),
                    ("release_cause", "NULL".into()),
                    ("release_reasons", "NULL".into()),
                ],
            ),
            (
                "tripartite_agreement",
                vec![
                    ("id", "'agr_new'".into()),
                    ("household_id", household.clone()),
                    ("rank", "1".into()),
                    ("amends_id", "NULL".into()),
                    ("drawn_up_on", day("2026-03-02")),
                    ("signed_on", "NULL".into()),
                    ("cancelled_on", "NULL".into()),
                    ("cancellation_reason", "NULL".into()),
                ],
            ),
            (
                "agreement_objective",
                vec![
                    ("id", "'aob_new'".into()),
                    ("tripartite_agreement_id", "'agr_new'".into()),
                    ("axis", "'HOUSING_PATH'".into()),
                    ("label", "'l'".into()),
                    ("position", "1".into()),
                ],
            ),
            (
                "agreement_signature",
                vec![
                    ("tripartite_agreement_id", "'agr_new'".into()),
                    ("party", "'LANDLORD'".into()),
                    ("signed_on", day("2026-03-02")),
                    ("signatory_id", staff.clone()),
                ],
            ),
            (
                "support_measure",
                vec![
                    ("id", "'sup_new'".into()),
                    ("household_id", household.clone()),
                    ("start_on", day("2026-03-02")),
                    ("cap_on", day("2027-03-02")),
                    ("shared_cap_on", "NULL".into()),
                    ("end_on", day("2027-03-02")),
                    ("current_extension_id", "NULL".into()),
                    ("intensity", "'LIGHT'".into()),
                    ("closed_on", "NULL".into()),
                    ("outcome", "NULL".into()),
                ],
            ),
            (
                "support_extension",
                vec![
                    ("id", "'ext_new'".into()),
                    ("support_measure_id", "'sup_new'".into()),
                    ("rank", "1".into()),
                    ("ground", "'HEALTH'".into()),
                    ("explanation", "'e'".into()),
                    ("decided_by_id", staff.clone()),
                    ("decided_on", day("2027-02-01")),
                    ("previous_end_on", day("2027-03-02")),
                    ("end_on", day("2027-06-02")),
                ],
            ),
            ("support_axis", vec![("support_measure_id", "'sup_new'".into()), ("axis", "'HOUSING_PATH'".into())]),
            (
                "support_objective",
                vec![
                    ("id", "'obj_new'".into()),
                    ("support_measure_id", "'sup_new'".into()),
                    ("axis", "'HOUSING_PATH'".into()),
                    ("label", "'l'".into()),
                    ("set_on", day("2026-03-02")),
                    ("status", "'SET'".into()),
                    ("position", "1".into()),
                ],
            ),
            (
                "support_extension_request",
                vec![
                    ("id", "'exr_new'".into()),
                    ("support_measure_id", "'sup_new'".into()),
                    ("ground", "'HEALTH'".into()),
                    ("explanation", "'e'".into()),
                    ("asked_by_id", staff.clone()),
                    ("asked_on", day("2026-03-02")),
                    ("proposed_end_on", day("2027-06-02")),
                    ("outcome", "NULL".into()),
                    ("decided_on", "NULL".into()),
                    ("decided_by_id", "NULL".into()),
                    ("reasons", "NULL".into()),
                    ("support_extension_id", "NULL".into()),
                ],
            ),
            (
                "support_intensity_period",
                vec![
                    ("id", "'int_new'".into()),
                    ("support_measure_id", "'sup_new'".into()),
                    ("from_on", day("2026-03-02")),
                    ("previous_from_on", "NULL".into()),
                    ("intensity", "'LIGHT'".into()),
                    ("reasons", "NULL".into()),
                ],
            ),
            (
                "support_objective_progress",
                vec![
                    ("id", "'obp_new'".into()),
                    ("support_objective_id", "'obj_new'".into()),
                    ("rank", "1".into()),
                    ("status", "'IN_PROGRESS'".into()),
                    ("moved_on", day("2026-03-02")),
                    ("comment", "NULL".into()),
                    ("author_id", staff.clone()),
                ],
            ),
            (
                "support_suspension",
                vec![
                    ("id", "'sus_new'".into()),
                    ("support_measure_id", "'sup_new'".into()),
                    ("ground", "'OTHER'".into()),
                    ("explanation", "NULL".into()),
                    ("start_on", day("2026-03-02")),
                    ("expected_end_on", "NULL".into()),
                    ("ended_on", "NULL".into()),
                ],
            ),
            (
                "support_interview",
                vec![
                    ("id", "'itw_new'".into()),
                    ("support_measure_id", "'sup_new'".into()),
                    ("held_on", day("2026-03-02")),
                    ("kind", "'OFFICE'".into()),
                    ("author_id", staff.clone()),
                    ("attendees", "NULL".into()),
                    ("summary", "'s'".into()),
                    ("confidential_note", "NULL".into()),
                    ("next_on", "NULL".into()),
                ],
            ),
            (
                "progress_review",
                vec![
                    ("id", "'bil_new'".into()),
                    ("support_measure_id", "'sup_new'".into()),
                    ("kind", "'INTERIM'".into()),
                    ("rank", "1".into()),
                    ("held_on", day("2026-03-02")),
                    ("author_id", staff.clone()),
                    ("household_view", "'h'".into()),
                    ("account", "'a'".into()),
                    ("landlord_account", "'l'".into()),
                    ("confidential_note", "NULL".into()),
                    ("agenda_item_id", "NULL".into()),
                    ("acknowledged_on", "NULL".into()),
                ],
            ),
            (
                "tenancy",
                vec![
                    ("id", "'ten_new'".into()),
                    ("household_id", household.clone()),
                    ("dwelling_id", dwelling.clone()),
                    ("modality", "'SLIDING_LEASE'".into()),
                    ("rental_management", "'ADAPTED'".into()),
                    ("head_tenant_id", organisation.clone()),
                    ("start_on", day("2026-03-02")),
                    ("end_on", "NULL".into()),
                    ("review_period_months", "6".into()),
                    ("transferred_on", "NULL".into()),
                ],
            ),
            (
                "exam_period",
                vec![
                    ("id", "'exp_new'".into()),
                    ("tenancy_id", "'ten_new'".into()),
                    ("rank", "1".into()),
                    ("start_on", day("2026-03-02")),
                    ("end_on", day("2027-03-02")),
                    ("notice_due_on", day("2026-12-31")),
                    ("prefect_informed_on", "NULL".into()),
                    ("lease_offered", "NULL".into()),
                    ("notice_reasons", "NULL".into()),
                ],
            ),
            (
                "lease_review",
                vec![
                    ("id", "'rev_new'".into()),
                    ("tenancy_id", "'ten_new'".into()),
                    ("rank", "1".into()),
                    ("due_on", day("2026-09-02")),
                    ("held_on", "NULL".into()),
                    ("outcome", "NULL".into()),
                    ("household_view", "NULL".into()),
                    ("organisation_view", "NULL".into()),
                    ("cancelled_on", "NULL".into()),
                ],
            ),
            (
                "meeting_series",
                vec![
                    ("id", "'mse_new'".into()),
                    ("programme_id", programme.clone()),
                    ("pattern", "'WEEKLY'".into()),
                    ("every", "4".into()),
                    ("first_on", day("2026-03-03")),
                    ("until_on", day("2027-03-03")),
                    ("starts_minute", "840".into()),
                    ("ends_minute", "960".into()),
                    ("location", "'l'".into()),
                ],
            ),
            (
                "meeting",
                vec![
                    ("id", "'mtg_new'".into()),
                    ("programme_id", programme.clone()),
                    ("chair_id", staff.clone()),
                    ("starts_at", instant("14:00")),
                    ("ends_at", instant("16:00")),
                    ("location", "'l'".into()),
                    ("sequence", "0".into()),
                    ("cancelled_at", "NULL".into()),
                    ("series_id", "NULL".into()),
                    ("series_day", "NULL".into()),
                ],
            ),
            (
                "meeting_minutes",
                vec![
                    ("meeting_id", meeting.clone()),
                    ("edition", "1".into()),
                    ("recorded_at", instant("16:00")),
                    ("recorded_by_id", staff.clone()),
                    ("correction", "NULL".into()),
                    ("reason", "NULL".into()),
                ],
            ),
            (
                "meeting_participant",
                vec![
                    ("meeting_id", meeting.clone()),
                    ("staff_id", quoted(world.people.manager.id())),
                    ("response", "'NEEDS_ACTION'".into()),
                    ("responded_at", "NULL".into()),
                    ("attendance", "NULL".into()),
                    ("represented_by_id", "NULL".into()),
                ],
            ),
            (
                "agenda_item",
                vec![
                    ("id", "'agi_new'".into()),
                    ("meeting_id", meeting),
                    ("household_id", household.clone()),
                    ("position", "1".into()),
                    ("kind", "'DIAGNOSIS'".into()),
                    ("decision", "NULL".into()),
                    ("reasons", "NULL".into()),
                    ("decided_at", "NULL".into()),
                ],
            ),
            (
                "reminder",
                vec![
                    ("id", "'rem_new'".into()),
                    ("rule", "'SUPPORT_END'".into()),
                    ("subject_id", "'sup_new'".into()),
                    ("household_id", household),
                    ("due_on", day("2027-03-02")),
                    ("step", "-30".into()),
                    ("recipient_id", staff.clone()),
                    ("revision", "0".into()),
                    ("state", "'PLANNED'".into()),
                    ("reason", "NULL".into()),
                    ("planned_at", instant("08:00")),
                    ("send_after", instant("08:00")),
                    ("queued_at", "NULL".into()),
                    ("claimed_at", "NULL".into()),
                    ("sent_at", "NULL".into()),
                    ("spoken_at", "NULL".into()),
                    ("attempts", "0".into()),
                    ("tries_from", "0".into()),
                    ("acknowledged_at", "NULL".into()),
                    ("acknowledged_by_id", "NULL".into()),
                    ("snoozed_until", "NULL".into()),
                ],
            ),
            (
                "reminder_attempt",
                vec![
                    ("reminder_id", "'rem_new'".into()),
                    ("number", "1".into()),
                    ("at", instant("08:00")),
                    ("outcome", "'RETRY'".into()),
                    ("answer", "''".into()),
                ],
            ),
            // Not tables: what some cases need besides.
            (
                "other",
                vec![
                    ("household", other_household),
                    ("proposed", proposed),
                    ("dwelling", other_dwelling),
                    ("staff", staff),
                    ("manager", quoted(world.people.manager.id())),
                    ("meeting", quoted(world.schedule_meeting(31).await.id)),
                    ("town", quoted(&world.organisations.town.id)),
                    ("landlord", quoted(&world.organisations.landlord.id)),
                ],
            ),
        ];
        Self { tables }
    }

    fn row(&self, table: &str) -> &[(&'static str, String)] {
        &self.tables.iter().find(|(name, _)| *name == table).unwrap_or_else(|| panic!("no row of {table}")).1
    }

    /// A value of another row of the world.
    pub(super) fn other(&self, what: &str) -> &str {
        &self.row("other").iter().find(|(name, _)| *name == what).unwrap().1
    }

    /// Inserts the good row, but for these columns.
    pub(super) fn insert(&self, table: &str, changes: &[(&str, &str)]) -> String {
        let row = self.row(table);
        for (column, _) in changes {
            assert!(row.iter().any(|(name, _)| name == column), "{table} has no column {column}");
        }
        let value = |(name, value): &(&'static str, String)| {
            changes
                .iter()
                .find(|(column, _)| column == name)
                .map_or_else(|| value.clone(), |(_, value)| (*value).to_owned())
        };
        let columns: Vec<_> = row.iter().map(|(name, _)| *name).collect();
        let values: Vec<_> = row.iter().map(value).collect();
        format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), values.join(", "))
    }

    /// The good rows that the good row of a table refers to.
    pub(super) fn before(&self, table: &str) -> Vec<String> {
        let tables: &[&str] = match table {
            "social_diagnosis" => &["agenda_item"],
            "autonomy_obstacle" | "recommended_axis" => &["agenda_item", "social_diagnosis"],
            "agreement_objective" | "agreement_signature" => &["tripartite_agreement"],
            "progress_review" => &["support_measure", "agenda_item"],
            "support_extension"
            | "support_axis"
            | "support_intensity_period"
            | "support_suspension"
            | "support_interview" => &["support_measure"],
            "support_extension_request" => &["support_measure", "support_extension"],
            "support_objective" => &["support_measure", "support_axis"],
            "lease_review" | "exam_period" => &["tenancy"],
            "support_objective_progress" => &["support_measure", "support_axis", "support_objective"],
            "meeting" => &["meeting_series"],
            "reminder_attempt" => &["reminder"],
            "funding_share_modality" => &["funding_share"],
            _ => &[],
        };
        // The share that the world has leaves nothing to another.
        let shared = table.starts_with("funding_share").then(|| "UPDATE funding_share SET basis_points = 0".to_owned());
        shared.into_iter().chain(tables.iter().map(|table| self.insert(table, &[]))).collect()
    }
}

/// A day, as SQL.
pub(super) fn day(day: &str) -> String {
    quoted(day)
}

/// An instant of 2 March 2026, as the product writes it.
pub(super) fn instant(time: &str) -> String {
    quoted(format!("2026-03-02T{time}:00+00:00"))
}

fn quoted(text: impl std::fmt::Display) -> String {
    format!("'{text}'")
}
