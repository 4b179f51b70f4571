//! How a household is housed: from which day, who holds the lease in each modality, and when a sliding
//! lease slides.

use chrono::NaiveDate;

use crate::refusal::{Checks, Rule};
use crate::rules::calendar;
use crate::types::{LeaseReviewOutcome, OrganisationKind, RentalModality};

/// How far ahead a tenancy is opened, in months. Source: ours; what lies farther is more likely a wrong year.
pub const MOST_MONTHS_AHEAD: u32 = 3;

/// Checks the first day: it may be past, is not far ahead, and comes after the last day of the household's earlier
/// tenancies.
pub fn check_start(checks: &mut Checks, start_on: NaiveDate, last_day: Option<NaiveDate>, today: NaiveDate) {
    checks.day(start_on, "startOn");
    let farthest = calendar::add_months(today, MOST_MONTHS_AHEAD);
    checks.require(start_on <= farthest, Rule::TenancyTooFarAhead, "startOn");
    check_overlap(checks, start_on, last_day);
}

/// Checks that the first day comes after the last day of earlier tenancies.
pub fn check_overlap(checks: &mut Checks, start_on: NaiveDate, last_day: Option<NaiveDate>) {
    checks.require(last_day.is_none_or(|last_day| start_on > last_day), Rule::TenancyOverlaps, "startOn");
}

/// Checks who is head tenant: an organisation in every modality but direct access, and a support organisation
/// where the dwelling is of its stock. Source: the form.
pub fn check_head_tenant(checks: &mut Checks, modality: RentalModality, head_tenant: Option<OrganisationKind>) {
    let broken = match (modality, head_tenant) {
        (RentalModality::DirectAccess, None)
        | (RentalModality::TemporarySocialResidence, Some(_))
        | (RentalModality::SlidingLease | RentalModality::Sublease, Some(OrganisationKind::SupportOrganisation)) => {
            return;
        }
        (RentalModality::DirectAccess, Some(_)) => Rule::HeadTenantNotAllowed,
        (_, None) => Rule::HeadTenantRequired,
        (_, Some(_)) => Rule::HeadTenantNotSupportOrganisation,
    };
    checks.require(false, broken, "headTenantId");
}

/// Whether a household moves into a dwelling without the allocation committee: a *résidence sociale* admits by itself. It
/// is told by its dwelling, which no landlord owns and which is not of the insertion stock: what the modality is said to
/// be opens no landlord's dwelling. Source: the form, every allocation of which is subject to the committee; how a
/// residence is told is ours.
pub fn admits_by_itself(modality: RentalModality, owner: OrganisationKind, insertion_stock: bool) -> bool {
    modality == RentalModality::TemporarySocialResidence && owner != OrganisationKind::Landlord && !insertion_stock
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
    fn a_tenancy_begins_after_the_last_and_not_far_ahead() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (start, last, broken) in [
            ("2026-05-28", None, None),
            ("2026-05-29", None, Some(Rule::TenancyTooFarAhead)),
            ("2019-01-01", None, None),
            ("2026-02-02", Some("2026-02-01"), None),
            ("2026-02-01", Some("2026-02-01"), Some(Rule::TenancyOverlaps)),
            ("2026-01-31", Some("2026-02-01"), Some(Rule::TenancyOverlaps)),
        ] {
            let mut checks = Checks::new();
            check_start(&mut checks, day(start), last.map(day), day("2026-02-28"));
            assert_eq!(checks.refusals().first().map(|refusal| refusal.rule), broken, "{start} after {last:?}");
        }
    }

    #[test]
    fn the_head_tenant_is_of_the_kind_that_the_modality_wants() {
        use OrganisationKind::{Landlord, Other, SupportOrganisation};
        use RentalModality::{DirectAccess, SlidingLease, Sublease, TemporarySocialResidence};
        let wrong = Some(Rule::HeadTenantNotSupportOrganisation);
        for (modality, head_tenant, broken) in [
            (DirectAccess, None, None),
            (DirectAccess, Some(SupportOrganisation), Some(Rule::HeadTenantNotAllowed)),
            (TemporarySocialResidence, None, Some(Rule::HeadTenantRequired)),
            (TemporarySocialResidence, Some(Other), None),
            (SlidingLease, None, Some(Rule::HeadTenantRequired)),
            (SlidingLease, Some(SupportOrganisation), None),
            (SlidingLease, Some(Landlord), wrong),
            (Sublease, None, Some(Rule::HeadTenantRequired)),
            (Sublease, Some(SupportOrganisation), None),
            (Sublease, Some(Other), wrong),
        ] {
            let mut checks = Checks::new();
            check_head_tenant(&mut checks, modality, head_tenant);
            let found = checks.refusals().first().map(|refusal| refusal.rule);
            assert_eq!(found, broken, "{modality:?} through {head_tenant:?}");
        }
    }

    #[test]
    fn only_a_residence_that_no_landlord_owns_admits_by_itself() {
        use OrganisationKind::{Landlord, Other, SupportOrganisation};
        use RentalModality::{DirectAccess, SlidingLease, Sublease, TemporarySocialResidence};
        for (modality, owner, insertion_stock, admits) in [
            (TemporarySocialResidence, Other, false, true),
            (TemporarySocialResidence, SupportOrganisation, false, true),
            (TemporarySocialResidence, SupportOrganisation, true, false),
            (TemporarySocialResidence, Landlord, false, false),
            (TemporarySocialResidence, Landlord, true, false),
            (Sublease, SupportOrganisation, false, false),
            (SlidingLease, Other, false, false),
            (DirectAccess, Other, false, false),
        ] {
            let found = admits_by_itself(modality, owner, insertion_stock);
            assert_eq!(found, admits, "{modality:?} in a dwelling of {owner:?}");
        }
    }

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
