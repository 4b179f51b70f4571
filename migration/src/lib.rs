//! The database schema of Passerelle, for SQLite and PostgreSQL, up and down.
//!
//! Table and column names stand here as literals: a migration that has run must not change
//! meaning because a model did. Nothing of the other crates is imported.

mod acts;
mod agreement;
mod allocation;
mod cell;
mod core;
mod diagnosis;
mod dialect;
mod exam_period;
mod extension_request;
mod former_household;
mod funding;
mod further_support;
mod interview;
mod log_horizon;
mod objective_progress;
mod opinion_withdrawal;
mod programme_version;
mod progress_review;
mod release;
mod release_by_cell;
mod reminder_answer;
mod reminder_rules;
mod shared_cap;
mod step_waiver;
mod support_intensity;
mod suspension;

use sea_orm_migration::prelude::*;

/// The migrations in the order in which they are applied.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(core::Core),
            Box::new(acts::Acts),
            Box::new(log_horizon::LogHorizon),
            Box::new(funding::Funding),
            Box::new(diagnosis::Diagnosis),
            Box::new(allocation::Allocation),
            Box::new(agreement::Agreement),
            Box::new(progress_review::ProgressReview),
            Box::new(step_waiver::StepWaiver),
            Box::new(extension_request::ExtensionRequest),
            Box::new(exam_period::ExamPeriod),
            Box::new(support_intensity::SupportIntensity),
            Box::new(objective_progress::ObjectiveProgress),
            Box::new(suspension::Suspension),
            Box::new(interview::Interview),
            Box::new(cell::Cell),
            Box::new(programme_version::ProgrammeVersion),
            Box::new(further_support::FurtherSupport),
            Box::new(release::Release),
            Box::new(shared_cap::SharedCap),
            Box::new(former_household::FormerHousehold),
            Box::new(release_by_cell::ReleaseByCell),
            Box::new(opinion_withdrawal::OpinionWithdrawal),
            Box::new(reminder_rules::ReminderRules),
            Box::new(reminder_answer::ReminderAnswer),
        ]
    }
}

pub use sea_orm_migration::MigratorTrait;
