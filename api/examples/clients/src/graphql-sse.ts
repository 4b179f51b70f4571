// The client `graphql-sse`, with a connection for each operation, resumes in the same way.

import { print } from 'graphql';
import { createClient } from 'graphql-sse';

import { survive } from './cut-off';
import type { LiveEventsSubscription } from './generated/graphql';
import { LiveEvents } from './meeting';
import { endpoints, run } from './passerelle';

await run('graphql-sse', () =>
  survive(({ url, token, after: last, tell }) => {
    const client = createClient({
      url: endpoints(url).stream,
      headers: { Authorization: `Bearer ${token}` },
      retryAttempts: Infinity,
      retry: () => new Promise((resolve) => setTimeout(resolve, 100)),
    });
    client.subscribe<LiveEventsSubscription>(
      {
        query: print(LiveEvents),
        variables: {
          get after() {
            return last;
          },
        },
      },
      {
        next: ({ data }) => {
          if (!data) return;
          last = data.events.cursor;
          tell(data.events);
        },
        error: (error) => {
          throw error;
        },
        complete: () => {},
      },
    );
  }),
);
