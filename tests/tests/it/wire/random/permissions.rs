//! What a viewer may do with a row, told once more: the policy asked about the act, and the row's state looked
//! up in the rows in memory.

use chrono::{DateTime, NaiveDate, Utc};
use entity::policy::{Action, Actor, Relation, Viewer, may_act};

use super::rows::{Row, Rows, flag, instant};

/// When the question is asked.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
}

/// The act that a permission of a type is about; none when the type has no such permission.
pub(super) fn action(type_name: &str, permission: &str) -> Option<Action> {
    Some(match (type_name, permission) {
        ("Household", "orderDiagnosis") | ("SocialDiagnosis", "cancel") => Action::OrderDiagnosis,
        ("SocialDiagnosis", "record") => Action::RecordDiagnosis,
        ("Household", "recordAllocation") | ("AllocationDecision", "liftCondition" | "offer") => {
            Action::RecordAllocation
        }
        ("AllocationDecision", "answer" | "release") => Action::AnswerOffer,
        ("Household", "drawUpAgreement") | ("TripartiteAgreement", "cancel") => Action::DrawUpAgreement,
        ("TripartiteAgreement", "sign") => Action::SignAgreement,
        ("Household", "waiveStep") | ("StepWaiver", "withdraw") => Action::WaiveStep,
        ("Household", "startSupport") | ("SupportMeasure", "cancel") => Action::StartSupport,
        ("Household", "openTenancy") | ("Tenancy", "cancel") => Action::OpenTenancy,
        ("Household" | "CellMeeting", "putOnAgenda") => Action::PutOnAgenda,
        ("SupportMeasure", "changeIntensity") => Action::ChangeSupportIntensity,
        ("SupportMeasure", "followObjectives") => Action::FollowObjectives,
        ("SupportMeasure", "recordInterview") | ("SupportInterview", "correct") => Action::RecordInterview,
        ("SupportMeasure", "suspend") | ("SupportSuspension", "end") => Action::SuspendSupport,
        ("SupportMeasure", "requestExtension") | ("SupportExtensionRequest", "withdraw") => Action::RequestExtension,
        ("SupportMeasure", "extend") | ("SupportExtensionRequest", "grant" | "refuse") => Action::DecideExtension,
        ("SupportMeasure", "recordProgressReview") => Action::RecordProgressReview,
        ("SupportMeasure", "close") => Action::CloseSupport,
        ("Tenancy", "end") => Action::EndTenancy,
        ("Tenancy", "planLeaseReview") => Action::PlanLeaseReview,
        ("Tenancy", "renewExamPeriod") => Action::RenewExamPeriod,
        ("ExamPeriod", "recordNotice") => Action::RecordPrefectNotice,
        ("Tenancy", "transferLease") => Action::TransferLease,
        ("LeaseReview", "record") => Action::RecordLeaseReview,
        ("CellMeeting", "move" | "cancel" | "recordAttendance")
        | ("AgendaItem", "decide")
        | ("Programme", "scheduleMeeting") => Action::RunMeeting,
        ("CellMeeting", "answerConvocation") => Action::AnswerConvocation,
        ("CellMeeting", "approveMinutes" | "correctMinutes") => Action::ApproveMinutes,
        ("Reminder", "acknowledge" | "snooze") => Action::AnswerReminder,
        ("Reminder", "retry") => Action::RetryReminder,
        ("Programme", "registerHousehold") => Action::RegisterHousehold,
        ("Programme", "manageFunding") => Action::ManageFunding,
        ("Programme", "revise") => Action::ReviseProgramme,
        _ => return None,
    })
}

/// Whether the policy lets a viewer do an act, to whom the household it is about is tied, or who may choose it.
pub(super) fn may(viewer: &Viewer, action: Action, household: Option<&Row>) -> bool {
    let actor = Actor::Staff(viewer.clone());
    let allowed = |referent| may_act(&actor, action, Relation { referent });
    match household {
        Some(household) => allowed(household["referent_id"] == viewer.staff_id.as_str()),
        None => allowed(true) || allowed(false),
    }
}

