import type { Source } from '../../../../shared/core/export/document.ts';
import { east } from '../translate/fixtures.ts';

export const source: Source = { workspace: east };

export function armId(tail: string): string {
  return `${east.id}${tail}`;
}
