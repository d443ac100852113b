import type { ArmTrouble } from '../ports.ts';

/** Refusals that are about us or the moment, not about the job: a role that is still spreading, a lock, a conflict. */
const passing = new Set([
  'AuthorizationFailed',
  'LinkedAuthorizationFailed',
  'InvalidAuthenticationToken',
  'ExpiredAuthenticationToken',
  'ScopeLocked',
]);

/** Whether the same PUT may be taken later, as it is. */
export function mayPass(refusal: Extract<ArmTrouble, { kind: 'refused' }>): boolean {
  return refusal.status === 409 || refusal.status === 423 || passing.has(refusal.reason.code);
}
