//! The yearly report (*rapport annuel*) of a programme, as PDF with its charts: how many households stand where and how
//! far they have come, how long that took, how support goes, how places are occupied, what it costs and who bears it.
//! It shows what whoever wants it may read in the schema, counts and amounts withheld as there, and that they took it is
//! an event.

mod figures;
mod http;
mod page;
#[cfg(test)]
mod tests;

use apollo_compiler::response::{JsonMap, JsonValue};
use entity::operations::Act;
use entity::operations::export::{ListExport, record};
use entity::policy::Actor;
use entity::policy::disclosure::tells_every_count;
use entity::types::ProgrammeId;
use thiserror::Error;

use self::figures::Answer;
pub use self::http::router;
use self::page::Page;
use crate::app::App;
use crate::graphql::{AskError, Reader};
use crate::paper::{PaperError, Template, pdf, template};

const YEARLY_REPORT: Template = template!("yearly_report.typ");

const QUERY: &str = "query Report($id: ID!) { programme(id: $id) { \
     name callName location startsOn commitmentYears householdTarget dwellingTarget carriers { shortName } \
     statistics { householdsProposed householdsPreselected householdsHoused householdsExited householdsNotRetained \
       supportsOpen supportsEndingSoon tenanciesOpen countedUntil steps { ...Steps } \
       byModality { modality steps { ...Steps } } byPublic { ground steps { ...Steps } } \
       byAxis { axis steps { ...Steps } } byDwellingType { dwellingType steps { ...Steps } } \
       byMonth { month steps { ...Steps } } \
       delays { toPreselection { ...Delay } toDiagnosis { ...Delay } toAllocation { ...Delay } \
         toAgreement { ...Delay } toHousing { ...Delay } toSupport { ...Delay } \
         fromProposalToHousing { ...Delay } } \
       support { measures beyondCap exceptionRate closed medianDays p90Days outcomes { outcome measures } } \
       occupation { dwellingTarget places occupied occupiedOfTarget occupiedOfPlaces householdTarget households \
         householdsNow householdsOfTarget } \
       costs { stated planned plannedSoFar incurred byComponent { component planned incurred } } } \
     shares { funder { id shortName } } \
     fundingYears { year startsOn endsOn statedPerHousehold computedPerHousehold stated computed due unfunded \
       byMonth { month due } byComponent { component due } \
       byFunder { funderId due requested granted received } warnings { message funderId } } } } \
     fragment Steps on StepCounts { proposed preselected diagnosed allocated agreed housed supported closed } \
     fragment Delay on Delay { cases medianDays p90Days }";

/// Why there is no report.
#[derive(Debug, Error)]
pub(crate) enum ReportError {
    /// There is no such programme, or it has no such year.
    #[error("there is no such programme, or it has no such year")]
    NotFound,
    /// Whoever wants it may read neither counts nor amounts.
    #[error("their role reads neither the counts of a programme nor its money")]
    Forbidden,
    /// As many files are being made as are made at once.
    #[error("too many files are being made: come again when they are there")]
    Busy,
    /// What it shows could not be read.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// It could not be typeset.
    #[error(transparent)]
    Paper(#[from] PaperError),
}

/// Makes the report of a year of a programme, from 1, for somebody.
pub(crate) async fn yearly_report(
    app: &App,
    reader: &Reader,
    programme_id: &ProgrammeId,
    year: i32,
) -> Result<Vec<u8>, ReportError> {
    let viewer = reader.viewer(app).await?;
    let _making = app.makings.begin(&viewer.staff_id).ok_or(ReportError::Busy)?;
    let told_all = tells_every_count(&viewer);
    let mut variables = JsonMap::new();
    variables.insert("id", JsonValue::from(programme_id.as_str()));
    let mut answer = reader.ask(app, QUERY, variables).await?;
    let programme = answer.get_mut("programme").map(serde_json::Value::take).unwrap_or_default();
    let programme: Option<Answer> = serde_json::from_value(programme).map_err(|_| AskError::Failed)?;
    let programme = programme.filter(|programme| (1..=programme.commitment_years).contains(&year));
    let programme = programme.ok_or(ReportError::NotFound)?;
    if programme.statistics.is_none() && programme.funding_years.is_none() {
        return Err(ReportError::Forbidden);
    }
    let now = app.clock.now();
    let actor = Actor::Staff(viewer);
    let taken = ListExport { list: "yearlyReport", format: "pdf", of: Some(programme_id.as_str()) };
    record(&app.db, &Act::new(&actor, now, &app.chance), taken).await.map_err(|error| {
        tracing::error!(%error, "a report could not be recorded");
        AskError::Failed
    })?;
    Ok(pdf(YEARLY_REPORT, now, &Page::of(&programme, year, now, told_all)).await?)
}
