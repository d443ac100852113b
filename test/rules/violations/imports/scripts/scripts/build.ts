import { startHost } from '../local/host/host.ts';
export const build = startHost;
