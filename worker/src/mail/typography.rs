//! French spacing, applied once to what the templates give: the templates are written with ordinary
//! spaces, which can be seen and reviewed, and the no-break ones are set here for every mail alike.

use entity::rules::text::is_kept_in_line;

/// No-break space: set before `; : ! ? »` and after `«`, where a line must not break.
pub(super) const NBSP: char = '\u{a0}';

/// Sets the no-break spaces in plain text.
pub(super) fn french(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut characters = text.chars().peekable();
    let mut previous = '\n';
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        let binds = character == ' '
            && (previous == '«' || matches!(next, Some(';' | ':' | '!' | '?' | '»')))
            && previous != '\n';
        let written = if binds { NBSP } else { character };
        out.push(written);
        previous = character;
    }
    out
}

/// Sets the no-break spaces in an HTML page: in the text of its body, never inside a tag or the head.
pub(super) fn french_html(html: &str) -> String {
    let Some((head, body)) = html.split_once("</head>") else {
        return french(html);
    };
    let mut out = String::with_capacity(html.len() + 64);
    out.push_str(head);
    out.push_str("</head>");
    let mut rest = body;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').map_or(rest.len(), |at| start + at + 1);
        out.push_str(&french(&rest[..start]));
        out.push_str(&rest[start..end]);
        rest = &rest[end..];
    }
    out.push_str(&french(rest));
    out
}

/// Makes one line of a value that comes from a form: runs of white space and of what one line does not keep
/// become one space, so that it can break neither a header nor a calendar line.
pub(super) fn one_line(value: &str) -> String {
    value.split(|c: char| c == ' ' || !is_kept_in_line(c)).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_before_double_punctuation_do_not_break() {
        assert_eq!(
            french("À décider : clore ; ou prolonger ? « Oui » !"),
            "À décider\u{a0}: clore\u{a0}; ou prolonger\u{a0}? «\u{a0}Oui\u{a0}»\u{a0}!"
        );
        assert_eq!(french("https://exemple.fr/a?b=c"), "https://exemple.fr/a?b=c");
        assert_eq!(french("\n : x"), "\n : x");
    }

    #[test]
    fn markup_is_left_alone() {
        let page = "<head><style>a :hover{}</style></head><p title=\"a : b\">a : b</p>";
        let expected = "<head><style>a :hover{}</style></head><p title=\"a : b\">a\u{a0}: b</p>";
        assert_eq!(french_html(page), expected);
    }

    #[test]
    fn one_line_has_no_break() {
        assert_eq!(one_line(" a\r\n b\t\u{2028}c\u{85}d\u{a0}e\u{202e}f "), "a b c d\u{a0}e f");
    }
}
