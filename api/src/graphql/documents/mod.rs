//! The documents that clients send: each is parsed, validated and measured once, and remembered with the
//! verdict by the hash of its text. Whatever is wrong with a document is found here, by apollo-compiler and
//! by our limits; what comes through is safe to hand to async-graphql, whose parser and validator are not.

mod executable;
mod lines;
mod measure;
mod merged;
mod text;
mod trusted;
mod values;
mod variables;

use std::borrow::Cow;
use std::sync::Arc;

use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::executable::{Operation, OperationType};
use apollo_compiler::parser::{Parser, SourceSpan};
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{ExecutableDocument, Node, Schema};
use async_graphql::parser::types::ExecutableDocument as Parsed;
use async_graphql::{Request, ServerError};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use self::executable::Unfit;
use self::lines::Lines;
pub(crate) use self::measure::{LARGEST_COST, Price};
use self::trusted::Hash;
pub use self::trusted::Trusted;
pub(crate) use self::trusted::parse_hash;
use self::values::NeverNull;
use super::errors::Code;

/// How deep a document's text may be nested: what the parsers' stacks are safe with.
const NESTING: usize = 50;
/// How many tokens a document may have, the spaces between them counted too: several times the standard
/// introspection query.
const TOKENS: usize = 6_000;
/// How many operations a document may have.
const OPERATIONS: usize = 50;
/// What the schema of schemas has, and apollo-compiler's has not yet.
const NEW_IN_INTROSPECTION: &str = "extend type __Type { isOneOf: Boolean }";
/// How many of a document's errors are told.
const ERRORS: usize = 20;
/// How many documents are remembered, and how much of their text in bytes.
const REMEMBERED: (usize, u64) = (500, 512 * 1024);

/// The documents seen before.
pub(crate) struct Documents {
    schema: Valid<Schema>,
    known: Cache<Hash, Arc<Verdict>, ByText>,
    /// If there are any, no other document is executed.
    trusted: Option<Trusted>,
}

/// What is known of a text.
struct Verdict {
    /// Its length in bytes.
    length: usize,
    /// The document, or what is wrong with it.
    document: Result<Checked, Vec<ServerError>>,
}

/// A document that fits the schema and our limits.
struct Checked {
    document: Valid<ExecutableDocument>,
    /// Its text, if that is not what was parsed: places are told in it.
    text: Option<String>,
    /// None if it hangs on the variables what is executed.
    parsed: Option<Parsed>,
    never_null: NeverNull,
}

#[derive(Clone)]
struct ByText;

impl Weighter<Hash, Arc<Verdict>> for ByText {
    fn weight(&self, _: &Hash, verdict: &Arc<Verdict>) -> u64 {
        u64::try_from(verdict.length).unwrap_or(u64::MAX).max(64)
    }
}

/// What a client asks, whichever way it came.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// The document; none when it is named by its hash alone.
    pub(crate) query: Option<String>,
    /// The hash of the document.
    pub(crate) hash: Option<Hash>,
    /// Which of its operations.
    pub(crate) operation_name: Option<String>,
    /// The variables as they were sent.
    pub(crate) variables: JsonMap,
}

impl Asked {
    /// Reads the parameters of a request: none when it names no document, or not in a way that is known.
    ///
    /// A document is named by its text, by `documentId`, or by `extensions.persistedQuery` as Apollo's
    /// automatic persisted queries do.
    pub(crate) fn new(
        query: Option<String>,
        extensions: Option<&JsonMap>,
        document_id: Option<&str>,
        operation_name: Option<String>,
        variables: Option<JsonMap>,
    ) -> Option<Self> {
        let persisted = extensions.and_then(|extensions| extensions.get("persistedQuery"));
        let persisted = persisted.filter(|persisted| !persisted.is_null());
        let named = match (persisted, document_id) {
            (Some(persisted), _) => {
                if persisted.get("version").and_then(JsonValue::as_i64) != Some(1) {
                    return None;
                }
                Some(persisted.get("sha256Hash").and_then(JsonValue::as_str)?)
            }
            (None, id) => id,
        };
        let hash = named.map(parse_hash);
        if query.is_none() && hash.is_none() || hash == Some(None) {
            return None;
        }
        Some(Self { query, hash: hash.flatten(), operation_name, variables: variables.unwrap_or_default() })
    }
}

