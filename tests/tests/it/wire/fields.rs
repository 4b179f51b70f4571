//! Who reads which field: every field of every type of the schema, asked over the wire by every role,
//! held against the reviewed table `fields.txt`. A field that nobody decided on has no row, and fails.
//!
//! To accept what changed, after reading the difference: `UPDATE_FIELDS=1 cargo test -p tests fields`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use entity::model::{reminder, step_waiver, support_measure};
use entity::operations::funding::{RecordFunding, SetFundingShare};
use entity::operations::reminder::SnoozeReminder;
use entity::operations::{funding, reminder as reminders, support};
use entity::rules::funding::{FundedModality, Share};
use entity::types::{
    AgendaDecision, AgendaItemKind, FundingState, HouseholdId, LeaseReviewOutcome, RateComponent, RentalModality,
    ShareBase,
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::{Person, Server, World, both_databases};

const TABLE: &str = include_str!("fields.txt");

/// How the test comes to an object of each type: a selection in which `…` is the object.
fn paths(ids: &BTreeMap<&str, String>) -> Vec<(&'static str, String)> {
    let node = |key: &str, type_name: &str, rest: &str| {
        format!("{{ node(id: \"{}\") {{ ... on {type_name} {{ {rest} }} }} }}", ids[key])
    };
    let can = |key: &str, type_name: &str| node(key, type_name, "viewerCan { … }");
    vec![
        ("Programme", node("programme", "Programme", "…")),
        ("ProgrammePermissions", can("programme", "Programme")),
        ("ProgrammeModality", node("programme", "Programme", "modalities { … }")),
        ("ProgrammePartner", node("programme", "Programme", "partners { … }")),
        ("YearlyTarget", node("programme", "Programme", "yearlyTargets { … }")),
        ("ProgrammeVersion", node("programme", "Programme", "versions { nodes { … } }")),
        ("StatedCarrier", node("programme", "Programme", "versions { nodes { carriers { … } } }")),
        ("StatedModality", node("programme", "Programme", "versions { nodes { modalities { … } } }")),
        ("StatedPartner", node("programme", "Programme", "versions { nodes { partners { … } } }")),
        ("StatedTarget", node("programme", "Programme", "versions { nodes { yearlyTargets { … } } }")),
        ("UnitRate", node("programme", "Programme", "rates { … }")),
        ("FundingShare", node("programme", "Programme", "shares { … }")),
        ("FundedModality", node("programme", "Programme", "shares { modalities { … } }")),
        ("FundingEntry", node("programme", "Programme", "fundingEntries { … }")),
        ("FundingYear", node("programme", "Programme", "fundingYears { … }")),
        ("FundingLine", node("programme", "Programme", "fundingYears { lines { … } }")),
        ("FunderYear", node("programme", "Programme", "fundingYears { byFunder { … } }")),
        ("FundingWarning", node("programme", "Programme", "fundingYears { warnings { … } }")),
        ("ProgrammeWarning", node("programme", "Programme", "warnings { … }")),
        ("ProgrammeStatistics", node("programme", "Programme", "statistics { … }")),
        ("StepCounts", node("programme", "Programme", "statistics { steps { … } }")),
        ("ModalitySteps", node("programme", "Programme", "statistics { byModality { … } }")),
        ("PublicSteps", node("programme", "Programme", "statistics { byPublic { … } }")),
        ("AxisSteps", node("programme", "Programme", "statistics { byAxis { … } }")),
        ("DwellingTypeSteps", node("programme", "Programme", "statistics { byDwellingType { … } }")),
        ("MonthSteps", node("programme", "Programme", "statistics { byMonth { … } }")),
        ("YearFigures", node("programme", "Programme", "statistics { byYear { … } }")),
        ("StepDelays", node("programme", "Programme", "statistics { delays { … } }")),
        ("Delay", node("programme", "Programme", "statistics { delays { toPreselection { … } } }")),
        ("SupportFigures", node("programme", "Programme", "statistics { support { … } }")),
        ("OutcomeCount", node("programme", "Programme", "statistics { support { outcomes { … } } }")),
        ("Occupation", node("programme", "Programme", "statistics { occupation { … } }")),
        ("CostFigures", node("programme", "Programme", "statistics { costs { … } }")),
        ("ComponentCost", node("programme", "Programme", "statistics { costs { byComponent { … } } }")),
        ("EnumLabel", "{ enumLabels(enums: [\"PublicBody\"], on: \"2015-06-01\") { … } }".to_owned()),
        ("Organisation", node("organisation", "Organisation", "…")),
        ("Staff", node("staff", "Staff", "…")),
        ("Household", node("household", "Household", "…")),
        ("HouseholdPermissions", can("household", "Household")),
        ("HouseholdMember", node("household", "Household", "members { nodes { … } }")),
        ("Dwelling", node("dwelling", "Dwelling", "…")),
        ("SocialDiagnosis", node("diagnosis", "SocialDiagnosis", "…")),
        ("SocialDiagnosisPermissions", can("diagnosis", "SocialDiagnosis")),
        ("AllocationDecision", node("allocation", "AllocationDecision", "…")),
        ("AllocationDecisionPermissions", can("allocation", "AllocationDecision")),
        ("StepWaiver", node("waiver", "StepWaiver", "…")),
        ("StepWaiverPermissions", can("waiver", "StepWaiver")),
        ("TripartiteAgreement", node("agreement", "TripartiteAgreement", "…")),
        ("TripartiteAgreementPermissions", can("agreement", "TripartiteAgreement")),
        ("AgreementObjective", node("agreement", "TripartiteAgreement", "objectives { … }")),
        ("AgreementSignature", node("agreement", "TripartiteAgreement", "signatures { … }")),
        ("SupportMeasure", node("support", "SupportMeasure", "…")),
        ("SupportMeasurePermissions", can("support", "SupportMeasure")),
        ("ProgressReview", node("progress", "ProgressReview", "…")),
        ("SupportExtensionRequest", node("request", "SupportExtensionRequest", "…")),
        ("SupportExtensionRequestPermissions", can("request", "SupportExtensionRequest")),
        ("SupportInterview", node("interview", "SupportInterview", "…")),
        ("SupportInterviewPermissions", can("interview", "SupportInterview")),
        ("SupportSuspension", node("suspension", "SupportSuspension", "…")),
        ("SupportSuspensionPermissions", can("suspension", "SupportSuspension")),
        ("SupportIntensityPeriod", node("support", "SupportMeasure", "intensityPeriods { nodes { … } }")),
        ("SupportObjective", node("support", "SupportMeasure", "objectives { nodes { … } }")),
        (
            "SupportObjectiveProgress",
            node("support", "SupportMeasure", "objectives { nodes { progress { nodes { … } } } }"),
        ),
        ("SupportExtension", node("support", "SupportMeasure", "extensions { nodes { … } }")),
        ("Tenancy", node("tenancy", "Tenancy", "…")),
        ("TenancyPermissions", can("tenancy", "Tenancy")),
        ("ExamPeriod", node("exam", "ExamPeriod", "…")),
        ("ExamPeriodPermissions", can("exam", "ExamPeriod")),
        ("LeaseReview", node("review", "LeaseReview", "…")),
        ("LeaseReviewPermissions", can("review", "LeaseReview")),
        ("CellMeeting", node("meeting", "CellMeeting", "…")),
        ("CellMeetingPermissions", can("meeting", "CellMeeting")),
        ("MeetingMinutes", node("held", "CellMeeting", "minutes { … }")),
        ("AgendaProposal", node("meeting", "CellMeeting", "agendaProposals { … }")),
        ("MeetingSeries", node("recurring", "CellMeeting", "series { … }")),
        ("MeetingParticipant", node("meeting", "CellMeeting", "participants { nodes { … } }")),
        ("AgendaItem", node("item", "AgendaItem", "…")),
        ("AgendaItemPermissions", can("item", "AgendaItem")),
        ("Reminder", node("reminder", "Reminder", "…")),
        ("ReminderPermissions", can("reminder", "Reminder")),
        ("ReminderAttempt", node("reminder", "Reminder", "attempts { nodes { … } }")),
        ("Event", "{ events(first: 1, filter: { kind: { eq: SUPPORT_STARTED } }) { nodes { … } } }".to_owned()),
    ]
}

/// Types whose fields tell nothing by themselves: pages, edges, payloads; and what subscriptions tell, which is an
/// event and its subject: who is told is tried in `following.rs` and `counting.rs`.
fn is_scaffolding(type_name: &str) -> bool {
    type_name.starts_with("__")
        || ["SupportNearingEnd", "LeaseReviewDue", "ReminderFailure", "MeetingChange", "StatisticsChange"]
            .contains(&type_name)
        || ["Query", "Mutation", "Subscription", "PageInfo", "UserError", "ActWarning"].contains(&type_name)
        || ["Connection", "Edge", "Payload"].iter().any(|end| type_name.ends_with(end))
}

both_databases! {
    async fn every_field_is_decided_for_every_role(world: World) {
        let server = Server::start(&world).await;
        let ids = furnish(&world).await;
        let people = viewers(&world);
        let mut tokens = Vec::new();
        for (_, person) in &people {
            tokens.push(world.token(person).await);
        }
        let fields = fields(&server, &tokens[0]).await;
        let mut table = format!("# {:<40}", "field");
        for (name, _) in &people {
            write!(table, " {name:<11}").unwrap();
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
        for (type_name, path) in paths(&ids) {
            for (field, selection) in &fields[type_name] {
                let query = path.replace('…', &format!("f: {field}{selection}"));
                write!(table, "{:<42}", format!("{type_name}.{field}")).unwrap();
                for token in &tokens {
                    let answer = server.ask(Some(token), &query, json!({})).await;
                    write!(table, " {:<11}", outcome(type_name, &answer)).unwrap();
                }
                table.truncate(table.trim_end().len());
                table.push('\n');
            }
        }
        let known: Vec<_> = paths(&ids).into_iter().map(|(type_name, _)| type_name).collect();
        for type_name in fields.keys().filter(|name| !is_scaffolding(name)) {
            assert!(known.contains(&type_name.as_str()), "no way to {type_name} is written down in this test");
        }
        if std::env::var_os("UPDATE_FIELDS").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/wire/fields.txt"), &table).unwrap();
        } else {
            for (line, (found, written)) in (1..).zip(table.lines().zip(TABLE.lines())) {
                assert_eq!(found, written, "line {line} of fields.txt");
            }
            assert_eq!(table.lines().count(), TABLE.lines().count(), "rows of fields.txt");
        }
        server.stop().await;
    }
}

fn viewers(world: &World) -> Vec<(&'static str, &Person)> {
    let people = &world.people;
    vec![
        ("admin", &people.administrator),
        ("manager", &people.manager),
        ("coordinator", &people.coordinator),
        ("referent", &people.social_worker),
        ("colleague", &people.colleague),
        ("other-ccas", &people.other_social_worker),
        ("officer", &people.officer),
        ("other-lord", &people.other_officer),
        ("funder", &people.funder),
        ("member", &people.member),
        ("outsider", &people.other_member),
    ]
}

/// One household that has everything a field can show.
async fn furnish(world: &World) -> BTreeMap<&'static str, String> {
    let household = world.preselected_household().await;
    let waiver = step_waiver::Entity::find().one(&world.db).await.unwrap().unwrap();
    let diagnosis = world.diagnose(&household.id).await;
    let allocation = world.allocate(&household.id).await;
    let agreement = world.agree(&household.id).await;
    let measure = world.start_support(&household.id).await;
    let measure = world.follow_objective(&measure).await;
    let interview = world.record_interview(&measure).await;
    let suspension = world.suspend_support(&measure).await;
    let progress = world.review_progress(&measure).await;
    let coordinator = &world.people.coordinator;
    support::extend(&world.db, &world.act(coordinator), world.extension_input(&measure)).await.unwrap();
    let request = world.request_extension(&world.support(&measure.id).await).await;
    let (tenancy, review) = world.sliding_lease(&household.id).await;
    world.hold_review(&review, LeaseReviewOutcome::Continue).await;
    let exam = world.inform_prefect(&tenancy, false).await;
    let meeting = world.schedule_meeting(20).await;
    let item = world.put_on_agenda(coordinator, &meeting.id, &household.id, AgendaItemKind::LeaseExam).await;
    let held = world.item_of_yesterday(&household.id, AgendaItemKind::Extension).await.meeting_id;
    world.approve_minutes(&held, world.clock.now()).await;
    let recurring = world.meetings_of(&world.schedule_series().await.id).await.remove(0);
    let reminder = answered_reminder(world, &measure).await;
    fund(world, &household.id).await;
    BTreeMap::from([
        ("programme", world.programme_id.to_string()),
        ("organisation", world.organisations.ccas.id.to_string()),
        ("staff", world.people.colleague.staff.id.to_string()),
        ("household", household.id.to_string()),
        ("diagnosis", diagnosis.id.to_string()),
        ("allocation", allocation.id.to_string()),
        ("agreement", agreement.id.to_string()),
        ("waiver", waiver.id.to_string()),
        ("dwelling", tenancy.dwelling_id.to_string()),
        ("progress", progress.id.to_string()),
        ("request", request.id.to_string()),
        ("interview", interview.id.to_string()),
        ("suspension", suspension.id.to_string()),
        ("support", measure.id.to_string()),
        ("tenancy", tenancy.id.to_string()),
        ("review", review.id.to_string()),
        ("exam", exam.id.to_string()),
        ("meeting", meeting.id.to_string()),
        ("held", held.to_string()),
        ("recurring", recurring.id.to_string()),
        ("item", item.id.to_string()),
        ("reminder", reminder.id.to_string()),
    ])
}

