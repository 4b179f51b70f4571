// All the ways to break a request, by their names.

import { args } from './arguments';
import type { Breaks } from './break';
import { conflicts } from './conflicts';
import { directives } from './directives';
import { fields } from './fields';
import { fragments } from './fragments';
import { given } from './given';
import { oneOf } from './one-of';
import { operations } from './operations';
import { text } from './text';
import { values } from './values';
import { variables } from './variables';

export const breaks: Breaks = {
  ...operations,
  ...fields,
  ...conflicts,
  ...args,
  ...values,
  ...oneOf,
  ...variables,
  ...given,
  ...fragments,
  ...directives,
  ...text,
};
