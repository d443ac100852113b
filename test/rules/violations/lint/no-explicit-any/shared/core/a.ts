export type Row = any;
