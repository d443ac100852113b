export const app = () => import('../functions/app.ts');
