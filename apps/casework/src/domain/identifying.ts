import { type Rule, stepsOf } from './context.js';

/** Who is speaking, checked: what failed is recorded like what passed. */
export const verifyIdentity: Rule<'verifyIdentity'> = (state, { method, passed, evidence }, context) =>
  stepsOf(state, context).add('case.identity_checked.v1', {
    checkId: context.newId(),
    method,
    passed,
    personal: { evidence },
  });
