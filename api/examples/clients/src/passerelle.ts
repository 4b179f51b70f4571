// Where the server is and who asks: what the other files share.

const base = process.env['PASSERELLE_URL'] ?? 'http://127.0.0.1:8000';

/** The three ways in: `graphql-http`, `graphql-transport-ws`, `graphql-sse` by distinct connections. */
export const endpoints = (server = base) => ({
  http: new URL('/graphql', server).href,
  socket: new URL('/graphql/ws', server).href.replace(/^http/, 'ws'),
  stream: new URL('/graphql/stream', server).href,
});

/** An account that may move meetings, such as the demo's coordinator. */
export function account(): { email: string; password: string } {
  return { email: setting('PASSERELLE_ACCOUNT'), password: setting('PASSERELLE_PASSWORD') };
}

/** Ends the script, and says what does not hold, unless it holds. */
export function expect(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** Waits until something holds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const patience = Date.now() + 10_000;
  while (!holds()) {
    expect(Date.now() < patience, `ten seconds were not enough: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Runs a script: one line when all went well; otherwise one that says what did not, and exit 1. */
export async function run(name: string, script: () => Promise<string>): Promise<never> {
  const fail = (error: unknown): never => {
    console.error(`${name} failed: ${error instanceof Error ? error.message : JSON.stringify(error)}`);
    process.exit(1);
  };
  // What a subscription throws in the background.
  process.once('uncaughtException', fail);
  console.log(`${name}: ${await script().catch(fail)}`);
  process.exit(0);
}

function setting(name: string): string {
  const value = process.env[name];
  expect(value, `${name} is not set`);
  return value;
}
