// The schema that the server prints, as graphql-js reads it, and a few nodes by name.

import { readFileSync } from 'node:fs';

import {
  Kind,
  __Directive,
  __Schema,
  buildSchema,
  type NameNode,
  type NamedTypeNode,
  type VariableNode,
} from 'graphql';

export const schema = buildSchema(readFileSync(new URL('../../../../schema.graphql', import.meta.url), 'utf8'));

// What graphql-js tells of directives beyond the specification of September 2025.
delete __Directive.getFields()['isDeprecated'];
delete __Directive.getFields()['deprecationReason'];
Object.assign(__Schema.getFields()['directives'] ?? {}, { args: [] });

export const name = (value: string): NameNode => ({ kind: Kind.NAME, value });
export const namedType = (value: string): NamedTypeNode => ({ kind: Kind.NAMED_TYPE, name: name(value) });
export const variable = (value: string): VariableNode => ({ kind: Kind.VARIABLE, name: name(value) });
