// The client `graphql-ws` resumes where it was cut off: it sends its variables anew on each connection, and
// the cursor among them is that of the last event.

import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { survive } from './cut-off';
import type { LiveEventsSubscription } from './generated/graphql';
import { LiveEvents } from './meeting';
import { endpoints, run } from './passerelle';

await run('graphql-ws', () =>
  survive(({ url, token, after: last, tell }) => {
    const client = createClient({
      url: endpoints(url).socket,
      connectionParams: { Authorization: `Bearer ${token}` },
      webSocketImpl: WebSocket,
      retryAttempts: Infinity,
      // A connection that is refused is an error in Node, not a close: it is tried again too.
      shouldRetry: () => true,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
    });
    // A sink, not `iterate`: what waits in an iterator's queue is not in the cursor yet, and would come twice.
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
