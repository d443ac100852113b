import { pairView } from '../shared/core/view.ts';
export const app = pairView;
