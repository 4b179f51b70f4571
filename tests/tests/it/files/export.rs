//! Lists as tables, over HTTP and from the command line: what the viewer reads in the schema, and that it was taken.

use entity::types::{EventKind, Role};
use serde_json::json;
use tests::{CONFIDENTIAL, Server, World, both_databases};

use super::{passerelle, said};

/// What a table says to somebody: the status, and the text without its byte order mark.
async fn table(server: &Server, token: &str, path: &str) -> (u16, String) {
    let answer = server.http().get(server.url(path)).bearer_auth(token).send().await.unwrap();
    let status = answer.status().as_u16();
    let text = String::from_utf8(answer.bytes().await.unwrap().to_vec()).unwrap();
    (status, text.trim_start_matches('\u{feff}').to_owned())
}

/// The cells of a line, each of which is quoted.
fn cells(line: &str) -> Vec<&str> {
    let inner = line.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or_else(|| panic!("{line}")).split("\";\"").collect()
}

/// The column of a table under a heading.
fn column<'t>(table: &'t str, heading: &str) -> Vec<&'t str> {
    let mut lines = table.lines();
    let headings = cells(lines.next().unwrap());
    let place =
        headings.iter().position(|name| *name == heading).unwrap_or_else(|| panic!("{heading} in {headings:?}"));
    lines.map(|line| cells(line)[place]).collect()
}

