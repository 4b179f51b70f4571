//! A document's text as apollo-parser reads it rightly. It trips over what the specification has: a comma after
//! the dots of a fragment or before the colon of an alias, and the descriptions of operations, fragments and
//! variables, which are new in the edition of September 2025. Spaces stand in their place, so that every error is
//! told where it is. And it lets through what is none: an argument or an input's field without a value, which it
//! leaves out, and a text that begins with the end of its line.

use std::borrow::Cow;

use apollo_parser::{Lexer, Token, TokenKind};
use async_graphql::ServerError;

use super::lines::Lines;
use crate::graphql::errors::Code;

/// What a token stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Selections,
    /// Or the declarations of variables.
    Arguments,
    Object,
    List,
}

/// The same document, as far as it is read at all.
///
/// # Errors
/// What the parser lets through.
pub(super) fn readable<'t>(text: &'t str, lines: &Lines<'_>, tokens: usize) -> Result<Cow<'t, str>, ServerError> {
    let tokens: Vec<_> = Lexer::new(text).with_limit(tokens).filter_map(Result::ok).collect();
    let (commas, words): (Vec<_>, Vec<_>) = tokens
        .into_iter()
        .filter(|token| !matches!(token.kind(), TokenKind::Whitespace | TokenKind::Comment))
        .partition(|token| token.kind() == TokenKind::Comma);
    let descriptions = descriptions(lines, &words)?;
    if commas.is_empty() && descriptions.is_empty() {
        return Ok(Cow::Borrowed(text));
    }
    let mut bytes = text.as_bytes().to_vec();
    for token in commas.iter().chain(descriptions) {
        let place = token.index()..token.index() + token.data().len();
        for byte in bytes.get_mut(place).into_iter().flatten().filter(|byte| !matches!(byte, b'\r' | b'\n')) {
            *byte = b' ';
        }
    }
    Ok(String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned))
}

/// The texts before definitions, and before variables where they are declared; or else what is wrong.
fn descriptions<'t, 's>(lines: &Lines<'_>, words: &'t [Token<'s>]) -> Result<Vec<&'t Token<'s>>, ServerError> {
    use TokenKind::{At, Colon, Dollar, Eq, LBracket, LCurly, LParen, Name, RBracket, RCurly, RParen, StringValue};
    let mut within = Vec::new();
    let mut found = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| words.get(place)).map(Token::kind);
        let after = words.get(place + 1);
        let follows = |kind| after.is_some_and(|word| word.kind() == kind);
        match word.kind() {
            LParen => within.push(Within::Arguments),
            LBracket => within.push(Within::List),
            LCurly if matches!(within.last(), None | Some(Within::Selections)) => within.push(Within::Selections),
            LCurly => within.push(Within::Object),
            RParen | RBracket | RCurly => _ = within.pop(),
            StringValue if matches!(word.data().as_bytes(), [b'"', b'\r' | b'\n', ..]) => {
                return Err(wrong("expected the end of a text", lines, word));
            }
            StringValue => {
                let described = match within.as_slice() {
                    [] => after
                        .is_some_and(|word| matches!(word.data(), "query" | "mutation" | "subscription" | "fragment")),
                    [Within::Arguments] => !matches!(before, Some(Colon | Eq)) && follows(Dollar),
                    _ => false,
                };
                found.extend(described.then_some(word));
            }
            Name if matches!(within.last(), Some(Within::Arguments | Within::Object))
                && !matches!(before, Some(At | Colon | Dollar | Eq))
                && !follows(Colon) =>
            {
                return Err(wrong(&format!("expected a colon and a value after {}", word.data()), lines, word));
            }
            _ => {}
        }
    }
    Ok(found)
}

fn wrong(what: &str, lines: &Lines<'_>, word: &Token<'_>) -> ServerError {
    Code::GraphqlParseFailed.at(format!("syntax error: {what}"), Some(lines.position(word.index())))
}

#[cfg(test)]
mod tests {
    use async_graphql::Pos;

    use super::*;

    fn readable(text: &str, tokens: usize) -> Result<Cow<'_, str>, ServerError> {
        super::readable(text, &Lines::of(text), tokens)
    }

    #[test]
    fn what_means_nothing_is_blank() {
        for (text, expected) in [
            ("{ a }", "{ a }"),
            ("{ a,: b(c: \",\"), # ,\n ...,on C { d } }", "{ a : b(c: \",\")  # ,\n ... on C { d } }"),
            ("\"é\" query { a }", "     query { a }"),
            ("\"\"\"a\r\nb\"\"\" fragment F on C { d }", "    \r\n     fragment F on C { d }"),
            ("{ a } \"b\" # c\n mutation { d }", "{ a }     # c\n mutation { d }"),
            ("query(\"a\" $b: C = \"d\", \"e\" $f: G) { h }", "query(    $b: C = \"d\"      $f: G) { h }"),
        ] {
            assert_eq!(readable(text, 100).unwrap(), expected);
        }
    }

    #[test]
    fn what_means_something_stays() {
        for text in [
            "{ a(b: \"c\") }",
            "{ a(b: [\"c\" $d]) }",
            "query($a: B = \"c\" $d: E) { f }",
            "query($a: [B] = [\"c\" \"d\"] $e: F) { g }",
            "query($a: B = {c: \"d\"} $e: F) { g }",
            "\"a\" { b }",
            "\"a\" \"b\" { c }",
            "{ a } \"b\"",
            "{ \"a\" b }",
            "\"",
            "}])",
        ] {
            assert_eq!(readable(text, 100).unwrap(), text);
        }
    }

    #[test]
    fn a_name_has_a_value() {
        for text in [
            "query A($b: [C!]! = D @e(f: G), $h: I) @j { k(l: M, n: [O P], q: {r: S t: [{u: V}]}) { w x: y @z(a: $b) } }",
            "fragment A on B { c: d ... on E { f } ...G }",
        ] {
            assert!(readable(text, 100).is_ok(), "{text}");
        }
        for (text, name, column) in [
            ("{ a(b) }", "b", 5),
            ("{ a(b c: 1) }", "b", 5),
            ("{ a(b: 1 c) }", "c", 10),
            ("{ a(b: {c}) }", "c", 9),
            ("{ a(b: {c: 1, d, e: 2}) }", "d", 15),
            ("{ a(b: [{c: {d}}]) }", "d", 14),
            ("{ a @b(c) }", "c", 8),
            ("query($a: B = {c}) { d }", "c", 16),
        ] {
            let error = readable(text, 100).unwrap_err();
            assert!(error.message.ends_with(&format!("after {name}")), "{}", error.message);
            assert_eq!(error.locations, [Pos { line: 1, column }], "{text}");
        }
        assert_eq!(readable("\r\n{\n a(b) }", 100).unwrap_err().locations, [Pos { line: 3, column: 4 }]);
    }

    #[test]
    fn a_text_ends_on_its_line() {
        for text in ["{ a(b: \"\nc\") }", "{ a(b: \"\rc\") }"] {
            assert_eq!(readable(text, 100).unwrap_err().locations, [Pos { line: 1, column: 8 }], "{text:?}");
        }
        for text in ["{ a(b: \"\") }", "{ a(b: \"\"\"\nc\"\"\") }", "{ a(b: \"\\n\") }"] {
            assert!(readable(text, 100).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn beyond_the_limit_nothing_is_read() {
        assert_eq!(readable("{ a, b, c }", 6).unwrap(), "{ a  b, c }");
    }
}
