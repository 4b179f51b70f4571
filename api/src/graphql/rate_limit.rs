//! How much a viewer may ask in how much time: a bucket for each member of staff, in this process's memory,
//! that empties by what they ask and fills again as time passes. What is asked is taken before anything is
//! executed; what of it was not spent is given back with the answer. An operation that ends without an
//! answer, because its client is gone or because it panicked, gives nothing back: nobody knows what it took.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_graphql::ServerError;
use entity::types::StaffId;
use quick_cache::sync::Cache;

use super::documents::Price;
use super::errors::Code;

/// How many buckets are remembered. One that is forgotten is full when its viewer comes back.
const MOST: usize = 10_000;
/// A level is kept in billionths, so that what a nanosecond restores is a whole number.
const BILLION: u64 = 1_000_000_000;

/// How large a bucket is, and how fast it fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// What a full bucket holds: the cost that may be asked at once. At most a billion.
    pub capacity: u64,
    /// The cost that comes back in a second, while it is not full. At least one, at most a billion.
    pub per_second: u64,
}

/// The viewers' buckets. Cloning it is cheap.
#[derive(Clone)]
pub struct RateLimiter {
    limit: RateLimit,
    buckets: Arc<Cache<StaffId, Arc<Mutex<Bucket>>>>,
}

impl RateLimiter {
    /// A full bucket for whoever comes.
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, buckets: Arc::new(Cache::new(MOST)) }
    }

    /// Takes what an operation may cost at most out of a viewer's bucket.
    ///
    /// # Errors
    /// When it does not hold as much; nothing is taken then.
    pub(crate) fn reserve(&self, viewer: &StaffId, price: Price) -> Result<Reserved, RateLimited> {
        let limit = self.limit;
        let bucket = self.bucket(viewer);
        let mut open = opened(&bucket);
        let taken = open.take(Instant::now(), price.asked);
        let left = open.left();
        drop(open);
        match taken {
            Ok(()) => Ok(Reserved { bucket, price }),
            Err(seconds) => {
                let cost = Cost { asked: price.asked, spent: 0, left, restore_rate: limit.per_second };
                Err(RateLimited { cost, seconds })
            }
        }
    }

    /// Takes a cost out of a viewer's bucket, as soon as half of it is left to them for what else they ask.
    pub(crate) async fn pay(&self, viewer: &StaffId, cost: u64) {
        let half = self.limit.capacity / 2;
        let (bucket, cost) = (self.bucket(viewer), cost.min(half));
        loop {
            let taken = opened(&bucket).take_over(Instant::now(), cost, half);
            let Err(seconds) = taken else { return };
            tokio::time::sleep(Duration::from_secs(seconds)).await;
        }
    }

    fn bucket(&self, viewer: &StaffId) -> Arc<Mutex<Bucket>> {
        let full = || Ok::<_, Infallible>(Arc::new(Mutex::new(Bucket::full(self.limit, Instant::now()))));
        let Ok(bucket) = self.buckets.get_or_insert_with(viewer, full);
        bucket
    }
}

/// What an operation may cost, taken out of its viewer's bucket.
pub(crate) struct Reserved {
    bucket: Arc<Mutex<Bucket>>,
    price: Price,
}

impl Reserved {
    /// Gives back what was not spent on an answer of so many bytes.
    pub(crate) fn settle(self, bytes: usize) -> Cost {
        let (asked, spent) = (self.price.asked, self.price.spent(bytes));
        let mut open = opened(&self.bucket);
        open.give_back(Instant::now(), asked - spent);
        Cost { asked, spent, left: open.left(), restore_rate: open.limit.per_second }
    }
}

/// Why an operation is not executed now.
pub(crate) struct RateLimited {
    cost: Cost,
    /// After so many seconds the bucket holds what was asked, if nothing else is asked meanwhile.
    pub(crate) seconds: u64,
}

