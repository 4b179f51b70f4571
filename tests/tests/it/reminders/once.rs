//! One run of the worker, as a cron job sees it: what it leaves to somebody shows in its exit code; and what
//! is wrong with one programme costs the others nothing.

use std::process::Command;

use entity::model::{reminder, support_measure};
use entity::operations::meeting::{self, ScheduleMeeting};
use entity::operations::programme as programmes;
use entity::types::{AgendaItemKind, ReminderState};
use sea_orm::EntityTrait;
use tests::smtp::{Reply, Sink};
use tests::{Kind, World, both_databases};

use crate::reminders::walk::worker;

both_databases! {
    async fn a_run_exits_by_what_became_of_its_mails(world: World) {
        let sink = Sink::start().await;
        supported(&world).await;
        assert_eq!(exit(&world, &sink, "2026-03-02T08:00:00+01:00").await, 0, "nothing is due");
        sink.always(Reply::Later);
        assert_eq!(exit(&world, &sink, "2026-12-03T08:00:00+01:00").await, 0, "refused for now");
        sink.always(Reply::Accept);
        assert_eq!(exit(&world, &sink, "2026-12-03T09:00:00+01:00").await, 0);
        assert_eq!(sink.take().len(), 1);
        sink.always(Reply::Never);
        assert_eq!(exit(&world, &sink, "2027-01-03T08:00:00+01:00").await, 1, "refused for good");
        assert_eq!(exit(&world, &sink, "2027-01-03T09:00:00+01:00").await, 0, "told once");
    }

    async fn a_dead_server_burns_no_attempt(world: World) {
        supported(&world).await;
        // Nobody listens there, and nobody else can: the port is taken.
        let taken = tokio::net::TcpSocket::new_v4().unwrap();
        taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let url = format!("smtp://{}", taken.local_addr().unwrap());
        let begun = std::time::Instant::now();
        assert_eq!(exit_at(&world, &url, "2026-12-03T08:00:00+01:00").await, 1, "it says so");
        assert!(begun.elapsed() < std::time::Duration::from_secs(30));
        let rows = reminder::Entity::find().all(&world.db).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].state, rows[0].attempts), (ReminderState::Planned, 0));
        let sink = Sink::start().await;
        assert_eq!(exit(&world, &sink, "2026-12-03T08:00:00+01:00").await, 0, "and nothing had to wait");
        assert_eq!(sink.take().len(), 1);
    }

    async fn a_server_that_breaks_off_is_soon_left_alone(world: World) {
        let sink = Sink::start().await;
        for _ in 0..20 {
            supported(&world).await;
        }
        world.go_to("2026-12-03", 8, 0);
        let process = worker(&world, &sink).await;
        sink.always(Reply::DropInText);
        let run = worker::run::once(&process).await.unwrap();
        assert!(run.unreached && !run.succeeded());
        let under_way = u64::try_from(process.senders).unwrap();
        assert!((3..3 + under_way).contains(&run.postponed), "{run:?}");
        assert_eq!((run.sent, run.held), (0, 20 - run.postponed));
        let waited = run.held;
        // Once it answers, what was held back leaves at once.
        sink.always(Reply::Accept);
        let run = worker::run::once(&process).await.unwrap();
        assert_eq!((run.sent, run.held, run.unreached), (waited, 0, false));
    }

    async fn a_mail_tells_no_more_than_the_api(world: World) {
        let sink = Sink::start().await;
        let people = &world.people;
        let input = ScheduleMeeting { participant_ids: vec![people.funder.id(), people.member.id()], ..world.meeting_input(10) };
        let meeting = meeting::schedule(&world.db, &world.act(&people.coordinator), input).await.unwrap();
        let household = world.register_household().await;
        world.put_on_agenda(&people.coordinator, &meeting.id, &household.id, AgendaItemKind::Preselection).await;
        worker::run::once(&worker(&world, &sink).await).await.unwrap();
        let mails = sink.take();
        for (person, told) in [(&people.member, true), (&people.funder, false)] {
            let mail = mails.iter().find(|mail| mail.to == [person.staff.email.as_str()]).unwrap();
            let message = mail.message();
            let parts: Vec<_> = message.parts.iter().filter_map(|part| part.text_contents()).collect();
            let calendar = parts.iter().find(|part| part.contains("BEGIN:VEVENT")).unwrap().replace("\r\n ", "");
            let found = parts.iter().filter(|part| part.contains(&household.reference)).count();
            assert_eq!(calendar.contains(&household.reference), told, "{calendar}");
            assert_eq!(found > 0, told, "{parts:?}");
        }
    }

    async fn settings_that_cannot_be_read_silence_their_own_programme_only(world: World) {
        let sink = Sink::start().await;
        let mut other = world.clone();
        other.programme_id = another_programme(&world).await;
        let ours = supported(&world).await;
        let theirs = supported(&other).await;
        world.go_to("2026-12-03", 8, 0);
        let process = worker(&world, &sink).await;
        // Planned while they could be read, to be sent when they cannot.
        worker::planner::plan(&process).await.unwrap();
        let good = "(SELECT settings FROM programme WHERE name = 'Programme d’essai')";
        world.sql(&format!("UPDATE programme SET commitment_note = CAST({good} AS text)")).await;
        let mut wrong = vec!["{\"support\": {\"days\": [1]}}", "3"];
        if world.kind == Kind::Sqlite {
            wrong.push("settings");
        }
        for (hour, settings) in (8..).zip(wrong) {
            world.go_to("2026-12-03", hour, 0);
            world.sql(&format!("UPDATE programme SET settings = '{settings}' WHERE id = '{}'", world.programme_id)).await;
            let run = worker::run::once(&process).await.unwrap();
            assert_eq!((run.unplanned, run.postponed, run.failed, run.faults), (1, 1, 0, 0), "{settings}");
            assert!(!run.succeeded());
            assert_eq!(state(&world, ours.id.as_str()).await, ReminderState::Planned, "{settings}");
            assert_eq!(state(&world, theirs.id.as_str()).await, ReminderState::Sent, "{settings}");
        }
        assert_eq!(sink.take().len(), 1);
        assert_eq!(exit(&world, &sink, "2026-12-03T14:00:00+01:00").await, 1);

        let cast = if world.kind == Kind::Sqlite { "text" } else { "jsonb" };
        world.sql(&format!("UPDATE programme SET settings = CAST(commitment_note AS {cast})")).await;
        world.go_to("2026-12-04", 8, 0);
        let run = worker::run::once(&process).await.unwrap();
        assert_eq!((run.unplanned, run.sent), (0, 1));
        assert_eq!(state(&world, ours.id.as_str()).await, ReminderState::Sent);
    }
}

