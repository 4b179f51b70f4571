//! The lines of a document, as GraphQL counts them: apollo-compiler also ends one at U+2028 and others, which may
//! stand in a text. Source: the GraphQL specification, "Line Terminators".

use async_graphql::Pos;

/// Where the lines of a text begin.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// The lines of a text.
    pub(super) fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(place, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(place + 1) != Some(&b'\n'),
            _ => false,
        });
        let starts = std::iter::once(0).chain(ends.map(|(place, _)| place + 1)).collect();
        Self { text, starts }
    }

    /// The line and the column, in characters, of a byte; both from 1.
    pub(super) fn position(&self, byte: usize) -> Pos {
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = self.text.get(start..byte).map_or(0, |before| before.chars().count()) + 1;
        Pos { line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_where_graphql_says() {
        let text = "{ a\r\n b\r c\n é\u{2028}\u{85}d }";
        for (letter, line, column) in [('a', 1, 3), ('b', 2, 2), ('c', 3, 2), ('é', 4, 2), ('d', 4, 5)] {
            let found = Lines::of(text).position(text.find(letter).unwrap());
            assert_eq!(found, Pos { line, column }, "{letter}");
        }
    }
}
