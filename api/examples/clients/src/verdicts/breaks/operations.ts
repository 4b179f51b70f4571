// Operations: how they are told apart, and what else stands beside them.

import { Kind, OperationTypeNode, isRequiredArgument, parse, type OperationDefinitionNode } from 'graphql';

import { operations as of, type Draft } from '../draft';
import { schema } from '../schema';
import { at, definition, defining, plus, selection, with_, type Breaks, type Change } from './break';

const NOT_EXECUTABLE = [
  'type Unknown { a: Int }',
  'extend type Query { a: Int }',
  'schema { query: Query }',
  'directive @unknown on FIELD',
  'scalar Unknown',
  'enum Unknown { A }',
  'input Unknown { a: Int }',
];

export const operations: Breaks = {
  'a name of an operation twice': defining(({ document }) => {
    const named = of(document).find(({ name }) => name);
    return named?.name && [`query ${named.name.value} { __typename }`];
  }),
  'an anonymous operation among others': defining(() => ['{ __typename }']),
  'a definition that cannot be executed': defining((_, chance) => [chance.of(NOT_EXECUTABLE)]),
  'an unknown operation asked for': (draft, chance) => ({
    ...draft,
    operationName: chance.of(['Unknown', '', 'query']),
  }),
  'no operation asked for among several': (draft) => {
    if (of(draft.document).some(({ name }) => !name)) return undefined;
    return {
      ...draft,
      document: plus(draft.document, definition('query Another { __typename }')),
      operationName: undefined,
    };
  },
  'a subscription of two fields': subscribing((node) => with_(node.selectionSet, [selection(`other: ${field()}`)])),
  'a subscription of two fields, one in a fragment': (draft, chance) => {
    const broken = subscribing((node) => with_(node.selectionSet, [selection('... { ...Other }')]))(draft, chance);
    const other = definition(`fragment Other on ${schema.getSubscriptionType()?.name} { other: ${field()} }`);
    return broken && 'document' in broken ? { ...broken, document: plus(broken.document, other) } : undefined;
  },
  'a subscription of __typename too': subscribing((node) => with_(node.selectionSet, [selection('__typename')])),
  'a subscription of __typename': (draft) => only(draft, 'subscription { __typename }'),
  'a subscription that is skipped': (draft, chance) => {
    const whether = chance.of(['@skip(if: false)', '@include(if: true)', '@skip(if: $yes)', '@include(if: $yes)']);
    const declared = whether.includes('$') ? '($yes: Boolean!)' : '';
    const skipped = chance.of([field(whether), `... ${whether} { ${field()} }`]);
    return only(draft, `subscription ${declared} { ${skipped} }`);
  },
};

/** Other selections for a subscription. */
function subscribing(selected: (node: OperationDefinitionNode) => OperationDefinitionNode['selectionSet']): Change {
  return at(Kind.OPERATION_DEFINITION, ({ node }) =>
    node.operation === OperationTypeNode.SUBSCRIPTION ? { ...node, selectionSet: selected(node) } : undefined,
  );
}

/** A field that can be subscribed to. */
function field(directives = ''): string {
  const fields = Object.values(schema.getSubscriptionType()?.getFields() ?? {});
  const free = fields.find(({ args }) => !args.some(isRequiredArgument));
  return `${free?.name} ${directives} { __typename }`;
}

const only = (draft: Draft, text: string): Draft => ({
  ...draft,
  document: parse(text),
  operationName: undefined,
  variables: { yes: true },
});
