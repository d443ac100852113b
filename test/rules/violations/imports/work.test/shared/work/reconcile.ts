import { builder } from '../../test/support/builder.ts';
export const reconcile = builder;
