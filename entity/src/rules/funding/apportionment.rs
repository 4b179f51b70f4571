//! A sum is given out by weights, cent by cent: a running largest remainder.
//!
//! The next cent goes to whoever, among those that it would not put above their exact part rounded up, has had the
//! least for their weight. That is the quota method (Balinski and Young, 1975): at every moment each has their exact part of
//! what was given out so far, rounded down or up, and nobody ever gives a cent back. Dividing anew the sum so far by
//! largest remainders would keep the first promise and break the second.

/// A sum that is being given out.
#[derive(Debug)]
pub(super) struct Apportionment {
    weights: Vec<i64>,
    /// After how many cents the turns begin anew, everybody having their exact part.
    cycle: i64,
    /// What each has after so many cents of a cycle.
    had: Vec<Vec<i64>>,
    /// How many cents were given out.
    given: i64,
}

impl Apportionment {
    /// Nothing given out yet. Weights are not negative.
    pub(super) fn new(weights: &[i64]) -> Self {
        let common = weights.iter().fold(0, |common, weight| greatest_common_divisor(common, *weight)).max(1);
        let weights: Vec<i64> = weights.iter().map(|weight| weight / common).collect();
        let cycle: i64 = weights.iter().sum();
        let mut had = vec![vec![0; weights.len()]];
        let mut now = vec![0; weights.len()];
        for cent in 1..=cycle {
            // Some are below their exact part, since together they are: one cent is yet to be given.
            let below = (0..weights.len()).filter(|place| now[*place] * cycle < weights[*place] * cent);
            // The first of those that are equal: the form's order, and nobody last.
            let next = below.max_by(|a, b| {
                let (a_due, b_due) = (weights[*a] * (now[*b] + 1), weights[*b] * (now[*a] + 1));
                a_due.cmp(&b_due).then(b.cmp(a))
            });
            if let Some(next) = next {
                now[next] += 1;
            }
            had.push(now.clone());
        }
        Self { weights, cycle, had, given: 0 }
    }

    /// Gives out so many cents more: what each gets of them, in the order of the weights.
    pub(super) fn give_out(&mut self, cents: i64) -> Vec<i64> {
        let before = self.given;
        self.given += cents;
        (0..self.weights.len()).map(|place| self.had_after(self.given, place) - self.had_after(before, place)).collect()
    }

    /// What one has of the first cents.
    fn had_after(&self, cents: i64, place: usize) -> i64 {
        if self.cycle == 0 {
            return 0;
        }
        let begun = usize::try_from(cents % self.cycle).unwrap_or_default();
        (cents / self.cycle) * self.weights[place] + self.had[begun][place]
    }
}

fn greatest_common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
