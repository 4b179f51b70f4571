// A line to the server that can be cut, as a train does in a tunnel: what runs over it ends without a word.

import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Line {
  /** Where clients connect. */
  readonly url: string;
  /** How often somebody tried to connect. */
  tries(): number;
  /** Cuts what is connected, and lets nobody in until it is mended. */
  cut(): void;
  mend(): void;
}

/** Lays a line to the server. */
export async function lay(server: URL): Promise<Line> {
  const ends = new Set<Socket>();
  let whole = true;
  let tries = 0;
  const exchange = createServer((near) => {
    tries += 1;
    if (!whole) return void near.destroy();
    const far = connect(Number(server.port || 80), server.hostname);
    for (const [end, other] of [[near, far], [far, near]] as const) {
      ends.add(end);
      end.on('error', () => {}).on('close', () => (ends.delete(end), other.destroy())).pipe(other);
    }
  });
  await new Promise<void>((resolve) => exchange.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(exchange.address() as AddressInfo).port}`,
    tries: () => tries,
    cut: () => {
      whole = false;
      ends.forEach((end) => end.resetAndDestroy());
    },
    mend: () => {
      whole = true;
    },
  };
}
