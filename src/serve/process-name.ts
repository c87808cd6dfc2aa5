import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** A container that is started again has the name and the process id of the one that died, whose claims are not its own. */
export const processName = (): string => `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`;
