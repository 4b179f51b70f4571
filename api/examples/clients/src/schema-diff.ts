// What the schema changed since the last release. What breaks a client without having been announced fails, and
// so does a list of the changes that is out of date. The day is today's, or `SOURCE_DATE`.

import { expect, run } from './passerelle';
import { changelog } from './schema/changelog';
import { evolution } from './schema/evolution';
import { CHANGES, PRESENT, RELEASED, read } from './schema/files';

const today = process.env['SOURCE_DATE'] ?? new Date().toISOString().slice(0, 10);

await run('schema:diff', async () => {
  const changes = await evolution(read(RELEASED), read(PRESENT), today);
  const breaking = changes.filter((change) => change.breaking && !change.announced);
  for (const change of changes) {
    console.log(`${breaking.includes(change) ? 'BREAKING' : 'allowed '}  ${change.kind}: ${change.message}`);
  }
  expect(breaking.length === 0, `${breaking.length} changes break what ${RELEASED} promised`);
  expect(read(CHANGES) === changelog(read(CHANGES), changes), `${CHANGES} is out of date: npm run schema:changes`);
  return `${changes.length} changes since ${RELEASED}, none breaking`;
});
