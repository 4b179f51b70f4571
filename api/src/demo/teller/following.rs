//! Writes what happens while a household is supported and its sliding lease examined.

use entity::model::exam_period::{Column, Entity};
use entity::operations::Act;
use entity::operations::exam_period::{self, RecordPrefectNotice, RenewExamPeriod};
use entity::operations::extension_request::{self, GrantExtension, RefuseExtension, RequestExtension};
use entity::operations::interview::{self, Interview, RecordInterview};
use entity::operations::progress_review::{self, RecordProgressReview};
use entity::operations::step_waiver::{self, WaiveStep};
use entity::operations::support::{self, ExtendSupport};
use entity::operations::support_intensity::{self, ChangeSupportIntensity};
use entity::operations::suspension::{self, EndSuspension, SuspendSupport};
use entity::refusal::OperationError;
use entity::types::{ExamPeriodId, InterviewKind, TenancyId, WaivedStep};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, TransactionTrait};

use super::{Teller, of, out_of_order, staff_id};
use crate::demo::deeds::What;
use crate::demo::words;

impl Teller<'_> {
    pub(super) async fn extend<C: TransactionTrait>(
        &mut self,
        db: &C,
        act: &Act<'_>,
        what: &What,
    ) -> Result<(), OperationError> {
        match what {
            What::AskExtension(no, ground, proposed_end_on) => {
                let input = RequestExtension {
                    support_measure_id: of(&self.supports, no)?.clone(),
                    ground: *ground,
                    explanation: words::explanation(*ground).to_owned(),
                    proposed_end_on: *proposed_end_on,
                };
                self.requests.insert(*no, extension_request::request(db, act, input).await?.id);
            }
            What::GrantExtension(no, decided_on) => {
                let support_extension_request_id = of(&self.requests, no)?.clone();
                let input = GrantExtension { support_extension_request_id, decided_on: *decided_on, end_on: None };
                extension_request::grant(db, act, input).await?;
            }
            What::Extend(no, told, decided_on) => {
                let input = ExtendSupport {
                    support_measure_id: of(&self.supports, no)?.clone(),
                    ground: told.ground,
                    explanation: words::explanation(told.ground).to_owned(),
                    decided_by_id: staff_id(&self.staff, self.script.cast.coordinator)?,
                    decided_on: *decided_on,
                    end_on: told.end_on,
                };
                support::extend(db, act, input).await?;
            }
            What::RefuseExtension(no, decided_on) => {
                let input = RefuseExtension {
                    support_extension_request_id: of(&self.requests, no)?.clone(),
                    decided_on: *decided_on,
                    reasons: words::EXTENSION_REFUSED.to_owned(),
                };
                extension_request::refuse(db, act, input).await?;
            }
            What::WithdrawExtension(no) => {
                extension_request::withdraw(db, act, of(&self.requests, no)?).await?;
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) async fn follow<C: TransactionTrait>(
        &mut self,
        db: &C,
        act: &Act<'_>,
        what: &What,
    ) -> Result<(), OperationError> {
        match what {
            What::ReviewProgress(no, held_on, kind) => {
                let [household_view, account, landlord_account] = words::progress(*kind).map(str::to_owned);
                let input = RecordProgressReview {
                    support_measure_id: of(&self.supports, no)?.clone(),
                    kind: *kind,
                    held_on: *held_on,
                    household_view,
                    account,
                    landlord_account,
                    confidential_note: None,
                };
                progress_review::record(db, act, input).await?;
            }
            What::Interview(no, held_on, kind, next_on) => {
                let [attendees, summary] = words::interview(*kind).map(str::to_owned);
                let interview = Interview {
                    held_on: *held_on,
                    kind: *kind,
                    attendees: Some(attendees),
                    summary,
                    confidential_note: (*kind == InterviewKind::HomeVisit).then(|| words::IN_CONFIDENCE.to_owned()),
                    next_on: Some(*next_on),
                };
                let support_measure_id = of(&self.supports, no)?.clone();
                interview::record(db, act, RecordInterview { support_measure_id, interview }).await?;
            }
            What::ChangeIntensity(no, intensity, from_on) => {
                let input = ChangeSupportIntensity {
                    support_measure_id: of(&self.supports, no)?.clone(),
                    intensity: *intensity,
                    from_on: *from_on,
                    reasons: words::intensity(*intensity).to_owned(),
                };
                support_intensity::change(db, act, input).await?;
            }
            What::Suspend(no, ground, start_on, expected_end_on) => {
                let input = SuspendSupport {
                    support_measure_id: of(&self.supports, no)?.clone(),
                    ground: *ground,
                    explanation: None,
                    start_on: *start_on,
                    expected_end_on: Some(*expected_end_on),
                };
                self.suspensions.insert(*no, suspension::suspend(db, act, input).await?.id);
            }
            What::Resume(no, ended_on) => {
                let support_suspension_id = of(&self.suspensions, no)?.clone();
                suspension::end(db, act, EndSuspension { support_suspension_id, ended_on: *ended_on }).await?;
            }
            What::WaiveAgreement(no) => {
                let input = WaiveStep {
                    household_id: of(&self.households, no)?.clone(),
                    step: WaivedStep::AgreementBeforeSupport,
                    reasons: words::AGREEMENT_WAIVED.to_owned(),
                };
                step_waiver::waive(db, act, input).await?;
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) async fn examine<C: TransactionTrait + ConnectionTrait>(
        &self,
        db: &C,
        act: &Act<'_>,
        what: &What,
    ) -> Result<(), OperationError> {
        match what {
            What::TellPrefect(no, informed_on, lease_offered) => {
                let input = RecordPrefectNotice {
                    exam_period_id: present_period(db, of(&self.tenancies, no)?).await?,
                    informed_on: *informed_on,
                    lease_offered: *lease_offered,
                    reasons: (!lease_offered).then(|| words::LEASE_NOT_OFFERED.to_owned()),
                };
                exam_period::record_notice(db, act, input).await?;
            }
            What::RenewExam(no) => {
                let tenancy_id = of(&self.tenancies, no)?.clone();
                exam_period::renew(db, act, RenewExamPeriod { tenancy_id, exam_period_months: None }).await?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// The last exam period of a tenancy.
async fn present_period(db: &impl ConnectionTrait, tenancy: &TenancyId) -> Result<ExamPeriodId, DbErr> {
    let last = Entity::find().filter(Column::TenancyId.eq(tenancy.clone())).order_by_desc(Column::Rank);
    last.one(db).await?.map(|period| period.id).ok_or_else(out_of_order)
}
