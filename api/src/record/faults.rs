//! What is wrong with an entry besides the rules that it breaks.

use entity::refusal::{OperationError, Refusal};

use super::RecordError;
use crate::import::{Fault, faults};

faults! {
    organisation_unknown = "ORGANISATION_UNKNOWN", "No organisation goes by this name.";
    staff_unknown = "STAFF_UNKNOWN", "No member of staff has this address.";
    entry_refused = "ENTRY_REFUSED", "What this names is an entry of the file that is refused.";
    repeated_in_file = "REPEATED_IN_FILE", "An earlier entry of the file is about the same.";
}

/// What an operation answers: what it has recorded, or the rules that were broken, of the keys of the file.
pub(super) fn judged<T>(answer: Result<T, OperationError>) -> Result<Result<T, Vec<Fault>>, RecordError> {
    match answer {
        Ok(recorded) => Ok(Ok(recorded)),
        Err(OperationError::Refused(refusals)) => Ok(Err(refusals.into_iter().map(of_rule).collect())),
        Err(OperationError::Database(error)) => Err(RecordError::Database(error)),
        Err(error) => Err(RecordError::Operation(error)),
    }
}

/// A rule that is broken. The file names people and organisations where the schema has their identifiers, and percentages
/// where it has hundredths of them.
fn of_rule(refusal: Refusal) -> Fault {
    let field = match refusal.field {
        "organisationId" => "organisation",
        "ownerId" => "owner",
        "coordinatorId" => "coordinator",
        "supervisorId" => "supervisor",
        "funderId" => "funder",
        "basisPoints" => "percent",
        field => field,
    };
    Fault::of_rule(Refusal { field, ..refusal })
}
