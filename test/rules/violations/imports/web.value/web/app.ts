import { pairView } from '../shared/core/view/pair.ts';
export const app = pairView;
