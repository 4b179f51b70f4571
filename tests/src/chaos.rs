//! Everything goes wrong at once: workers are killed while they send, the mail server delays, refuses, closes in the midst
//! of a mail or after it, the database crashes or is locked, and the clock crosses both changes of the hour. Then the mails
//! that arrived are held against those that should have.
//!
//! Clocks of processes run as fast as the real one: time passes between the phases, when nobody is sending.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use entity::chance::Chance;
use entity::database::connect;
use entity::jobs::Queue;
use entity::model::{reminder, reminder_attempt};
use entity::operations::reminder::{due_count, reclaim};
use entity::types::ReminderState;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::time::sleep;

use crate::cluster::OwnCluster;
use crate::runner::Fixture;
use crate::smtp::{Reply, Sink};
use crate::{Kind, World};

/// How much of it there is.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Reminders that become due, half of them in spring and half in autumn.
    pub reminders: usize,
    /// Kills.
    pub kills: usize,
    /// Workers at a time.
    pub workers: usize,
    /// What chance begins with.
    pub seed: u64,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Report {
    /// Reminders that should arrive.
    pub expected: usize,
    /// Those that did.
    pub arrived: usize,
    /// Reminders that the server refused for good, by plan.
    pub refused: usize,
    /// Reminders whose measure was closed after they were planned.
    pub closed: usize,
    /// Mails that arrived although nobody should have had them.
    pub unwanted: usize,
    /// Copies beyond the first.
    pub copies: usize,
    /// Mails of which the server kept a copy, then closed without a word.
    pub kept_and_dropped: usize,
    /// Attempts of which nobody wrote how they ended: their sender died, or the database was away.
    pub unended: usize,
    /// Reminders that are neither sent nor given up at the end.
    pub unsettled: usize,
    /// Workers killed.
    pub kills: usize,
    /// Crashes of the database, or times that it was locked for seconds.
    pub crashes: usize,
    /// How long it took.
    pub took: Duration,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of {} arrived, {} refused for good, {} closed, {} unwanted; {} copies beyond the first, with {} mails kept \
             without a word and {} attempts without an ending; {} unsettled; {} kills, {} crashes of the database, {:.0} s",
            self.arrived,
            self.expected,
            self.refused,
            self.closed,
            self.unwanted,
            self.copies,
            self.kept_and_dropped,
            self.unended,
            self.unsettled,
            self.kills,
            self.crashes,
            self.took.as_secs_f64(),
        )
    }
}

impl Report {
    /// Fails unless everything arrived that should, and nothing else: a copy only where one was counted.
    pub fn check(&self) {
        assert_eq!((self.arrived, self.unwanted, self.unsettled), (self.expected, 0, 0), "{self}");
        assert!(self.copies <= self.kept_and_dropped + self.unended, "{self}");
    }
}

/// When the reminders of spring and of autumn become due: as the clock goes forward, and as it goes back.
const SEASONS: [(&str, (&str, &str)); 2] = [
    ("2026-03-29T01:59:50+01:00", ("2025-06-01", "2026-05-20")),
    ("2026-10-25T02:59:50+02:00", ("2026-01-01", "2026-12-15")),
];

/// Runs it, with workers that `program worker` starts. None where there is no PostgreSQL.
pub async fn run(kind: Kind, plan: Plan, program: &Path) -> Option<Report> {
    let begun = Instant::now();
    let folder = TempDir::with_prefix("passerelle-chaos-").unwrap();
    let (url, cluster) = match kind {
        Kind::Sqlite => (format!("sqlite://{}", folder.path().join("chaos.db").display()), None),
        Kind::Postgres => {
            let cluster = OwnCluster::start()?;
            (cluster.url.clone(), Some(cluster))
        }
    };
    let db = connect(&url, 2).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    Queue::new(&db).install().await.unwrap();
    db.close().await.unwrap();
    let world = World::make(kind, url).await;
    let sink = Sink::start().await;
    sink.follow(fate);
    let half = plan.reminders / 2;
    for (number, (_, days)) in SEASONS.into_iter().enumerate() {
        world.measures(number * half, half, days).await;
    }
    let stage =
        Stage { world, sink, plan, program: program.to_owned(), cluster, chance: Chance::seeded(plan.seed), folder };
    stage.run(begun).await.into()
}