both_databases! {
    async fn a_table_shows_what_the_viewer_reads(world: World) {
        let ours = world.start_support(&world.preselected_household().await.id).await.household_id;
        let ours = world.household(&ours).await;
        let other = world.register_household().await;
        let server = Server::start(&world).await;
        let people = &world.people;
        let token = world.token(&people.coordinator).await;
        let (status, all) = table(&server, &token, "/exports/households.csv").await;
        assert_eq!(status, 200, "{all}");
        let mut references = column(&all, "reference");
        references.sort_unstable();
        let mut expected = vec![ours.reference.as_str(), other.reference.as_str()];
        expected.sort_unstable();
        assert_eq!(references, expected);
        assert!(column(&all, "familyName").iter().all(|name| name.starts_with(CONFIDENTIAL)));
        assert!(column(&all, "referent.familyName").iter().any(|name| !name.is_empty()));

        // A colleague of the referent sees the row, and not who it is.
        let token = world.token(&people.colleague).await;
        let (_, seen) = table(&server, &token, "/exports/households.csv").await;
        assert_eq!(column(&seen, "reference"), [ours.reference.as_str()]);
        assert_eq!((column(&seen, "familyName"), column(&seen, "nationalRequestNumber")), (vec![""], vec![""]));
        let (_, members) = table(&server, &token, "/exports/householdMembers.csv").await;
        assert_eq!(members.lines().count(), 1, "{members}");
        // Nobody else's households are theirs.
        for (person, list) in [(&people.funder, "households"), (&people.administrator, "tenancies"), (&people.other_social_worker, "households")] {
            let (status, none) = table(&server, &world.token(person).await, &format!("/exports/{list}.csv")).await;
            assert_eq!((status, none.lines().count()), (200, 1), "{none}");
        }
    }

    async fn every_table_is_there_for_every_role(world: World) {
        world.start_support(&world.preselected_household().await.id).await;
        let server = Server::start(&world).await;
        let people = &world.people;
        let lists = ["programmes", "organisations", "staff", "households", "householdMembers", "dwellings", "socialDiagnoses",
            "allocationDecisions", "tripartiteAgreements", "supportMeasures", "supportExtensions", "progressReviews",
            "tenancies", "leaseReviews", "meetings", "agendaItems", "reminders", "events", "unitRates", "fundingShares",
            "fundingEntries", "fundingLedger"];
        for person in [&people.coordinator, &people.funder, &people.social_worker] {
            let token = world.token(person).await;
            for list in lists {
                let (status, text) = table(&server, &token, &format!("/exports/{list}.csv?headings=fr")).await;
                assert_eq!(status, 200, "{list}: {text}");
            }
        }
        let token = world.token(&people.coordinator).await;
        let (_, rates) = table(&server, &token, "/exports/unitRates.csv").await;
        assert!(column(&rates, "amount").contains(&"50.00"), "{rates}");
        let (_, ledger) = table(&server, &token, "/exports/fundingLedger.csv").await;
        assert!(ledger.starts_with("\"programme.id\";\"programme.name\";\"year\";\"month\";\"component\";\"funderId\";\"due\"\r\n"), "{ledger}");
        let (_, rates) = table(&server, &world.token(&people.social_worker).await, "/exports/unitRates.csv").await;
        assert_eq!(rates.lines().count(), 1, "money");
    }

    async fn the_ledger_is_a_table_for_whoever_is_told_what_is_due(world: World) {
        for _ in 0..12 {
            world.diagnose(&world.preselected_household().await.id).await;
        }
        world.go_to("2026-04-01", 10, 0);
        let server = Server::start(&world).await;
        let people = &world.people;
        for (person, told) in [(&people.coordinator, true), (&people.officer, false), (&people.funder, false), (&people.member, false)] {
            let token = world.token(person).await;
            let (status, ledger) = table(&server, &token, "/exports/fundingLedger.csv").await;
            assert_eq!((status, ledger.lines().count() > 1), (200, told), "{:?}: {ledger}", person.staff.role);
        }
    }

    async fn a_table_is_narrowed_as_its_list_is(world: World) {
        for _ in 0..3 {
            world.register_household().await;
        }
        let household = world.preselected_household().await;
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let of = format!("/exports/households.csv?programme={}", world.programme_id);
        assert_eq!(table(&server, &token, &of).await.1.lines().count(), 5);
        let filter = "%7B%22stage%22:%7B%22eq%22:%22PRESELECTED%22%7D%7D";
        let (_, one) = table(&server, &token, &format!("{of}&filter={filter}")).await;
        assert_eq!(column(&one, "reference"), [household.reference.as_str()]);
        for (path, status) in [
            ("/exports/households.csv?filter=%7B%22name%22:1%7D", 400),
            ("/exports/households.csv?filter=1", 400),
            ("/exports/households.csv?headings=de", 400),
            ("/exports/tenancies.csv?programme=prg_0", 400),
            ("/exports/households.csv?programme=hh_0", 400),
            ("/exports/households.ods", 404),
            ("/exports/nothing.csv", 404),
        ] {
            assert_eq!(table(&server, &token, path).await.0, status, "{path}");
        }
        for token in ["psl_unknown", ""] {
            assert_eq!(table(&server, token, "/exports/households.csv").await.0, 401);
        }
        let taken = world.events_of(EventKind::ListExported).await;
        assert_eq!(taken.len(), 2, "what was refused was not taken");
        assert_eq!(taken[0].actor_id, Some(world.people.coordinator.id()));
        assert_eq!(taken[0].changes, json!({ "list": "households", "format": "csv" }));
    }

    async fn many_pages_make_one_table(world: World) {
        for _ in 0..130 {
            world.register_household().await;
        }
        let server = Server::start(&world).await;
        let token = world.token(&world.people.coordinator).await;
        let (_, all) = table(&server, &token, "/exports/households.csv").await;
        let mut references = column(&all, "reference");
        references.sort_unstable();
        references.dedup();
        assert_eq!(references.len(), 130);
        let (_, members) = table(&server, &token, "/exports/householdMembers.csv").await;
        assert_eq!(members.lines().count(), 261);
        let answer = server.http().get(server.url("/exports/households.xlsx")).bearer_auth(&token).send().await.unwrap();
        assert!(answer.headers()["content-disposition"].to_str().unwrap().contains("households.xlsx"));
        assert!(answer.bytes().await.unwrap().starts_with(b"PK"));
    }

    async fn what_is_exported_can_be_imported_and_is_known(world: World) {
        world.register_household().await;
        // A name that a spreadsheet would take for a formula.
        let mut input = world.household_input();
        for member in &mut input.members {
            "=1+1".clone_into(&mut member.given_name);
        }
        entity::operations::household::register(&world.db, &world.act(&world.people.officer), input).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let coordinator = world.people.coordinator.staff.email.as_str();
        for (file, headings) in [("members.csv", "en"), ("members.xlsx", "en"), ("membres.csv", "fr")] {
            let path = folder.path().join(file);
            let path = path.to_str().unwrap();
            let arguments = ["export", "householdMembers", "--as", coordinator, "--headings", headings, "--output", path];
            assert_eq!(said(&passerelle(&world, &arguments).await), (0, String::new()));
            assert_eq!(passerelle(&world, &arguments).await.status.code(), Some(2), "the file is there");
            let (code, text) = said(&passerelle(&world, &["import", path, "--as", coordinator]).await);
            assert_eq!(code, 0, "{text}");
            assert!(text.contains("2 households: 0 new, 2 known already, 0 refused") && !text.contains("other than"), "{text}");
        }
        assert_eq!(world.events_of(EventKind::ListExported).await.len(), 6);
        let (code, text) = said(&passerelle(&world, &["export", "nothing", "--as", coordinator, "--output", "x.csv"]).await);
        assert!(code == 2 && text.contains("householdMembers"), "{text}");
        assert_eq!(world.people.coordinator.staff.role, Role::Coordinator);
    }
}
