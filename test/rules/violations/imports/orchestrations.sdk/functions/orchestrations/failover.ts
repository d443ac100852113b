import { app } from 'durable-functions';
export const failover = app;