/// A request that may be executed.
pub(crate) struct Ready {
    /// Its document parsed, its variables of their types, with the defaults of those left out.
    pub(crate) request: Request,
    /// What kind of operation it is.
    pub(crate) kind: OperationType,
    /// What it costs.
    pub(crate) price: Price,
}

impl Documents {
    /// Remembers nothing yet. Executes only what is trusted, if anything is.
    ///
    /// # Panics
    /// When the schema is not valid: it is a constant of the program.
    pub(crate) fn new(sdl: &str, trusted: Option<Trusted>) -> Self {
        #[expect(clippy::expect_used, reason = "at the start, of a constant that every test builds")]
        let schema = Schema::parse_and_validate(format!("{sdl}\n{NEW_IN_INTROSPECTION}"), "schema.graphql")
            .expect("the schema is valid");
        let (documents, bytes) = REMEMBERED;
        Self { schema, known: Cache::with_weighter(documents, bytes, ByText), trusted }
    }

    /// Makes a request of what is asked, or says what is wrong with it. Nothing of it was executed then, and
    /// its answer holds no data.
    pub(crate) fn ready(&self, asked: &Asked) -> Result<Ready, Vec<ServerError>> {
        let verdict = self.verdict(asked).map_err(|code| vec![code.error()])?;
        self.made(&verdict, asked.operation_name.as_deref(), &asked.variables)
    }

    /// Makes a request of a document of ours, which nobody has to trust.
    pub(crate) fn ours(&self, text: &str, variables: &JsonMap) -> Result<Ready, Vec<ServerError>> {
        let hash = Trusted::hash(text);
        let verdict = self.known.get(&hash).unwrap_or_else(|| self.learn(hash, text));
        self.made(&verdict, None, variables)
    }

    /// The type of a list's argument `filter`, and whether that filters by programme.
    pub(crate) fn filter_of(&self, list: &str) -> Option<(String, bool)> {
        let query = self.schema.get_object("Query")?;
        let filter = query.fields.get(list)?.argument_by_name("filter")?.ty.inner_named_type();
        let by_programme = self.schema.get_input_object(filter)?.fields.contains_key("programmeId");
        Some((filter.to_string(), by_programme))
    }

    fn made(&self, verdict: &Verdict, operation: Option<&str>, variables: &JsonMap) -> Result<Ready, Vec<ServerError>> {
        let Checked { document, text, parsed, never_null } = verdict.document.as_ref().map_err(Clone::clone)?;
        let operation = document.operations.get(operation);
        let operation =
            operation.map_err(|error| vec![Code::OperationResolutionFailure.at(error.message().to_string(), None)])?;
        let variables =
            coerce_variable_values(&self.schema, operation, &variables::whole(variables)).map_err(|error| {
                let place =
                    error.location().map(|span| lines_of(text.as_deref(), document, span).position(span.offset()));
                let message = variables::without_value(&error.message().to_string());
                vec![Code::BadUserInput.at(message, place)]
            })?;
        values::of_variables(&self.schema, operation, &variables, never_null).map_err(|error| vec![error])?;
        let price = measure::price(document, operation, &variables).map_err(|error| vec![error])?;
        let parsed = match parsed {
            Some(parsed) => parsed.clone(),
            None => with_variables(text.as_deref(), document, operation, &variables)?,
        };
        let mut request = Request::new("").variables(variables::convert(variables.into_inner()));
        request.operation_name = operation.name.as_ref().map(ToString::to_string);
        request.set_parsed_query(parsed);
        Ok(Ready { request, kind: operation.operation_type, price })
    }

    /// What is known of the document that is asked for, by its text, its hash or both. A hash alone finds what
    /// is trusted, or else what some client has sent lately, which others may have displaced.
    fn verdict(&self, asked: &Asked) -> Result<Arc<Verdict>, Code> {
        let of_text = asked.query.as_deref().map(Trusted::hash);
        let hash = match (of_text, asked.hash) {
            (Some(of_text), Some(named)) if of_text != named => return Err(Code::PersistedQueryMismatch),
            (of_text, named) => of_text.or(named).ok_or(Code::BadRequest)?,
        };
        let text = match &self.trusted {
            Some(trusted) => Some(trusted.text(&hash).ok_or(Code::DocumentNotTrusted)?),
            None => asked.query.as_deref(),
        };
        let known = self.known.get(&hash);
        known.or_else(|| Some(self.learn(hash, text?))).ok_or(Code::PersistedQueryNotFound)
    }

