import { createBlobCopies } from '../shared/adapters/blob-copies.ts';
export const copies = createBlobCopies;
