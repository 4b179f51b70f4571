//! Every mutation of the schema: good input changes what it says, bad input gets user errors with stable
//! codes and changes nothing.

mod bad_inputs;
mod stage;

use std::collections::BTreeSet;

use entity::types::{AgendaDecision, AgendaItemKind, LeaseReviewOutcome};
use serde_json::{Value, json};
use tests::{Server, World, both_databases};

use self::bad_inputs::bad_inputs;
use self::stage::{Stage, but};

/// The mutation's answer: the payload, with the entity's identifier and the user errors.
async fn act(server: &Server, token: &str, mutation: &str, input: &Value) -> Value {
    let type_name = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let entity = entity_of(mutation);
    let query = format!(
        "mutation($input: {type_name}!) {{ {mutation}(input: $input) {{ {entity} userErrors {{ field code message }} }} }}"
    );
    let answer = server.ask(Some(token), &query, json!({ "input": input })).await;
    assert!(answer.get("errors").is_none(), "{mutation} {input:#}: {answer:#}");
    answer["data"][mutation].clone()
}

fn entity_of(mutation: &str) -> &'static str {
    match mutation {
        "registerHousehold" | "cancelSupport" | "cancelTenancy" => "entity: household { id }",
        "orderDiagnosis" | "recordDiagnosis" | "cancelDiagnosis" => "entity: socialDiagnosis { id }",
        "recordAllocation" | "liftAllocationCondition" | "offerDwelling" | "answerOffer" | "releaseDwelling" => {
            "entity: allocationDecision { id }"
        }
        "drawUpAgreement" | "signAgreement" | "cancelAgreement" => "entity: tripartiteAgreement { id }",
        "startSupport"
        | "extendSupport"
        | "changeSupportIntensity"
        | "setSupportObjective"
        | "moveSupportObjective"
        | "closeSupport" => "entity: supportMeasure { id }",
        "recordInterview" | "correctInterview" => "entity: supportInterview { id }",
        "suspendSupport" | "endSuspension" => "entity: supportSuspension { id }",
        "waiveStep" | "withdrawStepWaiver" => "entity: stepWaiver { id }",
        "recordProgressReview" => "entity: progressReview { id }",
        "requestExtension" | "grantExtension" | "refuseExtension" | "withdrawExtensionRequest" => {
            "entity: supportExtensionRequest { id }"
        }
        "openTenancy" | "transferLease" | "endTenancy" => "entity: tenancy { id }",
        "renewExamPeriod" | "recordPrefectNotice" => "entity: examPeriod { id }",
        "planLeaseReview" | "recordLeaseReview" => "entity: leaseReview { id }",
        "scheduleMeeting"
        | "moveMeeting"
        | "cancelMeeting"
        | "answerConvocation"
        | "acceptAgendaProposals"
        | "recordAttendance"
        | "approveMinutes"
        | "correctMinutes" => "entity: meeting { id }",
        "scheduleMeetingSeries" | "changeMeetingSeries" => "entity: meetingSeries { id }",
        "putHouseholdOnAgenda" | "recordAgendaDecision" => "entity: agendaItem { id }",
        "reviseProgramme" | "recordDepartmentalOpinion" | "recordRegionalOpinion" | "withdrawOpinion" => {
            "entity: programme { id }"
        }
        "acknowledgeReminder" | "snoozeReminder" | "retryReminder" => "entity: reminder { id }",
        "setUnitRate" => "entity: unitRate { id }",
        "setFundingShare" => "entity: fundingShare { id }",
        "recordFunding" => "entity: fundingEntry { id }",
        "signIn" => "entity: token",
        other => panic!("no entity is written down for {other}"),
    }
}

