import type { Hint } from '../core/hints.ts';
import { text, type Payload } from './payload.ts';

/** The App came to see other repositories than before. */
export function installationHints(payload: Payload): Hint[] {
  return [{ look: 'installations', because: `installation ${text(payload, 'action') ?? 'changed'}` }];
}