/// A share that names a modality, an amount paid that was not granted, and a diagnosis that costs something.
async fn fund(world: &World, household_id: &HouseholdId) {
    let act = world.act(&world.people.coordinator);
    let (programme_id, funder_id) = (world.programme_id.clone(), world.organisations.state.id.clone());
    let share = Share {
        base: ShareBase::Whole,
        basis_points: 7_100,
        component: Some(RateComponent::AdaptedRentalManagement),
        modalities: vec![FundedModality { modality: RentalModality::DirectAccess, where_applicable: false }],
    };
    let input = SetFundingShare { programme_id, funder_id, share, purpose: String::new() };
    let share = funding::set_share(&world.db, &act, input).await.unwrap();
    let input = RecordFunding {
        programme_id: share.programme_id,
        funder_id: share.funder_id,
        year: 1,
        state: FundingState::Received,
        amount_cents: 1,
        dated_on: world.today(),
    };
    funding::record(&world.db, &act, input).await.unwrap();
    world.decide_yesterday(household_id, AgendaItemKind::Diagnosis, AgendaDecision::Approved).await;
}

/// A reminder to the referent, who put it off and took note of it.
async fn answered_reminder(world: &World, measure: &support_measure::Model) -> reminder::Model {
    let sent = world.remind(measure, &world.people.social_worker).await;
    let act = world.act(&world.people.social_worker);
    let input = SnoozeReminder { reminder_id: sent.id.clone(), until: world.day(1) };
    reminders::snooze(&world.db, &act, input).await.unwrap();
    reminders::acknowledge(&world.db, &act, &sent.id).await.unwrap()
}

