import { registerDurable } from './durable.ts';

registerDurable();
