//! A list costs a fixed number of statements, however many rows it shows and however deep the selection.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use api::app::App;
use entity::model::{household, support_measure};
use entity::operations::{reminder, support};
use entity::rules::reminder::Wanted;
use entity::types::{AgendaItemKind, ReminderRule};
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, Statement};
use serde_json::{Value, json};
use tests::{World, both_databases};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Every list of the schema, of the root and of a parent.
const LISTS: [(&str, &str); 23] = [
    (
        "households",
        "{ reference referent { organisation { name } } landlordContact { organisation { name } }
            members { totalCount nodes { givenName } }
            supportMeasures { nodes { axes objectives { nodes { label } } extensions { nodes { explanation decidedBy { familyName } } } } }
            currentTenancy { dwelling { owner { name } } reviews { nodes { dueOn householdView } } }
            tenancies { totalCount } }",
    ),
    (
        "households",
        "{ reference programme { name }
            reminders(last: 5) { totalCount nodes { rule attempts(first: 1) { totalCount nodes { answer } } } }
            events(first: 3, orderBy: { direction: DESC }) { totalCount nodes { kind programme { name } actor { familyName } } }
            agendaItems(filter: { decided: false }) { totalCount nodes { kind meeting { startsAt } } }
            again: agendaItems { totalCount nodes { kind } }
            viewerCan { startSupport openTenancy putOnAgenda } }",
    ),
    (
        "socialDiagnoses",
        "{ dueOn late obstacles axes situation author { organisation { name } } decision { kind meeting { startsAt } }
            household { familyName socialDiagnoses { totalCount nodes { obstacles confidentialNote } } viewerCan { orderDiagnosis } }
            viewerCan { record cancel } }",
    ),
    (
        "allocationDecisions",
        "{ decidedOn lapsed reasons dwelling { reference owner { name } } viewerCan { liftCondition offer answer }
            household { familyName allocationDecisions { totalCount nodes { outcome } } viewerCan { recordAllocation } } }",
    ),
    (
        "tripartiteAgreements",
        "{ drawnUpOn objectives { label } signatures { party signatory { organisation { name } } } amends { signedOn }
            household { familyName tripartiteAgreements { totalCount nodes { signatures { signedOn } } } viewerCan { drawUpAgreement } }
            viewerCan { sign cancel } }",
    ),
    (
        "stepWaivers",
        "{ step reasons waivedBy { organisation { name } } viewerCan { withdraw }
            household { familyName stepWaivers { totalCount nodes { usedOn } } viewerCan { waiveStep startSupport } } }",
    ),
    (
        "supportMeasures",
        "{ endOn axes intensityPeriods { nodes { untilOn reasons } } objectives { nodes { label progress(first: 3) { totalCount nodes { comment author { familyName } } } } } extensions { totalCount nodes { explanation } }
            household { familyName referent { organisation { name } } currentTenancy { dwelling { reference } } }
            viewerCan { extend close } }",
    ),
    (
        "progressReviews",
        "{ kind account author { organisation { name } } acknowledgement { meeting { startsAt } }
            supportMeasure { endOn progressReviews { totalCount nodes { landlordAccount } } household { familyName } viewerCan { recordProgressReview } } }",
    ),
    ("supportExtensions", "{ ground explanation supportMeasure { household { familyName } } }"),
    (
        "supportInterviews",
        "{ kind summary confidentialNote author { organisation { name } } viewerCan { correct }
            supportMeasure { interviews { totalCount nodes { attendees } } household { familyName } viewerCan { recordInterview } } }",
    ),
    (
        "supportSuspensions",
        "{ ground endedOn viewerCan { end } supportMeasure { suspensions { totalCount nodes { explanation } } household { familyName } viewerCan { suspend } } }",
    ),
    (
        "supportExtensionRequests",
        "{ ground reasons askedBy { organisation { name } } decidedBy { familyName } extension { endOn }
            supportMeasure { endOn extensionRequests { totalCount nodes { explanation } } household { familyName } viewerCan { requestExtension } }
            viewerCan { grant refuse withdraw } }",
    ),
    (
        "tenancies",
        "{ modality headTenant { name } dwelling { owner { name } tenancies { totalCount nodes { startOn household { reference } } } }
            household { members { nodes { givenName } } } reviews { totalCount nodes { organisationView viewerCan { record } } }
            viewerCan { end planLeaseReview transferLease } }",
    ),
    (
        "examPeriods",
        "{ noticeDueOn noticeLate noticeReasons viewerCan { recordNotice }
            tenancy { examPeriods { totalCount nodes { leaseOffered } } viewerCan { renewExamPeriod transferLease } household { referent { givenName } } } }",
    ),
    ("leaseReviews", "{ dueOn householdView viewerCan { record } tenancy { viewerCan { end } household { referent { givenName } } } }"),
    (
        "meetings",
        "{ startsAt programme { name } chair { organisation { name } }
            participants { totalCount nodes { staff { organisation { name } } } }
            agenda { totalCount nodes { kind household { familyName } meeting { location } viewerCan { decide } } }
            series { untilOn meetings { totalCount } } agendaProposals { kind householdReference } minutes { text }
            viewerCan { move cancel putOnAgenda answerConvocation recordAttendance approveMinutes correctMinutes } }",
    ),
    ("agendaItems", "{ kind viewerCan { decide } household { familyName members { nodes { givenName } } } meeting { location agenda(last: 1) { nodes { kind } } } }"),
    ("dwellings", "{ reference owner { name } tenancies { totalCount nodes { startOn household { reference } } } }"),
    ("organisations", "{ name staff(first: 5) { nodes { familyName organisation { name } } } dwellings(first: 5) { nodes { reference tenancies { nodes { startOn } } } } }"),
    ("staff", "{ familyName organisation { name staff(first: 2) { totalCount nodes { familyName } } } }"),
    (
        "programmes",
        "{ name carriers { name staff { totalCount } dwellings(first: 5) { totalCount nodes { reference } } } modalities { description }
            partners { organisation { name } } yearlyTargets { households }
            versions(first: 5) { totalCount nodes { name changedFields recordedBy { id } carriers { name } partners { name } } }
            rates { amount } shares { funder { name } modalities { modality } } fundingEntries { amount funder { name } }
            fundingYears { due byMonth { due } byHousehold { due } lines { due } byFunder { due } warnings { code } }
            warnings { code } coordinator { organisation { name } }
            statistics { supportsOpen householdsHoused steps { housed } byModality { steps { housed } } byPublic { steps { housed } }
                byAxis { steps { housed } } byDwellingType { steps { housed } } byMonth { steps { housed } } byYear { places }
                delays { toHousing { medianDays } } support { closed } occupation { places } costs { incurred } }
            viewerCan { registerHousehold scheduleMeeting }
            households(first: 5) { totalCount nodes { members { nodes { givenName } } } }
            meetings(first: 5) { totalCount nodes { agenda { nodes { kind } } } } }",
    ),
    (
        "reminders",
        "{ rule recipient { organisation { name } } household { referent { givenName } } attempts { totalCount nodes { answer } } subject { id } }",
    ),
    (
        "events",
        "{ kind actor { organisation { name } } programme { name } household { familyName referent { givenName } } meeting { location } subject { id } }",
    ),
];

