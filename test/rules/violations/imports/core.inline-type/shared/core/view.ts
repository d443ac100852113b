export type View = import('@azure/data-tables').TableClient;
