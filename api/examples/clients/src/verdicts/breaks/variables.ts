// Variables: where they are declared, and whether they fit where they stand.

import {
  GraphQLInputObjectType,
  Kind,
  isEnumType,
  isInputType,
  isScalarType,
  parseType,
  typeFromAST,
  type GraphQLInputType,
  type OperationDefinitionNode,
  type TypeNode,
  type VariableDefinitionNode,
} from 'graphql';

import { schema } from '../schema';
import { at, definition, type Breaks, type Change } from './break';
import { wrongLiteral } from './wrong';

export const variables: Breaks = {
  'an undefined variable': at(Kind.VARIABLE_DEFINITION, () => []),
  'an unused variable': at(Kind.OPERATION_DEFINITION, ({ node }, chance) => {
    const type = chance.of(['Int', '[ID!]! = []', 'Boolean = true']);
    const { variableDefinitions = [] } = definition(`query ($unused: ${type}) { a }`) as OperationDefinitionNode;
    return { ...node, variableDefinitions: [...(node.variableDefinitions ?? []), ...variableDefinitions] };
  }),
  'a variable twice': at(Kind.VARIABLE_DEFINITION, ({ node }) => [node, node]),
  'a variable of no input type': declared((_, chance) => {
    const others = Object.values(schema.getTypeMap()).filter((type) => !isInputType(type));
    return parseType(chance.of([`${chance.of(others).name}`, `[${chance.of(others).name}!]`]));
  }),
  'a variable of an unknown type': declared((_, chance) => parseType(chance.of(['Unknown', '[Unknown!]!']))),
  'a variable that may be null': declared((type) => (type.kind === Kind.NON_NULL_TYPE ? type.type : undefined)),
  'a variable of another type': declared((_, chance) => {
    const types = Object.values(schema.getTypeMap());
    return parseType(
      chance.of(
        types.filter((type) => isScalarType(type) || isEnumType(type) || type instanceof GraphQLInputObjectType),
      ).name,
    );
  }),
  'a variable that is a list': declared((type) => ({ kind: Kind.LIST_TYPE, type })),
  'a variable that is no list': declared((type) => {
    const nullable = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
    return nullable.kind === Kind.LIST_TYPE ? nullable.type : undefined;
  }),
  'a variable whose items may be null': declared((type) => {
    const nullable = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
    if (nullable.kind !== Kind.LIST_TYPE || nullable.type.kind !== Kind.NON_NULL_TYPE) return undefined;
    return { kind: Kind.LIST_TYPE, type: nullable.type.type };
  }),
  'a default of another kind': at(Kind.VARIABLE_DEFINITION, ({ node }, chance) => {
    const value = wrongLiteral(typeFromAST(schema, node.type) as GraphQLInputType, chance);
    return value && ({ ...node, defaultValue: value } as VariableDefinitionNode);
  }),
  'a default of null': at(Kind.VARIABLE_DEFINITION, ({ node }) => ({ ...node, defaultValue: { kind: Kind.NULL } })),
  'a variable without its default': at(Kind.VARIABLE_DEFINITION, ({ node }) =>
    node.defaultValue && node.type.kind !== Kind.NON_NULL_TYPE ? { ...node, defaultValue: undefined } : undefined,
  ),
  'a variable in a default': at(
    Kind.VARIABLE_DEFINITION,
    ({ node }) => ({ ...node, defaultValue: node.variable }) as unknown as VariableDefinitionNode,
  ),
};

/** Another type for a variable that is used. */
function declared(other: (type: TypeNode, chance: Parameters<Change>[1]) => TypeNode | undefined): Change {
  return at(Kind.VARIABLE_DEFINITION, ({ node }, chance) => {
    const type = other(node.type, chance);
    return type && { ...node, type, defaultValue: undefined };
  });
}
