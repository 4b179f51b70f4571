//! Keeps addresses out of logs, errors and the ledger: a server that refuses a mail likes to repeat
//! the address in its answer, and the answer is what we record.

use lettre::Address;

use super::typography::one_line;

/// The longest answer of a server that is kept, in characters.
const KEPT: usize = 300;

/// An address as it may be logged: its first letter and its domain, `m…@example.fr`.
///
/// What is no address becomes `…`: a value in the wrong place is not shown either.
pub fn mask(address: &str) -> String {
    match address.trim().rsplit_once('@') {
        Some((local, domain)) => {
            let mut letters = local.chars();
            // The first letter of a one-letter name would be the whole name.
            let first = letters.next().filter(|c| c.is_alphanumeric() && letters.next().is_some());
            format!("{}…@{domain}", first.map(String::from).unwrap_or_default())
        }
        None => "…".to_owned(),
    }
}

/// A server's words as they may be kept: on one line, bounded, every address masked, and the local
/// part of `recipients` too where it stands alone ("unknown user jean.martin").
pub(super) fn answer(words: &str, recipients: &[Address]) -> String {
    let mut kept = mask_addresses(&one_line(words));
    for recipient in recipients {
        kept = hide_word(&kept, recipient.user());
    }
    if kept.chars().count() > KEPT {
        kept = kept.chars().take(KEPT).chain(['…']).collect();
    }
    kept
}

/// Masks whatever looks like an address.
fn mask_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        let start = local_start(before);
        let end = after
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']')))
            .unwrap_or(after.len());
        out.push_str(&before[..start]);
        out.push_str(&mask(&rest[start..=at + end]));
        rest = &after[end..];
    }
    out.push_str(rest);
    out
}

/// Where the local part that ends `text` begins.
fn local_start(text: &str) -> usize {
    // A quoted local part may hold anything, spaces included.
    if let Some(quoted) = text.strip_suffix('"') {
        return quoted.rfind('"').unwrap_or(0);
    }
    let belongs = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    text.rfind(|c: char| !belongs(c)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8))
}

/// Replaces `word`, whatever its case, where it stands as a whole word.
fn hide_word(text: &str, word: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut previous = None;
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let end = at + word.len();
        let found = text.get(at..end).is_some_and(|found| found.eq_ignore_ascii_case(word))
            && !previous.is_some_and(char::is_alphanumeric)
            && !text[end..].starts_with(char::is_alphanumeric);
        if found && !word.is_empty() {
            out.push('…');
            previous = word.chars().last();
            at = end;
        } else {
            out.push(character);
            previous = Some(character);
            at += character.len_utf8();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_address_keeps_its_first_letter_and_domain() {
        assert_eq!(mask("marie.martin@example.fr"), "m…@example.fr");
        assert_eq!(mask("m@example.fr"), "…@example.fr");
        assert_eq!(mask("\"a b\"@example.fr"), "…@example.fr");
        assert_eq!(mask("élodie@example.fr"), "é…@example.fr");
        assert_eq!(mask("not an address"), "…");
        assert_eq!(mask(""), "…");
    }

    #[test]
    fn answers_keep_their_sense_and_lose_the_address() {
        let to: Vec<Address> = vec!["Jean.Martin@example.fr".parse().unwrap()];
        for (said, kept) in [
            (
                "5.1.1 <jean.martin@example.fr>: Recipient address rejected",
                "5.1.1 <j…@example.fr>: Recipient address rejected",
            ),
            ("unknown user JEAN.MARTIN here", "unknown user … here"),
            ("a <b.c@d.fr>, e+f@g.fr; h", "a <b…@d.fr>, e…@g.fr; h"),
            ("\"jean martin\"@example.fr no", "…@example.fr no"),
            ("SRS0=x=y=example.fr=jean.martin@z.fr", "S…@z.fr"),
            ("queued as 4F1", "queued as 4F1"),
            ("@", "…@"),
            ("two\r\nlines", "two lines"),
        ] {
            assert_eq!(answer(said, &to), kept);
        }
        assert!(answer(&"x".repeat(5000), &to).chars().count() <= KEPT + 1);
    }
}