both_databases! {
    async fn bad_input_of_every_mutation_gets_a_code_and_changes_nothing(world: World) {
        let server = Server::start(&world).await;
        let stage = Stage::set(&world).await;
        let tokens = [world.token(&world.people.coordinator).await, world.token(&world.people.manager).await];
        let before = world.snapshot().await;
        let table = bad_inputs(&stage);
        for (mutation, input, field, code) in &table {
            // Some acts are the manager's alone, others want who is convened.
            let token = &tokens[usize::from(mutation.contains("aive"))];
            let payload = act(&server, token, mutation, input).await;
            assert!(payload["entity"].is_null(), "{mutation} {input:#}: {payload:#}");
            let errors = payload["userErrors"].as_array().unwrap();
            let expected = |error: &Value| error["code"] == *code && error["field"].as_str().unwrap_or_default() == *field;
            assert!(errors.iter().any(expected), "{mutation} {input:#}: {payload:#}");
            let message = |error: &Value| error["message"].as_str().is_some_and(|text| text.ends_with('.') && !text.contains('_'));
            assert!(errors.iter().all(message), "{payload:#}");
            before.assert_same(&world.snapshot().await, &format!("{mutation} {input:#}"));
        }
        let covered: BTreeSet<_> = table.iter().map(|(mutation, ..)| (*mutation).to_owned()).collect();
        let data = server.data(&tokens[0], "{ __schema { mutationType { fields { name args { name } } } } }", json!({})).await;
        for field in data["__schema"]["mutationType"]["fields"].as_array().unwrap() {
            let takes_input = field["args"].as_array().is_some_and(|args| !args.is_empty());
            let name = field["name"].as_str().unwrap();
            assert!(!takes_input || covered.contains(name), "no bad input of {name} is tried");
        }
        server.stop().await;
    }

    async fn a_user_is_told_in_the_language_they_accept(world: World) {
        let server = Server::start(&world).await;
        let query = "mutation { signIn(input: { email: \"nobody@essai.test\", password: \"x\" }) { userErrors { field code message } } }";
        for (language, message) in [
            (None, "L’adresse ou le mot de passe est incorrect."),
            (Some("en-GB, fr;q=0.5"), "The address or the password is wrong."),
            (Some("de, fr;q=0.5"), "L’adresse ou le mot de passe est incorrect."),
        ] {
            let mut request = server.http().post(server.url("/graphql")).json(&json!({ "query": query }));
            if let Some(language) = language {
                request = request.header("accept-language", language);
            }
            let answer: Value = request.send().await.unwrap().json().await.unwrap();
            assert_eq!(answer["data"]["signIn"]["userErrors"][0]["code"], "BAD_CREDENTIALS");
            assert_eq!(answer["data"]["signIn"]["userErrors"][0]["message"], message, "{language:?}");
        }
        server.stop().await;
    }

    async fn what_the_schema_does_not_take_is_an_error_and_changes_nothing(world: World) {
        let server = Server::start(&world).await;
        let stage = Stage::set(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let before = world.snapshot().await;
        let query = "mutation($input: StartSupportInput!) { startSupport(input: $input) { userErrors { code } } }";
        for input in [
            Value::Null,
            json!({}),
            json!("x"),
            but(stage.support(), json!({ "startOn": "2026-02-30" })),
            but(stage.support(), json!({ "startOn": 7 })),
            but(stage.support(), json!({ "intensity": "ENORMOUS" })),
            but(stage.support(), json!({ "axes": null })),
            but(stage.support(), json!({ "unknown": 1 })),
        ] {
            let answer = server.ask(Some(&token), query, json!({ "input": input })).await;
            assert!(!answer["errors"].as_array().unwrap().is_empty(), "{input:#}: {answer:#}");
            before.assert_same(&world.snapshot().await, &format!("{input:#}"));
        }
        server.stop().await;
    }

    async fn the_path_of_a_household_goes_through_the_api(world: World) {
        let server = Server::start(&world).await;
        let stage = Stage::set(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let done = async |mutation: &str, input: Value| {
            let payload = act(&server, &token, mutation, &input).await;
            assert_eq!(payload["userErrors"], json!([]), "{mutation} {input:#}");
            payload["entity"]["id"].as_str().unwrap().to_owned()
        };
        let household = done("registerHousehold", stage.household()).await;
        let meeting = done("scheduleMeeting", stage.meeting()).await;
        let item = done("putHouseholdOnAgenda", json!({ "meetingId": meeting, "householdId": household, "kind": "PRESELECTION" })).await;
        done("moveMeeting", json!({ "meetingId": meeting, "startsAt": "2026-04-03T12:00:00Z", "endsAt": "2026-04-03T14:00:00Z" })).await;
        done("answerConvocation", json!({ "meetingId": meeting, "response": "TENTATIVE" })).await;
        // The token of a month ago has ended by then.
        world.go_to("2026-04-03", 15, 0);
        let token = world.token(&world.people.coordinator).await;
        let done = async |mutation: &str, input: Value| {
            let payload = act(&server, &token, mutation, &input).await;
            assert_eq!(payload["userErrors"], json!([]), "{mutation} {input:#}");
            payload["entity"]["id"].as_str().unwrap().to_owned()
        };
        done("recordAgendaDecision", json!({ "agendaItemId": item, "decision": "PRESELECTED", "reasons": "Confidentiel" })).await;
        let came = |staff: &str| json!({ "staffId": staff, "attendance": "PRESENT" });
        let attendances = [&stage.coordinator, &stage.referent, &stage.member].map(|staff| came(staff));
        done("recordAttendance", json!({ "meetingId": meeting, "attendances": attendances })).await;
        done("approveMinutes", json!({ "meetingId": meeting })).await;
        world.decide_yesterday(&household.parse().unwrap(), AgendaItemKind::Diagnosis, AgendaDecision::Approved).await;
        let diagnosis = done("orderDiagnosis", but(stage.order(), json!({ "householdId": household }))).await;
        done("recordDiagnosis", but(stage.findings(), json!({ "socialDiagnosisId": diagnosis, "doneOn": "2026-04-03" }))).await;
        // The first is not delivered, the second is.
        let mut dwelling = String::new();
        for delivered in [false, true] {
            dwelling = world.dwelling().await.to_string();
            let allocation = json!({ "householdId": household, "dwellingId": dwelling, "decidedOn": "2026-04-03" });
            let allocation = done("recordAllocation", but(stage.allocation(), allocation)).await;
            done("offerDwelling", json!({ "allocationDecisionId": allocation, "offeredOn": "2026-04-03" })).await;
            done("answerOffer", json!({ "allocationDecisionId": allocation, "answer": "ACCEPTED", "answeredOn": "2026-04-03" })).await;
            if !delivered {
                done("releaseDwelling", json!({
                    "allocationDecisionId": allocation, "cause": "DWELLING_NOT_DELIVERED", "releasedOn": "2026-04-03", "reasons": "Confidentiel",
                })).await;
            }
        }
        let agreement = done("drawUpAgreement", but(stage.agreement(), json!({ "householdId": household, "drawnUpOn": "2026-04-03" }))).await;
        for (party, signatory) in [("HOUSEHOLD", None), ("LANDLORD", Some(&stage.officer)), ("SUPPORT_ORGANISATION", Some(&stage.referent))] {
            done("signAgreement", json!({ "tripartiteAgreementId": agreement, "party": party, "signedOn": "2026-04-03", "signatoryId": signatory })).await;
        }
        // Foreseen for the next month, then for today.
        let ahead = json!({ "householdId": household, "dwellingId": dwelling, "startOn": "2026-05-04" });
        let to_come = done("openTenancy", but(stage.tenancy(), ahead)).await;
        done("cancelTenancy", json!({ "tenancyId": to_come })).await;
        let ahead = json!({ "householdId": household, "startOn": "2026-05-04" });
        let to_come = done("startSupport", but(stage.support(), ahead)).await;
        done("cancelSupport", json!({ "supportMeasureId": to_come })).await;
        let measure = done("startSupport", but(stage.support(), json!({ "householdId": household, "startOn": "2026-04-03" }))).await;
        let tenancy = done("openTenancy", but(stage.tenancy(), json!({ "householdId": household, "dwellingId": dwelling, "startOn": "2026-04-03" }))).await;
        let review = done("planLeaseReview", json!({ "tenancyId": tenancy, "dueOn": "2026-06-01" })).await;
        world.clock.advance(chrono::TimeDelta::hours(1));
        let request = done("requestExtension", but(stage.request(), json!({ "supportMeasureId": measure }))).await;
        done("grantExtension", json!({ "supportExtensionRequestId": request, "decidedOn": "2026-04-03", "endOn": "2027-06-02" })).await;
        let views = json!({ "leaseReviewId": review, "heldOn": "2026-04-03" });
        done("recordLeaseReview", but(stage.review(), views)).await;
        let exam = done("renewExamPeriod", json!({ "tenancyId": tenancy, "examPeriodMonths": 6 })).await;
        assert!(exam.starts_with("exp_"));
        done("transferLease", json!({ "tenancyId": tenancy, "transferredOn": "2026-04-03" })).await;
        for kind in ["INTERIM", "FINAL"] {
            let review = json!({ "supportMeasureId": measure, "kind": kind, "heldOn": "2026-04-03" });
            done("recordProgressReview", but(stage.progress(), review)).await;
        }
        done("closeSupport", json!({ "supportMeasureId": measure, "closedOn": "2026-04-03", "outcome": "LEASE_TRANSFERRED" })).await;
        done("endTenancy", json!({ "tenancyId": tenancy, "endOn": "2026-04-03" })).await;

        let query = "query($id: ID!) { household(by: { id: $id }) { stage familyName currentSupport { id } supportMeasures { nodes { outcome extensions { nodes { rank endOn } } } }
            tenancies { nodes { transferredOn endOn headTenant { id } reviews { nodes { outcome cancelledOn } } } } } }";
        let data = server.data(&token, query, json!({ "id": household })).await;
        assert_eq!(data["household"], json!({
            "stage": "EXITED",
            "familyName": "Confidentiel",
            "currentSupport": null,
            "supportMeasures": { "nodes": [
                { "outcome": "LEASE_TRANSFERRED", "extensions": { "nodes": [{ "rank": 1, "endOn": "2027-06-02" }] } },
            ] },
            "tenancies": { "nodes": [{
                "transferredOn": "2026-04-03", "endOn": "2026-04-03", "headTenant": null,
                "reviews": { "nodes": [{ "outcome": "READY", "cancelledOn": null }, { "outcome": null, "cancelledOn": "2026-04-03" }] },
            }] },
        }));
        let token_ended = server.ask(Some(&token), "mutation { signOut { signedOut } }", json!({})).await;
        assert_eq!(token_ended["data"]["signOut"]["signedOut"], true);
        let answer = server.ask(Some(&token), "{ viewer { id } }", json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        server.stop().await;
    }

    async fn a_programme_is_revised_through_the_api_and_what_it_was_stays_readable(world: World) {
        let server = Server::start(&world).await;
        let stage = Stage::set(&world).await;
        let token = world.token(&world.people.manager).await;
        let (state, ccas) = (world.organisations.state.id.as_str(), world.organisations.ccas.id.as_str());
        let targets = [1, 2, 3].map(|year| json!({ "year": year, "households": 40, "dwellings": 41 - year }));
        let revision = json!({
            "householdTarget": 130, "largestDwellingType": "T4", "fndolltsFunded": null, "fndolltsApplied": true,
            "carriers": [ccas],
            "modalities": [
                { "modality": "SLIDING_LEASE", "description": "bail glissant" },
                { "modality": "DIRECT_ACCESS", "description": "accès direct" },
                { "modality": "SUBLEASE", "description": "sous-location" },
            ],
            "partners": [
                { "organisationId": state, "kind": "FINANCIAL" },
                { "organisationId": ccas, "kind": "OPERATIONAL", "supportsHouseholds": true, "role": "accompagnement" },
            ],
            "yearlyTargets": targets,
        });
        for (mutation, input) in [
            ("reviseProgramme", but(stage.revision(), json!({ "revision": revision, "expectedVersion": 1 }))),
            ("recordDepartmentalOpinion", but(stage.departmental_opinion(), json!({ "reproducibility": "STRONG" }))),
            ("recordRegionalOpinion", stage.regional_opinion()),
            ("withdrawOpinion", stage.opinion_withdrawal()),
        ] {
            let payload = act(&server, &token, mutation, &input).await;
            assert_eq!(payload["userErrors"], json!([]), "{mutation}");
        }
        let query = "query($id: ID!) { node(id: $id) { ... on Programme {
            version householdTarget largestDwellingType fndolltsFunded fndolltsApplied reproducibility departmentalOpinionOn
            regionalOpinion warnings { code stated computed }
            carriers { id } modalities { modality } yearlyTargets { year households dwellings }
            partners { organisation { id } kind identifiesDemand supportsHouseholds role }
            versions { totalCount nodes { version kind decidedOn reason changedFields recordedBy { id } householdTarget largestDwellingType
                fndolltsFunded fndolltsApplied regionalOpinion departmentalOpinionOn mobilisesWithoutWorks
                carriers { organisationId name } modalities { modality description } yearlyTargets { year }
                partners { organisationId name kind supportsHouseholds role } } }
        } } }";
        let data = server.data(&token, query, json!({ "id": stage.programme })).await;
        let node = &data["node"];
        assert_eq!(
            json!([node["version"], node["householdTarget"], node["largestDwellingType"], node["fndolltsFunded"], node["fndolltsApplied"]]),
            json!([5, 130, "T4", null, true])
        );
        assert_eq!(node["carriers"], json!([{ "id": ccas }]));
        assert_eq!(node["partners"][1], json!({
            "organisation": { "id": ccas }, "kind": "OPERATIONAL", "identifiesDemand": false, "supportsHouseholds": true,
            "role": "accompagnement",
        }));
        assert_eq!(node["yearlyTargets"][2], json!({ "year": 3, "households": 40, "dwellings": 38 }));
        let differs = json!({ "code": "YEARLY_HOUSEHOLDS_DIFFER", "stated": 130, "computed": 120 });
        assert!(node["warnings"].as_array().unwrap().contains(&differs), "{:#}", node["warnings"]);
        assert_eq!(node["versions"]["totalCount"], 5);
        let versions = node["versions"]["nodes"].as_array().unwrap();
        let kinds: Vec<_> = versions.iter().map(|version| version["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["RECORDED", "REVISED", "DEPARTMENTAL_OPINION", "REGIONAL_OPINION", "OPINION_WITHDRAWN"]);
        assert_eq!((&versions[3]["regionalOpinion"], &versions[4]["regionalOpinion"]), (&json!("FAVOURABLE"), &json!(null)));
        let manager = json!({ "id": world.people.manager.staff.id.as_str() });
        let names = (&world.organisations.landlord.name, &world.organisations.ccas.name);
        assert_eq!(versions[0], json!({
            "version": 1, "kind": "RECORDED", "decidedOn": "2026-01-01", "reason": null, "changedFields": [],
            "recordedBy": null, "householdTarget": 120, "largestDwellingType": "T5", "fndolltsFunded": false,
            "fndolltsApplied": null, "regionalOpinion": null, "departmentalOpinionOn": null, "mobilisesWithoutWorks": true,
            "carriers": [
                { "organisationId": world.organisations.landlord.id.as_str(), "name": names.0 },
                { "organisationId": ccas, "name": names.1 },
            ],
            "modalities": [
                { "modality": "DIRECT_ACCESS", "description": "accès direct" },
                { "modality": "SLIDING_LEASE", "description": "bail glissant" },
            ],
            "yearlyTargets": [{ "year": 1 }, { "year": 2 }, { "year": 3 }],
            "partners": [
                { "organisationId": ccas, "name": names.1, "kind": "OPERATIONAL", "supportsHouseholds": true, "role": "accompagnement" },
                { "organisationId": state, "name": world.organisations.state.name, "kind": "FINANCIAL", "supportsHouseholds": false, "role": "" },
            ],
        }));
        assert_eq!(versions[1]["changedFields"], json!([
            "householdTarget", "largestDwellingType", "fndolltsFunded", "fndolltsApplied", "carriers", "modalities",
            "partners", "yearlyTargets",
        ]));
        assert_eq!((&versions[1]["recordedBy"], &versions[1]["reason"]), (&manager, &json!("Avenant")));
        assert_eq!(versions[3]["partners"][1], json!({
            "organisationId": ccas, "name": names.1, "kind": "OPERATIONAL", "supportsHouseholds": true,
            "role": "accompagnement",
        }));
        // Whoever may not read money does not read it in what was, either: they are told so once for each type.
        let social_worker = world.token(&world.people.social_worker).await;
        let query = "query($id: ID!) { node(id: $id) { ... on Programme {
            partners { kind role } versions(first: 1, filter: { kind: { eq: REVISED } }) {
                nodes { name kind changedFields financing reason partners { role } } } } } }";
        let answer = server.ask(Some(&social_worker), query, json!({ "id": stage.programme })).await;
        let node = &answer["data"]["node"];
        assert_eq!(node["partners"][0], json!({ "kind": "FINANCIAL", "role": null }));
        assert_eq!(node["versions"]["nodes"], json!([{
            "name": "Programme d’essai", "kind": "REVISED", "changedFields": versions[1]["changedFields"], "financing": null,
            "reason": null, "partners": null,
        }]));
        let refused = answer["errors"].as_array().unwrap().iter().map(|error| &error["extensions"]["code"]);
        assert_eq!(refused.collect::<Vec<_>>(), [&json!("FORBIDDEN_FIELD"); 2], "{answer:#}");
        server.stop().await;
    }

    async fn the_review_period_defaults_to_six_months(world: World) {
        let household = world.preselected_household().await;
        let (tenancy, review) = world.sliding_lease(&household.id).await;
        assert_eq!(tenancy.review_period_months, Some(6));
        assert_eq!(review.due_on.to_string(), "2026-09-02");
        world.hold_review(&review, LeaseReviewOutcome::Continue).await;
        assert_eq!(world.open_review(&tenancy).await.unwrap().due_on.to_string(), "2027-03-02");
    }
}
