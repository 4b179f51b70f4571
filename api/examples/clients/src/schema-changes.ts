// Writes what the schema changed since the last release. With a version and a day it makes a release of it: the
// changes get a section of their own, and the next ones are counted from the present schema.

import { expect, run } from './passerelle';
import { changelog, released } from './schema/changelog';
import { evolution } from './schema/evolution';
import { CHANGES, PRESENT, RELEASED, read, write } from './schema/files';

const [version, day] = process.argv.slice(2);

await run('schema:changes', async () => {
  const present = read(PRESENT);
  const changes = await evolution(read(RELEASED), present, day ?? '');
  if (version === undefined) {
    write(CHANGES, changelog(read(CHANGES), changes));
    return `${changes.length} changes since ${RELEASED}`;
  }
  expect(
    /^\d+\.\d+\.\d+$/.test(version) && /^\d{4}-\d{2}-\d{2}$/.test(day ?? ''),
    'a version and a day: 1.2.0 2027-02-01',
  );
  const breaking = changes.filter((change) => change.breaking && !change.announced);
  expect(breaking.length === 0, `${breaking.length} changes break what ${RELEASED} promised: npm run schema:diff`);
  write(CHANGES, released(read(CHANGES), changes, version, day ?? ''));
  write(RELEASED, present);
  return `${changes.length} changes in ${version}`;
});
