//! The lines of a document, as GraphQL counts them: apollo-compiler also ends one at U+2028 and others, which may
//! stand in a text. Source: the GraphQL specification, "Line Terminators".

use async_graphql::Pos;

/// How many bytes are gone through at most to find a column: a line may be as long as the text.
const BLOCK: usize = 1024;

/// Where the lines of a text begin.
pub(super) struct Lines<'t> {
    text: &'t [u8],
    starts: Vec<usize>,
    /// How many characters there are before each block.
    blocks: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// The lines of a text.
    pub(super) fn of(text: &'t str) -> Self {
        let text = text.as_bytes();
        let ends = text.iter().enumerate().filter(|(place, byte)| match byte {
            b'\n' => true,
            b'\r' => text.get(place + 1) != Some(&b'\n'),
            _ => false,
        });
        let starts = std::iter::once(0).chain(ends.map(|(place, _)| place + 1)).collect();
        // One more, for what stands at the end.
        let blocks = text.chunks(BLOCK).chain(std::iter::once(&[][..])).scan(0, |before, block| {
            let here = *before;
            *before += characters(block);
            Some(here)
        });
        Self { text, starts, blocks: blocks.collect() }
    }

    /// The line and the column, in characters, of a byte; both from 1.
    pub(super) fn position(&self, byte: usize) -> Pos {
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        Pos { line, column: self.before(byte).saturating_sub(self.before(start)) + 1 }
    }

    /// How many characters there are before a byte.
    fn before(&self, byte: usize) -> usize {
        let block = byte / BLOCK;
        let blocks = self.blocks.get(block).copied().unwrap_or_default();
        blocks + self.text.get(block * BLOCK..byte).map_or(0, characters)
    }
}

/// How many characters begin in some bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
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

    #[test]
    fn a_long_line_is_one() {
        let text = format!("\n{}a", "é\u{2028}b".repeat(1_000));
        assert_eq!(Lines::of(&text).position(text.len() - 1), Pos { line: 2, column: 3_001 });
        assert_eq!(Lines::of(&text).position(text.len()), Pos { line: 2, column: 3_002 });
        let block = "b".repeat(BLOCK);
        assert_eq!(Lines::of(&block).position(BLOCK), Pos { line: 1, column: BLOCK + 1 });
    }
}
