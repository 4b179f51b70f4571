//! What objects say that the viewer may do, held against what happens when they do it: by everybody, and in
//! every state that stands in the way. Every permission of the schema is tried.

mod scene;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Server, World, both_databases};

use self::scene::{Obstacle, Scene};

/// A permission, with what each viewer reads of it on a subject that is ready: Y may, n may not, - does not even
/// see the subject. The columns are those of
/// `People::everybody`.
const TABLE: [(&str, &str, &str); 52] = [
    // administrator, manager, coordinator | referent, colleague, of another centre
    // | officer, colleague, of another landlord | funder | member, who sits elsewhere
    ("Programme", "registerHousehold", "nYY nnn YYY n nn"),
    ("Programme", "scheduleMeeting", "nYY nnn nnn n nn"),
    ("Programme", "manageFunding", "nYY nnn nnn n nn"),
    ("Programme", "revise", "nYY nnn nnn n nn"),
    ("Household", "orderDiagnosis", "-YY nnn nn- - n-"),
    ("Household", "recordAllocation", "-YY nnn YY- - n-"),
    ("Household", "drawUpAgreement", "-YY Ynn nn- - n-"),
    ("Household", "waiveStep", "-Yn nnn nn- - n-"),
    ("StepWaiver", "withdraw", "-Yn nn- nn- - --"),
    ("Household", "startSupport", "-YY Ynn nn- - n-"),
    ("Household", "openTenancy", "-YY Ynn YY- - n-"),
    ("Household", "putOnAgenda", "-YY Ynn YY- - n-"),
    ("SocialDiagnosis", "record", "-YY Yn- nn- - --"),
    ("SocialDiagnosis", "cancel", "-YY nn- nn- - --"),
    ("AllocationDecision", "liftCondition", "-YY nn- YY- - --"),
    ("AllocationDecision", "offer", "-YY nn- YY- - --"),
    ("AllocationDecision", "answer", "-YY Yn- YY- - --"),
    ("AllocationDecision", "release", "-YY Yn- YY- - --"),
    ("TripartiteAgreement", "sign", "-YY Yn- YY- - --"),
    ("TripartiteAgreement", "cancel", "-YY Yn- nn- - --"),
    ("SupportMeasure", "extend", "-YY nn- nn- - --"),
    ("SupportMeasure", "requestExtension", "-YY Yn- nn- - --"),
    ("SupportMeasure", "changeIntensity", "-YY Yn- nn- - --"),
    ("SupportMeasure", "followObjectives", "-YY Yn- nn- - --"),
    ("SupportMeasure", "recordInterview", "-YY Yn- nn- - --"),
    // Its author is the coordinator.
    ("SupportInterview", "correct", "-nY nn- nn- - --"),
    ("SupportMeasure", "suspend", "-YY Yn- nn- - --"),
    ("SupportSuspension", "end", "-YY Yn- nn- - --"),
    ("SupportExtensionRequest", "grant", "-YY nn- nn- - --"),
    ("SupportExtensionRequest", "refuse", "-YY nn- nn- - --"),
    ("SupportExtensionRequest", "withdraw", "-YY Yn- nn- - --"),
    ("SupportMeasure", "recordProgressReview", "-YY Yn- nn- - --"),
    ("SupportMeasure", "close", "-YY Yn- nn- - --"),
    ("SupportMeasure", "cancel", "-YY Yn- nn- - --"),
    ("Tenancy", "end", "-YY Yn- YY- - --"),
    ("Tenancy", "cancel", "-YY Yn- YY- - --"),
    ("Tenancy", "planLeaseReview", "-YY Yn- nn- - --"),
    ("Tenancy", "renewExamPeriod", "-YY Yn- YY- - --"),
    ("ExamPeriod", "recordNotice", "-YY nn- YY- - --"),
    ("Tenancy", "transferLease", "-YY nn- YY- - --"),
    ("LeaseReview", "record", "-YY Yn- nn- - --"),
    ("CellMeeting", "move", "-YY n-n nnn n n-"),
    ("CellMeeting", "cancel", "-YY n-n nnn n n-"),
    ("CellMeeting", "putOnAgenda", "-YY Y-Y YYY n n-"),
    ("CellMeeting", "recordAttendance", "-YY n-n nnn n n-"),
    ("CellMeeting", "approveMinutes", "-YY n-n nnn n n-"),
    ("CellMeeting", "correctMinutes", "-YY n-n nnn n n-"),
    ("CellMeeting", "answerConvocation", "-nY Y-Y YYY Y Y-"),
    ("AgendaItem", "decide", "-YY n-n nnn - n-"),
    // It was sent to the coordinator.
    ("Reminder", "acknowledge", "-nY nn- nn- - --"),
    ("Reminder", "snooze", "-nY nn- nn- - --"),
    ("Reminder", "retry", "-YY nn- nn- - --"),
];