/// Runs `passerelle worker --once` in a process of its own.
async fn exit(world: &World, sink: &Sink, clock: &str) -> i32 {
    exit_at(world, &sink.url(), clock).await
}

async fn exit_at(world: &World, smtp_url: &str, clock: &str) -> i32 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle-under-test"));
    command
        .args(["worker", "--once"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("DATABASE_URL", &world.url)
        .env("SMTP_URL", smtp_url)
        .env("APP_CLOCK", clock)
        .env("RUST_LOG", "off");
    // The mail server that it speaks to runs here meanwhile.
    let status = tokio::task::spawn_blocking(move || command.status()).await.unwrap();
    status.unwrap().code().unwrap()
}

async fn another_programme(world: &World) -> entity::types::ProgrammeId {
    let input = world.another_programme("Autre programme").await;
    programmes::record(&world.db, &world.system(), input).await.unwrap()
}

/// What became of the one reminder of a subject.
async fn state(world: &World, subject: &str) -> ReminderState {
    let rows = reminder::Entity::find().all(&world.db).await.unwrap();
    let mut of_subject = rows.into_iter().filter(|row| row.subject_id == subject);
    let row = of_subject.next().unwrap();
    assert!(of_subject.next().is_none());
    row.state
}

/// A household with twelve months of support, reviewed already.
async fn supported(world: &World) -> support_measure::Model {
    let measure = world.start_support(&world.preselected_household().await.id).await;
    world.review_progress(&measure).await;
    measure
}