/// The lists of what has a global identifier, with the table and the type.
const NODES: [(&str, &str, &str); 21] = [
    ("households", "household", "Household"),
    ("stepWaivers", "step_waiver", "StepWaiver"),
    ("socialDiagnoses", "social_diagnosis", "SocialDiagnosis"),
    ("allocationDecisions", "allocation_decision", "AllocationDecision"),
    ("tripartiteAgreements", "tripartite_agreement", "TripartiteAgreement"),
    ("supportMeasures", "support_measure", "SupportMeasure"),
    ("progressReviews", "progress_review", "ProgressReview"),
    ("supportExtensions", "support_extension", "SupportExtension"),
    ("supportExtensionRequests", "support_extension_request", "SupportExtensionRequest"),
    ("supportInterviews", "support_interview", "SupportInterview"),
    ("supportSuspensions", "support_suspension", "SupportSuspension"),
    ("tenancies", "tenancy", "Tenancy"),
    ("leaseReviews", "lease_review", "LeaseReview"),
    ("examPeriods", "exam_period", "ExamPeriod"),
    ("meetings", "meeting", "CellMeeting"),
    ("agendaItems", "agenda_item", "AgendaItem"),
    ("dwellings", "dwelling", "Dwelling"),
    ("staff", "staff", "Staff"),
    ("programmes", "programme", "Programme"),
    ("organisations", "organisation", "Organisation"),
    ("reminders", "reminder", "Reminder"),
];

/// The lists that grow when households come.
const GROWING: [&str; 19] = [
    "households",
    "stepWaivers",
    "socialDiagnoses",
    "allocationDecisions",
    "tripartiteAgreements",
    "supportMeasures",
    "progressReviews",
    "supportExtensions",
    "supportExtensionRequests",
    "supportInterviews",
    "supportSuspensions",
    "tenancies",
    "leaseReviews",
    "examPeriods",
    "meetings",
    "agendaItems",
    "dwellings",
    "reminders",
    "events",
];

