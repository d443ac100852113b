import type { PairName } from '../core/ids.ts';
import type { Readiness } from '../core/readiness/readiness.ts';
import type { WorkspaceSurvey } from '../core/readiness/survey.ts';
import type { WorkspaceRef } from '../core/workspace.ts';
import type { ArmTrouble } from './arm-trouble.ts';
import type { Versioned } from './evidence.ts';

/* How ready the workspace is that jobs would go to. */

/** Asks a workspace what only its readiness depends on: a handful of reads, each with a deadline. */
export type Surveys = {
  survey(workspace: WorkspaceRef): Promise<{ readonly kind: 'found'; readonly survey: WorkspaceSurvey } | ArmTrouble>;
};

/** How ready the standby of each pair was when it was last looked at. */
export type ReadinessRows = {
  get(pair: PairName): Promise<Versioned<Readiness> | undefined>;
  /** Writes over the version that was read; without one, only where there is no row yet. */
  put(readiness: Readiness, etag: string | undefined): Promise<'written' | 'lost'>;
};
