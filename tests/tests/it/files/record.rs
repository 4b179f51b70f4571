//! `passerelle record` and `passerelle password`: from an empty database to the first household, by the commands that the
//! README has; tried first, all or nothing, each entry told by its line and no person by their name.

use chrono::{DateTime, Utc};
use entity::chance::Chance;
use entity::clock::Clock;
use entity::model::{access_token, event, organisation, programme, staff, unit_rate};
use entity::operations::session::{authenticate, sign_in};
use entity::types::{EventKind, Role};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use tests::{CONFIDENTIAL, Empty, Server, World, both_databases};

use super::{Process, passerelle, said};

const CAEN: &str = "../api/examples/programmes/caen.toml";

const PASSWORD: &str = "un mot de passe d’essai";

/// Who proposes households, and where they can live: what is added once a programme is there.
const MORE: &str = r#"
[[staff]]
organisation = "caen habitat"
email = "Bailleur@Caen.example"
givenName = "Claude"
familyName = "Exemple"
role = "LANDLORD_OFFICER"

[[dwellings]]
reference = "CH-1"
owner = "Caen habitat"
address = "1, rue Basse"
postalCode = "14000"
city = "Caen"
dwellingType = "T2"
"#;

/// A file in a folder of its own.
fn file(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("programme.toml");
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

fn now() -> DateTime<Utc> {
    "2026-03-02T07:00:00Z".parse().unwrap()
}

both_databases! {
    async fn an_empty_database_is_filled_and_its_first_household_registered(empty: Empty) {
        let run = async |arguments: &[&str]| {
            let clock = now().to_rfc3339();
            said(&Process::new(&empty.url, arguments).with("APP_CLOCK", &clock).run().await)
        };
        let (code, text) = run(&["record", CAEN]).await;
        assert!(code == 2 && text.contains("run `passerelle migrate up` first"), "{text}");
        let (code, text) = run(&["migrate"]).await;
        assert_eq!(code, 0, "{text}");

        let (code, tried) = run(&["record", CAEN]).await;
        assert_eq!(code, 0, "{tried}");
        assert!(tried.contains("line 7, organisation 1: can be recorded\n"), "{tried}");
        assert!(tried.ends_with("17 entries: 17 new, 0 known already, 0 refused. Nothing is written yet: add --apply to record the new ones.\n"), "{tried}");
        assert_eq!(organisation::Entity::find().count(&empty.db).await.unwrap(), 0, "a trial");
        assert_eq!(event::Entity::find().count(&empty.db).await.unwrap(), 0, "a trial");

        // Two at once: one finds known what the other has recorded.
        let apply = ["record", CAEN, "--apply"];
        let ((code, done), (other, known)) = futures::future::join(run(&apply), run(&apply)).await;
        assert_eq!((code, other), (0, 0), "{done}{known}");
        let (done, known) = if done.contains("17 new") { (done, known) } else { (known, done) };
        assert!(known.ends_with("17 entries: 0 new, 17 known already, 0 refused. Nothing is new.\n"), "{known}");
        assert!(done.contains("17 entries: 17 new, 0 known already, 0 refused. The new ones are recorded.\n"), "{done}");
        let kinds = event::Entity::find().all(&empty.db).await.unwrap();
        assert!(kinds.iter().all(|event| event.actor_id.is_none()));
        let count = |kind| kinds.iter().filter(|event| event.kind == kind).count();
        let told = [EventKind::OrganisationRecorded, EventKind::StaffRecorded, EventKind::ProgrammeRecorded, EventKind::UnitRateSet, EventKind::FundingShareSet];
        assert_eq!(told.map(count), [6, 2, 1, 4, 4]);

        // More of it, to what is there.
        let (_folder, more) = file(MORE);
        let (code, text) = run(&["record", &more, "--apply"]).await;
        assert!(code == 0 && text.contains("2 entries: 2 new"), "{text}");
        let (code, again) = run(&["record", CAEN, "--apply"]).await;
        assert_eq!(code, 0, "{again}");
        assert!(!again.contains("left as it is"), "{again}");
        assert!(again.ends_with("17 entries: 0 new, 17 known already, 0 refused. Nothing is new.\n"), "{again}");
        let events = event::Entity::find().count(&empty.db).await.unwrap();
        assert_eq!(events, u64::try_from(kinds.len()).unwrap() + 2, "what is known is not recorded again");
        for text in [tried, done, text, again] {
            assert!(!text.contains("Exemple") && !text.contains("@caen"), "{text}");
        }

        // Somebody comes in, and registers the first household.
        let set = Process::new(&empty.url, &["password", "bailleur@caen.example"]).typing(&format!("{PASSWORD}\n"));
        let (code, text) = said(&set.run().await);
        assert!(code == 0 && !text.contains(PASSWORD), "{text}");
        let server = Server::start_on(&empty.url, &Clock::manual(now()), &Chance::seeded(1), &[]).await;
        let query = "mutation($password: String!) { signIn(input: { email: \"bailleur@caen.example\", password: $password }) { token } }";
        let answer = server.ask(None, query, json!({ "password": PASSWORD })).await;
        let token = answer["data"]["signIn"]["token"].as_str().unwrap();
        let programmes = server.data(token, "{ programmes(first: 2) { nodes { id name } } dwellings(first: 2) { nodes { reference } } }", json!({})).await;
        assert_eq!(programmes["dwellings"]["nodes"], json!([{ "reference": "CH-1" }]));
        let nodes = programmes["programmes"]["nodes"].as_array().unwrap();
        assert_eq!((nodes.len(), &nodes[0]["name"]), (1, &json!("Création d'une offre de 120 logements accompagnés sur 3 ans")));
        let register = "mutation($programme: ID!) { registerHousehold(input: { programmeId: $programme, familyName: \"Exemple\", \
            priorityGrounds: { dalo: true }, members: [{ givenName: \"Sacha\", familyName: \"Exemple\", relationship: APPLICANT }] }) \
            { household { stage } userErrors { code } } }";
        let answer = server.data(token, register, json!({ "programme": nodes[0]["id"] })).await;
        assert_eq!(answer["registerHousehold"], json!({ "household": { "stage": "PROPOSED" }, "userErrors": [] }));
        server.stop().await;
    }

    async fn one_bad_entry_holds_back_all(world: World) {
        let text = format!(r#"
[[organisations]]
kind = "TOWN"
name = "ville d’essai"
shortName = "Autre ville"
[[organisations]]
kind = "STATE"
name = "Région"
shortName = "Région"
[[organisations]]
kind = "STATE"
name = "Autre"
shortName = "région"
[[staff]]
organisation = "Autre ville"
email = "un@essai.test"
givenName = "{CONFIDENTIAL}"
familyName = "{CONFIDENTIAL}"
role = "FUNDER"
[[staff]]
organisation = "Bailleur"
email = "deux"
givenName = ""
familyName = "{CONFIDENTIAL}"
role = "SOCIAL_WORKER"
[[staff]]
organisation = "Personne"
email = "trois@essai.test"
givenName = "{CONFIDENTIAL}"
familyName = "{CONFIDENTIAL}"
role = "MEETING_MEMBER"
[programme]
callName = "Appel"
name = "Neuf"
location = "Ville"
householdTarget = 0
dwellingTarget = 1
smallestDwellingType = "T5"
largestDwellingType = "T1"
commitmentYears = 3
startsOn = 2026-01-01
coordinator = "officer@essai.test"
supervisor = "manager@essai.test"
carriers = ["Bailleur"]
[programme.settings]
reminders.SUPPORT_END.daysBefore = [7, 30]
[[rates]]
component = "SUPPORT"
unit = "PER_HOUSEHOLD_YEAR"
amount = "1250.00"
[[dwellings]]
reference = "D-1"
owner = "Ville"
address = ""
postalCode = "1400"
city = "Ville"
dwellingType = "T1"
[[dwellings]]
reference = "D-2"
owner = "Ville"
address = "\u0000"
postalCode = "14000"
city = "Ville"
dwellingType = "T1"
[[organisations]]
kind = "STATE"
name = "Tout autre"
shortName = "Bailleur d’essai"
"#);
        let (_folder, path) = file(&text);
        let before = world.snapshot().await;
        let (code, text) = said(&passerelle(&world, &["record", &path, "--apply"]).await);
        assert_eq!(code, 1, "{text}");
        for line in [
            "line 2, organisation 1, name: refused, ORGANISATION_NAME_TAKEN: ",
            "line 6, organisation 2: can be recorded\n",
            "line 10, organisation 3, shortName: refused, REPEATED_IN_FILE: ",
            "line 14, staff 1, organisation: refused, ENTRY_REFUSED: ",
            "line 20, staff 2, email: refused, ADDRESS_MALFORMED: ",
            "line 20, staff 2, givenName: refused, TEXT_REQUIRED: ",
            "line 20, staff 2, role: refused, ROLE_NOT_OF_ORGANISATION: ",
            "line 26, staff 3, organisation: refused, ORGANISATION_UNKNOWN: ",
            "line 32, programme 1, settings: refused, OFFSETS_NOT_DESCENDING: ",
            "line 32, programme 1, householdTarget: refused, TARGET_OUT_OF_RANGE: ",
            "line 32, programme 1, largestDwellingType: refused, DWELLING_TYPES_REVERSED: ",
            "line 32, programme 1, modalities: refused, MODALITY_REQUIRED: ",
            "line 32, programme 1, coordinator: refused, CANNOT_COORDINATE: ",
            "line 47, rate 1, programme: refused, ENTRY_REFUSED: ",
            "line 51, dwelling 1, address: refused, TEXT_REQUIRED: ",
            "line 51, dwelling 1, postalCode: refused, POSTAL_CODE_MALFORMED: ",
            "line 58, dwelling 2, address: refused, TEXT_MALFORMED: ",
            "line 65, organisation 4, shortName: refused, ORGANISATION_NAME_TAKEN: ",
            "11 entries: 1 new, 0 known already, 10 refused. Nothing is written",
        ] {
            assert!(text.contains(line), "{line} not in {text}");
        }
        assert!(!text.contains(CONFIDENTIAL) && !text.contains("@essai"), "{text}");
        before.assert_same(&world.snapshot().await, "an entry that will not do");
    }

    async fn what_is_known_stays_and_is_told(world: World) {
        let dwelling = world.dwelling().await;
        let reference = entity::model::dwelling::Entity::find_by_id(dwelling.clone()).one(&world.db).await.unwrap().unwrap().reference;
        let text = format!(r#"
[[organisations]]
kind = "OTHER"
name = "Le CCAS d’essai"
shortName = "ccas"
legalStatus = "établissement public"
[[staff]]
organisation = "Ville"
email = "OFFICER@essai.test"
givenName = "{CONFIDENTIAL}"
familyName = "Autre"
role = "FUNDER"
[programme]
callName = "Appel d’essai"
name = " programme d’essai"
location = "Ville d’essai"
summary = "autre"
householdTarget = 121
dwellingTarget = 120
smallestDwellingType = "T1"
largestDwellingType = "T5"
daloEligible = true
collectiveAgreementEligible = true
mobilisesWithoutWorks = true
fndolltsFunded = false
commitmentYears = 3
startsOn = 2026-01-02
coordinator = "manager@essai.test"
supervisor = "supervisor@essai.test"
carriers = ["Bailleur", "CCAS"]
[[programme.modalities]]
modality = "SLIDING_LEASE"
description = "bail glissant"
[[programme.modalities]]
modality = "DIRECT_ACCESS"
description = "accès direct"
[[rates]]
component = "DIAGNOSIS"
unit = "PER_HOUSEHOLD"
amount = "51.00"
[[rates]]
component = "SUPPORT"
unit = "PER_HOUSEHOLD_YEAR"
amount = "1250.00"
validFrom = 2026-07-01
[[shares]]
funder = "État d’essai"
percent = "71"
[[dwellings]]
reference = "{reference}"
owner = "Bailleur"
address = "ailleurs"
postalCode = "14000"
city = "Ville d’essai"
dwellingType = "T4"
insertionStock = true
"#);
        let (_folder, path) = file(&text);
        let officer = world.people.officer.staff.clone();
        let (code, text) = said(&passerelle(&world, &["record", &path, "--apply"]).await);
        assert_eq!(code, 0, "{text}");
        let told = |place: &str, id: &str, fields: &str| {
            let line = format!("{place}: known already, {id}; left as it is, other than the file in {fields}\n");
            assert!(text.contains(&line), "{line} not in {text}");
        };
        told("line 2, organisation 1", world.organisations.ccas.id.as_str(), "kind, name, shortName, legalStatus");
        told("line 7, staff 1", officer.id.as_str(), "organisation, familyName, role");
        told(
            "line 13, programme 1",
            world.programme_id.as_str(),
            "name, summary, householdTarget, partners, yearlyTargets, startsOn, coordinator",
        );
        assert!(text.contains("left as it is, other than the file in amount\n"), "{text}");
        assert!(text.contains("line 41, rate 2: recorded\n"), "{text}");
        assert!(text.contains("left as it is, other than the file in percent\n"), "{text}");
        assert!(text.contains("line 49, dwelling 1: known already"), "{text}");
        assert!(text.ends_with("7 entries: 1 new, 6 known already, 0 refused. The new ones are recorded.\n"), "{text}");
        assert!(!text.contains(CONFIDENTIAL), "{text}");
        assert_eq!(staff::Entity::find_by_id(officer.id.clone()).one(&world.db).await.unwrap(), Some(officer));
        let rates = unit_rate::Entity::find().all(&world.db).await.unwrap();
        let mut rates: Vec<_> = rates.iter().map(|rate| (rate.amount_cents, rate.valid_from.to_string())).collect();
        rates.sort();
        assert_eq!(rates, [(5_000, "2026-01-01".to_owned()), (125_000, "2026-07-01".to_owned())]);
        let programme = programme::Entity::find_by_id(world.programme_id.clone()).one(&world.db).await.unwrap().unwrap();
        assert_eq!((programme.household_target, programme.coordinator_id), (120, world.people.coordinator.id()));
    }

    async fn a_file_that_is_none_begins_nothing(world: World) {
        let before = world.snapshot().await;
        let (_folder, path) = file(&MORE.replace("dwellingType", "size"));
        let (code, text) = said(&passerelle(&world, &["record", &path, "--apply"]).await);
        assert!(code == 2 && text.contains("line 15, column 1: unknown field `size`"), "{text}");
        let (_folder, large) = file(&"#".repeat(4 * 1024 * 1024 + 1));
        let (_other, latin) = file("");
        std::fs::write(&latin, [b'#', 0xe9]).unwrap();
        for (path, why) in [(large.as_str(), "4 MiB"), (&latin, "UTF-8"), ("absent.toml", "cannot be read")] {
            let (code, text) = said(&passerelle(&world, &["record", path, "--apply"]).await);
            assert!(code == 2 && text.contains(why), "{text}");
        }
        before.assert_same(&world.snapshot().await, "files that are none");
    }

    async fn a_password_is_set_from_the_command_line(world: World) {
        let person = world.hire(&world.organisations.ccas.id, Role::SocialWorker, "account", Some(PASSWORD)).await;
        let email = person.staff.email.as_str();
        let enter = async |password: &str| sign_in(&world.db, world.clock.now(), &world.chance, email, password).await;
        let token = enter(PASSWORD).await.unwrap().token;
        let clock = world.clock.now().to_rfc3339();
        let type_in = async |address: &str, typed: &str| {
            let process = Process::new(&world.url, &["password", address]).with("APP_CLOCK", &clock).typing(typed);
            said(&process.run().await)
        };
        let before = world.snapshot().await;
        for (address, typed, why) in [
            (email, "trop court\n", "twelve characters"),
            (email, "", "twelve characters"),
            ("nobody@essai.test", "un tout autre mot\n", "nobody"),
            ("left@essai.test", "un tout autre mot\n", "nobody"),
        ] {
            let (code, text) = type_in(address, typed).await;
            assert!(code == 2 && text.contains(why), "{text}");
            assert!(!text.contains("tout autre") && !text.contains("trop court"), "{text}");
        }
        let public = Process::new(&world.url, &["password", email])
            .with("APP_ENV", "production")
            .with("SMTP_URL", "smtps://mail.example")
            .with("PUBLIC_URL", "https://passerelle.example")
            .with("LINK_SECRETS", "a secret of more than thirty-two bytes")
            .typing("passerelle-demo\n");
        let (code, text) = said(&public.run().await);
        assert!(code == 2 && text.contains("public"), "{text}");
        before.assert_same(&world.snapshot().await, "passwords that will not do");

        let (code, text) = type_in("ACCOUNT@essai.test", "un tout autre mot\r\nnot this").await;
        assert_eq!(code, 0, "{text}");
        assert!(authenticate(&world.db, world.clock.now(), &token).await.unwrap().is_none());
        let open = access_token::Entity::find().filter(access_token::Column::RevokedAt.is_null());
        assert_eq!(open.count(&world.db).await.unwrap(), 0);
        let events = world.events_of(EventKind::PasswordSet).await;
        assert_eq!(events.iter().map(|event| event.subject_id.as_str()).collect::<Vec<_>>(), [person.id().as_str()]);
        assert!(enter(PASSWORD).await.is_err());
        enter("un tout autre mot").await.unwrap();
    }
}
