// What graphql-js says of a request.

import {
  GraphQLError,
  Kind,
  MaxIntrospectionDepthRule,
  OperationTypeNode,
  TypeInfo,
  ValidationContext,
  getNullableType,
  getVariableValues,
  isInputObjectType,
  isNonNullType,
  parse,
  specifiedRules,
  validate,
  type ASTVisitor,
  type DocumentNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';

import { operations, type Request } from './draft';
import { schema } from './schema';

/** What becomes of a request: it is executed, or what is wrong with it. */
export type Verdict = 'accepted' | 'parse' | 'validation' | 'depth' | 'operation' | 'variables';

export interface Judgement {
  readonly verdict: string;
  readonly messages: readonly string[];
}

export interface Reference extends Judgement {
  readonly verdict: Verdict;
  /** The rules of validation that the document breaks. */
  readonly broken: readonly string[];
}

export const rules: readonly ValidationRule[] = [...specifiedRules, NoSkippedSubscriptionRule, NoNullableVariableOfOneRule];

export function reference(request: Request): Reference {
  const said = (verdict: Verdict, errors: readonly GraphQLError[] = [], broken: readonly string[] = []): Reference => ({
    verdict,
    messages: errors.map(({ message }) => message),
    broken,
  });
  let document: DocumentNode;
  try {
    document = parse(request.query);
  } catch (error) {
    return said('parse', [error as GraphQLError]);
  }
  const found = rules.map((rule) => ({ rule, errors: broke(rule, document) }));
  const broken = found.filter(({ errors }) => errors.length > 0);
  if (broken.length > 0) {
    // It is in graphql-js's list, though not in the specification: with us it is one of the limits.
    const limit = broken.every(({ rule }) => rule === MaxIntrospectionDepthRule);
    return said(
      limit ? 'depth' : 'validation',
      broken.flatMap(({ errors }) => errors),
      broken.map(({ rule }) => rule.name),
    );
  }
  const known = operations(document);
  const named = request.operationName;
  const asked = named === undefined ? known : known.filter(({ name }) => name?.value === named);
  const [operation] = asked;
  if (!operation || asked.length > 1) return said('operation');
  const { errors, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], sent(request.variables));
  if (errors) return said('variables', errors);
  // graphql-js finds it when it comes to the field, in the midst of execution; the server before it begins.
  const context = new ValidationContext(schema, document, new TypeInfo(schema), () => undefined);
  const usages = context.getRecursiveVariableUsages(operation);
  const missing = usages.some(({ node, type }) => isNonNullType(type) && coerced[node.name.value] === null);
  return said(missing ? 'variables' : 'accepted');
}

/** What a rule has against a document. One of them throws where a subscription's field is skipped by a variable. */
function broke(rule: ValidationRule, document: DocumentNode): readonly GraphQLError[] {
  try {
    return validate(schema, document, [rule]);
  } catch (error) {
    return [error as GraphQLError];
  }
}

/** The edition of September 2025 has it; graphql-js has not yet: `@skip` and `@include` could leave nothing. */
function NoSkippedSubscriptionRule(context: ValidationContext): ASTVisitor {
  const look = ({ selections }: SelectionSetNode, seen: readonly string[]): void => {
    for (const selection of selections) {
      const skipped = selection.directives?.find(({ name }) => ['skip', 'include'].includes(name.value));
      if (skipped)
        context.reportError(new GraphQLError(`@${skipped.name.value} in a subscription`, { nodes: skipped }));
      if (selection.kind === Kind.INLINE_FRAGMENT) look(selection.selectionSet, seen);
      if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.includes(selection.name.value)) continue;
      const fragment = context.getFragment(selection.name.value);
      if (fragment) look(fragment.selectionSet, [...seen, selection.name.value]);
    }
  };
  return {
    OperationDefinition: ({ operation, selectionSet }) =>
      operation === OperationTypeNode.SUBSCRIPTION ? look(selectionSet, []) : undefined,
  };
}

/** graphql-js has it too, but overlooks a place that may not be null itself. */
function NoNullableVariableOfOneRule(context: ValidationContext): ASTVisitor {
  let nullable: readonly string[] = [];
  return {
    OperationDefinition: ({ variableDefinitions }) => {
      const some = variableDefinitions?.filter(({ type }) => type.kind !== Kind.NON_NULL_TYPE) ?? [];
      nullable = some.map(({ variable }) => variable.name.value);
    },
    ObjectField: ({ value }) => {
      const one = getNullableType(context.getParentInputType());
      if (value.kind !== Kind.VARIABLE || !isInputObjectType(one) || !one.isOneOf) return;
      if (nullable.includes(value.name.value))
        context.reportError(new GraphQLError(`$${value.name.value} may be null`, { nodes: value }));
    },
  };
}

/** As it arrives: what is undefined does not. */
const sent = (variables: Request['variables']) => JSON.parse(JSON.stringify(variables)) as Record<string, unknown>;
