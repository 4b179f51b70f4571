//! What the allocation committee may decide, to whom a dwelling may be offered, and until when a household answers.

use chrono::NaiveDate;

use crate::refusal::{Checks, Rule};
use crate::types::{AllocationOutcome, OfferAnswer, ReleaseCause, Territory};

/// The least that a household has to answer an offer, in days. Source: CCH R441-10.
pub const LEAST_DAYS: u32 = 10;

/// The most that it is given, in days. Source: ours; what is longer keeps a dwelling empty.
pub const MOST_DAYS: u32 = 60;

/// The most households that are ranked for a dwelling. Source: ours; the law wants three candidates where it can.
pub const MOST_RANKED: u32 = 20;

/// The last day on which an offer that was notified on `offered_on` may be answered: the first day is the day after,
/// and an end on a Saturday, a Sunday or a public holiday of where the programme runs moves to the next working day.
/// Source: CCH R441-10.
pub fn answer_due_on(territory: Territory, offered_on: NaiveDate, days: u32) -> NaiveDate {
    territory.period_end(offered_on, days.max(LEAST_DAYS))
}

/// A decision of the committee, as it is recorded.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// The day on which the household was first diagnosed, if it was.
    pub diagnosed_on: Option<NaiveDate>,
    /// What was decided.
    pub outcome: AllocationOutcome,
    /// The place among the candidates.
    pub candidate_rank: Option<u32>,
    /// The document that is missing.
    pub missing_document: Option<&'a str>,
    /// Why.
    pub reasons: Option<&'a str>,
}

/// Checks a decision: it has what its outcome wants and nothing else, and a refusal has its reasons.
/// Source: CCH R441-3 for the outcomes, L441-2-2 for the reasons of a refusal.
pub fn check_decision(checks: &mut Checks, decision: Decision<'_>, today: NaiveDate) {
    use AllocationOutcome::{Conditional, Inadmissible, NotAllocated, Ranked};
    checks.day(decision.decided_on, "decidedOn");
    checks.require(decision.decided_on <= today, Rule::DateInFuture, "decidedOn");
    let after = decision.diagnosed_on.is_none_or(|diagnosed_on| decision.decided_on >= diagnosed_on);
    checks.require(after, Rule::DayBeforeDiagnosis, "decidedOn");
    match (decision.outcome, decision.candidate_rank) {
        (Ranked, Some(rank)) => {
            checks.require((1..=MOST_RANKED).contains(&rank), Rule::CandidateRankOutOfRange, "candidateRank");
        }
        (Ranked, None) => checks.require(false, Rule::CandidateRankRequired, "candidateRank"),
        (_, Some(_)) => checks.require(false, Rule::CandidateRankNotAllowed, "candidateRank"),
        (_, None) => {}
    }
    match (decision.outcome, decision.missing_document) {
        (Conditional, document) => checks.text(document.unwrap_or_default(), 1_000, "missingDocument"),
        (_, Some(_)) => checks.require(false, Rule::MissingDocumentNotAllowed, "missingDocument"),
        (_, None) => {}
    }
    let reasons = decision.reasons.unwrap_or_default();
    if matches!(decision.outcome, NotAllocated | Inadmissible) {
        checks.text(reasons, 10_000, "reasons");
    } else {
        checks.bounded(reasons, 10_000, "reasons");
    }
}

/// A decision whose dwelling is to be offered.
#[derive(Debug, Clone, Copy)]
pub struct Offer {
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// What was decided.
    pub outcome: AllocationOutcome,
    /// The day on which the condition was lifted, if it was.
    pub condition_lifted_on: Option<NaiveDate>,
    /// Whether it was offered already.
    pub offered: bool,
    /// Whether somebody ranked better has not refused.
    pub better_ranked: bool,
    /// The day of the notification.
    pub offered_on: NaiveDate,
    /// How long the household has to answer, in days.
    pub days: u32,
}

/// Checks an offer: the committee allocates the dwelling, and to nobody before; the household has time to answer.
pub fn check_offer(checks: &mut Checks, offer: Offer, today: NaiveDate) {
    use AllocationOutcome::{Allocated, Conditional, Inadmissible, NotAllocated, Ranked};
    match offer.outcome {
        Allocated => {}
        Ranked => checks.require(!offer.better_ranked, Rule::BetterRankedFirst, "allocationDecisionId"),
        Conditional => {
            checks.require(offer.condition_lifted_on.is_some(), Rule::ConditionNotLifted, "allocationDecisionId");
        }
        NotAllocated | Inadmissible => checks.require(false, Rule::NotAllocated, "allocationDecisionId"),
    }
    checks.require(!offer.offered, Rule::AlreadyOffered, "allocationDecisionId");
    checks.day(offer.offered_on, "offeredOn");
    checks.require(offer.offered_on <= today, Rule::DateInFuture, "offeredOn");
    let earliest = offer.condition_lifted_on.unwrap_or(offer.decided_on);
    checks.require(offer.offered_on >= earliest, Rule::DayBeforeDecision, "offeredOn");
    checks.require((LEAST_DAYS..=MOST_DAYS).contains(&offer.days), Rule::AnswerPeriodOutOfRange, "answerDays");
}

