//! The yearly report: for whoever reads counts or money, as they read them.

use entity::types::EventKind;
use serde_json::json;
use tests::{Server, World, both_databases};

use super::{passerelle, said};

async fn report(server: &Server, token: &str, path: &str) -> (u16, Vec<u8>) {
    let answer = server.http().get(server.url(path)).bearer_auth(token).send().await.unwrap();
    (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
}

both_databases! {
    async fn a_report_is_for_who_reads_counts_or_money(world: World) {
        world.start_support(&world.preselected_household().await.id).await;
        let server = Server::start(&world).await;
        let people = &world.people;
        let path = format!("/reports/{}/1.pdf", world.programme_id);
        for person in [&people.coordinator, &people.manager, &people.funder, &people.officer] {
            let token = world.token(person).await;
            let (status, pdf) = report(&server, &token, &path).await;
            assert_eq!((status, pdf.starts_with(b"%PDF-")), (200, true));
            assert!(report(&server, &token, &path).await.1 == pdf, "the same for the same data and instant");
        }
        let taken = world.events_of(EventKind::ListExported).await;
        assert_eq!(taken.len(), 8);
        let expected = json!({ "list": "yearlyReport", "format": "pdf", "of": world.programme_id.as_str() });
        assert_eq!((&taken[0].actor_id, &taken[0].changes), (&Some(people.coordinator.id()), &expected));
        for (person, status) in [(&people.social_worker, 403), (&people.member, 403), (&people.administrator, 403)] {
            assert_eq!(report(&server, &world.token(person).await, &path).await.0, status);
        }
        let token = world.token(&people.coordinator).await;
        for path in [
            format!("/reports/{}/0.pdf", world.programme_id),
            format!("/reports/{}/4.pdf", world.programme_id),
            format!("/reports/{}/1.txt", world.programme_id),
            "/reports/prg_0/1.pdf".to_owned(),
            "/reports/prg_00000000000000000000000000/1.pdf".to_owned(),
        ] {
            assert_eq!(report(&server, &token, &path).await.0, 404, "{path}");
        }
        assert_eq!(report(&server, "psl_unknown", &path).await.0, 401);
        assert_eq!(world.events_of(EventKind::ListExported).await.len(), 8, "what was refused was not taken");
    }

    async fn a_report_is_written_from_the_command_line(world: World) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.pdf");
        let file = path.to_str().unwrap();
        let programme = world.programme_id.to_string();
        let run = async |address: &str| {
            let arguments = ["report", "--programme", &programme, "--year", "2", "--as", address, "--output", file];
            passerelle(&world, &arguments).await
        };
        let (code, text) = said(&run(&world.people.social_worker.staff.email).await);
        assert!(code == 2 && text.contains("role") && !path.exists(), "{text}");
        assert_eq!(said(&run(&world.people.funder.staff.email).await), (0, String::new()));
        assert!(std::fs::read(&path).unwrap().starts_with(b"%PDF-"));
    }
}
