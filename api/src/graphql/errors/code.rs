//! The codes of everything that can go wrong with a request, the libraries' errors included. A client
//! decides by the code; the message is for people. The codes of the rules that a mutation's input breaks
//! are `entity::refusal::Rule`'s.

use async_graphql::{ErrorExtensionValues, Pos, ServerError, Value};

/// What went wrong, by its stable name: `GraphqlParseFailed` is `GRAPHQL_PARSE_FAILED` to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Code {
    /// The request is not one of GraphQL over HTTP.
    BadRequest,
    /// The body is longer than a request may be.
    BodyTooLarge,
    /// Nothing answers at this address.
    NotFound,
    /// The address does not take this method.
    MethodNotAllowed,
    /// None of the types that the client accepts can be answered.
    NotAcceptable,
    /// The body is of another type than JSON.
    UnsupportedMediaType,
    /// The document cannot be parsed.
    GraphqlParseFailed,
    /// The document does not fit the schema.
    GraphqlValidationFailed,
    /// No document is known by this hash (any more): send it with its text.
    PersistedQueryNotFound,
    /// The text sent has another hash.
    PersistedQueryMismatch,
    /// Only the documents that front ends were built with are executed, and this is none of them.
    DocumentNotTrusted,
    /// The document has more tokens than are read.
    DocumentTooLong,
    /// The document is nested too deep.
    DocumentTooDeep,
    /// With its fragments expanded, the document selects too many fields, or too many under another name.
    DocumentTooLarge,
    /// The pages that the document asks for may hold too much.
    DocumentTooCostly,
    /// The way by which the operation came does not carry its kind: a subscription wants a stream.
    OperationNotSupported,
    /// Which of the document's operations is meant cannot be told.
    OperationResolutionFailure,
    /// More operations run on one socket than are served.
    TooManyOperations,
    /// The viewer has asked too much lately: `retryAfter` is in how many seconds to ask again.
    RateLimited,
    /// As many files are being made as are made at once, of the viewer or of all: again in `Retry-After` seconds.
    TooManyFiles,
    /// The page that opens a socket comes from another origin than those that may.
    OriginNotAllowed,
    /// A variable or an argument is not of its type.
    BadUserInput,
    /// The viewer has to sign in.
    Unauthenticated,
    /// A field may not be read by the viewer.
    ForbiddenField,
    /// The page asked for is out of bounds.
    BadPage,
    /// The cursor is not one of this list in this order.
    BadCursor,
    /// From this cursor on, the log cannot tell everything any more: the state has to be read anew.
    CursorExpired,
    /// A fault of ours. What happened is in the log, under the request's identifier.
    Internal,
}

impl Code {
    /// The name that a client reads.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }

    /// What to tell people, in French, when there is no more to say.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::BadRequest => "Ceci n’est pas une requête GraphQL.",
            Self::BodyTooLarge => "Le corps de la requête dépasse 1 Mio.",
            Self::NotFound => "Rien ne répond à cette adresse.",
            Self::MethodNotAllowed => "Cette adresse n’accepte pas cette méthode.",
            Self::NotAcceptable => "Aucun des types acceptés ne peut être produit.",
            Self::UnsupportedMediaType => "Le corps de la requête doit être du JSON.",
            Self::GraphqlParseFailed => "Le document est illisible.",
            Self::GraphqlValidationFailed => "Le document ne correspond pas au schéma.",
            // In the words of the protocol: there are clients that look at them.
            Self::PersistedQueryNotFound => "PersistedQueryNotFound",
            Self::PersistedQueryMismatch => "L’empreinte n’est pas celle du document.",
            Self::DocumentNotTrusted => "Ce document n’est pas de ceux que ce serveur exécute.",
            Self::DocumentTooLong => "Le document est trop long.",
            Self::DocumentTooDeep => "Le document est trop profond.",
            Self::DocumentTooLarge => "Le document demande trop de champs.",
            Self::DocumentTooCostly => "Les pages demandées sont trop grandes ensemble.",
            Self::OperationNotSupported => "Un abonnement se suit par /graphql/ws ou /graphql/stream.",
            Self::OperationResolutionFailure => "L’opération à exécuter n’est pas désignée.",
            Self::TooManyOperations => "Trop d’opérations sont en cours sur cette connexion.",
            Self::RateLimited => "Vous demandez trop en peu de temps : attendez avant de redemander.",
            Self::TooManyFiles => "Trop de documents sont en cours de préparation : attendez qu’ils soient prêts.",
            Self::OriginNotAllowed => "Les pages de cette origine ne peuvent pas ouvrir de connexion.",
            Self::BadUserInput => "Une valeur n’est pas du type attendu.",
            Self::Unauthenticated => "Connectez-vous : un jeton valide est nécessaire.",
            Self::ForbiddenField => "Ce champ ne vous est pas accessible.",
            Self::BadPage => "Cette page est hors des bornes.",
            Self::BadCursor => "Ce curseur n’appartient pas à cette liste.",
            Self::CursorExpired => {
                "Le journal ne remonte plus à ce curseur : relisez l’état, et reprenez où finit le journal."
            }
            Self::Internal => "Une erreur interne est survenue.",
        }
    }

    /// The error, with a message of its own, at a place in the document.
    pub(crate) fn at(self, message: impl Into<String>, place: Option<Pos>) -> ServerError {
        let mut error = ServerError::new(message, place);
        error.extensions = Some(self.extensions());
        error
    }

    /// The error with the code's own message.
    pub(crate) fn error(self) -> ServerError {
        self.at(self.message(), None)
    }

    pub(super) fn extensions(self) -> ErrorExtensionValues {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", Value::from(self.name()));
        extensions
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use entity::refusal::Rule;
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn every_code_is_documented() {
        let readme = include_str!("../../../README.md");
        for code in Code::iter() {
            assert!(readme.contains(&format!("`{}`", code.name())), "api/README.md says nothing of {}", code.name());
        }
    }

    #[test]
    fn a_code_means_one_thing() {
        let codes: Vec<_> = Code::iter().map(Code::name).chain(Rule::iter().map(Rule::code)).collect();
        let distinct: HashSet<_> = codes.iter().collect();
        // What cannot be found is the same to an address and to an identifier.
        assert_eq!(distinct.len(), codes.len() - 1);
    }
}