/// Whether the state of a row allows an act.
#[expect(clippy::too_many_lines, reason = "a table, with an arm for each permission")]
pub(super) fn is_ready(all: &Rows, type_name: &str, permission: &str, row: &Row, viewer: &Viewer, at: Moment) -> bool {
    let null = |column: &str| row[column].is_null();
    let has_come = |row: &Row, column: &str| row[column].as_str().unwrap().parse::<NaiveDate>().unwrap() <= at.today;
    let is = |column: &str, names: &[&str]| names.contains(&row[column].as_str().unwrap());
    let has_open = |table: &str, end: &str| {
        all.of(table).iter().any(|other| other["household_id"] == row["id"] && other[end].is_null())
    };
    let begun = |meeting: &Row| instant(&meeting["starts_at"]).unwrap() <= at.now;
    let to_come = || null("cancelled_at") && !begun(row);
    let slides = || is("modality", &["SLIDING_LEASE"]) && null("end_on") && null("transferred_on");
    let is_waived = |step: &str| {
        let open = |waiver: &Row| waiver["used_on"].is_null() && waiver["withdrawn_on"].is_null();
        let mut waivers = all.of("step_waiver").iter();
        waivers.any(|waiver| waiver["household_id"] == row["id"] && waiver["step"] == step && open(waiver))
    };
    match (type_name, permission) {
        ("Household", "orderDiagnosis") => {
            let diagnoses = || all.of("social_diagnosis").iter().filter(|other| other["cancelled_on"].is_null());
            let mut decisions = all.of("agenda_item").iter().filter(|item| {
                item["household_id"] == row["id"] && item["kind"] == "DIAGNOSIS" && item["decision"] == "APPROVED"
            });
            let under_way = |other: &Row| other["household_id"] == row["id"] && other["done_on"].is_null();
            let carried_out = |item: &Row| diagnoses().any(|other| other["agenda_item_id"] == item["id"]);
            is("stage", &["PRESELECTED", "HOUSED"])
                && !diagnoses().any(under_way)
                && decisions.any(|item| !carried_out(item))
        }
        ("Household", "recordAllocation" | "drawUpAgreement") => {
            let mut diagnoses = all.of("social_diagnosis").iter();
            let before = match permission {
                "recordAllocation" => "DIAGNOSIS_BEFORE_ALLOCATION",
                _ => "DIAGNOSIS_BEFORE_AGREEMENT",
            };
            let mut agreements = all.of("tripartite_agreement").iter();
            let unsigned = |other: &Row| other["signed_on"].is_null() && other["cancelled_on"].is_null();
            is("stage", &["PRESELECTED", "HOUSED"])
                && (is_waived(before)
                    || diagnoses.any(|other| other["household_id"] == row["id"] && !other["done_on"].is_null()))
                && (permission == "recordAllocation"
                    || !agreements.any(|other| other["household_id"] == row["id"] && unsigned(other)))
        }
        ("TripartiteAgreement", _) => null("signed_on") && null("cancelled_on"),
        ("AllocationDecision", "liftCondition") => is("outcome", &["CONDITIONAL"]) && null("condition_lifted_on"),
        ("AllocationDecision", "offer") => {
            null("offered_on") && (is("outcome", &["ALLOCATED", "RANKED"]) || !null("condition_lifted_on"))
        }
        ("AllocationDecision", "release") => {
            let of = |tenancy: &Row, column: &str| tenancy[column] == row[column];
            let moved_in = |tenancy: &Row| of(tenancy, "household_id") && of(tenancy, "dwelling_id");
            row["answer"] == "ACCEPTED" && null("released_on") && !all.of("tenancy").iter().any(moved_in)
        }
        ("AllocationDecision", _) => !null("offered_on") && null("answer"),
        ("SocialDiagnosis", _) => null("done_on") && null("cancelled_on"),
        ("Household", "startSupport") => {
            let mut agreements = all.of("tripartite_agreement").iter();
            let agreed = agreements.any(|other| other["household_id"] == row["id"] && !other["signed_on"].is_null());
            is("stage", &["PRESELECTED", "HOUSED"])
                && !has_open("support_measure", "closed_on")
                && (agreed || is_waived("AGREEMENT_BEFORE_SUPPORT"))
        }
        ("Household", "waiveStep") => !is("stage", &["NOT_RETAINED", "EXITED"]),
        ("StepWaiver", _) => null("used_on") && null("withdrawn_on"),
        ("Household", "openTenancy") => is("stage", &["PRESELECTED", "HOUSED"]) && !has_open("tenancy", "end_on"),
        ("Household", "putOnAgenda") => !is("stage", &["EXITED"]),
        ("SupportMeasure", "recordProgressReview") => {
            let mut reviews = all.of("progress_review").iter();
            has_come(row, "start_on")
                && !reviews.any(|other| other["support_measure_id"] == row["id"] && other["kind"] == "FINAL")
        }
        ("SupportMeasure", "extend" | "requestExtension") => {
            let mut requests = all.of("support_extension_request").iter();
            let undecided = |other: &Row| other["support_measure_id"] == row["id"] && other["decided_on"].is_null();
            null("closed_on") && has_come(row, "start_on") && !requests.any(undecided)
        }
        ("SupportExtensionRequest", _) => null("decided_on"),
        ("SupportMeasure", "recordInterview") => has_come(row, "start_on"),
        ("SupportInterview", _) => is("author_id", &[viewer.staff_id.as_str()]),
        ("SupportMeasure", "suspend") => {
            let mut suspensions = all.of("support_suspension").iter();
            let open = |other: &Row| other["support_measure_id"] == row["id"] && other["ended_on"].is_null();
            null("closed_on") && has_come(row, "start_on") && !suspensions.any(open)
        }
        ("SupportSuspension", _) => null("ended_on"),
        ("SupportMeasure" | "Tenancy", "cancel") => !has_come(row, "start_on"),
        ("SupportMeasure", _) => null("closed_on") && has_come(row, "start_on"),
        ("Tenancy", "end") => null("end_on") && has_come(row, "start_on"),
        ("Tenancy", "planLeaseReview") => slides(),
        ("Tenancy", "renewExamPeriod") => {
            let mut periods = all.of("exam_period").iter().filter(|period| period["tenancy_id"] == row["id"]);
            slides() && periods.all(|period| has_come(period, "start_on"))
        }
        ("ExamPeriod", _) => {
            let tenancy = all.find("tenancy", &row["tenancy_id"]).unwrap();
            let goes_on = tenancy["end_on"].is_null() && tenancy["transferred_on"].is_null();
            null("prefect_informed_on") && has_come(row, "start_on") && goes_on
        }
        ("Tenancy", "transferLease") => {
            let reviews = all.of("lease_review").iter();
            let held = reviews.filter(|review| review["tenancy_id"] == row["id"] && !review["held_on"].is_null());
            let last = held.max_by_key(|review| review["rank"].as_i64());
            let periods = all.of("exam_period").iter().filter(|period| period["tenancy_id"] == row["id"]);
            let begun = periods.filter(|period| has_come(period, "start_on"));
            let period = begun.max_by_key(|period| period["rank"].as_i64());
            let refused = period.is_some_and(|period| flag(&period["lease_offered"]) == Some(false));
            slides() && last.is_some_and(|review| review["outcome"] == "READY") && !refused
        }
        ("LeaseReview", _) => {
            let tenancy = all.find("tenancy", &row["tenancy_id"]).unwrap();
            null("held_on") && null("cancelled_on") && has_come(tenancy, "start_on")
        }
        ("CellMeeting", "move" | "cancel") => to_come(),
        ("CellMeeting", "putOnAgenda") => {
            let mut items = all.of("agenda_item").iter().filter(|item| item["meeting_id"] == row["id"]);
            to_come() && items.all(|item| item["position"].as_i64().unwrap() < 200)
        }
        ("CellMeeting", "recordAttendance" | "approveMinutes" | "correctMinutes") => {
            let of_meeting = |other: &&Row| other["meeting_id"] == row["id"];
            let approved = all.of("meeting_minutes").iter().any(|edition| of_meeting(&edition));
            let closes = row["chair_id"] == viewer.staff_id.as_str() || may(viewer, Action::RunMeeting, None);
            let under_way = null("cancelled_at") && begun(row) && !approved;
            let known = |table: &str, column: &str| {
                all.of(table).iter().filter(of_meeting).all(|other| !other[column].is_null())
            };
            match permission {
                "recordAttendance" => under_way,
                "correctMinutes" => approved && closes,
                _ => {
                    let complete = known("meeting_participant", "attendance") && known("agenda_item", "decision");
                    under_way && closes && complete
                }
            }
        }
        ("CellMeeting", "answerConvocation") => {
            let mut people = all.of("meeting_participant").iter();
            let me = |person: &Row| person["meeting_id"] == row["id"] && person["staff_id"] == viewer.staff_id.as_str();
            to_come() && people.any(me)
        }
        ("AgendaItem", _) => {
            let meeting = all.find("meeting", &row["meeting_id"]).unwrap();
            null("decided_at") && meeting["cancelled_at"].is_null() && begun(meeting)
        }
        ("Reminder", "retry") => is("state", &["FAILED"]),
        ("Reminder", _) => {
            let own = is("recipient_id", &[viewer.staff_id.as_str()]);
            let due_on = row["due_on"].as_str().unwrap().parse::<NaiveDate>().unwrap();
            let days_left = (due_on - at.today).num_days();
            let waits = is("rule", &["SUPPORT_END", "LEASE_REVIEW"]) && ![0, 1].contains(&days_left);
            own && row["attempts"] != 0 && null("acknowledged_at") && (permission == "acknowledge" || waits)
        }
        ("Programme", _) => true,
        _ => panic!("when {type_name}.viewerCan.{permission} holds is not written down in this test"),
    }
}