/// What the server does with a mail, by its Message-ID and how often it came.
fn fate(message_id: &str, times: usize) -> Reply {
    let hash = Sha256::digest(message_id.as_bytes());
    if hash[0] < 3 {
        return Reply::Never;
    }
    if times > 1 {
        return Reply::Accept;
    }
    match hash[1] {
        0..10 => Reply::Later,
        10..16 => Reply::DropInText,
        16..22 => Reply::KeepThenDrop,
        22..40 => Reply::Slow(Duration::from_millis(u64::from(hash[2]))),
        _ => Reply::Accept,
    }
}

struct Stage {
    world: World,
    sink: Sink,
    plan: Plan,
    program: PathBuf,
    cluster: Option<OwnCluster>,
    chance: Chance,
    #[expect(dead_code, reason = "removes the folder when dropped")]
    folder: TempDir,
}

impl Stage {
    async fn run(mut self, begun: Instant) -> Report {
        let mut report = Report::default();
        let mut closed = HashSet::new();
        for (number, (start, _)) in SEASONS.into_iter().enumerate() {
            let mut now: DateTime<Utc> = start.parse().unwrap();
            closed.extend(self.close_some(now, number).await);
            let kills = self.plan.kills * (number + 1) / SEASONS.len() - report.kills;
            self.killing(now, kills, &mut report).await;
            // What was refused for now, and what the killed had claimed, comes back after a few minutes.
            for _ in 0..12 {
                now += TimeDelta::minutes(6);
                if self.left(now).await == 0 {
                    break;
                }
                self.quiet(now).await;
            }
            // The first half is over: later steps of it are another story.
            self.sql("UPDATE support_measure SET closed_on = start_on, outcome = 'HOUSING_KEPT' WHERE closed_on IS NULL AND end_on < '2026-06-01'").await;
        }
        self.judge(&closed, &mut report).await;
        report.took = begun.elapsed();
        report
    }

    /// Plans, then closes a tenth of the measures that are now about to be told of.
    async fn close_some(&self, now: DateTime<Utc>, season: usize) -> Vec<String> {
        self.world.clock.set(now);
        let sink = self.sink.url();
        let settings = worker::Settings::from_lookup(|name| (name == "SMTP_URL").then(|| sink.clone())).unwrap();
        let db = self.world.another_pool(2).await;
        let environment = worker::Environment::new(&settings, db, self.world.clock.clone(), self.world.chance.clone());
        worker::planner::plan(&environment).await.unwrap();
        let half = self.plan.reminders / 2;
        let numbers: Vec<usize> = (1..=half / 10).map(|n| 1_000_000 + season * half + n * 10).collect();
        let ids: Vec<String> = numbers.iter().map(|number| format!("sup_01JD000000000000000{number}")).collect();
        let list = ids.join("', '");
        self.sql(&format!(
            "UPDATE support_measure SET closed_on = '{}', outcome = 'HOUSING_KEPT' WHERE id IN ('{list}')",
            now.date_naive()
        ))
        .await;
        ids
    }

    /// Workers send, and are killed one after the other; in the midst of it the database crashes.
    async fn killing(&mut self, start: DateTime<Utc>, kills: usize, report: &mut Report) {
        let begun = Instant::now();
        let at = |begun: Instant| start + TimeDelta::from_std(begun.elapsed()).unwrap();
        let mut workers: Vec<Child> = (0..self.plan.workers).map(|_| self.worker(at(begun))).collect();
        for kill in 0..kills {
            let wait = u64::try_from(self.chance.u128() % 500).unwrap();
            sleep(Duration::from_millis(300 + wait)).await;
            let victim = usize::try_from(self.chance.u128() % workers.len() as u128).unwrap();
            end(&mut workers[victim]);
            report.kills += 1;
            workers[victim] = self.worker(at(begun));
            if kill == kills / 2 {
                self.crash().await;
                report.crashes += 1;
            }
        }
        self.drain(|| at(begun)).await;
        workers.iter_mut().for_each(end);
    }

    /// Workers send, and nothing happens to them.
    async fn quiet(&self, start: DateTime<Utc>) {
        let begun = Instant::now();
        let mut workers: Vec<Child> = (0..self.plan.workers).map(|_| self.worker(start)).collect();
        self.drain(|| start + TimeDelta::from_std(begun.elapsed()).unwrap()).await;
        workers.iter_mut().for_each(end);
    }

