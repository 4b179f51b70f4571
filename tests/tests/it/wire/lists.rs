//! Lists of a parent: each parent's page is its own, forward and backward, and what may not be read is
//! refused, never shown as empty.

use entity::model::household;
use entity::operations::tenancy::{EndTenancy, TransferLease, end, transfer};
use entity::types::{AgendaItemKind, LeaseReviewOutcome, MeetingId, RentalModality};
use serde_json::{Value, json};
use tests::{Server, World, both_databases};

const AGENDAS: &str = "query Agendas($first: Int, $after: String, $last: Int, $before: String, $direction: OrderDirection) {
    meetings {
        nodes {
            id
            agenda(first: $first, after: $after, last: $last, before: $before, orderBy: { field: POSITION, direction: $direction }) {
                totalCount
                pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
                edges { cursor node { position } }
            }
        }
    }
}";

/// A meeting with so many households on its agenda.
async fn meeting_with(world: &World, households: &[household::Model]) -> MeetingId {
    let meeting = world.schedule_meeting(20).await;
    for household in households {
        let kind = AgendaItemKind::Preselection;
        world.put_on_agenda(&world.people.coordinator, &meeting.id, &household.id, kind).await;
    }
    meeting.id
}

fn agenda_of<'a>(data: &'a Value, meeting: &MeetingId) -> &'a Value {
    let meetings = data["meetings"]["nodes"].as_array().unwrap();
    &meetings.iter().find(|node| node["id"] == meeting.to_string()).unwrap()["agenda"]
}

fn positions(page: &Value) -> Vec<i64> {
    page["edges"].as_array().unwrap().iter().map(|edge| edge["node"]["position"].as_i64().unwrap()).collect()
}

