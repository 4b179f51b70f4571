// The arguments of fields and directives.

import { Kind, isRequiredArgument, type ArgumentNode } from 'graphql';

import { name } from '../schema';
import { at, selecting, type Breaks } from './break';

const unknown: ArgumentNode = {
  kind: Kind.ARGUMENT,
  name: name('unknown'),
  value: { kind: Kind.INT, value: '1' },
};

export const args: Breaks = {
  'an unknown argument': at(Kind.FIELD, ({ node }) => ({ ...node, arguments: [...(node.arguments ?? []), unknown] })),
  'an unknown argument of a directive': at(Kind.DIRECTIVE, ({ node }) => ({
    ...node,
    arguments: [...(node.arguments ?? []), unknown],
  })),
  'an argument of __typename': selecting(() => ['__typename(unknown: 1)']),
  'an argument twice': at(Kind.ARGUMENT, ({ node }) => [node, node]),
  'a required argument left out': at(Kind.ARGUMENT, ({ argument }) =>
    argument && isRequiredArgument(argument) ? [] : undefined,
  ),
};