both_databases! {
    async fn a_read_costs_the_same_for_ten_rows_and_for_a_thousand(world: World) {
        fill(&world, 10).await;
        let counting = Counting::serve(&world).await;
        // The social worker's scope is looked up, row by row if nobody took care.
        let mut tokens = Vec::new();
        for person in [&world.people.coordinator, &world.people.social_worker] {
            tokens.push(world.token(person).await);
        }
        let questions: Vec<_> = questions(&world).await.into_iter().flat_map(|question| tokens.iter().map(move |token| (question.clone(), token))).collect();
        let mut costs = Vec::new();
        for (question, token) in &questions {
            costs.push(cost(&counting, token, question).await);
        }
        world.multiply(99).await;
        for ((question, token), few) in questions.iter().zip(costs) {
            let many = cost(&counting, token, question).await;
            assert_eq!(many.statements, few.statements, "{} rows, then {}: {}", few.rows, many.rows, question.query);
            if question.grows && *token == &tokens[0] {
                assert!(few.rows >= 10 && many.rows >= 1_000, "{} rows, then {}: {}", few.rows, many.rows, question.query);
            }
            assert!(many.statements <= question.most, "{} statements: {}", many.statements, question.query);
        }
    }
}

/// The figures of a programme's statistics, each with how many statements it takes.
const FIGURES: [(&str, usize); 14] = [
    ("__typename countedUntil", 0),
    ("householdsProposed supportsOpen", 1),
    ("steps { proposed }", 1),
    ("byModality { modality }", 1),
    ("byPublic { ground }", 1),
    ("byAxis { axis }", 1),
    ("byDwellingType { dwellingType }", 1),
    ("byMonth { month }", 1),
    ("byYear { year places }", 1),
    ("delays { toHousing { cases } }", 1),
    ("support { measures outcomes { measures } }", 1),
    ("occupation { places }", 1),
    ("costs { planned }", 9),
    ("again: steps { closed } steps { proposed } ... { steps { housed } }", 1),
];