/// What stands in the way of an act, of whoever would do it, and the rule by which the act is refused then.
const OBSTACLES: [(&str, &str, Obstacle, &str); 106] = [
    ("Household", "orderDiagnosis", Obstacle::Undecided, "DIAGNOSIS_NOT_DECIDED"),
    ("Household", "orderDiagnosis", Obstacle::Ordered, "DIAGNOSIS_NOT_DECIDED"),
    ("Household", "orderDiagnosis", Obstacle::UnderWay, "DIAGNOSIS_ALREADY_ORDERED"),
    ("Household", "orderDiagnosis", Obstacle::Stage("PROPOSED"), "HOUSEHOLD_NOT_PRESELECTED"),
    ("SocialDiagnosis", "record", Obstacle::DiagnosisMade, "DIAGNOSIS_CLOSED"),
    ("SocialDiagnosis", "record", Obstacle::DiagnosisCancelled, "DIAGNOSIS_CLOSED"),
    ("SocialDiagnosis", "cancel", Obstacle::DiagnosisMade, "DIAGNOSIS_CLOSED"),
    ("SocialDiagnosis", "cancel", Obstacle::DiagnosisCancelled, "DIAGNOSIS_CLOSED"),
    ("Household", "recordAllocation", Obstacle::Undiagnosed, "DIAGNOSIS_MISSING"),
    ("Household", "recordAllocation", Obstacle::Stage("PROPOSED"), "HOUSEHOLD_NOT_PRESELECTED"),
    ("AllocationDecision", "liftCondition", Obstacle::ConditionLifted, "CONDITION_ALREADY_LIFTED"),
    ("AllocationDecision", "liftCondition", Obstacle::Allocated, "NOT_CONDITIONAL"),
    ("AllocationDecision", "offer", Obstacle::NotAllocated, "NOT_ALLOCATED"),
    ("AllocationDecision", "offer", Obstacle::Offered, "ALREADY_OFFERED"),
    ("AllocationDecision", "answer", Obstacle::NotOffered, "NOT_OFFERED"),
    ("AllocationDecision", "answer", Obstacle::Answered, "ALREADY_ANSWERED"),
    ("AllocationDecision", "release", Obstacle::Answered, "NOT_ACCEPTED"),
    ("AllocationDecision", "release", Obstacle::Released, "ALREADY_RELEASED"),
    ("AllocationDecision", "release", Obstacle::DwellingTaken, "DWELLING_TAKEN"),
    ("Household", "drawUpAgreement", Obstacle::Undiagnosed, "DIAGNOSIS_MISSING"),
    ("Household", "drawUpAgreement", Obstacle::Unsigned, "AGREEMENT_UNSIGNED"),
    ("TripartiteAgreement", "sign", Obstacle::AgreementSigned, "AGREEMENT_CLOSED"),
    ("TripartiteAgreement", "sign", Obstacle::AgreementCancelled, "AGREEMENT_CLOSED"),
    ("TripartiteAgreement", "cancel", Obstacle::AgreementSigned, "AGREEMENT_CLOSED"),
    ("TripartiteAgreement", "cancel", Obstacle::AgreementCancelled, "AGREEMENT_CLOSED"),
    ("Household", "waiveStep", Obstacle::Stage("EXITED"), "HOUSEHOLD_NOT_RETAINED"),
    ("StepWaiver", "withdraw", Obstacle::WaiverUsed, "STEP_WAIVER_CLOSED"),
    ("StepWaiver", "withdraw", Obstacle::WaiverWithdrawn, "STEP_WAIVER_CLOSED"),
    ("Household", "startSupport", Obstacle::NotWaived, "AGREEMENT_MISSING"),
    ("Household", "startSupport", Obstacle::Supported, "SUPPORT_ALREADY_OPEN"),
    ("Household", "startSupport", Obstacle::Stage("PROPOSED"), "HOUSEHOLD_NOT_PRESELECTED"),
    ("Household", "startSupport", Obstacle::Stage("EXITED"), "HOUSEHOLD_NOT_RETAINED"),
    ("Household", "openTenancy", Obstacle::Housed, "TENANCY_ALREADY_OPEN"),
    ("Household", "openTenancy", Obstacle::Stage("NOT_RETAINED"), "HOUSEHOLD_NOT_PRESELECTED"),
    ("Household", "putOnAgenda", Obstacle::Stage("EXITED"), "HOUSEHOLD_NOT_RETAINED"),
    ("SupportMeasure", "extend", Obstacle::SupportClosed, "SUPPORT_CLOSED"),
    ("SupportMeasure", "extend", Obstacle::SupportToCome, "SUPPORT_NOT_EXTENDABLE"),
    ("SupportMeasure", "extend", Obstacle::ExtensionAsked, "EXTENSION_UNDECIDED"),
    ("SupportMeasure", "requestExtension", Obstacle::SupportClosed, "SUPPORT_CLOSED"),
    ("SupportMeasure", "requestExtension", Obstacle::SupportToCome, "SUPPORT_NOT_EXTENDABLE"),
    ("SupportMeasure", "requestExtension", Obstacle::ExtensionAsked, "EXTENSION_ALREADY_ASKED"),
    ("SupportMeasure", "changeIntensity", Obstacle::SupportClosed, "SUPPORT_CLOSED"),
    ("SupportMeasure", "changeIntensity", Obstacle::SupportToCome, "INTENSITY_NOT_LATER"),
    ("SupportMeasure", "followObjectives", Obstacle::SupportClosed, "SUPPORT_CLOSED"),
    ("SupportMeasure", "followObjectives", Obstacle::SupportToCome, "DAY_BEFORE_START"),
    ("SupportMeasure", "recordInterview", Obstacle::SupportToCome, "DAY_BEFORE_START"),
    ("SupportInterview", "correct", Obstacle::AnotherAuthor, "FORBIDDEN"),
    ("SupportMeasure", "suspend", Obstacle::SupportClosed, "SUPPORT_CLOSED"),
    ("SupportMeasure", "suspend", Obstacle::SupportToCome, "DAY_BEFORE_START"),
    ("SupportMeasure", "suspend", Obstacle::Suspended, "SUPPORT_ALREADY_SUSPENDED"),
    ("SupportSuspension", "end", Obstacle::SuspensionEnded, "SUSPENSION_ENDED"),
    ("SupportExtensionRequest", "grant", Obstacle::RequestWithdrawn, "EXTENSION_REQUEST_CLOSED"),
    ("SupportExtensionRequest", "refuse", Obstacle::RequestWithdrawn, "EXTENSION_REQUEST_CLOSED"),
    ("SupportExtensionRequest", "withdraw", Obstacle::RequestWithdrawn, "EXTENSION_REQUEST_CLOSED"),
    ("SupportMeasure", "recordProgressReview", Obstacle::FinalReviewHeld, "FINAL_REVIEW_HELD"),
    ("SupportMeasure", "recordProgressReview", Obstacle::SupportToCome, "DAY_BEFORE_START"),
    ("SupportMeasure", "close", Obstacle::SupportClosed, "SUPPORT_CLOSED"),
    ("SupportMeasure", "close", Obstacle::SupportToCome, "DAY_BEFORE_START"),
    ("SupportMeasure", "cancel", Obstacle::SupportBegun, "SUPPORT_BEGUN"),
    ("Tenancy", "cancel", Obstacle::TenancyBegun, "TENANCY_BEGUN"),
    ("Tenancy", "end", Obstacle::TenancyEnded, "TENANCY_ENDED"),
    ("Tenancy", "end", Obstacle::TenancyToCome, "DAY_BEFORE_START"),
    ("Tenancy", "planLeaseReview", Obstacle::TenancyEnded, "TENANCY_ENDED"),
    ("Tenancy", "planLeaseReview", Obstacle::LeaseSlid, "LEASE_ALREADY_TRANSFERRED"),
    ("Tenancy", "planLeaseReview", Obstacle::Sublease, "NOT_SLIDING_LEASE"),
    ("Tenancy", "renewExamPeriod", Obstacle::TenancyEnded, "TENANCY_ENDED"),
    ("Tenancy", "renewExamPeriod", Obstacle::ExamRenewed, "EXAM_PERIOD_TO_COME"),
    ("ExamPeriod", "recordNotice", Obstacle::PrefectInformed, "PREFECT_ALREADY_INFORMED"),
    ("ExamPeriod", "recordNotice", Obstacle::TenancyEnded, "TENANCY_ENDED"),
    ("ExamPeriod", "recordNotice", Obstacle::LeaseSlid, "LEASE_ALREADY_TRANSFERRED"),
    ("Tenancy", "transferLease", Obstacle::LeaseNotOffered, "LEASE_NOT_OFFERED"),
    ("Tenancy", "transferLease", Obstacle::TenancyEnded, "TENANCY_ENDED"),
    ("Tenancy", "transferLease", Obstacle::LeaseSlid, "LEASE_ALREADY_TRANSFERRED"),
    ("Tenancy", "transferLease", Obstacle::Sublease, "NOT_SLIDING_LEASE"),
    ("Tenancy", "transferLease", Obstacle::NeverReviewed, "LEASE_REVIEW_NOT_READY"),
    ("Tenancy", "transferLease", Obstacle::ReviewedSince, "LEASE_REVIEW_NOT_READY"),
    ("LeaseReview", "record", Obstacle::ReviewHeld, "LEASE_REVIEW_CLOSED"),
    ("LeaseReview", "record", Obstacle::ReviewCancelled, "LEASE_REVIEW_CLOSED"),
    ("LeaseReview", "record", Obstacle::TenancyToCome, "DAY_BEFORE_START"),
    ("CellMeeting", "move", Obstacle::MeetingCancelled, "MEETING_CANCELLED"),
    ("CellMeeting", "move", Obstacle::MeetingStarted, "MEETING_STARTED"),
    ("CellMeeting", "cancel", Obstacle::MeetingStarted, "MEETING_STARTED"),
    ("CellMeeting", "putOnAgenda", Obstacle::MeetingCancelled, "MEETING_CANCELLED"),
    ("CellMeeting", "putOnAgenda", Obstacle::AgendaFull, "AGENDA_FULL"),
    ("CellMeeting", "recordAttendance", Obstacle::MeetingCancelled, "MEETING_CANCELLED"),
    ("CellMeeting", "recordAttendance", Obstacle::MeetingToCome, "MEETING_NOT_STARTED"),
    ("CellMeeting", "recordAttendance", Obstacle::MinutesApproved, "MINUTES_APPROVED"),
    ("CellMeeting", "approveMinutes", Obstacle::MeetingCancelled, "MEETING_CANCELLED"),
    ("CellMeeting", "approveMinutes", Obstacle::MeetingToCome, "MEETING_NOT_STARTED"),
    ("CellMeeting", "approveMinutes", Obstacle::MinutesApproved, "MINUTES_APPROVED"),
    ("CellMeeting", "approveMinutes", Obstacle::NobodyCame, "ATTENDANCE_MISSING"),
    ("CellMeeting", "approveMinutes", Obstacle::ItemOpen, "AGENDA_UNDECIDED"),
    ("CellMeeting", "correctMinutes", Obstacle::MinutesOpen, "MINUTES_NOT_APPROVED"),
    ("CellMeeting", "answerConvocation", Obstacle::MeetingStarted, "MEETING_STARTED"),
    ("CellMeeting", "answerConvocation", Obstacle::NotConvened, "NOT_CONVENED"),
    ("AgendaItem", "decide", Obstacle::Decided, "ALREADY_DECIDED"),
    ("AgendaItem", "decide", Obstacle::MeetingCancelled, "MEETING_CANCELLED"),
    ("AgendaItem", "decide", Obstacle::MeetingToCome, "MEETING_NOT_STARTED"),
    ("Reminder", "acknowledge", Obstacle::ToSomebodyElse, "NOT_RECIPIENT"),
    ("Reminder", "acknowledge", Obstacle::Unsent, "REMINDER_NOT_SENT"),
    ("Reminder", "acknowledge", Obstacle::Acknowledged, "ALREADY_ACKNOWLEDGED"),
    ("Reminder", "snooze", Obstacle::ToSomebodyElse, "NOT_RECIPIENT"),
    ("Reminder", "snooze", Obstacle::Acknowledged, "ALREADY_ACKNOWLEDGED"),
    ("Reminder", "snooze", Obstacle::OfMeeting, "REMINDER_CANNOT_WAIT"),
    ("Reminder", "snooze", Obstacle::DueTomorrow, "SNOOZE_OUT_OF_RANGE"),
    ("Reminder", "retry", Obstacle::Unsent, "REMINDER_NOT_FAILED"),
];

