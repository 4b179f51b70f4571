// `api/SCHEMA_CHANGES.md`: what each release changed of the schema, the present changes first.

import type { Change } from './evolution';

const HEAD = `# Changes of the schema

What clients see of it; descriptions are not compared. \`npm run schema:changes\` in \`examples/clients\` writes
the first section, \`npm run schema:release\` the others.
`;
const PRESENT = '## Since the last release';
const KINDS = ['added', 'deprecated', 'changed', 'removed'] as const;

/** The text with other changes since the last release. */
export function changelog(text: string, changes: readonly Change[]): string {
  return `${HEAD}\n${section(PRESENT, changes)}${releases(text)}`;
}

/** The text after a release: these changes are in it, and there are none since. */
export function released(text: string, changes: readonly Change[], version: string, day: string): string {
  return `${HEAD}\n${section(PRESENT, [])}\n${section(`## ${version}, ${day}`, changes)}${releases(text)}`;
}

/** The sections of the releases, as they are. */
function releases(text: string): string {
  const present = text.indexOf(PRESENT);
  const next = present < 0 ? -1 : text.indexOf('\n## ', present);
  return next < 0 ? '' : text.slice(next);
}

function section(title: string, changes: readonly Change[]): string {
  if (changes.length === 0) return `${title}\n\nNothing.\n`;
  const types = [...new Set(changes.map(({ about }) => about))].sort();
  const parts = types.map((type) => {
    const lines = KINDS.flatMap((kind) =>
      changes
        .filter((change) => change.about === type && change.kind === kind)
        .map(
          ({ message, breaking }) =>
            `- ${kind}${breaking ? ', breaking' : ''}: ${kind === 'deprecated' ? message : quoted(message)}\n`,
        ),
    );
    return `\n### ${type}\n\n${lines.join('')}`;
  });
  return `${title}\n${parts.join('')}`;
}

const quoted = (message: string): string => message.replace(/'([^']*)'/g, '`$1`');
