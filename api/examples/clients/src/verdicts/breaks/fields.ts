// Fields, and what is selected of them.

import {
  Kind,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

import { name, schema } from '../schema';
import { at, selecting, selection, type Breaks } from './break';

export const fields: Breaks = {
  'an unknown field': at(Kind.FIELD, ({ node }) => ({ ...node, name: name('unknown') })),
  'a field of another type': selecting(({ parent }, chance) => {
    const other = chance.of(Object.values(schema.getTypeMap()).filter(isObjectType));
    const field = chance.of(Object.values(other.getFields()).filter(({ args }) => !args.some(isRequiredArgument)));
    if ((isObjectType(parent) || isInterfaceType(parent)) && parent.getFields()[field.name]) return undefined;
    return [isLeafType(getNamedType(field.type)) ? field.name : `${field.name} { __typename }`];
  }),
  'a leaf with a selection': at(Kind.FIELD, ({ node, type }) =>
    isLeafType(getNamedType(type))
      ? { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: [selection('__typename')] } }
      : undefined,
  ),
  'an object without a selection': at(Kind.FIELD, ({ node, type }) =>
    isCompositeType(getNamedType(type)) ? { ...node, selectionSet: undefined } : undefined,
  ),
  'the schema below the root': selecting(({ parent }, chance) =>
    parent === schema.getQueryType()
      ? undefined
      : [chance.of(['__schema { queryType { name } }', '__type(name: "Query") { name }'])],
  ),
  'lists of the schema in each other': selecting(({ parent }, chance) => {
    const lists = Array.from({ length: 3 }, () =>
      chance.of(['possibleTypes', 'interfaces', 'fields { type', 'inputFields { type']),
    );
    const nested = lists.reduceRight((inner, list) => `${list} { ${inner} }${list.includes('{') ? ' }' : ''}`, 'name');
    return parent === schema.getQueryType() ? [`__type(name: "Node") { ... { ${nested} } }`] : undefined;
  }),
};