/// Checks an answer: to an offer, not before it, and an acceptance not after its last day. A silence is taken note of
/// once that day is over. Source: CCH R441-10; that a human takes note of it is ours.
pub fn check_answer(
    checks: &mut Checks,
    answer: OfferAnswer,
    answered_on: NaiveDate,
    offer: Option<(NaiveDate, NaiveDate)>,
    today: NaiveDate,
) {
    checks.day(answered_on, "answeredOn");
    checks.require(answered_on <= today, Rule::DateInFuture, "answeredOn");
    let Some((offered_on, due_on)) = offer else {
        checks.require(false, Rule::NotOffered, "allocationDecisionId");
        return;
    };
    checks.require(answered_on >= offered_on, Rule::DayBeforeOffer, "answeredOn");
    match answer {
        OfferAnswer::Accepted => checks.require(answered_on <= due_on, Rule::AnswerTooLate, "answeredOn"),
        OfferAnswer::Refused => {}
        OfferAnswer::Silence => checks.require(answered_on > due_on, Rule::AnswerStillDue, "answeredOn"),
    }
}

/// An accepted dwelling that is to wait for its household no more.
#[derive(Debug, Clone, Copy)]
pub struct Release {
    /// The day on which the household accepted it, if it did.
    pub accepted_on: Option<NaiveDate>,
    /// Whether it was released already.
    pub released: bool,
    /// Whether the household has moved into it since the decision.
    pub taken: bool,
    /// Whose doing it was.
    pub cause: ReleaseCause,
    /// The day since which it waits no more.
    pub released_on: NaiveDate,
}

/// Checks a release: of a dwelling that was accepted and never moved into, once, since a day that has come. Source: ours;
/// whoever withdraws, or is let down, must neither keep the dwelling from others nor be kept from another one. What the cell
/// decides is released by its decision.
pub fn check_release(checks: &mut Checks, release: Release, today: NaiveDate) {
    checks.day(release.released_on, "releasedOn");
    checks.require(release.released_on <= today, Rule::DateInFuture, "releasedOn");
    let by_hand = release.cause != ReleaseCause::NotRetained;
    checks.require(by_hand, Rule::ReleaseCauseNotAllowed, "cause");
    let Some(accepted_on) = release.accepted_on else {
        checks.require(false, Rule::NotAccepted, "allocationDecisionId");
        return;
    };
    checks.require(!release.released, Rule::AlreadyReleased, "allocationDecisionId");
    checks.require(!release.taken, Rule::DwellingTaken, "allocationDecisionId");
    checks.require(release.released_on >= accepted_on, Rule::DayBeforeAnswer, "releasedOn");
}

#[cfg(test)]
mod tests {
    use super::*;
    use AllocationOutcome::{Allocated, Conditional, Inadmissible, NotAllocated, Ranked};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn first(checks: &Checks) -> Option<Rule> {
        checks.refusals().first().map(|refusal| refusal.rule)
    }

    #[test]
    fn a_household_has_ten_days_at_least() {
        for (offered, days, due) in [
            // From the day after; Thursday 12 March.
            ("2026-03-02", 10, "2026-03-12"),
            // Fewer are never given.
            ("2026-03-02", 3, "2026-03-12"),
            // Saturday 14 March moves to Monday.
            ("2026-03-04", 10, "2026-03-16"),
            // Easter Monday moves to Tuesday.
            ("2026-03-27", 10, "2026-04-07"),
            // Friday 1 May, over the week-end.
            ("2026-04-21", 10, "2026-05-04"),
            ("2026-03-02", 30, "2026-04-01"),
        ] {
            let found = answer_due_on(Territory::MetropolitanFrance, day(offered), days);
            assert_eq!(found, day(due), "{offered} + {days}");
        }
        // 27 May is a holiday in Guadeloupe.
        assert_eq!(answer_due_on(Territory::Guadeloupe, day("2026-05-17"), 10), day("2026-05-28"));
    }

    #[test]
    fn a_decision_has_what_its_outcome_wants() {
        let good = Decision {
            decided_on: day("2026-03-10"),
            diagnosed_on: Some(day("2026-03-02")),
            outcome: Allocated,
            candidate_rank: None,
            missing_document: None,
            reasons: None,
        };
        for (decision, broken) in [
            (good, None),
            (Decision { decided_on: day("2026-03-11"), ..good }, Some(Rule::DateInFuture)),
            (Decision { decided_on: day("2026-03-01"), ..good }, Some(Rule::DayBeforeDiagnosis)),
            (Decision { diagnosed_on: None, ..good }, None),
            (Decision { candidate_rank: Some(1), ..good }, Some(Rule::CandidateRankNotAllowed)),
            (Decision { outcome: Ranked, ..good }, Some(Rule::CandidateRankRequired)),
            (Decision { outcome: Ranked, candidate_rank: Some(20), ..good }, None),
            (Decision { outcome: Ranked, candidate_rank: Some(0), ..good }, Some(Rule::CandidateRankOutOfRange)),
            (Decision { outcome: Ranked, candidate_rank: Some(21), ..good }, Some(Rule::CandidateRankOutOfRange)),
            (Decision { outcome: Conditional, ..good }, Some(Rule::TextRequired)),
            (Decision { outcome: Conditional, missing_document: Some("avis"), ..good }, None),
            (Decision { missing_document: Some("avis"), ..good }, Some(Rule::MissingDocumentNotAllowed)),
            (Decision { outcome: NotAllocated, ..good }, Some(Rule::TextRequired)),
            (Decision { outcome: NotAllocated, reasons: Some("r"), ..good }, None),
            (Decision { outcome: Inadmissible, reasons: Some(" "), ..good }, Some(Rule::TextRequired)),
        ] {
            let mut checks = Checks::new();
            check_decision(&mut checks, decision, day("2026-03-10"));
            assert_eq!(first(&checks), broken, "{decision:?}");
        }
    }

