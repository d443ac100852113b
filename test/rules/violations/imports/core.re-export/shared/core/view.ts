export { table } from '../adapters/table.ts';
