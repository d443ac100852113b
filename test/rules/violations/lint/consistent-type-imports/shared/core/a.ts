import { Row } from './row.ts';
export type Rows = Row[];