    #[test]
    fn only_what_is_allocated_is_offered() {
        let good = Offer {
            decided_on: day("2026-03-10"),
            outcome: Allocated,
            condition_lifted_on: None,
            offered: false,
            better_ranked: false,
            offered_on: day("2026-03-12"),
            days: 10,
        };
        let lifted = Offer { outcome: Conditional, condition_lifted_on: Some(day("2026-03-12")), ..good };
        for (offer, broken) in [
            (good, None),
            (Offer { outcome: NotAllocated, ..good }, Some(Rule::NotAllocated)),
            (Offer { outcome: Inadmissible, ..good }, Some(Rule::NotAllocated)),
            (Offer { outcome: Ranked, ..good }, None),
            (Offer { outcome: Ranked, better_ranked: true, ..good }, Some(Rule::BetterRankedFirst)),
            (Offer { outcome: Conditional, ..good }, Some(Rule::ConditionNotLifted)),
            (lifted, None),
            (Offer { offered_on: day("2026-03-11"), ..lifted }, Some(Rule::DayBeforeDecision)),
            (Offer { offered_on: day("2026-03-09"), ..good }, Some(Rule::DayBeforeDecision)),
            (Offer { offered_on: day("2026-03-13"), ..good }, Some(Rule::DateInFuture)),
            (Offer { offered: true, ..good }, Some(Rule::AlreadyOffered)),
            (Offer { days: 9, ..good }, Some(Rule::AnswerPeriodOutOfRange)),
            (Offer { days: 61, ..good }, Some(Rule::AnswerPeriodOutOfRange)),
        ] {
            let mut checks = Checks::new();
            check_offer(&mut checks, offer, day("2026-03-12"));
            assert_eq!(first(&checks), broken, "{offer:?}");
        }
    }

    #[test]
    fn a_dwelling_that_was_accepted_and_never_moved_into_is_released_once() {
        let good = Release {
            accepted_on: Some(day("2026-03-10")),
            released: false,
            taken: false,
            cause: ReleaseCause::HouseholdWithdrew,
            released_on: day("2026-03-12"),
        };
        for (release, broken) in [
            (good, None),
            (Release { released_on: day("2026-03-10"), ..good }, None),
            (Release { released_on: day("2026-03-09"), ..good }, Some(Rule::DayBeforeAnswer)),
            (Release { released_on: day("2026-03-13"), ..good }, Some(Rule::DateInFuture)),
            (Release { accepted_on: None, ..good }, Some(Rule::NotAccepted)),
            (Release { released: true, ..good }, Some(Rule::AlreadyReleased)),
            (Release { taken: true, ..good }, Some(Rule::DwellingTaken)),
            (Release { cause: ReleaseCause::DwellingNotDelivered, ..good }, None),
            (Release { cause: ReleaseCause::NotRetained, ..good }, Some(Rule::ReleaseCauseNotAllowed)),
        ] {
            let mut checks = Checks::new();
            check_release(&mut checks, release, day("2026-03-12"));
            assert_eq!(first(&checks), broken, "{release:?}");
        }
    }

    #[test]
    fn silence_is_a_refusal_once_the_time_is_over() {
        use OfferAnswer::{Accepted, Refused, Silence};
        let offer = Some((day("2026-03-02"), day("2026-03-12")));
        for (answer, on, offer, broken) in [
            (Accepted, "2026-03-12", offer, None),
            (Accepted, "2026-03-13", offer, Some(Rule::AnswerTooLate)),
            (Refused, "2026-03-13", offer, None),
            (Refused, "2026-03-01", offer, Some(Rule::DayBeforeOffer)),
            (Silence, "2026-03-12", offer, Some(Rule::AnswerStillDue)),
            (Silence, "2026-03-13", offer, None),
            (Refused, "2026-03-14", offer, Some(Rule::DateInFuture)),
            (Accepted, "2026-03-12", None, Some(Rule::NotOffered)),
        ] {
            let mut checks = Checks::new();
            check_answer(&mut checks, answer, day(on), offer, day("2026-03-13"));
            assert_eq!(first(&checks), broken, "{answer:?} on {on}");
        }
    }
}
