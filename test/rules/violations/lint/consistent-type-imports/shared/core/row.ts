export type Row = { readonly id: string };
