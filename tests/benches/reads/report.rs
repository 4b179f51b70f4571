//! What is printed: Markdown, row by row as it is measured.

use std::io::Write;
use std::time::Duration;

use crate::load::Round;
use crate::machine;

/// Writes a line to the standard output; the bars go elsewhere.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).unwrap();
}

/// Above the rows of [`row`].
pub(crate) const HEAD: &str = "\
| households | question | connections | ours /s | floor /s | **ratio** | p50 ms | floor | p99 ms | floor | CPU µs | floor | **ratio** | database CPU µs | floor | others % |
|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|";

/// Above the rows of what is measured once for each database.
pub(crate) const HEAD_ONCE: &str = "\
| households | cold start ms | idle MiB | under load MiB | floor | statements: point | page |
|--:|--:|--:|--:|--:|--:|--:|";

/// The row of one question at one number of connections. Rounds come in pairs, ours and the floor's.
pub(crate) fn row(question: &str, connections: usize, ours: &[Round], floor: &[Round]) -> String {
    let ratio = median(ours.iter().zip(floor).map(|(ours, floor)| rate(ours) / rate(floor)).collect());
    let (mine, below) = (Side::of(ours), Side::of(floor));
    let others = others(ours.iter().chain(floor));
    format!(
        "| {question} | {connections} | {:.0} | {:.0} | **{ratio:.2}** | {:.2} | {:.2} | {:.2} | {:.2} | {:.0} | {:.0} | **{:.2}** | {:.0} | {:.0} | {others:.0} |",
        mine.rate,
        below.rate,
        mine.p50,
        below.p50,
        mine.p99,
        below.p99,
        mine.processor,
        below.processor,
        below.processor / mine.processor,
        mine.database,
        below.database,
    )
}

/// All rounds of one side. Times are in milliseconds, processor times in microseconds per request.
struct Side {
    rate: f64,
    p50: f64,
    p99: f64,
    processor: f64,
    database: f64,
}

impl Side {
    fn of(rounds: &[Round]) -> Self {
        let mut latencies: Vec<u32> = rounds.iter().flat_map(|round| round.latencies.iter().copied()).collect();
        latencies.sort_unstable();
        let at = |hundredth: usize| f64::from(latencies[(latencies.len() - 1) * hundredth / 100]) / 1_000.0;
        let requests = count(latencies.len());
        let each =
            |time: fn(&Round) -> Duration| rounds.iter().map(time).sum::<Duration>().as_secs_f64() * 1e6 / requests;
        Self {
            rate: median(rounds.iter().map(rate).collect()),
            p50: at(50),
            p99: at(99),
            processor: each(|round| round.processor),
            database: each(|round| round.database),
        }
    }
}

/// How much of the machine others took, in hundredths.
fn others<'a>(rounds: impl Iterator<Item = &'a Round>) -> f64 {
    let (taken, elapsed) = rounds.fold((Duration::ZERO, Duration::ZERO), |(taken, elapsed), round| {
        (taken + round.others, elapsed + round.elapsed)
    });
    100.0 * taken.as_secs_f64() / (elapsed.as_secs_f64() * count(machine::cores()))
}

fn rate(round: &Round) -> f64 {
    count(round.latencies.len()) / round.elapsed.as_secs_f64()
}

fn count(requests: usize) -> f64 {
    f64::from(u32::try_from(requests).unwrap())
}

/// The middle one, or the higher of the two.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