both_databases! {
    async fn pages_of_a_parent_follow_each_other_both_ways(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut households = Vec::new();
        for _ in 0..7 {
            households.push(world.register_household().await);
        }
        let mut meetings = Vec::new();
        for size in [7, 3, 0, 2] {
            meetings.push((meeting_with(&world, &households[..size]).await, i64::try_from(size).unwrap()));
        }
        for direction in ["ASC", "DESC"] {
            // The first page of all meetings at once; each has its own.
            let data = server.data(&token, AGENDAS, json!({ "first": 3, "direction": direction })).await;
            for (meeting, size) in &meetings {
                let page = agenda_of(&data, meeting);
                let mut expected: Vec<_> = (1..=*size).collect();
                if direction == "DESC" {
                    expected.reverse();
                }
                let first: Vec<_> = expected.iter().copied().take(3).collect();
                assert_eq!(positions(page), first);
                assert_eq!(page["totalCount"], *size);
                assert_eq!(page["pageInfo"]["hasNextPage"], *size > 3);
                assert_eq!(page["pageInfo"]["hasPreviousPage"], false);

                for (count, cursor, edge, more) in
                    [("first", "after", "endCursor", "hasNextPage"), ("last", "before", "startCursor", "hasPreviousPage")]
                {
                    let mut seen = Vec::new();
                    let mut place = Value::Null;
                    loop {
                        let variables = json!({ count: 3, cursor: place, "direction": direction });
                        let data = server.data(&token, AGENDAS, variables).await;
                        let page = agenda_of(&data, meeting);
                        assert_eq!(page["totalCount"], *size);
                        let at = if count == "first" { seen.len() } else { 0 };
                        seen.splice(at..at, positions(page));
                        place = page["pageInfo"][edge].clone();
                        if page["pageInfo"][more] == false {
                            break;
                        }
                    }
                    assert_eq!(seen, expected, "{direction} {count}");
                }
            }
        }
        server.stop().await;
    }

    async fn lists_of_one_parent_with_other_arguments_do_not_mix(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let mut households = Vec::new();
        for _ in 0..3 {
            households.push(world.register_household().await);
        }
        meeting_with(&world, &households).await;
        let query = "{ meetings { nodes {
                one: agenda(first: 1) { nodes { ...Item } }
                all: agenda { totalCount nodes { ...Item } }
                none: agenda(filter: { decided: true }) { totalCount nodes { ...Item } }
                last: agenda(last: 1) { totalCount nodes { ...Item } }
                same: agenda(filter: { kind: { eq: PRESELECTION } }) { totalCount }
            } } }
            fragment Item on AgendaItem { position household { agendaItems(first: 1) { totalCount nodes { kind } } } }";
        let data = server.data(&token, query, json!({})).await;
        let item = |position: i64| json!({
            "position": position,
            "household": { "agendaItems": { "totalCount": 1, "nodes": [{ "kind": "PRESELECTION" }] } },
        });
        assert_eq!(data["meetings"]["nodes"][0], json!({
            "one": { "nodes": [item(1)] },
            "all": { "totalCount": 3, "nodes": [item(1), item(2), item(3)] },
            "none": { "totalCount": 0, "nodes": [] },
            "last": { "totalCount": 3, "nodes": [item(3)] },
            "same": { "totalCount": 3 },
        }));
        server.stop().await;
    }

    async fn every_order_of_every_list_gives_cursors_that_go_on(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        for _ in 0..3 {
            let household = world.preselected_household().await;
            world.diagnose(&household.id).await;
            world.allocate(&household.id).await;
            world.agree(&household.id).await;
            let measure = world.start_support(&household.id).await;
            world.review_progress(&measure).await;
            let extension = world.extension_input(&measure);
            entity::operations::support::extend(&world.db, &world.act(&world.people.coordinator), extension).await.unwrap();
            world.request_extension(&world.support(&measure.id).await).await;
            world.suspend_support(&measure).await;
            world.record_interview(&measure).await;
            world.sliding_lease(&household.id).await;
            meeting_with(&world, &[household]).await;
        }
        let lists = [
            ("programmes", "ProgrammeOrderField"),
            ("organisations", "OrganisationOrderField"),
            ("staff", "StaffOrderField"),
            ("households", "HouseholdOrderField"),
            ("dwellings", "DwellingOrderField"),
            ("stepWaivers", "StepWaiverOrderField"),
            ("socialDiagnoses", "SocialDiagnosisOrderField"),
            ("allocationDecisions", "AllocationDecisionOrderField"),
            ("tripartiteAgreements", "TripartiteAgreementOrderField"),
            ("supportMeasures", "SupportMeasureOrderField"),
            ("progressReviews", "ProgressReviewOrderField"),
            ("supportExtensionRequests", "SupportExtensionRequestOrderField"),
            ("supportInterviews", "SupportInterviewOrderField"),
            ("supportSuspensions", "SupportSuspensionOrderField"),
            ("supportExtensions", "SupportExtensionOrderField"),
            ("tenancies", "TenancyOrderField"),
            ("leaseReviews", "LeaseReviewOrderField"),
            ("examPeriods", "ExamPeriodOrderField"),
            ("meetings", "CellMeetingOrderField"),
            ("agendaItems", "AgendaItemOrderField"),
            ("reminders", "ReminderOrderField"),
            ("events", "EventOrderField"),
            ("meetings { nodes { participants", "MeetingParticipantOrderField"),
            ("households { nodes { members", "HouseholdMemberOrderField"),
            ("programmes { nodes { versions", "ProgrammeVersionOrderField"),
            ("supportMeasures { nodes { objectives", "SupportObjectiveOrderField"),
            ("reminders { nodes { attempts", "ReminderAttemptOrderField"),
        ];
        for (list, field) in lists {
            let introspection = format!("{{ __type(name: \"{field}\") {{ enumValues {{ name }} }} }}");
            let fields = server.data(&token, &introspection, json!({})).await;
            for order in fields["__type"]["enumValues"].as_array().unwrap() {
                let order = order["name"].as_str().unwrap();
                let ends = " } }".repeat(list.matches('{').count() / 2);
                let ask = async |after: Value| {
                    let query = format!(
                        "query($after: String) {{ {list}(first: 1, after: $after, orderBy: {{ field: {order} }}) {{ edges {{ cursor }} }} }}{ends}"
                    );
                    server.data(&token, &query, json!({ "after": after })).await
                };
                let mut cursor = Value::Null;
                let mut seen = Vec::new();
                while let Some(next) = first_cursor(&ask(cursor.clone()).await) {
                    assert!(!seen.contains(&next), "{list} by {order} comes to a row twice");
                    seen.push(next.clone());
                    cursor = next;
                }
            }
        }
        server.stop().await;
    }

    async fn a_file_that_is_not_opened_is_refused_not_empty(world: World) {
        let server = Server::start(&world).await;
        let people = &world.people;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        world.sliding_lease(&household.id).await;
        let meeting = world.schedule_meeting(20).await;
        world.put_on_agenda(&people.coordinator, &meeting.id, &household.id, AgendaItemKind::LeaseExam).await;
        // The social worker of another centre sits in the meeting too.
        world.sql(&format!(
            "INSERT INTO meeting_participant (meeting_id, staff_id, response) VALUES ('{}', '{}', 'NEEDS_ACTION')",
            meeting.id, people.other_social_worker.staff.id
        )).await;
        for (person, opens) in [
            (&people.coordinator, true),
            (&people.social_worker, true),
            (&people.colleague, true),
            (&people.officer, true),
            (&people.member, false),
            (&people.other_social_worker, false),
        ] {
            let token = world.token(person).await;
            for field in ["socialDiagnoses { totalCount }", "allocationDecisions { totalCount }", "tripartiteAgreements { totalCount }", "stepWaivers { totalCount }", "supportMeasures { nodes { id } }", "tenancies { totalCount }", "currentSupport { id }", "currentTenancy { id }"] {
                let query = format!("query($id: ID!) {{ household(by: {{ id: $id }}) {{ reference found: {field} }} }}");
                let answer = server.ask(Some(&token), &query, json!({ "id": household.id.to_string() })).await;
                assert_eq!(answer["data"]["household"]["reference"], household.reference, "{field}: {answer:#}");
                assert_eq!(answer["data"]["household"]["found"].is_null(), !opens, "{field}: {answer:#}");
                let code = if opens { Value::Null } else { json!("FORBIDDEN_FIELD") };
                assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{field}: {answer:#}");
            }
        }
        server.stop().await;
    }

    async fn the_log_does_not_tell_where_a_household_lives(world: World) {
        let server = Server::start(&world).await;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let (tenancy, review) = world.sliding_lease(&household.id).await;
        world.hold_review(&review, LeaseReviewOutcome::Ready).await;
        let act = world.act(&world.people.officer);
        transfer(&world.db, &act, TransferLease { tenancy_id: tenancy.id.clone(), transferred_on: world.today() }).await.unwrap();
        end(&world.db, &act, EndTenancy { tenancy_id: tenancy.id.clone(), end_on: world.today() }).await.unwrap();
        // They follow other households of the same centre, and may know no more of this one.
        let token = world.token(&world.people.colleague).await;
        let data = server.data(&token, "{ events(first: 100) { nodes { kind changes } } }", json!({})).await;
        for kind in ["TENANCY_OPENED", "LEASE_TRANSFERRED", "TENANCY_ENDED"] {
            assert!(data.to_string().contains(kind), "{kind}");
        }
        assert!(!data.to_string().contains(tenancy.dwelling_id.as_str()), "{data:#}");
        server.stop().await;
    }

    async fn a_dwelling_tells_who_lives_there_to_those_who_may_know(world: World) {
        let server = Server::start(&world).await;
        let people = &world.people;
        let household = world.preselected_household().await;
        world.start_support(&household.id).await;
        let tenancy = world.house(&household.id, RentalModality::DirectAccess).await;
        let query = "query($id: ID!) { node(id: $id) { ... on Dwelling { reference tenancies { totalCount nodes { id } } } } }";
        for (person, knows) in
            [(&people.coordinator, true), (&people.social_worker, true), (&people.officer, true), (&people.colleague, false), (&people.other_social_worker, false)]
        {
            let token = world.token(person).await;
            let data = server.data(&token, query, json!({ "id": tenancy.dwelling_id.to_string() })).await;
            assert_eq!(data["node"]["tenancies"]["totalCount"], i64::from(knows), "{:?}", person.staff.role);
            assert_eq!(data["node"]["tenancies"]["nodes"].as_array().unwrap().len(), usize::from(knows));
        }
        server.stop().await;
    }

    async fn a_socket_reads_lists_of_a_parent_too(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let household = world.register_household().await;
        for _ in 0..2 {
            meeting_with(&world, std::slice::from_ref(&household)).await;
        }
        let mut socket = server.socket(&token).await;
        socket.subscribe("lists", "{ meetings { nodes { agenda { totalCount nodes { position } } } } }").await;
        let answer = socket.receive().await;
        let agenda = json!({ "agenda": { "totalCount": 1, "nodes": [{ "position": 1 }] } });
        assert_eq!(answer["payload"]["data"]["meetings"]["nodes"], json!([agenda, agenda]), "{answer:#}");
        server.stop().await;
    }

    async fn a_document_costs_what_its_pages_may_hold(world: World) {
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let ordinary = "query($n: Int) { households(first: 100) { nodes { reference events(first: $n) { nodes { kind actor { familyName } } } members { nodes { givenName } } } } }";
        server.data(&token, ordinary, json!({})).await;
        server.data(&token, ordinary, json!({ "n": 100 })).await;
        let greedy = "{ households(first: 100) { nodes { programme { households(first: 100) { nodes { programme { households(first: 100) { nodes { id } } } } } } } } }";
        let answer = server.ask(Some(&token), greedy, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "DOCUMENT_TOO_COSTLY", "{answer:#}");
        assert!(answer.get("data").is_none(), "{answer:#}");
        server.stop().await;
    }
}

/// The first cursor in an answer, wherever it is.
fn first_cursor(value: &Value) -> Option<Value> {
    match value {
        Value::Object(map) => map.get("cursor").cloned().or_else(|| map.values().find_map(first_cursor)),
        Value::Array(items) => items.iter().find_map(first_cursor),
        _ => None,
    }
}
