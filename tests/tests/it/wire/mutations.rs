//! Every mutation of the schema: good input changes what it says, bad input gets user errors with stable
//! codes and changes nothing.

use std::collections::BTreeSet;

use entity::types::{AgendaItemKind, LeaseReviewOutcome};
use serde_json::{Value, json};
use tests::{Server, World, both_databases};

/// A world with something for every mutation to act upon.
struct Stage {
    programme: String,
    proposed: String,
    preselected: String,
    supported: String,
    measure: String,
    tenancy: String,
    review: String,
    meeting: String,
    item: String,
    dwelling: String,
    coordinator: String,
    referent: String,
    officer: String,
    member: String,
    ccas: String,
    state: String,
    town: String,
}

impl Stage {
    async fn set(world: &World) -> Self {
        let proposed = world.register_household().await;
        let preselected = world.preselected_household().await;
        let supported = world.preselected_household().await;
        let measure = world.start_support(&supported.id).await;
        let (tenancy, review) = world.sliding_lease(&supported.id).await;
        let meeting = world.schedule_meeting(20).await;
        let item =
            world.put_on_agenda(&world.people.coordinator, &meeting.id, &supported.id, AgendaItemKind::LeaseExam).await;
        Self {
            programme: world.programme_id.to_string(),
            proposed: proposed.id.to_string(),
            preselected: preselected.id.to_string(),
            supported: supported.id.to_string(),
            measure: measure.id.to_string(),
            tenancy: tenancy.id.to_string(),
            review: review.id.to_string(),
            meeting: meeting.id.to_string(),
            item: item.id.to_string(),
            dwelling: world.dwelling().await.to_string(),
            coordinator: world.people.coordinator.staff.id.to_string(),
            referent: world.people.social_worker.staff.id.to_string(),
            officer: world.people.officer.staff.id.to_string(),
            member: world.people.member.staff.id.to_string(),
            ccas: world.organisations.ccas.id.to_string(),
            state: world.organisations.state.id.to_string(),
            town: world.organisations.town.id.to_string(),
        }
    }

    fn household(&self) -> Value {
        json!({
            "programmeId": self.programme, "landlordContactId": self.officer, "familyName": "Confidentiel",
            "priorityGrounds": { "dalo": true },
            "members": [{ "givenName": "Confidentiel", "familyName": "Confidentiel", "relationship": "APPLICANT" }],
        })
    }

    fn support(&self) -> Value {
        json!({
            "householdId": self.preselected, "referentId": self.referent, "startOn": "2026-03-02",
            "intensity": "LIGHT", "axes": ["BUDGET_MANAGEMENT"],
            "objectives": [{ "axis": "BUDGET_MANAGEMENT", "label": "Confidentiel" }],
        })
    }

    fn extension(&self) -> Value {
        json!({
            "supportMeasureId": self.measure, "ground": "HEALTH", "explanation": "Confidentiel",
            "decidedById": self.coordinator, "decidedOn": "2026-03-02", "endOn": "2027-06-02",
        })
    }

    fn tenancy(&self) -> Value {
        json!({
            "householdId": self.preselected, "dwellingId": self.dwelling, "modality": "SLIDING_LEASE",
            "rentalManagement": "ADAPTED", "headTenantId": self.ccas, "startOn": "2026-03-02",
        })
    }

    fn review(&self) -> Value {
        json!({
            "leaseReviewId": self.review, "heldOn": "2026-03-02", "outcome": "READY",
            "householdView": "Confidentiel", "organisationView": "Confidentiel",
        })
    }

    fn rate(&self) -> Value {
        json!({
            "programmeId": self.programme, "component": "SUPPORT", "unit": "PER_HOUSEHOLD_YEAR",
            "proration": "DAYS_IN_YEAR", "amount": "1250.00", "validFrom": "2026-01-01",
        })
    }

    /// Nothing, since the State bears the whole.
    fn share(&self) -> Value {
        json!({ "programmeId": self.programme, "funderId": self.town, "base": "WHOLE", "basisPoints": 0 })
    }

    fn amount(&self) -> Value {
        json!({
            "programmeId": self.programme, "funderId": self.state, "year": 1, "state": "GRANTED",
            "amount": "183180.00", "datedOn": "2026-03-02",
        })
    }

    fn meeting(&self) -> Value {
        json!({
            "programmeId": self.programme, "startsAt": "2026-04-02T12:00:00Z", "endsAt": "2026-04-02T14:00:00Z",
            "location": "Salle", "chairId": self.coordinator, "participantIds": [self.referent, self.member],
        })
    }
}

