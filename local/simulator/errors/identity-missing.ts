import { serviceError } from '../answer.ts';
import type { Answer } from '../answer.ts';

/** A Spark job in a workspace to which no user-assigned identity is attached. */
export function identityMissing(workspace: string, where: { region: string; now: number }): Answer {
  const message = `User assigned identity  is not attached to AML workspace ${workspace}.`;
  return serviceError(404, 'UserError', message, where, ['NotFound', 'UserAssignedIdentityNotFound']);
}