/// Every field of every object type, with what has to be selected below it.
async fn fields(server: &Server, token: &str) -> BTreeMap<String, Vec<(String, String)>> {
    let query = "{ __schema { types { kind name fields { name type { ...T } } } } }
        fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
    let data = server.data(token, query, json!({})).await;
    let types = data["__schema"]["types"].as_array().unwrap();
    let objects = types.iter().filter(|of| of["kind"] == "OBJECT");
    objects
        .map(|of| {
            let fields = of["fields"].as_array().unwrap().iter().map(|field| {
                let selection = if is_leaf(&field["type"]) { "" } else { " { __typename }" };
                (field["name"].as_str().unwrap().to_owned(), selection.to_owned())
            });
            (of["name"].as_str().unwrap().to_owned(), fields.collect())
        })
        .collect()
}

fn is_leaf(of: &Value) -> bool {
    match of["kind"].as_str() {
        Some("NON_NULL" | "LIST") => is_leaf(&of["ofType"]),
        kind => matches!(kind, Some("SCALAR" | "ENUM")),
    }
}

/// `read`, `null` (nothing there for anybody), `FORBIDDEN` (a class of fields) or `-` (no such object for the viewer);
/// of what the viewer may do, `yes` or `no`.
fn outcome(type_name: &str, answer: &Value) -> String {
    if let Some(code) = answer["errors"][0]["extensions"]["code"].as_str() {
        return code.trim_end_matches("_FIELD").to_owned();
    }
    if let Some(message) = answer["errors"][0]["message"].as_str() {
        panic!("an error without a code: {message}");
    }
    match find(&answer["data"]) {
        Some(Value::Null) => "null".to_owned(),
        Some(Value::Bool(yes)) if type_name.ends_with("Permissions") => if *yes { "yes" } else { "no" }.to_owned(),
        Some(_) => "read".to_owned(),
        None => "-".to_owned(),
    }
}

fn find(value: &Value) -> Option<&Value> {
    match value {
        Value::Object(map) => map.get("f").or_else(|| map.values().find_map(find)),
        Value::Array(items) => items.iter().find_map(find),
        _ => None,
    }
}
