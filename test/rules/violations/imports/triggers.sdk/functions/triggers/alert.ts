import { app } from '@azure/functions';
export const alert = app;
