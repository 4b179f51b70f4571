//! Refused attempts: each answers the rules it should, on the fields it should, and leaves the database
//! as it was to the last byte.

use std::fmt::Debug;

use entity::refusal::{OperationError, Rule};

use crate::world::World;

/// Provokes refusals, and remembers which rules were provoked.
pub struct Refusals<'a> {
    world: &'a World,
    provoked: Vec<Rule>,
}

impl<'a> Refusals<'a> {
    /// None provoked yet.
    pub fn new(world: &'a World) -> Self {
        Self { world, provoked: Vec::new() }
    }

    /// Makes an attempt that must be refused by these rules, in this order, and change nothing.
    pub async fn expect<T: Debug>(
        &mut self,
        case: &str,
        expected: &[(Rule, &'static str)],
        attempt: impl Future<Output = Result<T, OperationError>>,
    ) {
        let before = self.world.snapshot().await;
        let answer = attempt.await;
        let after = self.world.snapshot().await;
        match answer {
            Err(OperationError::Refused(refusals)) => {
                let refusals: Vec<_> = refusals.iter().map(|refusal| (refusal.rule, refusal.field)).collect();
                assert_eq!(refusals, expected, "{case}");
            }
            other => panic!("{case}: expected {expected:?}, got {other:?}"),
        }
        before.assert_same(&after, case);
        self.provoked.extend(expected.iter().map(|(rule, _)| *rule));
    }

    /// Fails unless the rules provoked are these, all of them and no other: the list that the count of
    /// all rules relies on.
    pub fn are(self, listed: &[Rule]) {
        let missing: Vec<_> = listed.iter().filter(|rule| !self.provoked.contains(rule)).collect();
        assert!(missing.is_empty(), "listed but never provoked: {missing:?}");
        let unlisted: Vec<_> = self.provoked.iter().filter(|rule| !listed.contains(rule)).collect();
        assert!(unlisted.is_empty(), "provoked but not listed: {unlisted:?}");
    }
}

/// The rules that an answer broke; none when it was accepted.
///
/// # Panics
/// When the database failed.
#[track_caller]
pub fn rules_of<T>(answer: &Result<T, OperationError>) -> Vec<Rule> {
    match answer {
        Ok(_) => Vec::new(),
        Err(OperationError::Refused(refusals)) => refusals.iter().map(|refusal| refusal.rule).collect(),
        Err(error) => panic!("the operation failed: {error:?}"),
    }
}
