// The same document in other words: between two tokens there may stand much that means nothing.

import { Lexer, Source, TokenKind, type Token } from 'graphql';

import type { Chance } from './chance';

const IGNORED = [' ', '\n', '\r\n', '\r', '\t', ',', ' , ', '\uFEFF', ' # {"a comment" é\n', '#\n'];
const WORDS: readonly string[] = [
  TokenKind.NAME,
  TokenKind.INT,
  TokenKind.FLOAT,
  TokenKind.STRING,
  TokenKind.BLOCK_STRING,
];

/** The tokens of a text that can be read, as they are written. */
export function tokens(text: string): { kind: string; text: string }[] {
  const lexer = new Lexer(new Source(text));
  const found: { kind: string; text: string }[] = [];
  for (let token: Token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    found.push({ kind: token.kind, text: text.slice(token.start, token.end) });
  }
  return found;
}

/** A document's text, as it was printed or with other things between its tokens. */
export function spelt(text: string, chance: Chance): string {
  if (chance.happens(0.4)) return text;
  let written = chance.happens(0.1) ? '\uFEFF' : '';
  let before: string | undefined;
  for (const token of tokens(text)) {
    const apart = WORDS.includes(before ?? '') && WORDS.includes(token.kind);
    if (apart || chance.happens(0.5)) written += chance.happens(0.7) ? ' ' : chance.of(IGNORED);
    written += token.kind === TokenKind.STRING ? escaped(token.text, chance) : token.text;
    before = token.kind;
  }
  return written;
}

/** A text in quotes with its first letter escaped, perhaps. */
function escaped(text: string, chance: Chance): string {
  return text.replace(/^"(\w)/, (whole, letter: string) => {
    const code = letter.charCodeAt(0).toString(16);
    return chance.of([whole, whole, `"\\u${code.padStart(4, '0')}`, `"\\u{${code}}`, `"\\u{000${code.toUpperCase()}}`]);
  });
}
