//! The queue's life on an SQLite file. PostgreSQL's is tested from outside, where there is one.

use std::{path::PathBuf, time::Duration};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use super::{JOB_SIZE, Queue, SendReminders};
use crate::database::connect;

/// An SQLite file that goes with the test.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let file = Self(std::env::temp_dir().join(format!("passerelle-queue-{name}-{}.db", std::process::id())));
        file.remove();
        file
    }

    async fn open(&self) -> DatabaseConnection {
        connect(&format!("sqlite://{}?mode=rwc", self.0.display()), 5).await.unwrap()
    }

    fn remove(&self) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", self.0.display()));
        }
    }
}

impl Drop for File {
    fn drop(&mut self) {
        self.remove();
    }
}

async fn count(db: &DatabaseConnection, what: &str) -> i64 {
    let sql = format!("SELECT count(*) AS n FROM {what}");
    let row = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

fn jobs(n: usize) -> Vec<SendReminders> {
    (0..n).map(|i| SendReminders { reminder_ids: vec![format!("reminder-{i}")] }).collect()
}

#[test]
fn a_job_names_some_reminders_and_one_of_an_older_version_is_read() {
    let ids: Vec<_> = (0..=2 * JOB_SIZE).map(|i| format!("reminder-{i}")).collect();
    let jobs = SendReminders::of(&ids);
    assert_eq!(jobs.iter().map(|job| job.reminder_ids.len()).collect::<Vec<_>>(), [JOB_SIZE, JOB_SIZE, 1]);
    assert_eq!(jobs.iter().flat_map(|job| job.reminder_ids.clone()).collect::<Vec<_>>(), ids);
    for (text, read) in [
        (r#"{"reminder_ids":["a","b"]}"#, vec!["a", "b"]),
        (r#"{"reminder_ids":[]}"#, vec![]),
        (r#"{"reminder_id":"a"}"#, vec!["a"]),
    ] {
        assert_eq!(serde_json::from_str::<SendReminders>(text).unwrap().reminder_ids, read);
    }
    assert_eq!(serde_json::to_string(&jobs[2]).unwrap(), r#"{"reminder_ids":["reminder-100"]}"#);
}

#[tokio::test]
async fn several_installs_at_once_make_one_queue_without_the_slow_index() {
    let file = File::new("install");
    let (one, two, three) = (file.open().await, file.open().await, file.open().await);
    let queue = Queue::new(&one);
    assert!(!queue.is_installed().await.unwrap());

    let (second, third) = (Queue::new(&two), Queue::new(&three));
    let (a, b, c) = tokio::join!(queue.install(), second.install(), third.install());
    a.and(b).and(c).unwrap();
    queue.install().await.unwrap();

    assert!(second.is_installed().await.unwrap());
    assert_eq!(count(&one, "sqlite_master WHERE name = 'LIdx'").await, 0);

    queue.uninstall().await.unwrap();
    assert!(!queue.is_installed().await.unwrap());
    assert_eq!(count(&one, "sqlite_master").await, 0);
}

#[tokio::test]
async fn a_job_may_be_pushed_twice_and_only_finished_jobs_are_purged() {
    let file = File::new("push");
    let db = file.open().await;
    let queue = Queue::new(&db);
    queue.install().await.unwrap();
    queue.push(&[]).await.unwrap();
    queue.push(&jobs(1_200)).await.unwrap();
    queue.push(&jobs(1_200)).await.unwrap();
    assert_eq!(count(&db, "Jobs WHERE status = 'Pending' AND max_attempts = 1").await, 2_400);

    db.execute_unprepared(
        "UPDATE Jobs SET status = 'Done', done_at = unixepoch() - 100 WHERE rowid <= 10;
         UPDATE Jobs SET status = 'Failed', done_at = unixepoch() - 50 WHERE rowid BETWEEN 11 AND 15;",
    )
    .await
    .unwrap();
    assert_eq!(queue.purge_finished(Duration::from_hours(1)).await.unwrap(), 0);
    assert_eq!(queue.purge_finished(Duration::from_secs(90)).await.unwrap(), 10);
    assert_eq!(queue.purge_finished(Duration::ZERO).await.unwrap(), 5);
    assert_eq!(count(&db, "Jobs").await, 2_385);
}

#[tokio::test]
async fn a_worker_gives_back_its_own_jobs_only() {
    let file = File::new("release");
    let db = file.open().await;
    let queue = Queue::new(&db);
    queue.install().await.unwrap();
    queue.push(&jobs(3)).await.unwrap();
    db.execute_unprepared(
        "INSERT INTO Workers (id, worker_type, storage_name) VALUES ('a-0', 'reminders', 's'), ('ab-0', 'reminders', 's');
         UPDATE Jobs SET status = 'Queued', lock_by = 'a-0' WHERE rowid = 1;
         UPDATE Jobs SET status = 'Queued', lock_by = 'ab-0' WHERE rowid = 2;
         UPDATE Jobs SET status = 'Done', lock_by = 'a-0' WHERE rowid = 3;",
    )
    .await
    .unwrap();
    assert_eq!(queue.release("a-").await.unwrap(), 1);
    assert_eq!(count(&db, "Jobs WHERE status = 'Pending' AND lock_by IS NULL").await, 1);
}
