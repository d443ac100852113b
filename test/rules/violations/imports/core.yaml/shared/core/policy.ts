import { parse } from 'yaml';
export const policy = parse;
