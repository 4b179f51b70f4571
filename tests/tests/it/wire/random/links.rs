//! What the fields of the schema are, told once more, from their descriptions and not from how the server
//! reads them: where each leads, and who may read it. A field that is not named here is the column of its
//! name, open to whoever sees the row.

use entity::policy::FieldClass;

/// Where a field leads.
#[derive(Clone, Copy)]
pub(super) enum Link {
    /// To the row that a key names, for whoever is here.
    One(&'static str),
    /// To the row that a key names, if the viewer sees it.
    Seen(&'static str),
    /// To whatever has the identifier that a column holds, if the viewer sees it.
    Anything(&'static str),
    /// To the one row whose key names this one and whose other column is null, if the viewer sees it.
    Open(&'static str, &'static str),
    /// To a page of the rows whose key names this one.
    Page(&'static str),
    /// To all rows whose key names this one, by a column.
    All(&'static str, &'static str),
    /// To what is computed here.
    Computed,
}

/// Where a field of a type leads; nowhere when it is a column.
#[expect(clippy::too_many_lines, reason = "a table, with an arm for each field that leads somewhere")]
pub(super) fn link(type_name: &str, field: &str) -> Option<Link> {
    use Link::{All, Anything, Computed, One, Open, Page, Seen};
    Some(match (type_name, field) {
        ("ProgrammeVersion", "id" | "version" | "kind" | "decidedOn" | "reason" | "recordedAt") => return None,
        ("ProgrammeVersion", "recordedBy") => Seen("recorded_by_id"),
        ("ProgrammeVersion", _)
        | ("Programme", "carriers" | "warnings" | "statistics" | "fundingYears")
        | ("AllocationDecision", "lapsed")
        | ("ExamPeriod", "noticeLate")
        | ("CellMeeting", "agendaProposals" | "minutes")
        | ("SocialDiagnosis", "late" | "obstacles" | "axes" | "monthlyIncome" | "monthlyExpenses" | "debts")
        | ("SupportMeasure", "axes" | "daysLeft")
        | ("SupportIntensityPeriod", "untilOn")
        | ("Tenancy", "headTenant")
        | ("UnitRate" | "FundingEntry", "amount")
        | ("Event", "id" | "cursor")
        | (
            "MeetingParticipant" | "ReminderAttempt" | "ProgrammeModality" | "ProgrammePartner" | "YearlyTarget"
            | "FundedModality" | "AgreementSignature",
            "id",
        )
        | (_, "viewerCan") => Computed,
        ("Programme", "coordinator") => One("coordinator_id"),
        ("Programme", "supervisor") => One("supervisor_id"),
        ("Programme", "modalities") => All("programme_id", "modality"),
        ("Programme", "yearlyTargets") => All("programme_id", "year"),
        ("Programme", "rates") => All("programme_id", "amount_cents"),
        ("Programme", "shares" | "partners") => All("programme_id", "position"),
        ("Programme", "households" | "meetings" | "versions") => Page("programme_id"),
        ("Programme", "fundingEntries") => All("programme_id", "id"),
        ("FundingShare", "modalities") => All("funding_share_id", "modality"),
        ("FundingShare" | "FundingEntry", "funder") => One("funder_id"),
        ("Organisation", "staff") => Page("organisation_id"),
        ("Organisation", "dwellings") => Page("owner_id"),
        ("Staff" | "ProgrammePartner", "organisation") => One("organisation_id"),
        ("Dwelling", "owner") => One("owner_id"),
        ("Dwelling", "tenancies") => Page("dwelling_id"),
        ("Household" | "CellMeeting", "programme") => One("programme_id"),
        ("Household", "landlordContact") => One("landlord_contact_id"),
        ("Household", "referent") => Seen("referent_id"),
        ("Household", "currentSupport") => Open("household_id", "closed_on"),
        ("Household", "currentTenancy") => Open("household_id", "end_on"),
        (
            "Household",
            "members"
            | "stepWaivers"
            | "socialDiagnoses"
            | "allocationDecisions"
            | "tripartiteAgreements"
            | "supportMeasures"
            | "tenancies"
            | "reminders"
            | "events"
            | "agendaItems",
        ) => Page("household_id"),
        (
            "StepWaiver"
            | "SocialDiagnosis"
            | "AllocationDecision"
            | "TripartiteAgreement"
            | "SupportMeasure"
            | "Tenancy"
            | "AgendaItem"
            | "Reminder"
            | "Event",
            "household",
        ) => Seen("household_id"),
        ("TripartiteAgreement", "objectives") => All("tripartite_agreement_id", "position"),
        ("TripartiteAgreement", "signatures") => All("tripartite_agreement_id", "party"),
        ("TripartiteAgreement", "amends") => Seen("amends_id"),
        ("Household", "formerHousehold") => Seen("former_household_id"),
        ("AgreementSignature", "signatory") => Seen("signatory_id"),
        ("SocialDiagnosis" | "ProgressReview" | "SupportObjectiveProgress" | "SupportInterview", "author") => {
            One("author_id")
        }
        ("SocialDiagnosis", "decision") | ("ProgressReview", "acknowledgement") => Seen("agenda_item_id"),
        (
            "SupportMeasure",
            "objectives" | "intensityPeriods" | "extensions" | "extensionRequests" | "interviews" | "suspensions"
            | "progressReviews",
        ) => Page("support_measure_id"),
        ("SupportExtensionRequest", "askedBy") => One("asked_by_id"),
        ("SupportObjective", "progress") => Page("support_objective_id"),
        ("SupportExtensionRequest", "decidedBy") => Seen("decided_by_id"),
        ("SupportExtensionRequest", "extension") => Seen("support_extension_id"),
        ("StepWaiver", "waivedBy") => One("waived_by_id"),
        ("SupportExtension", "decidedBy") => One("decided_by_id"),
        (
            "SupportExtension"
            | "SupportExtensionRequest"
            | "SupportInterview"
            | "SupportSuspension"
            | "ProgressReview",
            "supportMeasure",
        ) => Seen("support_measure_id"),
        ("Tenancy" | "AllocationDecision", "dwelling") => One("dwelling_id"),
        ("Tenancy", "reviews" | "examPeriods") => Page("tenancy_id"),
        ("LeaseReview" | "ExamPeriod", "tenancy") => Seen("tenancy_id"),
        ("CellMeeting", "chair") => One("chair_id"),
        ("CellMeeting", "series") => Seen("series_id"),
        ("CellMeeting", "participants" | "agenda") => Page("meeting_id"),
        ("MeetingSeries", "meetings") => Page("series_id"),
        ("MeetingParticipant", "representedBy") => Seen("represented_by_id"),
        ("MeetingParticipant", "staff") => One("staff_id"),
        ("AgendaItem" | "Event", "meeting") => Seen("meeting_id"),
        ("Reminder", "recipient") => One("recipient_id"),
        ("Reminder", "acknowledgedBy") => Seen("acknowledged_by_id"),
        ("Reminder" | "Event", "subject") => Anything("subject_id"),
        ("Reminder", "attempts") => Page("reminder_id"),
        ("Event", "actor") => Seen("actor_id"),
        ("Event", "programme") => Seen("programme_id"),
        _ => return None,
    })
}

/// What decides whether a field of a row that the viewer sees is read.
#[derive(Clone, Copy)]
pub(super) enum Guard {
    /// The class of what it tells.
    Class(FieldClass),
    /// Whether the household's file is open to them.
    File,
}

/// What decides whether a field of a type is read; nothing when whoever sees the row reads it.
pub(super) fn guard(type_name: &str, field: &str) -> Option<Guard> {
    let class = match (type_name, field) {
        (
            "Household",
            "stepWaivers"
            | "socialDiagnoses"
            | "allocationDecisions"
            | "tripartiteAgreements"
            | "supportMeasures"
            | "currentSupport"
            | "tenancies"
            | "currentTenancy",
        ) => {
            return Some(Guard::File);
        }
        (
            "Household",
            "dalo" | "collectiveAgreement" | "pdalpd" | "familyName" | "nationalRequestNumber" | "members",
        )
        | ("ProgressReview", "landlordAccount")
        | ("ExamPeriod", "noticeReasons")
        | ("AllocationDecision", "missingDocument" | "reasons" | "releaseReasons")
        | ("TripartiteAgreement", "cancellationReason" | "objectives") => FieldClass::Identity,
        ("Tenancy" | "AllocationDecision", "dwelling") => FieldClass::Dwelling,
        ("SocialDiagnosis" | "ProgressReview" | "SupportInterview", "confidentialNote") => FieldClass::Confidential,
        (
            "SocialDiagnosis",
            "cancellationReason" | "obstacles" | "axes" | "intensity" | "durationMonths" | "modality" | "situation"
            | "rights" | "currentHousing" | "autonomy" | "housingPath" | "needs" | "monthlyIncome" | "monthlyExpenses"
            | "debts",
        )
        | ("StepWaiver", "reasons")
        | ("SupportMeasure", "intensity" | "intensityPeriods" | "axes" | "objectives")
        | ("SupportExtension" | "SupportSuspension", "ground" | "explanation")
        | ("SupportExtensionRequest", "ground" | "explanation" | "reasons")
        | ("SupportInterview", "kind" | "attendees" | "summary")
        | ("ProgressReview", "householdView" | "account")
        | ("LeaseReview", "householdView" | "organisationView") => FieldClass::Social,
        ("CellMeeting", "agenda" | "agendaProposals" | "minutes") => FieldClass::Agenda,
        ("ProgrammeVersion", "financing" | "reason" | "partners")
        | ("ProgrammePartner", "role")
        | ("Programme", "financing" | "rates" | "shares" | "warnings" | "fundingEntries" | "fundingYears") => {
            FieldClass::Money
        }
        ("Programme", "statistics") => FieldClass::Aggregate,
        ("Staff", "email") => FieldClass::Account,
        _ => return None,
    };
    Some(Guard::Class(class))
}

/// The column that an order sorts by, and the one that settles ties.
pub(super) fn sort(type_name: &str, order: &str) -> (String, &'static str) {
    let column = order.to_lowercase();
    match (type_name, order) {
        ("Event", "LOG") => ("tx".to_owned(), "seq"),
        ("MeetingParticipant", "STAFF") => ("staff_id".to_owned(), "staff_id"),
        ("MeetingParticipant", _) => (column, "staff_id"),
        ("ReminderAttempt", _) => (column, "reminder_id"),
        _ => (column, "id"),
    }
}

/// The table that holds the rows of a type.
pub(super) fn table(type_name: &str) -> &'static str {
    match type_name {
        "AgendaItem" => "agenda_item",
        "CellMeeting" => "meeting",
        "Dwelling" => "dwelling",
        "Event" => "event",
        "FundedModality" => "funding_share_modality",
        "FundingEntry" => "funding_entry",
        "FundingShare" => "funding_share",
        "Household" => "household",
        "HouseholdMember" => "household_member",
        "ExamPeriod" => "exam_period",
        "LeaseReview" => "lease_review",
        "MeetingParticipant" => "meeting_participant",
        "MeetingSeries" => "meeting_series",
        "Organisation" => "organisation",
        "Programme" => "programme",
        "ProgressReview" => "progress_review",
        "ProgrammeModality" => "programme_modality",
        "ProgrammePartner" => "programme_partner",
        "ProgrammeVersion" => "programme_version",
        "YearlyTarget" => "yearly_target",
        "Reminder" => "reminder",
        "ReminderAttempt" => "reminder_attempt",
        "AgreementObjective" => "agreement_objective",
        "AgreementSignature" => "agreement_signature",
        "AllocationDecision" => "allocation_decision",
        "SocialDiagnosis" => "social_diagnosis",
        "Staff" => "staff",
        "StepWaiver" => "step_waiver",
        "SupportExtension" => "support_extension",
        "SupportExtensionRequest" => "support_extension_request",
        "SupportIntensityPeriod" => "support_intensity_period",
        "SupportMeasure" => "support_measure",
        "SupportObjective" => "support_objective",
        "SupportSuspension" => "support_suspension",
        "SupportInterview" => "support_interview",
        "SupportObjectiveProgress" => "support_objective_progress",
        "Tenancy" => "tenancy",
        "TripartiteAgreement" => "tripartite_agreement",
        "UnitRate" => "unit_rate",
        _ => panic!("where the rows of {type_name} are is not written down in this test"),
    }
}

/// A name as columns are named: `startOn` is `start_on`.
pub(super) fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
