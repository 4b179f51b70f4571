//! How a household is housed: who holds the lease in each modality, and when a sliding lease slides.

use chrono::NaiveDate;

use crate::refusal::{Checks, Rule};
use crate::types::{LeaseReviewOutcome, RentalModality};

/// Checks who is head tenant: an organisation in every modality but direct access. Source: the form.
pub fn check_head_tenant(checks: &mut Checks, modality: RentalModality, organisation_is_head_tenant: bool) {
    match (modality, organisation_is_head_tenant) {
        (RentalModality::DirectAccess, true) => checks.require(false, Rule::HeadTenantNotAllowed, "headTenantId"),
        (RentalModality::DirectAccess, false) | (_, true) => {}
        (_, false) => checks.require(false, Rule::HeadTenantRequired, "headTenantId"),
    }
}

/// Checks the review period, in months: of a sliding lease only, set by its agreement within 1 to 24.
pub fn check_review_period(checks: &mut Checks, modality: RentalModality, months: Option<u32>) {
    let Some(months) = months else { return };
    checks.require(modality == RentalModality::SlidingLease, Rule::ReviewPeriodNotAllowed, "reviewPeriodMonths");
    checks.require((1..=24).contains(&months), Rule::ReviewPeriodOutOfRange, "reviewPeriodMonths");
}

/// The state of a tenancy that is asked to slide.
#[derive(Debug, Clone, Copy)]
pub struct Transfer {
    /// Its modality.
    pub modality: RentalModality,
    /// Whether it has ended.
    pub ended: bool,
    /// Whether it has already slid.
    pub transferred: bool,
    /// What the last review held concluded and when it was held, if one was.
    pub last_review: Option<(LeaseReviewOutcome, NaiveDate)>,
    /// The day of the transfer.
    pub transferred_on: NaiveDate,
}

/// Checks a transfer (*glissement*): the exam has found that the household can hold the lease.
/// Source: CCH L442-8-3 for the exam; that its last conclusion is binding is ours.
pub fn check_transfer(checks: &mut Checks, transfer: Transfer, today: NaiveDate) {
    checks.require(transfer.modality == RentalModality::SlidingLease, Rule::NotSlidingLease, "tenancyId");
    checks.require(!transfer.ended, Rule::TenancyEnded, "tenancyId");
    checks.require(!transfer.transferred, Rule::LeaseAlreadyTransferred, "tenancyId");
    if transfer.modality == RentalModality::SlidingLease && !transfer.transferred {
        let ready = transfer.last_review.is_some_and(|(outcome, _)| outcome == LeaseReviewOutcome::Ready);
        checks.require(ready, Rule::LeaseReviewNotReady, "tenancyId");
    }
    let after_review = transfer.last_review.is_none_or(|(_, held_on)| transfer.transferred_on >= held_on);
    checks.require(after_review, Rule::DayBeforeReview, "transferredOn");
    checks.require(transfer.transferred_on <= today, Rule::DateInFuture, "transferredOn");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_slides_only_after_a_review_that_says_so() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let good = Transfer {
            modality: RentalModality::SlidingLease,
            ended: false,
            transferred: false,
            last_review: Some((LeaseReviewOutcome::Ready, day("2027-01-05"))),
            transferred_on: day("2027-01-15"),
        };
        for (transfer, broken) in [
            (good, None),
            (Transfer { last_review: None, ..good }, Some(Rule::LeaseReviewNotReady)),
            (
                Transfer { last_review: Some((LeaseReviewOutcome::Continue, day("2027-01-05"))), ..good },
                Some(Rule::LeaseReviewNotReady),
            ),
            (Transfer { transferred_on: day("2027-01-04"), ..good }, Some(Rule::DayBeforeReview)),
            (Transfer { modality: RentalModality::Sublease, ..good }, Some(Rule::NotSlidingLease)),
            (Transfer { ended: true, ..good }, Some(Rule::TenancyEnded)),
            (Transfer { transferred: true, ..good }, Some(Rule::LeaseAlreadyTransferred)),
            (Transfer { transferred_on: day("2027-01-17"), ..good }, Some(Rule::DateInFuture)),
        ] {
            let mut checks = Checks::new();
            check_transfer(&mut checks, transfer, day("2027-01-16"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{transfer:?}");
        }
    }
}