/// What an object says of a permission; nothing when the viewer does not see it.
async fn said(server: &Server, token: &str, type_name: &str, permission: &str, id: &str) -> Option<bool> {
    let query = "query($id: ID!) { node(id: $id) { ... on TYPE { viewerCan { said: PERMISSION } } } }";
    let query = query.replace("TYPE", type_name).replace("PERMISSION", permission);
    let data = server.data(token, &query, json!({ "id": id })).await;
    (!data["node"].is_null()).then(|| data["node"]["viewerCan"]["said"].as_bool().unwrap())
}

/// The codes that an act is refused with.
async fn refusals(server: &Server, token: &str, mutation: &str, input: &Value) -> Vec<String> {
    let input_type = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query =
        format!("mutation($input: {input_type}!) {{ done: {mutation}(input: $input) {{ userErrors {{ code }} }} }}");
    let data = server.data(token, &query, json!({ "input": input })).await;
    let errors = data["done"]["userErrors"].as_array().unwrap();
    errors.iter().map(|error| error["code"].as_str().unwrap().to_owned()).collect()
}

both_databases! {
    async fn what_an_object_says_that_somebody_may_do_they_can(world: World) {
        let server = Server::start(&world).await;
        let mut tokens = Vec::new();
        for (_, person) in world.people.everybody() {
            tokens.push(world.token(person).await);
        }
        let mut wrong = Vec::new();
        for (type_name, permission, row) in TABLE {
            let mut scene = Scene::set(&world, type_name, permission).await;
            let cells = row.chars().filter(|cell| !cell.is_whitespace());
            for (((name, person), token), cell) in world.people.everybody().into_iter().zip(&tokens).zip(cells) {
                let case = format!("{type_name}.{permission} by the {name}");
                let said = said(&server, token, type_name, permission, &scene.subject(&world, type_name)).await;
                if said != (match cell { 'Y' => Some(true), 'n' => Some(false), _ => None }) {
                    wrong.push(format!("{case}: it says {said:?}"));
                }
                let (mutation, input) = scene.act(&world, person, type_name, permission);
                let before = world.snapshot().await;
                let codes = refusals(&server, token, mutation, &input).await;
                let by_right = ["FORBIDDEN", "NOT_FOUND", "NOT_CONVENED", "NOT_RECIPIENT"];
                let as_said = match said {
                    Some(true) => codes.is_empty(),
                    _ => codes.len() == 1 && by_right.contains(&codes[0].as_str()),
                };
                if !as_said {
                    wrong.push(format!("{case}: it says {said:?}, and {mutation} is refused with {codes:?}"));
                }
                if codes.is_empty() {
                    scene = Scene::set(&world, type_name, permission).await;
                } else {
                    before.assert_same(&world.snapshot().await, &case);
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        server.stop().await;
    }

    async fn what_stands_in_the_way_of_an_act_is_said_before(world: World) {
        let server = Server::start(&world).await;
        let people = &world.people;
        let tokens = [world.token(&people.coordinator).await, world.token(&people.manager).await];
        let mut wrong = Vec::new();
        for (type_name, permission, obstacle, code) in OBSTACLES {
            let (person, token) = match permission {
                "waiveStep" | "withdraw" => (&people.manager, &tokens[1]),
                _ => (&people.coordinator, &tokens[0]),
            };
            let scene = Scene::set(&world, type_name, permission).await;
            let id = scene.subject(&world, type_name);
            let before = said(&server, token, type_name, permission, &id).await;
            scene.put_in_the_way(&world, obstacle).await;
            let after = said(&server, token, type_name, permission, &id).await;
            let (mutation, input) = scene.act(&world, person, type_name, permission);
            let codes = refusals(&server, token, mutation, &input).await;
            if (before, after) != (Some(true), Some(false)) || !codes.iter().any(|found| found == code) {
                wrong.push(format!("{type_name}.{permission}, {obstacle:?}: {before:?}, then {after:?} and {codes:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        server.stop().await;
    }

    async fn whoever_was_not_retained_may_be_proposed_again(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let scene = Scene::set(&world, "Household", "putOnAgenda").await;
        scene.put_in_the_way(&world, Obstacle::Stage("NOT_RETAINED")).await;
        let id = scene.subject(&world, "Household");
        assert_eq!(said(&server, &token, "Household", "putOnAgenda", &id).await, Some(true));
        let (mutation, mut input) = scene.act(&world, &world.people.coordinator, "Household", "putOnAgenda");
        assert_eq!(refusals(&server, &token, mutation, &input).await, ["HOUSEHOLD_NOT_RETAINED"]);
        input["kind"] = json!("PRESELECTION");
        assert_eq!(refusals(&server, &token, mutation, &input).await, [""; 0]);
        server.stop().await;
    }

    async fn every_permission_is_tried(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let data = server.data(&token, "{ __schema { types { name fields { name } } } }", json!({})).await;
        let types = data["__schema"]["types"].as_array().unwrap().iter();
        let permissions = types.filter_map(|of| Some((of["name"].as_str()?.strip_suffix("Permissions")?, &of["fields"])));
        let all: BTreeSet<_> = permissions
            .flat_map(|(of, fields)| fields.as_array().unwrap().iter().map(move |field| (of, field["name"].as_str().unwrap())))
            .collect();
        assert_eq!(all, TABLE.iter().map(|(of, permission, _)| (*of, *permission)).collect());
        // Nothing stands in the way of what only a role decides.
        let hindered: BTreeSet<_> = OBSTACLES.iter().map(|(of, permission, ..)| (*of, *permission)).collect();
        assert!(all.iter().all(|tried| tried.0 == "Programme" || hindered.contains(tried)));
        server.stop().await;
    }
}
