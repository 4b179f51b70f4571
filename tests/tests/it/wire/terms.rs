//! The terms of an act: only in the version that the viewer knows, only once under a key, in spite of which
//! warnings.

use std::collections::BTreeSet;

use entity::model::{exam_period, step_waiver};
use entity::operations::support::StartSupport;
use entity::operations::tenancy::OpenTenancy;
use entity::operations::{
    agreement as agreements, diagnosis as diagnoses, interview as interviews, support, tenancy as tenancies,
};
use entity::types::{AgendaDecision, AgendaItemKind};
use futures::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{Server, World, both_databases};

/// Sends an act, and takes its payload, which shows the entity if there is one.
async fn act(server: &Server, token: &str, mutation: &str, shown: &str, input: &Value) -> Value {
    let type_name = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!(
        "mutation($input: {type_name}!) {{ {mutation}(input: $input) {{
            {shown} userErrors {{ field code message }} warnings {{ field code message }}
        }} }}"
    );
    let answer = server.ask(Some(token), &query, json!({ "input": input })).await;
    assert!(answer.get("errors").is_none(), "{mutation} {input:#}: {answer:#}");
    answer["data"][mutation].clone()
}

/// An input with some more fields.
#[expect(clippy::needless_pass_by_value, reason = "given as a literal")]
fn with(input: &Value, more: Value) -> Value {
    let mut input = input.clone();
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

fn findings(diagnosis: &str, today: &str) -> Value {
    json!({
        "socialDiagnosisId": diagnosis, "doneOn": today, "obstacles": ["DEBT"], "axes": ["OTHER"],
        "intensity": "LIGHT", "durationMonths": 6, "modality": "SLIDING_LEASE", "situation": "Confidentiel",
    })
}

fn codes(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

fn new_household(world: &World, given_name: &str, birth_date: &str) -> Value {
    json!({
        "programmeId": world.programme_id.as_str(), "landlordContactId": world.people.officer.staff.id.as_str(),
        "familyName": "Confidentiel", "priorityGrounds": { "dalo": true },
        "members": [{
            "givenName": given_name, "familyName": "Confidentiel", "birthDate": birth_date,
            "relationship": "APPLICANT",
        }],
    })
}

both_databases! {
    async fn what_was_changed_meanwhile_is_not_changed(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let (tenancy, review) = world.sliding_lease(&household.id).await;
        let meeting = world.schedule_meeting(20).await;
        let coordinator = &world.people.coordinator;
        let item = world.put_on_agenda(coordinator, &meeting.id, &household.id, AgendaItemKind::LeaseExam).await;
        let objective = world.objectives(&measure).await[0].id.to_string();
        let visit = world.interview_input(&measure);
        let interview = interviews::record(&world.db, &world.act(coordinator), visit).await.unwrap().id.to_string();
        let suspension = world.suspend_support(&measure).await.id.to_string();
        let asked = world.start_support(&world.preselected_household().await.id).await;
        let request = world.request_extension(&asked).await.id.to_string();
        let other = world.preselected_household().await;
        world.diagnose(&other.id).await;
        let diagnosis = world.order_diagnosis(&other.id).await.id.to_string();
        let allocation = world.allocate(&other.id).await.id.to_string();
        let held = world.item_of_yesterday(&other.id, AgendaItemKind::Extension).await.meeting_id;
        let series = world.schedule_series().await.id.to_string();
        let draft = world.agreement_input(&other.id);
        let waiver = step_waiver::Entity::find().filter(step_waiver::Column::UsedOn.is_null()).one(&world.db).await;
        let waiver = waiver.unwrap().unwrap().id.to_string();
        let agreement = agreements::draw_up(&world.db, &world.act(coordinator), draft).await.unwrap().id.to_string();
        let server = Server::start(&world).await;
        let token = world.token(coordinator).await;
        let today = world.today().to_string();
        let diagnosis_shown = "entity: socialDiagnosis { id version }";
        let allocation_shown = "entity: allocationDecision { id version }";
        let exam = exam_period::Entity::find().one(&world.db).await.unwrap().unwrap().id.to_string();
        let agreement_shown = "entity: tripartiteAgreement { id version }";
        let request_shown = "entity: supportExtensionRequest { id version }";
        let (measure_shown, tenancy_shown) = ("entity: supportMeasure { id version }", "entity: tenancy { id version }");
        let review_shown = "entity: leaseReview { id version }";
        let (programme_shown, programme) = ("entity: programme { id version }", world.programme_id.to_string());
        let meeting_shown = "entity: meeting { id version }";
        let extension = json!({
            "supportMeasureId": measure.id.as_str(), "ground": "HEALTH", "explanation": "Confidentiel",
            "decidedById": coordinator.staff.id.as_str(), "decidedOn": today, "endOn": "2027-06-02",
        });
        let changes = [
            ("recordDiagnosis", diagnosis_shown, diagnosis.clone(), findings(&diagnosis, &today)),
            (
                "cancelDiagnosis",
                diagnosis_shown,
                diagnosis.clone(),
                json!({ "socialDiagnosisId": diagnosis, "reason": "Confidentiel" }),
            ),
            (
                "liftAllocationCondition",
                allocation_shown,
                allocation.clone(),
                json!({ "allocationDecisionId": allocation, "liftedOn": today }),
            ),
            (
                "offerDwelling",
                allocation_shown,
                allocation.clone(),
                json!({ "allocationDecisionId": allocation, "offeredOn": today }),
            ),
            (
                "answerOffer",
                allocation_shown,
                allocation.clone(),
                json!({ "allocationDecisionId": allocation, "answer": "REFUSED", "answeredOn": today }),
            ),
            (
                "releaseDwelling",
                allocation_shown,
                allocation.clone(),
                json!({
                    "allocationDecisionId": allocation, "cause": "HOUSEHOLD_WITHDREW", "releasedOn": today,
                    "reasons": "Confidentiel",
                }),
            ),
            (
                "signAgreement",
                agreement_shown,
                agreement.clone(),
                json!({ "tripartiteAgreementId": agreement, "party": "HOUSEHOLD", "signedOn": today }),
            ),
            (
                "cancelAgreement",
                agreement_shown,
                agreement.clone(),
                json!({ "tripartiteAgreementId": agreement, "reason": "Confidentiel" }),
            ),
            (
                "withdrawStepWaiver",
                "entity: stepWaiver { id version }",
                waiver.clone(),
                json!({ "stepWaiverId": waiver }),
            ),
            ("extendSupport", measure_shown, measure.id.to_string(), extension.clone()),
            (
                "correctInterview",
                "entity: supportInterview { id version }",
                interview.clone(),
                json!({ "supportInterviewId": interview, "heldOn": today, "kind": "PHONE", "summary": "Confidentiel" }),
            ),
            (
                "endSuspension",
                "entity: supportSuspension { id version }",
                suspension.clone(),
                json!({ "supportSuspensionId": suspension, "endedOn": today }),
            ),
            (
                "setSupportObjective",
                measure_shown,
                measure.id.to_string(),
                json!({ "supportMeasureId": measure.id.as_str(), "axis": "HOUSING_PATH", "label": "x", "setOn": today }),
            ),
            (
                "moveSupportObjective",
                measure_shown,
                measure.id.to_string(),
                json!({ "supportObjectiveId": objective, "status": "ACHIEVED", "movedOn": today }),
            ),
            (
                "changeSupportIntensity",
                measure_shown,
                measure.id.to_string(),
                json!({
                    "supportMeasureId": measure.id.as_str(), "intensity": "LIGHT", "fromOn": today, "reasons": "Confidentiel",
                }),
            ),
            (
                "grantExtension",
                request_shown,
                request.clone(),
                json!({ "supportExtensionRequestId": request, "decidedOn": today }),
            ),
            (
                "refuseExtension",
                request_shown,
                request.clone(),
                json!({ "supportExtensionRequestId": request, "decidedOn": today, "reasons": "Confidentiel" }),
            ),
            (
                "withdrawExtensionRequest",
                request_shown,
                request.clone(),
                json!({ "supportExtensionRequestId": request }),
            ),
            (
                "closeSupport",
                measure_shown,
                measure.id.to_string(),
                json!({ "supportMeasureId": measure.id.as_str(), "closedOn": today, "outcome": "HOUSING_KEPT" }),
            ),
            (
                "transferLease",
                tenancy_shown,
                tenancy.id.to_string(),
                json!({ "tenancyId": tenancy.id.as_str(), "transferredOn": today }),
            ),
            (
                "endTenancy",
                tenancy_shown,
                tenancy.id.to_string(),
                json!({ "tenancyId": tenancy.id.as_str(), "endOn": today }),
            ),
            (
                "recordPrefectNotice",
                "entity: examPeriod { id version }",
                exam.clone(),
                json!({ "examPeriodId": exam, "informedOn": today, "leaseOffered": true }),
            ),
            (
                "planLeaseReview",
                review_shown,
                review.id.to_string(),
                json!({ "tenancyId": tenancy.id.as_str(), "dueOn": "2026-09-01" }),
            ),
            (
                "recordLeaseReview",
                review_shown,
                review.id.to_string(),
                json!({
                    "leaseReviewId": review.id.as_str(), "heldOn": today, "outcome": "READY",
                    "householdView": "Confidentiel", "organisationView": "Confidentiel",
                }),
            ),
            (
                "moveMeeting",
                meeting_shown,
                meeting.id.to_string(),
                json!({
                    "meetingId": meeting.id.as_str(), "startsAt": "2026-04-03T12:00:00Z",
                    "endsAt": "2026-04-03T14:00:00Z",
                }),
            ),
            ("cancelMeeting", meeting_shown, meeting.id.to_string(), json!({ "meetingId": meeting.id.as_str() })),
            (
                "answerConvocation",
                meeting_shown,
                meeting.id.to_string(),
                json!({ "meetingId": meeting.id.as_str(), "response": "TENTATIVE" }),
            ),
            (
                "recordAttendance",
                meeting_shown,
                held.to_string(),
                json!({
                    "meetingId": held.as_str(),
                    "attendances": [{ "staffId": coordinator.staff.id.as_str(), "attendance": "PRESENT" }],
                }),
            ),
            ("approveMinutes", meeting_shown, held.to_string(), json!({ "meetingId": held.as_str() })),
            (
                "correctMinutes",
                meeting_shown,
                held.to_string(),
                json!({ "meetingId": held.as_str(), "correction": "Confidentiel", "reason": "Confidentiel" }),
            ),
            (
                "changeMeetingSeries",
                "entity: meetingSeries { id version }",
                series.clone(),
                json!({ "meetingSeriesId": series, "untilOn": "2026-06-30" }),
            ),
            (
                "recordAgendaDecision",
                "entity: agendaItem { id version }",
                item.id.to_string(),
                json!({ "agendaItemId": item.id.as_str(), "decision": "APPROVED", "reasons": "Confidentiel" }),
            ),
        ];
        let changes = changes.into_iter().chain([
            (
                "reviseProgramme",
                programme_shown,
                programme.clone(),
                json!({
                    "programmeId": programme, "decidedOn": today, "reason": "x", "revision": { "location": "Ailleurs" },
                }),
            ),
            (
                "recordDepartmentalOpinion",
                programme_shown,
                programme.clone(),
                json!({ "programmeId": programme, "givenOn": today, "opinion": "x" }),
            ),
            (
                "recordRegionalOpinion",
                programme_shown,
                programme.clone(),
                json!({ "programmeId": programme, "givenOn": today, "opinion": "UNFAVOURABLE" }),
            ),
            (
                "withdrawOpinion",
                programme_shown,
                programme.clone(),
                json!({ "programmeId": programme, "level": "REGIONAL", "reason": "x" }),
            ),
        ]);
        let changes: Vec<_> = changes.collect();
        let named: BTreeSet<_> = changes.iter().map(|(mutation, ..)| (*mutation).to_owned()).collect();
        assert_eq!(named, mutations_with("expectedVersion"), "every act with a version is in the table");
        let outsider = world.token(&world.people.other_social_worker).await;
        let manager = world.token(&world.people.manager).await;
        let before = world.snapshot().await;
        for (mutation, shown, id, input) in &changes {
            let stale = with(input, json!({ "expectedVersion": 2, "idempotencyKey": "conflict" }));
            // The manager's alone.
            let token = if mutation.contains("Waiver") { &manager } else { &token };
            let payload = act(&server, token, mutation, shown, &stale).await;
            assert_eq!(payload["entity"], json!({ "id": id, "version": 1 }), "{mutation}: the present entity");
            assert_eq!(codes(&payload["userErrors"]), ["CONFLICT"], "{mutation}");
            assert_eq!(payload["userErrors"][0]["field"], "expectedVersion");
            // Whoever may not see it is not told of its version.
            let payload = act(&server, &outsider, mutation, shown, &stale).await;
            assert_eq!(payload["entity"], Value::Null, "{mutation}");
            assert_ne!(codes(&payload["userErrors"]), ["CONFLICT"], "{mutation}");
        }
        before.assert_same(&world.snapshot().await, "conflicts");

        let known = with(&extension, json!({ "expectedVersion": 1 }));
        let payload = act(&server, &token, "extendSupport", measure_shown, &known).await;
        assert_eq!(payload["entity"]["version"], 2, "{payload:#}");
        let payload = act(&server, &token, "extendSupport", measure_shown, &known).await;
        assert_eq!((codes(&payload["userErrors"]), &payload["entity"]["version"]), (vec!["CONFLICT"], &json!(2)));

        // The review that was known is held meanwhile: the next is not moved instead, whatever its version.
        let (.., recorded) = changes.iter().find(|(mutation, ..)| *mutation == "recordLeaseReview").unwrap();
        act(&server, &token, "recordLeaseReview", review_shown, recorded).await;
        let (.., planned) = changes.iter().find(|(mutation, ..)| *mutation == "planLeaseReview").unwrap();
        let payload = act(&server, &token, "planLeaseReview", review_shown, &with(planned, json!({ "expectedVersion": 1 }))).await;
        assert_eq!(codes(&payload["userErrors"]), ["CONFLICT"]);
        assert_ne!(payload["entity"]["id"], json!(review.id.as_str()));
        let of_next = with(planned, json!({ "expectedVersion": payload["entity"]["version"] }));
        let payload = act(&server, &token, "planLeaseReview", review_shown, &of_next).await;
        assert!(codes(&payload["userErrors"]).is_empty(), "{payload:#}");
        server.stop().await;
    }

    async fn of_two_who_know_the_same_version_one_changes_it(world: World) {
        let meeting = world.schedule_meeting(20).await;
        let servers = [Server::start(&world).await, Server::start(&world).await];
        let token = world.token(&world.people.coordinator).await;
        let moves = (0..10).map(|number| {
            let input = json!({
                "meetingId": meeting.id.as_str(), "startsAt": format!("2026-04-03T{:02}:00:00Z", 8 + number),
                "endsAt": "2026-04-03T20:00:00Z", "expectedVersion": 1,
            });
            let (server, token) = (&servers[number % 2], &token);
            async move { act(server, token, "moveMeeting", "entity: meeting { version }", &input).await }
        });
        let payloads = join_all(moves).await;
        let moved = payloads.iter().filter(|payload| payload["userErrors"] == json!([])).count();
        assert_eq!(moved, 1, "{payloads:#?}");
        assert!(payloads.iter().all(|payload| payload["entity"]["version"] == 2), "{payloads:#?}");
        for server in servers {
            server.stop().await;
        }
    }

    async fn a_hundred_of_the_same_at_once_do_it_once(world: World) {
        let servers = [Server::start(&world).await, Server::start(&world).await];
        let token = world.token(&world.people.officer).await;
        let input = with(&new_household(&world, "Ancienne", "1980-02-03"), json!({ "idempotencyKey": "une seule fois" }));
        let shown = "household { id reference registeredOn }";
        let households = world.snapshot().await.count("household");
        let all = (0..100).map(|number| act(&servers[number % 2], &token, "registerHousehold", shown, &input));
        let payloads: BTreeSet<String> = join_all(all).await.iter().map(Value::to_string).collect();
        assert_eq!(payloads.len(), 1, "{payloads:#?}");
        let payload: Value = serde_json::from_str(payloads.first().unwrap()).unwrap();
        assert!(payload["household"]["id"].is_string(), "{payload:#}");
        let after = world.snapshot().await;
        assert_eq!(after.count("household"), households + 1);
        for server in servers {
            server.stop().await;
        }

        // It survives a restart, and the order of the fields is no difference.
        let server = Server::start(&world).await;
        let mut fields: Vec<_> = input.as_object().unwrap().iter().collect();
        fields.reverse();
        let written: Vec<_> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let again = server
            .http()
            .post(server.url("/graphql"))
            .bearer_auth(&token)
            .header("content-type", "application/json")
            .body(format!(
                "{{\"query\":\"mutation($input: RegisterHouseholdInput!) {{ registerHousehold(input: $input) {{ {shown} \
                 userErrors {{ code }} }} }}\",\"variables\":{{\"input\":{{{}}}}}}}",
                written.join(",")
            ))
            .send()
            .await
            .unwrap();
        let again: Value = again.json().await.unwrap();
        assert_eq!(again["data"]["registerHousehold"]["household"], payload["household"], "{again:#}");

        // With anything else under the same key it is refused; another person's keys are their own.
        let other = with(&input, json!({ "familyName": "Confidentiel-Autre" }));
        let refused = act(&server, &token, "registerHousehold", shown, &other).await;
        assert_eq!(codes(&refused["userErrors"]), ["IDEMPOTENCY_KEY_REUSED"]);
        let meeting = world.schedule_meeting(20).await;
        let answer = json!({ "meetingId": meeting.id.as_str(), "response": "ACCEPTED", "idempotencyKey": "une seule fois" });
        let refused = act(&server, &token, "answerConvocation", "meeting { id }", &answer).await;
        assert_eq!(codes(&refused["userErrors"]), ["IDEMPOTENCY_KEY_REUSED"]);
        let colleague = world.token(&world.people.officer_colleague).await;
        let input = with(&input, json!({ "confirm": ["POSSIBLE_DUPLICATE"] }));
        let theirs = act(&server, &colleague, "registerHousehold", shown, &input).await;
        assert_ne!(theirs["household"]["id"], payload["household"]["id"], "{theirs:#}");
        assert_eq!(theirs["userErrors"], json!([]));
        server.stop().await;
    }

    async fn a_key_is_used_up_only_by_what_was_done(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.officer).await;
        let shown = "household { id }";
        let good = with(&new_household(&world, "Ancienne", "1980-02-03"), json!({ "idempotencyKey": "k" }));
        let before = world.snapshot().await;
        let refused = act(&server, &token, "registerHousehold", shown, &with(&good, json!({ "familyName": "" }))).await;
        assert_eq!(codes(&refused["userErrors"]), ["TEXT_REQUIRED"]);
        for (key, code) in [("", "TEXT_REQUIRED"), (&*"k".repeat(101), "TEXT_TOO_LONG"), ("\0", "TEXT_MALFORMED")] {
            let refused =
                act(&server, &token, "registerHousehold", shown, &with(&good, json!({ "idempotencyKey": key }))).await;
            assert!(codes(&refused["userErrors"]).contains(&code), "{key:?}: {refused:#}");
            assert_eq!(refused["userErrors"][0]["field"], "idempotencyKey");
        }
        before.assert_same(&world.snapshot().await, "refused under a key");
        let done = act(&server, &token, "registerHousehold", shown, &good).await;
        assert!(done["household"]["id"].is_string(), "{done:#}");
        let after = world.snapshot().await;
        assert_eq!(act(&server, &token, "registerHousehold", shown, &good).await, done);
        after.assert_same(&world.snapshot().await, "done again under a key");
        server.stop().await;
    }

    async fn the_same_is_the_same_however_it_is_written(world: World) {
        let meeting = world.schedule_meeting(20).await.id.to_string();
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut first = None;
        for (variables, input, values) in [
            ("", "startsAt: \"2026-04-03T12:00:00Z\", confirm: MEETING_ON_DAY_OFF", json!({})),
            ("", "confirm: [MEETING_ON_DAY_OFF], startsAt: \"2026-04-03T14:00:00.000+02:00\", location: null", json!({})),
            ("$c: [WarningCode!], ", "startsAt: \"2026-04-03T12:00:00Z\", confirm: $c", json!({ "c": "MEETING_ON_DAY_OFF" })),
            ("$s: DateTime!, ", "startsAt: $s, confirm: [MEETING_ON_DAY_OFF]", json!({ "s": "2026-04-03T12:00:00+00:00" })),
        ] {
            let query = format!(
                "mutation({variables}$m: ID!) {{ again: moveMeeting(input: {{
                    {input}, idempotencyKey: \"k\", meetingId: $m, endsAt: \"2026-04-03T14:00:00Z\"
                }}) {{ meeting {{ version }} userErrors {{ code }} warnings {{ code }} }} }}"
            );
            let values = with(&values, json!({ "m": meeting }));
            let answer = server.ask(Some(&token), &query, values).await;
            assert!(answer["data"]["again"]["meeting"]["version"].is_i64(), "{input}: {answer:#}");
            assert_eq!(first.get_or_insert_with(|| answer["data"].clone()), &answer["data"], "{input}");
        }
        server.stop().await;
    }

    async fn the_key_of_what_was_taken_back_is_used_up(world: World) {
        let household = world.preselected_household().await.id;
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let start = json!({
            "householdId": household.as_str(), "referentId": world.people.social_worker.id().as_str(),
            "startOn": world.day(9), "intensity": "LIGHT", "axes": ["BUDGET_MANAGEMENT"], "idempotencyKey": "k",
        });
        let shown = "entity: supportMeasure { id }";
        let measure = act(&server, &token, "startSupport", shown, &start).await["entity"]["id"].clone();
        assert!(measure.is_string());
        act(&server, &token, "cancelSupport", "household { id }", &json!({ "supportMeasureId": measure })).await;
        let again = act(&server, &token, "startSupport", shown, &start).await;
        assert_eq!(codes(&again["userErrors"]), ["IDEMPOTENCY_KEY_REUSED"]);
        server.stop().await;
    }

    async fn every_act_takes_a_key_and_answers_the_same_again(world: World) {
        let household = world.preselected_household().await;
        let dwelling = world.dwelling().await;
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let manager = world.token(&world.people.manager).await;
        let staff = |person: &tests::Person| person.staff.id.to_string();
        let (coordinator, referent) = (staff(&world.people.coordinator), staff(&world.people.social_worker));
        let meeting = world.schedule_meeting(20).await.id.to_string();
        let mut done = BTreeSet::new();
        // The identifiers that one act answers with are what the next is about.
        let mut twice = async |mutation: &str, entity: &str, input: Value| -> String {
            let shown = format!("entity: {entity} {{ id }}");
            let input = with(&input, json!({ "idempotencyKey": mutation }));
            let token = if mutation.contains("aive") { &manager } else { &token };
            let first = act(&server, token, mutation, &shown, &input).await;
            assert!(first["entity"]["id"].is_string(), "{mutation}: {first:#}");
            let between = world.snapshot().await;
            let second = act(&server, token, mutation, &shown, &input).await;
            assert_eq!(first, second, "{mutation}");
            between.assert_same(&world.snapshot().await, mutation);
            done.insert(mutation.to_owned());
            first["entity"]["id"].as_str().unwrap().to_owned()
        };
        twice("registerHousehold", "household", new_household(&world, "Ancienne", "1980-02-03")).await;
        let order = json!({ "householdId": household.id.as_str(), "manner": "INTERVIEW", "authorId": referent });
        for act in ["cancelDiagnosis", "recordDiagnosis"] {
            world.decide_yesterday(&household.id, AgendaItemKind::Diagnosis, AgendaDecision::Approved).await;
            let diagnosis = if act == "cancelDiagnosis" {
                twice("orderDiagnosis", "socialDiagnosis", order.clone()).await
            } else {
                let input = world.diagnosis_order(&household.id);
                let ordered = diagnoses::order(&world.db, &world.act(&world.people.coordinator), input).await;
                ordered.unwrap().id.to_string()
            };
            let input = if act == "cancelDiagnosis" {
                json!({ "socialDiagnosisId": diagnosis, "reason": "Confidentiel" })
            } else {
                findings(&diagnosis, &world.today().to_string())
            };
            twice(act, "socialDiagnosis", input).await;
        }
        let allocation = twice("recordAllocation", "allocationDecision", json!({
            "householdId": household.id.as_str(), "dwellingId": dwelling.as_str(), "decidedOn": world.today(),
            "outcome": "CONDITIONAL", "missingDocument": "Confidentiel",
        })).await;
        for (act, on) in [("liftAllocationCondition", "liftedOn"), ("offerDwelling", "offeredOn")] {
            let mut input = json!({ "allocationDecisionId": allocation });
            input[on] = json!(world.today());
            twice(act, "allocationDecision", input).await;
        }
        twice("answerOffer", "allocationDecision", json!({
            "allocationDecisionId": allocation, "answer": "ACCEPTED", "answeredOn": world.today(),
        })).await;
        twice("releaseDwelling", "allocationDecision", json!({
            "allocationDecisionId": allocation, "cause": "HOUSEHOLD_WITHDREW", "releasedOn": world.today(),
            "reasons": "Confidentiel",
        })).await;
        let agreement = twice("drawUpAgreement", "tripartiteAgreement", json!({
            "householdId": household.id.as_str(), "drawnUpOn": world.today(),
            "objectives": [{ "axis": "OTHER", "label": "Confidentiel" }],
        })).await;
        twice("signAgreement", "tripartiteAgreement", json!({
            "tripartiteAgreementId": agreement, "party": "HOUSEHOLD", "signedOn": world.today(),
        })).await;
        twice("cancelAgreement", "tripartiteAgreement", json!({
            "tripartiteAgreementId": agreement, "reason": "Confidentiel",
        })).await;
        let undiagnosed = world.preselected_household_to_go_on().await;
        let waiver = twice("waiveStep", "stepWaiver", json!({
            "householdId": undiagnosed.as_str(), "step": "DIAGNOSIS_BEFORE_AGREEMENT", "reasons": "Confidentiel",
        })).await;
        twice("withdrawStepWaiver", "stepWaiver", json!({ "stepWaiverId": waiver })).await;
        let ahead = world.preselected_household().await;
        let input = StartSupport { start_on: world.day(1), ..world.support_input(&ahead.id) };
        let to_come = support::start(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        twice("cancelSupport", "household", json!({ "supportMeasureId": to_come.id.as_str() })).await;
        let input = OpenTenancy { start_on: world.day(1), ..world.tenancy_input(&ahead.id, &world.dwelling().await) };
        let to_come = tenancies::open(&world.db, &world.act(&world.people.coordinator), input).await.unwrap();
        twice("cancelTenancy", "household", json!({ "tenancyId": to_come.id.as_str() })).await;
        let measure = twice("startSupport", "supportMeasure", json!({
            "householdId": household.id.as_str(), "referentId": referent, "startOn": "2026-03-01",
            "intensity": "LIGHT", "axes": ["BUDGET_MANAGEMENT"],
        })).await;
        twice("changeSupportIntensity", "supportMeasure", json!({
            "supportMeasureId": measure, "intensity": "MEDIUM", "fromOn": "2026-03-02", "reasons": "Confidentiel",
        })).await;
        let objective = json!({ "supportMeasureId": measure, "axis": "BUDGET_MANAGEMENT", "label": "x", "setOn": "2026-03-02" });
        twice("setSupportObjective", "supportMeasure", objective).await;
        let known = world.support(&measure.parse().unwrap()).await;
        let objective = world.objectives(&known).await[0].id.to_string();
        twice("moveSupportObjective", "supportMeasure", json!({
            "supportObjectiveId": objective, "status": "ACHIEVED", "movedOn": "2026-03-02",
        })).await;
        let held = json!({ "heldOn": world.today(), "kind": "PHONE", "summary": "Confidentiel" });
        let of_measure = json!({ "supportMeasureId": measure });
        let interview = twice("recordInterview", "supportInterview", with(&held, of_measure)).await;
        let corrected = json!({ "supportInterviewId": interview, "summary": "x" });
        twice("correctInterview", "supportInterview", with(&held, corrected)).await;
        let suspension = twice("suspendSupport", "supportSuspension", json!({
            "supportMeasureId": measure, "ground": "DETENTION", "startOn": world.today(),
        })).await;
        twice("endSuspension", "supportSuspension", json!({
            "supportSuspensionId": suspension, "endedOn": world.today(),
        })).await;
        twice("extendSupport", "supportMeasure", json!({
            "supportMeasureId": measure, "ground": "HEALTH", "explanation": "Confidentiel",
            "decidedById": coordinator, "decidedOn": world.today(), "endOn": "2027-06-02",
        })).await;
        for act in ["refuseExtension", "withdrawExtensionRequest", "grantExtension"] {
            let input = json!({
                "supportMeasureId": measure, "ground": "HEALTH", "explanation": "Confidentiel", "proposedEndOn": "2027-07-02",
            });
            let request = if act == "grantExtension" {
                twice("requestExtension", "supportExtensionRequest", input).await
            } else {
                let measure = world.support(&measure.parse().unwrap()).await;
                world.request_extension(&measure).await.id.to_string()
            };
            let input = match act {
                "refuseExtension" => json!({ "decidedOn": world.today(), "reasons": "Confidentiel" }),
                "grantExtension" => json!({ "decidedOn": world.today() }),
                _ => json!({}),
            };
            twice(act, "supportExtensionRequest", with(&input, json!({ "supportExtensionRequestId": request }))).await;
        }
        let reminded = world.support(&measure.parse().unwrap()).await;
        let sent = world.remind(&reminded, &world.people.coordinator).await.id.to_string();
        twice("snoozeReminder", "reminder", json!({ "reminderId": sent, "until": world.day(1) })).await;
        twice("acknowledgeReminder", "reminder", json!({ "reminderId": sent })).await;
        let failed = world.remind_in_vain(&reminded, &world.people.social_worker).await.id.to_string();
        twice("retryReminder", "reminder", json!({ "reminderId": failed })).await;
        twice("recordProgressReview", "progressReview", json!({
            "supportMeasureId": measure, "kind": "INTERIM", "heldOn": world.today(), "householdView": "Confidentiel",
            "account": "Confidentiel", "landlordAccount": "Confidentiel",
        })).await;
        let tenancy = twice("openTenancy", "tenancy", json!({
            "householdId": household.id.as_str(), "dwellingId": dwelling.as_str(), "modality": "SLIDING_LEASE",
            "rentalManagement": "ADAPTED", "headTenantId": world.organisations.ccas.id.as_str(),
            "startOn": "2026-03-02",
        })).await;
        let review =
            twice("planLeaseReview", "leaseReview", json!({ "tenancyId": tenancy, "dueOn": "2026-09-01" })).await;
        twice("recordLeaseReview", "leaseReview", json!({
            "leaseReviewId": review, "heldOn": world.today(), "outcome": "READY",
            "householdView": "Confidentiel", "organisationView": "Confidentiel",
        })).await;
        let exam = twice("renewExamPeriod", "examPeriod", json!({ "tenancyId": tenancy })).await;
        let first = exam_period::Entity::find().filter(exam_period::Column::Id.ne(exam)).one(&world.db).await.unwrap();
        twice("recordPrefectNotice", "examPeriod", json!({
            "examPeriodId": first.unwrap().id.as_str(), "informedOn": world.today(), "leaseOffered": true,
        })).await;
        twice("transferLease", "tenancy", json!({ "tenancyId": tenancy, "transferredOn": world.today() })).await;
        twice("closeSupport", "supportMeasure", json!({
            "supportMeasureId": measure, "closedOn": world.today(), "outcome": "HOUSING_KEPT",
        })).await;
        twice("endTenancy", "tenancy", json!({ "tenancyId": tenancy, "endOn": world.today() })).await;
        let proposed = world.register_household().await.id.to_string();
        twice("putHouseholdOnAgenda", "agendaItem", json!({
            "meetingId": meeting, "householdId": proposed, "kind": "PRESELECTION",
        })).await;
        twice("answerConvocation", "meeting", json!({ "meetingId": meeting, "response": "TENTATIVE" })).await;
        let other = twice("scheduleMeeting", "meeting", json!({
            "programmeId": world.programme_id.as_str(), "startsAt": "2026-04-02T12:00:00Z",
            "endsAt": "2026-04-02T14:00:00Z", "location": "Salle", "chairId": coordinator,
            "participantIds": [referent],
        })).await;
        twice("moveMeeting", "meeting", json!({
            "meetingId": other, "startsAt": "2026-04-03T12:00:00Z", "endsAt": "2026-04-03T14:00:00Z",
        })).await;
        twice("cancelMeeting", "meeting", json!({ "meetingId": other })).await;
        let next = world.schedule_meeting(21).await.id.to_string();
        twice("acceptAgendaProposals", "meeting", json!({
            "meetingId": next,
            "proposals": [{ "householdId": world.register_household().await.id.as_str(), "kind": "PRESELECTION" }],
        })).await;
        let series = twice("scheduleMeetingSeries", "meetingSeries", json!({
            "programmeId": world.programme_id.as_str(), "startsAt": "2026-04-07T12:00:00Z",
            "endsAt": "2026-04-07T14:00:00Z", "location": "Salle", "chairId": coordinator,
            "participantIds": [referent], "pattern": "MONTHLY_BY_RANK", "untilOn": "2026-06-30",
        })).await;
        twice("changeMeetingSeries", "meetingSeries", json!({ "meetingSeriesId": series, "untilOn": "2026-05-31" })).await;
        let followed = world.preselected_household().await;
        let held = world.item_of_yesterday(&followed.id, AgendaItemKind::Extension).await.meeting_id;
        world.hold(&held, world.clock.now()).await;
        twice("recordAttendance", "meeting", json!({
            "meetingId": held.as_str(), "attendances": [{ "staffId": referent, "attendance": "EXCUSED" }],
        })).await;
        twice("approveMinutes", "meeting", json!({ "meetingId": held.as_str() })).await;
        twice("correctMinutes", "meeting", json!({
            "meetingId": held.as_str(), "correction": "Confidentiel", "reason": "Confidentiel",
        })).await;
        let item = world.item_of_yesterday(&proposed.parse().unwrap(), AgendaItemKind::Preselection).await.id;
        twice("recordAgendaDecision", "agendaItem", json!({
            "agendaItemId": item.as_str(), "decision": "ADJOURNED", "reasons": "Confidentiel",
        })).await;
        let (programme, state) = (world.programme_id.as_str(), world.organisations.state.id.as_str());
        twice("reviseProgramme", "programme", json!({
            "programmeId": programme, "decidedOn": world.today(), "reason": "x", "revision": { "location": "Ailleurs" },
        })).await;
        twice("recordDepartmentalOpinion", "programme", json!({
            "programmeId": programme, "givenOn": world.today(), "opinion": "x",
        })).await;
        twice("recordRegionalOpinion", "programme", json!({
            "programmeId": programme, "givenOn": world.today(), "opinion": "FAVOURABLE",
        })).await;
        twice("withdrawOpinion", "programme", json!({
            "programmeId": programme, "level": "REGIONAL", "reason": "Confidentiel",
        })).await;
        twice("setUnitRate", "unitRate", json!({
            "programmeId": programme, "component": "SUPPORT", "unit": "PER_HOUSEHOLD_YEAR",
            "proration": "DAYS_IN_YEAR", "amount": "1250.00", "validFrom": "2026-01-01",
        })).await;
        twice("setFundingShare", "fundingShare", json!({
            "programmeId": programme, "funderId": state, "base": "WHOLE", "basisPoints": 7100,
        })).await;
        twice("recordFunding", "fundingEntry", json!({
            "programmeId": programme, "funderId": state, "year": 1, "state": "RECEIVED", "amount": "0.01",
            "datedOn": world.today(),
        })).await;
        assert_eq!(done, mutations_with("idempotencyKey"), "every act with a key is tried");
        server.stop().await;
    }

    async fn what_is_probably_not_meant_is_done_once_it_is_confirmed(world: World) {
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let (tenancy, _) = world.sliding_lease(&household.id).await;
        let meeting = world.schedule_meeting(20).await;
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let known = new_household(&world, "Ancienne", "1980-02-03");
        let first = act(&server, &token, "registerHousehold", "entity: household { id }", &known).await;
        assert_eq!(first["warnings"], json!([]), "{first:#}");
        let cases = [
            ("registerHousehold", "household", new_household(&world, " ANCIENNE", "1980-02-03"), "members", "POSSIBLE_DUPLICATE"),
            (
                "scheduleMeeting",
                "meeting",
                json!({
                    "programmeId": world.programme_id.as_str(), "startsAt": "2026-05-01T12:00:00Z",
                    "endsAt": "2026-05-01T14:00:00Z", "location": "Salle",
                    "chairId": world.people.coordinator.staff.id.as_str(),
                    "participantIds": [world.people.member.staff.id.as_str()],
                }),
                "startsAt",
                "MEETING_ON_DAY_OFF",
            ),
            (
                "moveMeeting",
                "meeting",
                json!({
                    "meetingId": meeting.id.as_str(), "startsAt": "2026-04-04T12:00:00Z",
                    "endsAt": "2026-04-04T14:00:00Z",
                }),
                "startsAt",
                "MEETING_ON_DAY_OFF",
            ),
            (
                "endTenancy",
                "tenancy",
                json!({ "tenancyId": tenancy.id.as_str(), "endOn": world.today() }),
                "tenancyId",
                "SUPPORT_STILL_OPEN",
            ),
        ];
        for (mutation, entity, input, field, code) in cases {
            let shown = format!("entity: {entity} {{ id }}");
            let before = world.snapshot().await;
            let others: Vec<_> =
                ["POSSIBLE_DUPLICATE", "MEETING_ON_DAY_OFF", "SUPPORT_STILL_OPEN"].into_iter().filter(|other| *other != code).collect();
            for confirmed in [json!({}), json!({ "confirm": others }), json!({ "idempotencyKey": "k" })] {
                let payload = act(&server, &token, mutation, &shown, &with(&input, confirmed)).await;
                assert_eq!(payload["entity"], Value::Null, "{mutation}");
                assert_eq!(payload["userErrors"], json!([]), "{mutation}");
                assert_eq!(codes(&payload["warnings"]), [code], "{mutation}");
                assert_eq!(payload["warnings"][0]["field"], field);
                assert!(payload["warnings"][0]["message"].as_str().unwrap().ends_with('.'));
            }
            before.assert_same(&world.snapshot().await, mutation);
            let payload = act(&server, &token, mutation, &shown, &with(&input, json!({ "confirm": [code] }))).await;
            assert!(payload["entity"]["id"].is_string(), "{mutation}: {payload:#}");
            assert_eq!(payload["warnings"], json!([]));
        }
        server.stop().await;
    }

    async fn a_double_is_told_only_to_who_may_know_the_other(world: World) {
        let server = Server::start(&world).await;
        let known = new_household(&world, "Ancienne", "1980-02-03");
        let token = world.token(&world.people.officer).await;
        let first = act(&server, &token, "registerHousehold", "entity: household { id }", &known).await;
        assert!(first["entity"]["id"].is_string(), "{first:#}");
        let stranger = world.token(&world.people.other_officer).await;
        let input = with(&known, json!({ "landlordContactId": world.people.other_officer.staff.id.as_str() }));
        let payload = act(&server, &stranger, "registerHousehold", "entity: household { id }", &input).await;
        assert!(payload["entity"]["id"].is_string(), "{payload:#}");
        for (given_name, birth_date) in [("Autre", "1980-02-03"), ("Ancienne", "1980-02-04")] {
            let input = new_household(&world, given_name, birth_date);
            let payload = act(&server, &token, "registerHousehold", "entity: household { id }", &input).await;
            assert_eq!(payload["warnings"], json!([]), "{given_name} {birth_date}");
        }
        server.stop().await;
    }
}

/// The mutations whose input has a field.
fn mutations_with(field: &str) -> BTreeSet<String> {
    let sdl = api::graphql::sdl();
    let inputs = sdl.split("\ninput ").skip(1).filter_map(|rest| {
        let (name, body) = rest.split_once(" {")?;
        let has = body.split("\n}").next()?.lines().any(|line| line.trim_start().starts_with(&format!("{field}:")));
        has.then_some(name.strip_suffix("Input")?)
    });
    inputs.map(|name| format!("{}{}", name[..1].to_lowercase(), &name[1..])).collect()
}
