//! Which characters a text may hold. A name, a title, a place is one line: one that breaks it could make a line of its
//! own where lines tell something, as in minutes or a mail. A longer text has lines and tabs. Neither holds what turns
//! the direction of the text after it, so that what is shown is another text than what is kept. Source: Unicode,
//! UTR 36, of the characters that turn the direction; the rest is ours.
//! And which names are the same.

use std::borrow::Cow;

/// Whether a text of several lines keeps a character: no control character but the ends of lines and the tab.
pub fn is_kept(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\t') || (!character.is_control() && !turns(character))
}

/// Whether a text of one line keeps a character.
pub fn is_kept_in_line(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}') && !turns(character)
}

/// A text as one line, for what was recorded before such characters were refused: each run of them is one space.
pub fn in_line(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_kept_in_line) {
        return Cow::Borrowed(text);
    }
    let parts = text.split(|character| !is_kept_in_line(character)).filter(|part| !part.is_empty());
    Cow::Owned(parts.collect::<Vec<_>>().join(" "))
}

/// Whether two programmes, or two organisations, are named alike: the case of letters and what surrounds a name tell nobody
/// one from the other. Source: ours.
pub fn named_alike(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// Whether a character embeds, overrides or isolates a direction, or ends that.
fn turns(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_text_keeps() {
        for (character, in_line, kept) in [
            ('é', true, true),
            ('\u{a0}', true, true),
            ('\u{200f}', true, true),
            ('👍', true, true),
            ('\n', false, true),
            ('\t', false, true),
            ('\r', false, true),
            ('\0', false, false),
            ('\u{7f}', false, false),
            ('\u{85}', false, false),
            ('\u{2028}', false, true),
            ('\u{2029}', false, true),
            ('\u{202a}', false, false),
            ('\u{202e}', false, false),
            ('\u{2066}', false, false),
            ('\u{2069}', false, false),
        ] {
            assert_eq!((is_kept_in_line(character), is_kept(character)), (in_line, kept), "{character:?}");
        }
    }

    #[test]
    fn a_text_becomes_one_line() {
        for (text, line) in [
            ("Salle 3", "Salle 3"),
            ("Salle 3\r\n2. Présélection", "Salle 3 2. Présélection"),
            ("\n\ta\u{202e}b\n", "a b"),
            ("", ""),
        ] {
            assert_eq!(in_line(text), line);
        }
    }

    #[test]
    fn names_differ_by_more_than_case_and_blanks() {
        for (one, other, alike) in [
            ("Création d’une offre", " CRÉATION d’une offre\n", true),
            ("Offre", "Offre", true),
            ("Offre", "Offres", false),
            ("une offre", "uneoffre", false),
        ] {
            assert_eq!(named_alike(one, other), alike, "{one:?} and {other:?}");
        }
    }

    proptest! {
        #[test]
        fn a_line_is_one_and_stays_as_it_is(text in any::<String>()) {
            let line = in_line(&text).into_owned();
            prop_assert!(line.chars().all(is_kept_in_line));
            prop_assert_eq!(in_line(&line), line.as_str());
        }
    }
}