    /// Waits until nothing is due any more, or nothing moves: what a killed worker had fetched from the queue is put there
    /// again after some minutes only.
    async fn drain(&self, now: impl Fn() -> DateTime<Utc>) {
        let patience = Instant::now() + Duration::from_mins(2) + Duration::from_millis(20 * self.plan.reminders as u64);
        let (mut before, mut still) = (u64::MAX, 0);
        // Whoever was just started plans after a second.
        sleep(Duration::from_millis(1_500)).await;
        while still < if before == 0 { 3 } else { 25 } {
            assert!(Instant::now() < patience, "reminders are still being sent");
            sleep(Duration::from_millis(200)).await;
            let waits = due_count(&self.world.db, now()).await.unwrap_or(u64::MAX);
            still = if waits == before && waits < u64::MAX { still + 1 } else { 0 };
            before = waits;
        }
    }

    /// How many reminders are neither settled nor due only later than at this instant.
    async fn left(&self, now: DateTime<Utc>) -> u64 {
        // As the planner of the next phase will: the claims of the dead are over by then.
        reclaim(&self.world.db, now).await.unwrap();
        let open = "SELECT count(*) AS n FROM reminder WHERE state IN ('PLANNED', 'SENDING')";
        let statement = sea_orm::Statement::from_string(self.world.db.get_database_backend(), open);
        let row = self.world.db.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get::<i64>("", "n").unwrap().unsigned_abs()
    }

    async fn crash(&mut self) {
        if let Some(cluster) = self.cluster.as_mut() {
            tokio::task::block_in_place(|| cluster.crash());
            return;
        }
        let db = connect(&self.world.url, 1).await.unwrap();
        db.execute_unprepared("BEGIN EXCLUSIVE").await.unwrap();
        sleep(Duration::from_secs(3)).await;
        db.execute_unprepared("ROLLBACK").await.unwrap();
    }

    async fn sql(&self, sql: &str) {
        // The first statement over a connection that the crash has cut fails.
        for _ in 0..10 {
            match self.world.db.execute_unprepared(sql).await {
                Ok(_) => return,
                Err(_) => sleep(Duration::from_millis(300)).await,
            }
        }
        panic!("the database did not come back");
    }

    /// Holds what arrived against the ledger and the plan.
    async fn judge(&self, closed: &HashSet<String>, report: &mut Report) {
        let (rows, attempts) = ledger(&self.world.db).await;
        let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
        let to = &self.world.people.social_worker.staff.email;
        for mail in self.sink.mails() {
            if mail.to != [to.clone()] {
                report.unwanted += 1;
            }
            *arrived.entry(mail.message_id()).or_default() += 1;
        }
        for row in rows {
            let id = format!("{}.{}@passerelle", row.id, row.rule.name().to_lowercase());
            let copies = arrived.remove(&id).unwrap_or_default();
            let ended = attempts.get(row.id.as_str()).copied().unwrap_or_default();
            report.unended += usize::try_from(row.attempts).unwrap().saturating_sub(ended);
            report.copies += copies.saturating_sub(1);
            report.kept_and_dropped += usize::from(copies > 0 && fate(&id, 1) == Reply::KeepThenDrop);
            if row.state == ReminderState::Superseded {
                report.unwanted += copies;
            } else if closed.contains(&row.subject_id) {
                report.closed += 1;
                report.unwanted += copies;
                report.unsettled += usize::from(row.state != ReminderState::Suppressed);
            } else if fate(&id, 1) == Reply::Never {
                report.refused += 1;
                report.unsettled += usize::from(row.state != ReminderState::Failed);
            } else {
                report.expected += 1;
                report.arrived += usize::from(copies > 0);
                report.unsettled += usize::from(row.state != ReminderState::Sent);
            }
        }
        // Of no reminder that the ledger knows.
        report.unwanted += arrived.len();
        assert_eq!(report.expected + report.refused + report.closed, self.plan.reminders, "{report}");
    }

    fn worker(&self, clock: DateTime<Utc>) -> Child {
        Command::new(&self.program)
            .arg("worker")
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("DATABASE_URL", &self.world.url)
            .env("SMTP_URL", self.sink.url())
            .env("APP_CLOCK", clock.to_rfc3339())
            .env("RUST_LOG", std::env::var("CHAOS_LOG").unwrap_or_else(|_| "off".to_owned()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }
}

fn end(worker: &mut Child) {
    worker.kill().unwrap();
    worker.wait().unwrap();
}

/// The reminders, and how many attempts of each were written down.
async fn ledger(db: &DatabaseConnection) -> (Vec<reminder::Model>, BTreeMap<String, usize>) {
    let rows = reminder::Entity::find().all(db).await.unwrap();
    let mut attempts = BTreeMap::new();
    for attempt in reminder_attempt::Entity::find().all(db).await.unwrap() {
        *attempts.entry(attempt.reminder_id.to_string()).or_default() += 1;
    }
    (rows, attempts)
}
