//! Where PostgreSQL is found: the server of `TEST_DATABASE_URL`, or a throw-away cluster started once
//! for the test process.
//!
//! A static is never dropped, and a test process may be killed. So the cluster is kept by a shell that
//! waits on a pipe from us: when we are gone, however we went, the pipe closes, and the shell stops
//! the cluster and removes its files.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

/// Starts the cluster, says `ready <folder>` or `failed: <why>`, and restarts it as after a crash for each line that it is
/// told, until the end of its standard input. PostgreSQL refuses to run as root: then it runs as the user `postgres`.
/// `$1` is its folder of programs, `$2` what it is to have set otherwise than is quickest.
const KEEPER: &str = r#"
if [ "$(id -u)" != 0 ]; then as() { "$@"; }
elif command -v runuser >/dev/null; then as() { runuser -u postgres -- "$@"; }
else as() { su postgres -s /bin/sh -c 'exec "$@"' -- sh "$@"; }
fi
cd /
base=/tmp
# In memory where there is room: making a database is then ten times quicker.
room=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
if [ -w /dev/shm ] && [ "${room:-0}" -gt 2000000 ]; then base=/dev/shm; fi
dir=$(as mktemp -d "$base/passerelle-tests.XXXXXX") || { echo "failed: no folder for the user postgres"; exit 1; }
log=$(as mktemp "$dir/log.XXXXXX")
fail() { echo "failed: $1"; tail -n 20 "$log"; rm -rf "$dir"; exit 1; }
as "$1/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync </dev/null >>"$log" 2>&1 || fail initdb
options="-c listen_addresses= -c unix_socket_directories=$dir -c max_connections=300 -c shared_buffers=64MB"
options="$options -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
options="$options -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off -c max_wal_size=4GB $2"
as "$1/pg_ctl" -D "$dir/data" -w -t 60 -l "$log" -o "$options" start </dev/null >/dev/null 2>&1 || fail pg_ctl
echo "ready $dir"
while read -r order; do
    as "$1/pg_ctl" -D "$dir/data" -m immediate -w -t 60 -l "$log" restart </dev/null >/dev/null 2>&1 || fail restart
    echo "ready $dir"
done
as "$1/pg_ctl" -D "$dir/data" -m immediate -w stop </dev/null >/dev/null 2>&1
rm -rf "$dir"
"#;

/// A PostgreSQL server to make databases on.
#[derive(Debug)]
pub(crate) struct Server {
    /// An account that may create databases.
    pub(crate) url: String,
    /// Whether the server outlives this process, so that what we leave behind stays.
    pub(crate) outlives_us: bool,
    /// While this child's standard input is open, the throw-away cluster lives.
    _keeper: Option<Child>,
}

/// A throw-away cluster for one test, which may restart it.
#[derive(Debug)]
pub(crate) struct OwnCluster {
    pub(crate) url: String,
    keeper: Child,
    said: BufReader<ChildStdout>,
}

impl OwnCluster {
    /// Starts one in which what was committed survives a crash of the server's, if not one of the machine's; none when
    /// there is no PostgreSQL on this machine.
    pub(crate) fn start() -> Option<Self> {
        let (keeper, said, url) = keep(&programs()?, "-c synchronous_commit=on");
        Some(Self { url, keeper, said })
    }

    /// Has it crash, and come back; returns when it is back.
    pub(crate) fn crash(&mut self) {
        writeln!(self.keeper.stdin.as_mut().expect("piped"), "restart").expect("the keeper");
        let mut line = String::new();
        self.said.read_line(&mut line).expect("a word from the shell");
        assert!(line.starts_with("ready"), "the cluster did not come back: {line}");
    }
}

/// The server, found or started at the first call; none when there is no PostgreSQL at hand, which
/// was then said.
///
/// # Panics
/// With `CI=true` when there is none.
pub(crate) fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let found = find();
        if found.is_none() && !in_ci() {
            say_skipped();
        }
        found
    });
    assert!(
        server.is_some() || !in_ci(),
        "CI=true and no PostgreSQL: install the package postgresql, or set TEST_DATABASE_URL to a server on which \
         databases may be created"
    );
    server.as_ref()
}

fn find() -> Option<Server> {
    if let Some(url) = env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty()) {
        return Some(Server { url, outlives_us: true, _keeper: None });
    }
    Some(start(&programs()?))
}

fn start(programs: &Path) -> Server {
    let (keeper, _, url) = keep(programs, "");
    Server { url, outlives_us: false, _keeper: Some(keeper) }
}

fn keep(programs: &Path, settings: &str) -> (Child, BufReader<ChildStdout>, String) {
    let mut keeper = Command::new("sh")
        .args(["-c", KEEPER, "sh"])
        .arg(programs)
        .arg(settings)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        // Ctrl-C is for us: the keeper has to live on to clean up.
        .process_group(0)
        .spawn()
        .expect("a POSIX shell");
    let mut said = BufReader::new(keeper.stdout.take().expect("piped"));
    let mut first = String::new();
    said.read_line(&mut first).expect("a word from the shell");
    let Some(folder) = first.trim().strip_prefix("ready ") else {
        let mut rest = String::new();
        let _ = said.read_to_string(&mut rest);
        panic!(
            "the throw-away PostgreSQL of {} did not start: {first}{rest}\nMend it, or set TEST_DATABASE_URL.",
            programs.display()
        );
    };
    let url = format!("postgres://postgres@localhost/postgres?host={folder}");
    (keeper, said, url)
}

/// The folder that holds `pg_ctl` and `initdb`: on the path, or where Debian puts them, the latest first.
fn programs() -> Option<PathBuf> {
    let on_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    // A link on the path leads to where the other programs are too.
    let real = on_path
        .into_iter()
        .filter_map(|folder| folder.join("pg_ctl").canonicalize().ok()?.parent().map(Path::to_owned));
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let mut debian: Vec<_> = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .collect();
    debian.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    real.chain(debian.into_iter().map(|(_, folder)| folder))
        .find(|folder| folder.join("pg_ctl").exists() && folder.join("initdb").exists())
}

fn in_ci() -> bool {
    env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}

/// Past the test framework, which keeps what a passing test prints to itself.
fn say_skipped() {
    let rule = "*".repeat(78);
    let _ = writeln!(
        std::io::stderr(),
        "\n{rule}\n* POSTGRESQL IS NOT TESTED: TEST_DATABASE_URL is unset and no pg_ctl was found.\n\
         * Half of the tests pass without having run. Install postgresql to run them.\n{rule}\n"
    );
}
