//! A server as a process of its own: how soon it is ready, what it takes of processor and memory.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{Read, Seek, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child as Process, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a server may take to be ready.
const PATIENCE: Duration = Duration::from_secs(20);
/// The kernel counts a process's time in hundredths of a second, whatever its own tick.
const TICK: Duration = Duration::from_millis(10);

/// A server that runs.
pub(crate) struct Child {
    process: Process,
    /// What it said, to be read when it fails.
    log: File,
    pub(crate) address: SocketAddr,
    /// From before the process was made until it said that it was ready.
    pub(crate) ready_after: Duration,
}

impl Child {
    /// Starts a server on a free port, and waits until it is ready.
    pub(crate) fn start(command: impl FnOnce(SocketAddr) -> Command) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = command(address);
        let log = tempfile::tempfile().unwrap();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log.try_clone().unwrap());
        let begun = Instant::now();
        let process = command.spawn().unwrap();
        let mut child = Self { process, log, address, ready_after: Duration::ZERO };
        while !child.is_ready() {
            if let Some(ended) = child.process.try_wait().unwrap() {
                panic!("the server ended: {ended}\n{}", child.said());
            }
            assert!(begun.elapsed() < PATIENCE, "the server is not ready after {PATIENCE:?}");
            sleep(Duration::from_micros(500));
        }
        child.ready_after = begun.elapsed();
        child
    }

    fn said(&mut self) -> String {
        let mut said = String::new();
        self.log.rewind().and_then(|()| self.log.read_to_string(&mut said)).unwrap();
        said
    }

    fn is_ready(&self) -> bool {
        let ask = || {
            let mut stream = TcpStream::connect(self.address)?;
            stream.write_all(b"GET /health/ready HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            std::io::Result::Ok(answer.starts_with("HTTP/1.1 200"))
        };
        ask().unwrap_or(false)
    }

    /// Its number.
    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Resident memory now, and the most there ever was, in kibibytes.
    pub(crate) fn memory(&self) -> (u64, u64) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let read = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap()
        };
        (read("VmRSS"), read("VmHWM"))
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) fn stop(mut self) {
        // The standard library only knows how to kill.
        let asked = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status().unwrap();
        assert!(asked.success());
        self.process.wait().unwrap();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Processor time that each process has taken so far. One that is gone, or on another machine, is left out.
pub(crate) fn processor_times(pids: &[u32]) -> HashMap<u32, Duration> {
    let time = |pid: &u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name may hold spaces: what follows it does not. User and system time are the 14th and 15th.
        let (_, rest) = stat.rsplit_once(')')?;
        let ticks: u32 = rest.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<u32>().ok()).sum();
        Some((*pid, TICK * ticks))
    };
    pids.iter().filter_map(time).collect()
}
