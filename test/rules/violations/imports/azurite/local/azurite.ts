import { startHost } from './host/host.ts';
export const azurite = startHost;