both_databases! {
    async fn of_statistics_no_more_is_counted_than_is_asked(world: World) {
        fill(&world, 1).await;
        let counting = Counting::serve(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let funder = world.token(&world.people.funder).await;
        let statements = async |token: &str, selection: &str| {
            let query = format!("{{ programmes {{ nodes {{ statistics {{ {selection} }} }} }} }}");
            cost(&counting, token, &Question { query, grows: false, most: 0 }).await.statements
        };
        for (figure, most) in FIGURES {
            assert_eq!(statements(&token, figure).await, 1 + most, "{figure}");
            assert!(statements(&funder, figure).await <= 1 + most, "{figure}");
        }
        // Under two names, once for both.
        let twice = "steps { proposed } } other: statistics { steps { closed } occupation { places }";
        assert_eq!(statements(&token, twice).await, 3);
    }
}

/// Something to ask.
#[derive(Clone)]
struct Question {
    query: String,
    /// Whether there is more of it when households come.
    grows: bool,
    /// The most statements.
    most: usize,
}

/// Every list of the whole, every type by its identifier, some of several types by theirs, and a household by
/// whatever it is known by.
async fn questions(world: &World) -> Vec<Question> {
    // What Rust computes of programmes takes seven more, two for each list of its versions, ten for the years of its
    // funding, and for its statistics as many as there are figures and nine for the costs.
    // What it computes of meetings takes eight for what is proposed, and seven for the minutes.
    let most = |of: &str| match of {
        of if of.contains("warnings") => 42,
        of if of.contains("agendaProposals") => 16,
        _ => 1,
    };
    let lists = LISTS.into_iter().map(|(list, selection)| Question {
        query: format!("{{ list: {list}(first: 100) {{ totalCount nodes {selection} }} }}"),
        grows: GROWING.contains(&list),
        most: most(selection),
    });
    let mut questions: Vec<_> = lists.collect();
    for (list, selection) in LISTS {
        // An event has no global identifier.
        let Some((table, type_name)) =
            NODES.into_iter().find_map(|(of, table, type_name)| (of == list).then_some((table, type_name)))
        else {
            continue;
        };
        let id = first_id(world, table).await;
        questions.push(Question {
            query: format!("{{ node(id: \"{id}\") {{ ... on {type_name} {selection} }} }}"),
            grows: false,
            most: most(selection),
        });
    }
    // The table of labels is no table of the database.
    questions.push(Question { query: "{ enumLabels { enumName value french } }".to_owned(), grows: false, most: 0 });
    let (mut ids, mut selection) = (Vec::new(), String::from("__typename id"));
    for (_, table, type_name) in NODES {
        ids.push(first_id(world, table).await);
        write!(selection, " ... on {type_name} {{ id }}").unwrap();
    }
    selection.push_str(" ... on Household { reference viewerCan { putOnAgenda } members { nodes { givenName } } }");
    let household = household::Entity::find().one(&world.db).await.unwrap().unwrap();
    let number = household.national_request_number.unwrap();
    let household_id = household.id.to_string();
    for field in [
        format!("nodes(ids: {ids:?}) {{ {selection} }}"),
        format!("nodes(ids: {:?}) {{ {selection} }}", vec![household_id.as_str(); 100]),
        format!("household(by: {{ id: {household_id:?} }}) {{ reference }}"),
        format!("household(by: {{ reference: {:?} }}) {{ reference }}", household.reference),
        format!("household(by: {{ nationalRequestNumber: {number:?} }}) {{ reference }}"),
    ] {
        questions.push(Question { query: format!("{{ {field} }}"), grows: false, most: 1 });
    }
    questions
}

/// So many households, each with all that a list can show.
async fn fill(world: &World, households: usize) {
    for _ in 0..households {
        let household = world.preselected_household().await;
        world.diagnose(&household.id).await;
        world.allocate(&household.id).await;
        world.agree(&household.id).await;
        let measure = world.start_support(&household.id).await;
        let extension = world.extension_input(&measure);
        support::extend(&world.db, &world.act(&world.people.coordinator), extension).await.unwrap();
        world.follow_objective(&measure).await;
        world.suspend_support(&measure).await;
        world.record_interview(&measure).await;
        world.review_progress(&measure).await;
        world.request_extension(&world.support(&measure.id).await).await;
        plan_reminder(world, &measure).await;
        world.sliding_lease(&household.id).await;
        let meeting = world.schedule_meeting(20).await;
        world.put_on_agenda(&world.people.coordinator, &meeting.id, &household.id, AgendaItemKind::LeaseExam).await;
    }
}

/// A reminder that nobody has sent yet.
async fn plan_reminder(world: &World, measure: &support_measure::Model) {
    let wanted = Wanted {
        rule: ReminderRule::SupportEnd,
        subject_id: measure.id.to_string(),
        due_on: world.day(30),
        step: -30,
        recipient_id: world.people.social_worker.id(),
        revision: 0,
        household_id: Some(measure.household_id.clone()),
        silence: None,
    };
    reminder::record(&world.db, world.clock.now(), &world.chance, &[wanted], &[]).await.unwrap();
}

/// The API on a connection that counts its prepared statements, which is what a read sends; the measurement
/// (`tests/BENCHMARKS.md`) counts whatever PostgreSQL is sent. The event feed is not run: it would be counted.
struct Counting {
    address: String,
    http: reqwest::Client,
    count: Arc<AtomicUsize>,
}

impl Counting {
    async fn serve(world: &World) -> Self {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = count.clone();
        let mut db: DatabaseConnection = world.another_pool(4).await;
        db.set_metric_callback(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
        });
        let app = App::new(db, world.clock.clone(), world.chance.clone(), CancellationToken::new());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/graphql", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, api::graphql::router(app)).await });
        Self { address, http: reqwest::Client::new(), count }
    }
}

/// What an answer had and took.
struct Cost {
    rows: u64,
    statements: usize,
}

async fn cost(counting: &Counting, token: &str, question: &Question) -> Cost {
    let ask = async |query: &str| -> Value {
        let request = counting.http.post(&counting.address).bearer_auth(token).json(&json!({ "query": query }));
        request.send().await.unwrap().json().await.unwrap()
    };
    // The token is looked up once a second: most often just before.
    let mut statements = usize::MAX;
    let mut rows = 0;
    for _ in 0..3 {
        ask("{ viewer { id } }").await;
        let before = counting.count.load(Ordering::SeqCst);
        let answer = ask(&question.query).await;
        statements = statements.min(counting.count.load(Ordering::SeqCst) - before);
        assert!(answer["data"].is_object(), "{}: {answer:#}", question.query);
        rows = answer["data"]["list"]["totalCount"].as_u64().unwrap_or(1);
    }
    Cost { rows, statements }
}

async fn first_id(world: &World, table: &str) -> String {
    let query = format!("SELECT id FROM {table} ORDER BY id LIMIT 1");
    let statement = Statement::from_string(world.db.get_database_backend(), query);
    world.db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}