    fn learn(&self, hash: Hash, text: &str) -> Arc<Verdict> {
        let verdict = Arc::new(Verdict { length: text.len(), document: self.check(text) });
        self.known.insert(hash, verdict.clone());
        verdict
    }

    fn check(&self, text: &str) -> Result<Checked, Vec<ServerError>> {
        let lines = Lines::of(text);
        let readable = text::readable(text, &lines, TOKENS).map_err(|error| vec![error])?;
        let blanked = matches!(readable, Cow::Owned(_));
        let mut parser = Parser::new().recursion_limit(NESTING).token_limit(TOKENS);
        let document = parser.parse_executable(&self.schema, readable, "");
        if parser.tokens_reached() > TOKENS {
            return Err(vec![Code::DocumentTooLong.error()]);
        }
        if parser.recursion_reached() > NESTING {
            return Err(vec![Code::DocumentTooDeep.error()]);
        }
        let document = document.map_err(|wrong| told(&wrong.errors, &lines))?;
        // Each of them is validated with all the fragments that it spreads.
        if document.operations.len() > OPERATIONS {
            return Err(vec![
                Code::DocumentTooLarge.at(format!("Au plus {OPERATIONS} opérations par document."), None),
            ]);
        }
        let document = document.validate(&self.schema).map_err(|wrong| told(&wrong.errors, &lines))?;
        let never_null = values::of_document(&self.schema, &document, &lines).map_err(|mut wrong| {
            wrong.truncate(ERRORS);
            wrong
        })?;
        measure::within_limits(&document).map_err(|error| vec![error])?;
        let parsed = match executable::convert(&lines, &document) {
            Ok(parsed) => Some(parsed),
            Err(Unfit::Undecided) => None,
            Err(Unfit::Wrong(what)) => return Err(vec![Code::GraphqlValidationFailed.at(what, None)]),
        };
        Ok(Checked { document, text: blanked.then(|| text.to_owned()), parsed, never_null })
    }
}

/// What a document's operation comes to with the variables of a request.
fn with_variables(
    text: Option<&str>,
    document: &ExecutableDocument,
    operation: &Node<Operation>,
    variables: &JsonMap,
) -> Result<Parsed, Vec<ServerError>> {
    let lines = operation.location().map_or_else(|| Lines::of(""), |span| lines_of(text, document, span));
    executable::convert_with(variables, &lines, document, operation).map_err(|unfit| {
        tracing::error!(?unfit, "a document that was checked cannot be executed");
        vec![Code::Internal.error()]
    })
}

/// The lines of the text in which something stands.
fn lines_of<'t>(text: Option<&'t str>, document: &'t ExecutableDocument, span: SourceSpan) -> Lines<'t> {
    let parsed = || document.sources.get(&span.file_id()).map(|source| source.source_text());
    Lines::of(text.or_else(parsed).unwrap_or_default())
}

/// The first errors of a document. Of one that cannot be read, only why: what else seems wrong with it follows
/// from how the parser went on.
fn told(errors: &DiagnosticList, lines: &Lines<'_>) -> Vec<ServerError> {
    let unreadable = errors.iter().any(|error| error.error.unstable_error_name().is_none());
    errors
        .iter()
        .map(|error| error.error)
        .filter(|error| !unreadable || error.unstable_error_name().is_none())
        .take(ERRORS)
        .map(|error| {
            let code = match error.unstable_error_name() {
                Some("RecursionError" | "RecursionLimitError" | "DeeplyNestedType") => Code::DocumentTooDeep,
                Some(_) => Code::GraphqlValidationFailed,
                None => Code::GraphqlParseFailed,
            };
            code.at(error.to_string(), error.location().map(|span| lines.position(span.offset())))
        })
        .collect()
}