impl RateLimited {
    /// It as an error, which tells the seconds where there is no header for them.
    pub(crate) fn error(&self) -> ServerError {
        let mut error = Code::RateLimited.error();
        error.extensions.get_or_insert_default().set("retryAfter", self.seconds);
        error
    }

    /// The cost of the operation, of which nothing is spent.
    pub(crate) fn cost(&self) -> Cost {
        self.cost
    }
}

/// What an operation has cost, as its client is told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    asked: u64,
    spent: u64,
    left: u64,
    restore_rate: u64,
}

impl Cost {
    /// Adds it to an answer's JSON, which is an object that has no extensions yet.
    pub(crate) fn tell(self, json: &mut String) {
        let Self { asked, spent, left, restore_rate } = self;
        json.pop();
        // Writing to a string does not fail.
        let _ = write!(
            json,
            r#","extensions":{{"cost":{{"asked":{asked},"spent":{spent},"left":{left},"restoreRate":{restore_rate}}}}}}}"#
        );
    }
}

fn opened(bucket: &Mutex<Bucket>) -> MutexGuard<'_, Bucket> {
    bucket.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is left to a viewer.
struct Bucket {
    limit: RateLimit,
    /// In billionths of cost.
    level: u64,
    /// When it was last looked at.
    since: Instant,
}

impl Bucket {
    fn full(limit: RateLimit, now: Instant) -> Self {
        Self { limit, level: limit.capacity * BILLION, since: now }
    }

    fn restore(&mut self, now: Instant) {
        let elapsed = u64::try_from(now.saturating_duration_since(self.since).as_nanos()).unwrap_or(u64::MAX);
        self.fill(elapsed.saturating_mul(self.limit.per_second));
        self.since = self.since.max(now);
    }

    fn fill(&mut self, billionths: u64) {
        self.level = self.level.saturating_add(billionths).min(self.limit.capacity * BILLION);
    }

    /// Takes so much, or says in how many seconds there will be as much.
    fn take(&mut self, now: Instant, cost: u64) -> Result<(), u64> {
        self.restore(now);
        let wanted = cost * BILLION;
        match self.level.checked_sub(wanted) {
            Some(level) => {
                self.level = level;
                Ok(())
            }
            None => Err((wanted - self.level).div_ceil(self.limit.per_second * BILLION)),
        }
    }

    /// The same, if as much as is to be left is left.
    fn take_over(&mut self, now: Instant, cost: u64, left: u64) -> Result<(), u64> {
        self.take(now, cost + left)?;
        self.fill(left * BILLION);
        Ok(())
    }

    fn give_back(&mut self, now: Instant, cost: u64) {
        self.restore(now);
        self.fill(cost * BILLION);
    }

    fn left(&self) -> u64 {
        self.level / BILLION
    }
}

#[cfg(test)]
mod tests {
    use entity::chance::Chance;
    use proptest::prelude::*;

    use super::*;
    use crate::graphql::LARGEST_COST;

    const LIMIT: RateLimit = RateLimit { capacity: 1_000, per_second: 10 };

    fn somebody(seed: u64) -> StaffId {
        StaffId::generate(chrono::DateTime::UNIX_EPOCH, &Chance::seeded(seed))
    }

    #[test]
    fn a_bucket_empties_and_fills() {
        let begun = Instant::now();
        let mut bucket = Bucket::full(LIMIT, begun);
        for (milliseconds, cost, expected, left) in [
            (0, 1_000, Ok(()), 0),
            (0, 0, Ok(()), 0),
            (0, 1, Err(1), 0),
            (99, 1, Err(1), 0),
            (100, 1, Ok(()), 0),
            (1_100, 11, Err(1), 10),
            (1_100, 21, Err(2), 10),
            (1_100, 1_000, Err(99), 10),
            // What a clock that goes back would restore was restored already.
            (50, 11, Err(1), 10),
            (1_100, 11, Err(1), 10),
            (1_000_000, 1_000, Ok(()), 0),
        ] {
            let now = begun + Duration::from_millis(milliseconds);
            assert_eq!(bucket.take(now, cost), expected, "{cost} at {milliseconds}");
            assert_eq!(bucket.left(), left, "{cost} at {milliseconds}");
        }
    }

