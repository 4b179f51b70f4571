//! The documents that are trusted: those that the front ends were built with, by the hash of their text. A
//! server that executes no others gives nobody who has taken a token the means to ask what nobody wrote.

use std::collections::HashMap;
use std::fmt;
use std::fs;

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The SHA-256 of a document's text.
pub(crate) type Hash = [u8; 32];

/// The documents of a manifest, by hash.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Trusted(HashMap<Hash, String>);

impl fmt::Debug for Trusted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} documents", self.0.len())
    }
}

/// What Apollo's manifest says of an operation.
#[derive(Deserialize)]
struct Operation {
    id: String,
    body: String,
}

impl Trusted {
    /// Reads the manifest in a file: an object of hashes and texts, as Relay and the GraphQL code generator
    /// write it, or the `operations` of Apollo's.
    ///
    /// # Errors
    /// What is wrong with the file, for whoever set `TRUSTED_DOCUMENTS`.
    pub fn read(file: &str) -> Result<Self, String> {
        let text = fs::read_to_string(file).map_err(|error| format!("name a file that can be read ({error})"))?;
        let manifest: Value = serde_json::from_str(&text).map_err(|_| "the file must hold JSON".to_owned())?;
        let pairs: Vec<(String, String)> = if let Some(operations) = manifest.get("operations") {
            let operations: Vec<Operation> = serde_json::from_value(operations.clone())
                .map_err(|_| "each operation needs an id and a body".to_owned())?;
            operations.into_iter().map(|operation| (operation.id, operation.body)).collect()
        } else {
            let documents: HashMap<String, String> = serde_json::from_value(manifest)
                .map_err(|_| "the file must hold an object of hashes and documents".to_owned())?;
            documents.into_iter().collect()
        };
        let mut trusted = HashMap::with_capacity(pairs.len());
        for (id, text) in pairs {
            let hash = Self::hash(&text);
            if parse_hash(&id) != Some(hash) {
                return Err(format!("{id:.64} is not the SHA-256 of its document, in hexadecimal"));
            }
            trusted.insert(hash, text);
        }
        if trusted.is_empty() {
            return Err("the file holds no document, so nothing could be asked".to_owned());
        }
        Ok(Self(trusted))
    }

    /// The document with a hash.
    pub(crate) fn text(&self, hash: &Hash) -> Option<&str> {
        self.0.get(hash).map(String::as_str)
    }

    /// A text's hash.
    pub(crate) fn hash(text: &str) -> Hash {
        Sha256::digest(text).into()
    }
}

/// Reads a hash as clients write it: 64 hexadecimal digits, after `sha256:` or not.
pub(crate) fn parse_hash(text: &str) -> Option<Hash> {
    let digits = text.strip_prefix("sha256:").unwrap_or(text).as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut hash = [0; 32];
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const TEXT: &str = "{ __typename }";

    fn hex(text: &str) -> String {
        Trusted::hash(text).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
    }

    fn read(manifest: &str) -> Result<Trusted, String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(manifest.as_bytes()).unwrap();
        Trusted::read(file.path().to_str().unwrap())
    }

    #[test]
    fn both_kinds_of_manifest_are_read() {
        let hash = hex(TEXT);
        let of_relay = format!(r#"{{"{hash}":"{TEXT}"}}"#);
        let of_codegen = format!(r#"{{"sha256:{hash}":"{TEXT}"}}"#);
        let of_apollo = format!(
            r#"{{"format":"apollo-persisted-query-manifest","version":1,"operations":[{{"id":"{hash}","name":"A","type":"query","body":"{TEXT}"}}]}}"#
        );
        for manifest in [of_relay, of_codegen, of_apollo] {
            let trusted = read(&manifest).unwrap();
            assert_eq!(trusted.text(&parse_hash(&hash).unwrap()), Some(TEXT), "{manifest}");
        }
    }

    #[test]
    fn a_manifest_that_is_none_is_refused() {
        let other = hex("{ other }");
        for manifest in ["", "[]", "{}", "{\"operations\":[]}", "{\"a\":1}", &format!(r#"{{"{other}":"{TEXT}"}}"#)] {
            assert!(read(manifest).is_err(), "{manifest}");
        }
        assert!(Trusted::read("/nowhere/at/all.json").is_err());
    }
}
