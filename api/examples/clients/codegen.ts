// Types for every `graphql(…)` document of `src/`, from the schema that the server prints.

import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../schema.graphql',
  // Relay has a compiler of its own.
  documents: ['src/*.ts'],
  generates: {
    './src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'read' } },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: { Date: 'string', DateTime: 'string', EmailAddress: 'string', JSON: 'unknown', Money: 'string' },
      },
    },
  },
};

export default config;