    #[test]
    fn half_a_bucket_is_left_by_who_pays_later() {
        let begun = Instant::now();
        let mut bucket = Bucket::full(LIMIT, begun);
        assert_eq!(bucket.take_over(begun, 400, 500), Ok(()));
        assert_eq!(bucket.left(), 600);
        assert_eq!(bucket.take_over(begun, 101, 500), Err(1));
        assert_eq!(bucket.left(), 600);
        assert_eq!(bucket.take(begun, 600), Ok(()));
    }

    #[test]
    fn what_was_not_spent_is_given_back_by_an_answer_alone() {
        let limiter = RateLimiter::new(RateLimit { capacity: LARGEST_COST, per_second: 1 });
        let (one, other) = (somebody(1), somebody(2));
        let price = Price { asked: LARGEST_COST, unseen: 40 };
        let Cost { asked, spent, left, restore_rate } = limiter.reserve(&one, price).ok().unwrap().settle(201);
        assert_eq!((asked, spent, left, restore_rate), (LARGEST_COST, 51, LARGEST_COST - 51, 1));
        assert!(limiter.reserve(&one, price).is_err());
        // Nobody else's.
        drop(limiter.reserve(&other, price).ok().unwrap());
        let refused = limiter.reserve(&other, Price { asked: 3, unseen: 0 }).err().unwrap();
        assert_eq!((refused.seconds, refused.cost.spent, refused.cost.asked), (3, 0, 3));
        let error = refused.error().extensions.unwrap();
        assert_eq!(error.get("retryAfter"), Some(&async_graphql::Value::from(3)));
        assert_eq!(error.get("code"), Some(&async_graphql::Value::from("RATE_LIMITED")));
    }

    #[test]
    fn a_cost_is_told_in_the_extensions() {
        let mut json = r#"{"data":{}}"#.to_owned();
        Cost { asked: 1, spent: 2, left: 3, restore_rate: 4 }.tell(&mut json);
        assert_eq!(json, r#"{"data":{},"extensions":{"cost":{"asked":1,"spent":2,"left":3,"restoreRate":4}}}"#);
    }

    proptest! {
        /// Whatever is asked when, and however much of it is given back.
        #[test]
        fn no_more_is_let_through_than_was_there_and_came_back(
            capacity in 1..2_000_u64,
            per_second in 1..5_000_u64,
            asked in prop::collection::vec((0..3_000_000_000_u64, 0..2_500_u64, 0..=100_u64), 1..60),
        ) {
            let limit = RateLimit { capacity, per_second };
            let begun = Instant::now();
            let mut bucket = Bucket::full(limit, begun);
            let (mut elapsed, mut through, mut unspent) = (0, 0, 0);
            for (pause, cost, given_back) in asked {
                elapsed += pause;
                let now = begun + Duration::from_nanos(elapsed);
                through -= unspent;
                bucket.give_back(now, std::mem::take(&mut unspent));
                match bucket.take(now, cost) {
                    Ok(()) => {
                        through += cost;
                        unspent = cost * given_back / 100;
                        prop_assert!(through * BILLION <= capacity * BILLION + elapsed * per_second);
                    }
                    Err(seconds) => {
                        // It says when to come again: not too early, and not a second too late.
                        let at = |seconds| now + Duration::from_secs(seconds);
                        let fits = |seconds| Bucket { ..bucket }.take(at(seconds), cost).is_ok();
                        prop_assert!(!fits(seconds - 1));
                        prop_assert_eq!(fits(seconds), cost <= capacity);
                    }
                }
                prop_assert!(bucket.left() <= capacity);
            }
        }
    }
}
