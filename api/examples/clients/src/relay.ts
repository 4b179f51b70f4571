// Relay's runtime with what its compiler made of `relay/meetings.ts`: a page, the next page of a list merged
// into it, and a fragment fetched again by the identifier of its node. `react-relay` does this in hooks.

import { Environment, Network, RecordSource, Store, fetchQuery, getSingularSelector } from 'relay-runtime';
import type { GraphQLResponse } from 'relay-runtime';

import { signIn } from './fetch';
import { endpoints, expect, run } from './passerelle';
import AgendaAgain from './relay/__generated__/meetingsAgendaPaginationQuery.graphql';
import type { meetingsAgendaPaginationQuery } from './relay/__generated__/meetingsAgendaPaginationQuery.graphql';
import NextMeetings from './relay/__generated__/meetingsListPaginationQuery.graphql';
import type { meetingsListPaginationQuery } from './relay/__generated__/meetingsListPaginationQuery.graphql';
import FirstPage from './relay/__generated__/meetingsPageQuery.graphql';
import type { meetingsPageQuery } from './relay/__generated__/meetingsPageQuery.graphql';
import List from './relay/__generated__/meetings_list.graphql';
import type { meetings_list$data } from './relay/__generated__/meetings_list.graphql';

await run('relay', async () => {
  const token = await signIn();
  const network = Network.create(async ({ text, name }, variables) => {
    const response = await fetch(endpoints().http, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: text, operationName: name, variables }),
    });
    return (await response.json()) as GraphQLResponse;
  });
  const environment = new Environment({ network, store: new Store(new RecordSource()) });

  const page = await fetchQuery<meetingsPageQuery>(environment, FirstPage, {}).toPromise();
  const selector = getSingularSelector(List, page);
  expect(selector, 'no page');
  const shown = () => (environment.lookup(selector).data as unknown as meetings_list$data).meetings;
  const first = shown();
  expect(first?.edges.length === 3 && first.pageInfo.hasNextPage, `${first?.edges.length} meetings on the first page`);

  const variables = { count: 2, cursor: first.pageInfo.endCursor };
  await fetchQuery<meetingsListPaginationQuery>(environment, NextMeetings, variables).toPromise();
  const ids = new Set(shown()?.edges.map((edge) => edge.node.id));
  expect(ids.size === 5, `${ids.size} meetings with the second page`);

  for (const id of ids) {
    const again = await fetchQuery<meetingsAgendaPaginationQuery>(environment, AgendaAgain, { id }).toPromise();
    expect(again?.node, `node(id: "${id}") is nothing`);
  }
  return `${ids.size} meetings in two pages, each found again by its identifier`;
});
