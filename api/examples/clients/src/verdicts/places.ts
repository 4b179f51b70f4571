// Every place of a document, with what the schema says of it, and the document with something else there.

import {
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTKindToNode,
  type ASTNode,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
} from 'graphql';

import { schema } from './schema';

type Key = string | number;

export interface Place<N extends ASTNode = ASTNode> {
  readonly node: N;
  readonly path: readonly Key[];
  /** The object or interface around a selection. */
  readonly parent: GraphQLCompositeType | undefined;
  /** The field's own type, or the type that a selection set is of. */
  readonly type: GraphQLOutputType | undefined;
  readonly field: GraphQLField<unknown, unknown> | undefined;
  readonly argument: GraphQLArgument | undefined;
  /** What a value, or a field of an input, is to be; and whether it may be left out all the same. */
  readonly input: GraphQLInputType | undefined;
  readonly hasDefault: boolean;
}

/** The places of one kind. */
export function places<K extends Kind>(document: DocumentNode, kind: K): Place<ASTKindToNode[K]>[] {
  return everywhere(document).filter((place): place is Place<ASTKindToNode[K]> => place.node.kind === kind);
}

/** The places of all kinds. */
export function everywhere(document: DocumentNode): Place[] {
  const found: Place[] = [];
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      enter(node, key, _parent, path) {
        if (key === undefined) return;
        found.push({
          node,
          path: [...path],
          parent: info.getParentType() ?? undefined,
          type: info.getType() ?? undefined,
          field: info.getFieldDef() ?? undefined,
          argument: info.getArgument() ?? undefined,
          // Inside a list, its items are asked for already.
          input: (node.kind === Kind.LIST ? info.getParentInputType() : info.getInputType()) ?? undefined,
          hasDefault: info.getDefaultValue() !== undefined,
        });
      },
    }),
  );
  return found;
}

/** The document with something else at a place, or several things, or nothing. */
export function replaced(document: DocumentNode, path: readonly Key[], others: readonly ASTNode[]): DocumentNode {
  return put(document, path, others) as DocumentNode;
}

function put(at: unknown, [key, ...rest]: readonly Key[], others: readonly ASTNode[]): unknown {
  if (Array.isArray(at) && typeof key === 'number') {
    const there = rest.length > 0 ? [put(at[key], rest, others)] : others;
    return [...at.slice(0, key), ...there, ...at.slice(key + 1)];
  }
  const node = at as Record<Key, unknown>;
  if (key === undefined) return at;
  return { ...node, [key]: rest.length > 0 ? put(node[key], rest, others) : others[0] };
}
