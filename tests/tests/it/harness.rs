//! The harness itself, where a fault would make other tests pass for nothing.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbErr};
use tests::smtp::{Reply, Sink};
use tests::{Refusals, World, both_databases};
use worker::mail::{SendError, SmtpMailer};

both_databases! {
    async fn a_snapshot_sees_the_smallest_change(world: World) {
        let household = world.register_household().await;
        let before = world.snapshot().await;
        before.assert_same(&world.snapshot().await, "nothing was done");
        assert_eq!((before.count("household"), before.count("household_member")), (1, 2));
        world.sql(&format!("UPDATE household SET collective_agreement = true WHERE id = '{}'", household.id)).await;
        assert_ne!(before, world.snapshot().await);
    }

    #[allow(unreachable_code)]
    async fn an_accepted_attempt_is_no_refusal(world: World) {
        let attempt = tokio::spawn(async move {
            let mut refusals = Refusals::new(&world);
            refusals.expect("accepted", &[], async { Ok(()) }).await;
        });
        assert!(attempt.await.is_err());
    }

    async fn each_test_has_a_database_of_its_own(world: World) {
        world.sql("DELETE FROM unit_rate").await;
        let rates: Result<_, DbErr> = world.db.execute_unprepared("DELETE FROM unit_rate").await;
        assert_eq!(rates.unwrap().rows_affected(), 0);
    }
}

#[tokio::test]
async fn the_sink_takes_mail_as_it_is_told() {
    let sink = Sink::start().await;
    let mailer = SmtpMailer::from_url(&sink.url()).unwrap();
    let send = async |to: &str| mailer.send(&message(to)).await;
    assert!(send("a@essai.test").await.is_ok());
    sink.next([Reply::Later, Reply::Never, Reply::Drop, Reply::KeepThenDrop]);
    assert!(matches!(send("b@essai.test").await, Err(SendError::Temporary { code: Some(451), .. })));
    assert!(matches!(send("b@essai.test").await, Err(SendError::Permanent { code: Some(550), .. })));
    assert!(matches!(send("b@essai.test").await, Err(SendError::Unreached { code: None, .. })));
    assert!(matches!(send("b@essai.test").await, Err(SendError::Unreached { code: None, .. })), "kept, but not told");
    sink.to("c@essai.test", Reply::Never);
    assert!(send("c@essai.test").await.is_err());
    sink.always(Reply::Slow(Duration::from_millis(30)));
    assert!(send("d@essai.test").await.is_ok());

    let mails = sink.wait_for(3, Duration::from_secs(2)).await;
    let to: Vec<_> = mails.iter().map(|mail| mail.to.join(",")).collect();
    assert_eq!(to, ["a@essai.test", "b@essai.test", "d@essai.test"]);
    assert_eq!(sink.attempts(), 7);
    assert!(sink.connections() >= 2);
    assert_eq!(mails[0].message().subject(), Some("Essai"));
    assert!(mails[0].text().contains("\r\n.un point\r\n"), "dots are said twice and kept once");
    assert_eq!(sink.take().len(), 3);
    assert!(sink.mails().is_empty());
}

fn message(to: &str) -> lettre::Message {
    let builder = lettre::Message::builder().from("essai@essai.test".parse().unwrap());
    builder.to(to.parse().unwrap()).subject("Essai").body(".un point\r\n.un point\r\n".to_owned()).unwrap()
}