/// An input with some fields changed.
#[expect(clippy::needless_pass_by_value, reason = "given as a literal")]
fn but(mut input: Value, changes: Value) -> Value {
    for (field, value) in changes.as_object().unwrap() {
        input[field] = value.clone();
    }
    input
}

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
        "registerHousehold" => "entity: household { id }",
        "startSupport" | "extendSupport" | "closeSupport" => "entity: supportMeasure { id }",
        "openTenancy" | "transferLease" | "endTenancy" => "entity: tenancy { id }",
        "planLeaseReview" | "recordLeaseReview" => "entity: leaseReview { id }",
        "scheduleMeeting" | "moveMeeting" | "cancelMeeting" | "answerConvocation" => "entity: meeting { id }",
        "putHouseholdOnAgenda" | "recordAgendaDecision" => "entity: agendaItem { id }",
        "setUnitRate" => "entity: unitRate { id }",
        "setFundingShare" => "entity: fundingShare { id }",
        "recordFunding" => "entity: fundingEntry { id }",
        "signIn" => "entity: token",
        other => panic!("no entity is written down for {other}"),
    }
}

/// Bad inputs of every mutation: the change that makes it bad, the field and the code that answer.
#[expect(clippy::too_many_lines, reason = "a table")]
fn bad_inputs(stage: &Stage) -> Vec<(&'static str, Value, &'static str, &'static str)> {
    let nobody = "stf_01JD0000000000000000000000";
    let move_meeting =
        json!({ "meetingId": stage.meeting, "startsAt": "2026-04-03T12:00:00Z", "endsAt": "2026-04-03T14:00:00Z" });
    let agenda = json!({ "meetingId": stage.meeting, "householdId": stage.proposed, "kind": "PRESELECTION" });
    let decision = json!({ "agendaItemId": stage.item, "decision": "APPROVED", "reasons": "Confidentiel" });
    vec![
        ("signIn", json!({ "email": "personne@essai.example", "password": "x" }), "", "BAD_CREDENTIALS"),
        (
            "registerHousehold",
            but(stage.household(), json!({ "programmeId": stage.proposed })),
            "programmeId",
            "WRONG_ID",
        ),
        (
            "registerHousehold",
            but(stage.household(), json!({ "programmeId": "prg_01JD0000000000000000000000" })),
            "programmeId",
            "NOT_FOUND",
        ),
        ("registerHousehold", but(stage.household(), json!({ "familyName": " " })), "familyName", "TEXT_REQUIRED"),
        (
            "registerHousehold",
            but(stage.household(), json!({ "familyName": "x".repeat(201) })),
            "familyName",
            "TEXT_TOO_LONG",
        ),
        (
            "registerHousehold",
            but(stage.household(), json!({ "priorityGrounds": {} })),
            "priorityGrounds",
            "PRIORITY_GROUND_REQUIRED",
        ),
        ("registerHousehold", but(stage.household(), json!({ "members": [] })), "members", "APPLICANT_REQUIRED"),
        (
            "registerHousehold",
            but(stage.household(), json!({ "nationalRequestNumber": "no 1" })),
            "nationalRequestNumber",
            "NATIONAL_REQUEST_NUMBER_MALFORMED",
        ),
        (
            "registerHousehold",
            but(stage.household(), json!({ "landlordContactId": stage.referent })),
            "landlordContactId",
            "NOT_LANDLORD_STAFF",
        ),
        ("startSupport", but(stage.support(), json!({ "householdId": stage.measure })), "householdId", "WRONG_ID"),
        (
            "startSupport",
            but(stage.support(), json!({ "householdId": stage.supported })),
            "householdId",
            "SUPPORT_ALREADY_OPEN",
        ),
        ("startSupport", but(stage.support(), json!({ "referentId": nobody })), "referentId", "NOT_FOUND"),
        (
            "startSupport",
            but(stage.support(), json!({ "referentId": stage.officer })),
            "referentId",
            "NOT_SUPPORT_STAFF",
        ),
        ("startSupport", but(stage.support(), json!({ "endOn": "2027-03-03" })), "endOn", "END_BEYOND_CAP"),
        ("startSupport", but(stage.support(), json!({ "endOn": "2026-03-02" })), "endOn", "END_NOT_AFTER_START"),
        ("startSupport", but(stage.support(), json!({ "startOn": "0001-01-01" })), "startOn", "DATE_OUT_OF_RANGE"),
        ("startSupport", but(stage.support(), json!({ "axes": [], "objectives": [] })), "axes", "AXIS_REQUIRED"),
        ("startSupport", but(stage.support(), json!({ "axes": ["HOUSING_PATH"] })), "objectives", "OBJECTIVE_OFF_AXIS"),
        (
            "extendSupport",
            but(stage.extension(), json!({ "supportMeasureId": stage.tenancy })),
            "supportMeasureId",
            "WRONG_ID",
        ),
        ("extendSupport", but(stage.extension(), json!({ "explanation": "" })), "explanation", "TEXT_REQUIRED"),
        (
            "extendSupport",
            but(stage.extension(), json!({ "decidedById": stage.referent })),
            "decidedById",
            "DECIDER_NOT_ENTITLED",
        ),
        ("extendSupport", but(stage.extension(), json!({ "decidedOn": "2026-03-03" })), "decidedOn", "DATE_IN_FUTURE"),
        ("extendSupport", but(stage.extension(), json!({ "endOn": "2027-03-02" })), "endOn", "EXTENSION_NOT_FURTHER"),
        (
            "closeSupport",
            json!({ "supportMeasureId": "x", "closedOn": "2026-03-02", "outcome": "LEFT" }),
            "supportMeasureId",
            "WRONG_ID",
        ),
        (
            "closeSupport",
            json!({ "supportMeasureId": stage.measure, "closedOn": "2026-03-03", "outcome": "LEFT" }),
            "closedOn",
            "DATE_IN_FUTURE",
        ),
        (
            "closeSupport",
            json!({ "supportMeasureId": stage.measure, "closedOn": "2026-03-01", "outcome": "LEFT" }),
            "closedOn",
            "DAY_BEFORE_START",
        ),
        (
            "openTenancy",
            but(stage.tenancy(), json!({ "householdId": stage.proposed })),
            "householdId",
            "HOUSEHOLD_NOT_PRESELECTED",
        ),
        (
            "openTenancy",
            but(stage.tenancy(), json!({ "householdId": stage.supported })),
            "householdId",
            "TENANCY_ALREADY_OPEN",
        ),
        ("openTenancy", but(stage.tenancy(), json!({ "headTenantId": null })), "headTenantId", "HEAD_TENANT_REQUIRED"),
        (
            "openTenancy",
            but(stage.tenancy(), json!({ "modality": "DIRECT_ACCESS" })),
            "headTenantId",
            "HEAD_TENANT_NOT_ALLOWED",
        ),
        (
            "openTenancy",
            but(stage.tenancy(), json!({ "modality": "SUBLEASE", "reviewPeriodMonths": 6 })),
            "reviewPeriodMonths",
            "REVIEW_PERIOD_NOT_ALLOWED",
        ),
        (
            "openTenancy",
            but(stage.tenancy(), json!({ "reviewPeriodMonths": 25 })),
            "reviewPeriodMonths",
            "REVIEW_PERIOD_OUT_OF_RANGE",
        ),
        (
            "openTenancy",
            but(stage.tenancy(), json!({ "reviewPeriodMonths": -1 })),
            "reviewPeriodMonths",
            "REVIEW_PERIOD_OUT_OF_RANGE",
        ),
        (
            "transferLease",
            json!({ "tenancyId": stage.tenancy, "transferredOn": "2026-03-02" }),
            "tenancyId",
            "LEASE_REVIEW_NOT_READY",
        ),
        ("endTenancy", json!({ "tenancyId": stage.tenancy, "endOn": "2026-03-03" }), "endOn", "DATE_IN_FUTURE"),
        ("planLeaseReview", json!({ "tenancyId": stage.tenancy, "dueOn": "2026-03-01" }), "dueOn", "DATE_IN_PAST"),
        (
            "recordLeaseReview",
            but(stage.review(), json!({ "householdView": " " })),
            "householdView",
            "BOTH_SIDES_MUST_BE_HEARD",
        ),
        ("recordLeaseReview", but(stage.review(), json!({ "heldOn": "2026-03-03" })), "heldOn", "DATE_IN_FUTURE"),
        (
            "scheduleMeeting",
            but(stage.meeting(), json!({ "startsAt": "2026-03-01T12:00:00Z" })),
            "startsAt",
            "MEETING_NOT_IN_FUTURE",
        ),
        (
            "scheduleMeeting",
            but(stage.meeting(), json!({ "participantIds": [] })),
            "participantIds",
            "PARTICIPANTS_REQUIRED",
        ),
        (
            "scheduleMeeting",
            but(stage.meeting(), json!({ "participantIds": [stage.meeting] })),
            "participantIds",
            "WRONG_ID",
        ),
        (
            "scheduleMeeting",
            but(stage.meeting(), json!({ "startsAt": "2026-04-02T00:30:00Z", "endsAt": "2026-04-02T03:00:00Z" })),
            "startsAt",
            "NOTHING_BETWEEN_TWO_AND_THREE",
        ),
        (
            "moveMeeting",
            but(move_meeting.clone(), json!({ "endsAt": "2026-04-03T11:00:00Z" })),
            "endsAt",
            "END_NOT_AFTER_START",
        ),
        ("moveMeeting", but(move_meeting, json!({ "endsAt": "2026-04-04T12:00:00Z" })), "endsAt", "MEETING_TOO_LONG"),
        ("cancelMeeting", json!({ "meetingId": "mtg_01JD0000000000000000000000" }), "meetingId", "NOT_FOUND"),
        (
            "answerConvocation",
            json!({ "meetingId": stage.meeting, "response": "NEEDS_ACTION" }),
            "response",
            "ANSWER_REQUIRED",
        ),
        (
            "putHouseholdOnAgenda",
            but(agenda.clone(), json!({ "householdId": stage.supported, "kind": "LEASE_EXAM" })),
            "householdId",
            "ALREADY_ON_AGENDA",
        ),
        (
            "putHouseholdOnAgenda",
            but(agenda, json!({ "householdId": "hh_01JD0000000000000000000000" })),
            "householdId",
            "NOT_FOUND",
        ),
        ("recordAgendaDecision", decision.clone(), "agendaItemId", "MEETING_NOT_STARTED"),
        (
            "recordAgendaDecision",
            but(decision, json!({ "decision": "PRESELECTED" })),
            "decision",
            "DECISION_NOT_OF_KIND",
        ),
        ("setUnitRate", but(stage.rate(), json!({ "programmeId": stage.measure })), "programmeId", "WRONG_ID"),
        ("setUnitRate", but(stage.rate(), json!({ "component": "DIAGNOSIS" })), "unit", "RATE_UNIT_NOT_OF_COMPONENT"),
        ("setUnitRate", but(stage.rate(), json!({ "unit": "PER_HOUSEHOLD" })), "proration", "PRORATION_NOT_OF_UNIT"),
        ("setUnitRate", but(stage.rate(), json!({ "amount": "100000000.01" })), "amount", "AMOUNT_OUT_OF_RANGE"),
        ("setFundingShare", but(stage.share(), json!({ "funderId": nobody })), "funderId", "WRONG_ID"),
        ("setFundingShare", but(stage.share(), json!({ "basisPoints": 10_001 })), "basisPoints", "SHARE_OUT_OF_RANGE"),
        ("setFundingShare", but(stage.share(), json!({ "basisPoints": 1 })), "basisPoints", "SHARES_EXCEED_BASE"),
        ("setFundingShare", but(stage.share(), json!({ "base": "MODALITY" })), "modalities", "SHARE_BASE_UNNAMED"),
        (
            "setFundingShare",
            but(stage.share(), json!({ "component": "INTEGRATED_OFFER" })),
            "component",
            "COMPONENT_NOT_SHARED",
        ),
        (
            "setFundingShare",
            but(stage.share(), json!({ "modalities": [{ "modality": "SUBLEASE" }, { "modality": "SUBLEASE" }] })),
            "modalities",
            "MODALITY_REPEATED",
        ),
        ("recordFunding", but(stage.amount(), json!({ "year": 4 })), "year", "YEAR_OUT_OF_RANGE"),
        ("recordFunding", but(stage.amount(), json!({ "funderId": stage.town })), "funderId", "NOT_FUNDER"),
        ("recordFunding", but(stage.amount(), json!({ "amount": "0.00" })), "amount", "AMOUNT_OUT_OF_RANGE"),
    ]
}

