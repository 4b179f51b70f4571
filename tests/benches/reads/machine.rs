//! What the machine is: a figure without it means nothing. No name of it is told.

use std::fs;
use std::thread::available_parallelism;
use std::time::Duration;

/// Cores, processor and memory in one line.
pub(crate) fn describe() -> String {
    let read = |file: &str, name: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let value = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.split_once(':').map(|(_, value)| value.trim().to_owned()));
        value.unwrap_or_else(|| "unknown".to_owned())
    };
    let processor = read("/proc/cpuinfo", "model name");
    let memory = read("/proc/meminfo", "MemTotal");
    let memory =
        memory.trim_end_matches(" kB").parse::<u64>().map_or(memory.clone(), |kib| format!("{} MiB", kib / 1024));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{} cores of {processor}, {memory} of memory, Linux {}", cores(), kernel.trim())
}

/// Processor time that anybody has taken of this machine so far, all cores together, what a host takes
/// from a virtual machine included.
pub(crate) fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/stat").unwrap();
    let words = stat.lines().next().unwrap_or_default().split_whitespace().skip(1);
    // User, nice, system, idle, waiting for a disk, two kinds of interrupts, taken by the host; what
    // comes after is counted in the first ones already.
    let busy = words.take(8).enumerate().filter(|(place, _)| ![3, 4].contains(place));
    let ticks: u64 = busy.filter_map(|(_, word)| word.parse::<u64>().ok()).sum();
    Duration::from_millis(10 * ticks)
}

/// How many processors there are.
pub(crate) fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}
