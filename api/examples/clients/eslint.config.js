// The strict lint of the schema: every rule of the plugin for schemas, and those of relay. What is switched
// off says why.

import graphql from '@graphql-eslint/eslint-plugin';

const configs = graphql.configs;

export default [
  {
    files: ['**/*.graphql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: new URL('../../schema.graphql', import.meta.url).pathname } },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...configs['flat/schema-recommended'].rules,
      ...configs['flat/schema-relay'].rules,
      ...configs['flat/schema-all'].rules,

      // Stricter than the plugin's own choice: nothing goes undescribed but the arguments of GraphQL's own
      // directives.
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          ignoredSelectors: [
            '[type=InputValueDefinition][parent.kind=DirectiveDefinition]',
          ],
        },
      ],
      // The inputs, by the name that the house gives them.
      '@graphql-eslint/input-name': ['error', { checkInputType: true, caseSensitiveInputType: false }],

      // Short fixed lists of a form are plain lists; `nodes` is a connection's short form. A row that is
      // reached through its owner only, such as an attempt to send, is no node.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
      // What has no identity of its own: a wrapper, or what is worked out anew each time it is asked for.
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            suffixes: ['Connection', 'Edge', 'Payload', 'Permissions'],
            types: [
              'ActWarning',
              'AxisSteps',
              'ComponentCost',
              'CostFigures',
              'Delay',
              'DwellingTypeSteps',
              'AgendaProposal',
              'EnumLabel',
              'FunderYear',
              'FundingLine',
              'FundingWarning',
              'FundingYear',
              'LeaseReviewDue',
              'MeetingChange',
              'ModalitySteps',
              'MonthSteps',
              'Occupation',
              'OutcomeCount',
              'MeetingMinutes',
              'PageInfo',
              'ProgrammeStatistics',
              'ProgrammeWarning',
              'PublicSteps',
              'ReminderFailure',
              'StatisticsChange',
              'StatedCarrier',
              'StatedModality',
              'StatedPartner',
              'StatedTarget',
              'StepCounts',
              'StepDelays',
              'SupportFigures',
              'SupportNearingEnd',
              'UserError',
              'YearFigures',
            ],
          },
        },
      ],

      // Values stand in the order of a life, fields in that of the form: the alphabet tells a reader nothing.
      '@graphql-eslint/alphabetize': 'off',
      // It forbids mutations and subscriptions.
      '@graphql-eslint/no-root-type': 'off',
      // A payload has what changed; a client that wants more asks for it in a query, which may be cached.
      '@graphql-eslint/require-field-of-type-query-in-mutation-result': 'off',
      // It wants an argument that `@deprecated` does not have: our day stands in the reason (src/schema/evolution.ts).
      '@graphql-eslint/require-deprecation-date': 'off',
      // The directives that come with GraphQL are printed too, whether they are used or not.
      '@graphql-eslint/no-unreachable-types': 'off',
      // `Dwelling.dwellingType` is called as its type is, wherever it stands.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
];
