// The three files of the schema's evolution, in `api/`.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const file = (name: string) => new URL(`../../../../${name}`, import.meta.url);

/** The schema that the server prints. */
export const PRESENT = 'schema.graphql';
/** The schema of the last release. */
export const RELEASED = 'schema.released.graphql';
export const CHANGES = 'SCHEMA_CHANGES.md';

export const read = (name: string): string => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');
export const write = (name: string, text: string): void => writeFileSync(file(name), text);
