//! The server under measurement: the release build of `passerelle`, as an operator runs it.

use std::env;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::child::Child;
use crate::database::Database;
use crate::http::Connection;
use crate::questions::Question;

/// Where the program is.
pub(crate) struct Server {
    program: PathBuf,
}

impl Server {
    /// A program that was built before.
    pub(crate) fn at(program: &Path) -> Self {
        Self { program: program.canonicalize().expect("--server names a program") }
    }

    /// Builds it, so that what is measured is what is written; nothing is done when it is built already.
    pub(crate) fn build() -> Self {
        let own = env::current_exe().unwrap();
        // We are <target>/<profile>/deps/<name>.
        let target = own.ancestors().nth(3).expect("built by cargo");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        // What cargo tells us about ourselves would be taken for theirs by the build scripts that read it.
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
                command.env_remove(name);
            }
        }
        let built = command
            .args(["build", "--release", "--package", "api", "--bin", "passerelle", "--target-dir"])
            .arg(target)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .unwrap();
        assert!(built.success(), "the server could not be built");
        Self::at(&target.join("release/passerelle"))
    }

    /// Makes the tables of a database.
    pub(crate) fn migrate(&self, url: &str) {
        let migrated = self.command(url).args(["migrate", "up"]).output().unwrap();
        assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    }

    /// The command that serves, without a worker.
    pub(crate) fn serve(&self, url: &str, address: SocketAddr) -> Command {
        let mut command = self.command(url);
        command.args(["serve", "--no-worker"]).env("LISTEN_ADDR", address.to_string());
        command
    }

    /// As in production, and with nothing of the settings of who runs the measurement.
    fn command(&self, url: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.env_clear().current_dir(env::temp_dir()).env("DATABASE_URL", url).env("APP_ENV", "production");
        command.env("PUBLIC_URL", "https://passerelle.example").env("MAIL_FROM", "mesure@passerelle.example");
        // One viewer asks all there is to be asked. A bucket that is as good as full has as many digits each time.
        command.env("COST_CAPACITY", "500000000").env("COST_PER_SECOND", "500000000");
        // Nothing is sent: the worker does not run.
        command.env("SMTP_URL", "smtp://127.0.0.1:9").env("LINK_SECRETS", "a secret of more than thirty-two bytes");
        command
    }

    /// Statements that one request costs; none on SQLite, which does not count them.
    ///
    /// Each statement outside a transaction is a transaction of its own to PostgreSQL. What a start
    /// costs is the same however many requests follow: it falls out of the difference.
    pub(crate) async fn statements(&self, database: &Database, question: &Question) -> Option<f64> {
        const REQUESTS: u32 = 200;
        let few = self.transactions(database, question, REQUESTS).await?;
        let many = self.transactions(database, question, 2 * REQUESTS).await?;
        Some(f64::from(many - few) / f64::from(REQUESTS))
    }

    async fn transactions(&self, database: &Database, question: &Question, requests: u32) -> Option<i32> {
        let before = database.transactions().await?;
        let child = Child::start(|address| self.serve(&database.url, address));
        let mut connection = Connection::open(child.address).await;
        for asked in question.ours.iter().cycle().take(requests as usize) {
            connection.ask(&asked.request).await;
        }
        drop(connection);
        child.stop();
        i32::try_from(database.transactions().await? - before).ok()
    }
}