both_databases! {
    async fn bad_input_of_every_mutation_gets_a_code_and_changes_nothing(world: World) {
        let server = Server::start(&world).await;
        let stage = Stage::set(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let before = world.snapshot().await;
        let table = bad_inputs(&stage);
        for (mutation, input, field, code) in &table {
            let payload = act(&server, &token, mutation, input).await;
            assert!(payload["entity"].is_null(), "{mutation} {input:#}: {payload:#}");
            let errors = payload["userErrors"].as_array().unwrap();
            let expected = |error: &Value| error["code"] == *code && error["field"].as_str().unwrap_or_default() == *field;
            assert!(errors.iter().any(expected), "{mutation} {input:#}: {payload:#}");
            let message = |error: &Value| error["message"].as_str().is_some_and(|text| text.ends_with('.') && !text.contains('_'));
            assert!(errors.iter().all(message), "{payload:#}");
            before.assert_same(&world.snapshot().await, &format!("{mutation} {input:#}"));
        }
        let covered: BTreeSet<_> = table.iter().map(|(mutation, ..)| (*mutation).to_owned()).collect();
        let data = server.data(&token, "{ __schema { mutationType { fields { name args { name } } } } }", json!({})).await;
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
        let measure = done("startSupport", but(stage.support(), json!({ "householdId": household, "startOn": "2026-04-03" }))).await;
        let tenancy = done("openTenancy", but(stage.tenancy(), json!({ "householdId": household, "startOn": "2026-04-03" }))).await;
        let review = done("planLeaseReview", json!({ "tenancyId": tenancy, "dueOn": "2026-06-01" })).await;
        world.clock.advance(chrono::TimeDelta::hours(1));
        done("extendSupport", but(stage.extension(), json!({ "supportMeasureId": measure, "decidedOn": "2026-04-03" }))).await;
        let views = json!({ "leaseReviewId": review, "heldOn": "2026-04-03" });
        done("recordLeaseReview", but(stage.review(), views)).await;
        done("transferLease", json!({ "tenancyId": tenancy, "transferredOn": "2026-04-03" })).await;
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

    async fn an_act_is_done_once_however_often_it_is_selected(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.officer).await;
        let household = |name: &str| {
            format!(
                "registerHousehold(input: {{
                    programmeId: \"{}\", familyName: \"{name}\", priorityGrounds: {{ dalo: true }},
                    members: [{{ givenName: \"{name}\", familyName: \"{name}\", relationship: APPLICANT }}]
                }})",
                world.programme_id
            )
        };
        let (one, other) = (household("Une"), household("Autre"));
        let query = format!(
            "mutation($no: Boolean!) {{
                {one} {{ household {{ reference }} }}
                ...F ...F @skip(if: $no) ...F
                other: {other} @skip(if: $no) {{ household {{ reference }} }}
            }}
            fragment F on Mutation {{ {one} {{ household {{ id stage }} userErrors {{ code }} }} }}"
        );
        for (no, expected) in [(true, 1), (false, 3)] {
            let data = server.data(&token, &query, json!({ "no": no })).await;
            let done = &data["registerHousehold"];
            assert_eq!(done["household"]["stage"], "PROPOSED", "{done:#}");
            assert!(done["household"]["reference"].is_string() && done["household"]["id"].is_string(), "{done:#}");
            assert_eq!(done["userErrors"], json!([]));
            assert_eq!(world.snapshot().await.count("household"), expected);
        }
        let query = format!(
            "mutation($a: Boolean!, $b: Boolean!) {{
                {one} @include(if: $a) {{ userErrors {{ code }} }} {one} @include(if: $b) {{ warnings {{ code }} }}
            }}"
        );
        for (a, b, expected, households) in [
            (true, true, json!({ "userErrors": [], "warnings": [] }), 4),
            (false, true, json!({ "warnings": [] }), 5),
            (false, false, Value::Null, 5),
        ] {
            let data = server.data(&token, &query, json!({ "a": a, "b": b })).await;
            assert_eq!(data["registerHousehold"], expected);
            assert_eq!(world.snapshot().await.count("household"), households);
        }
        server.stop().await;
    }

    async fn acts_are_done_in_the_order_of_what_is_not_skipped(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let act = |minutes: u32| {
            format!(
                "moveMeeting(input: {{
                    meetingId: $m, startsAt: \"2026-04-03T12:{minutes}:00Z\", endsAt: \"2026-04-03T14:00:00Z\",
                    confirm: MEETING_ON_DAY_OFF
                }})"
            )
        };
        let (x, y) = (act(10), act(20));
        let query = format!(
            "mutation($m: ID!, $no: Boolean!) {{
                x: {x} @skip(if: $no) {{ meeting {{ version }} }} y: {y} {{ meeting {{ version }} }} x: {x} {{ meeting {{ version }} }}
            }}"
        );
        for (no, expected) in [(true, [3, 2]), (false, [2, 3])] {
            let meeting = world.schedule_meeting(20).await;
            let data = server.data(&token, &query, json!({ "m": meeting.id.as_str(), "no": no })).await;
            let versions = [&data["x"], &data["y"]].map(|moved| moved["meeting"]["version"].clone());
            assert_eq!(versions, expected.map(Value::from), "{data:#}");
        }
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
