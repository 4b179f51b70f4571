// The audits of GraphQL over HTTP that the package `graphql-http` brings along: all of them.

import { auditServer } from 'graphql-http';

import { endpoints, expect, run } from './passerelle';

await run('audit', async () => {
  const audits = await auditServer({ url: endpoints().http });
  const others = audits.filter((audit) => audit.status !== 'ok');
  for (const audit of others) {
    console.error(`${audit.id} ${audit.name}: ${audit.status}, ${'reason' in audit ? audit.reason : ''}`);
  }
  expect(others.length === 0 && audits.length === 61, `${audits.length - others.length} of 61`);
  return `${audits.length} of 61`;
});
