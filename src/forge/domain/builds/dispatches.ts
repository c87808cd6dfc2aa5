import { Refusal } from '../../http/handler.ts';
import { emit } from '../json/event.ts';
import type { Account, ForgeState, Repo } from '../state.ts';

export interface Dispatch {
  eventType: string;
  clientPayload?: Record<string, unknown> | undefined;
  sender: Account;
}

/** GitHub wants the payload to be smaller than this, in bytes of its JSON. */
const payloadLimit = 64 * 1024;

/** Sends a `repository_dispatch`; nothing else changes. */
export function dispatchEvent(
  state: ForgeState,
  repo: Repo,
  { eventType, clientPayload = {}, sender }: Dispatch,
): void {
  if (Buffer.byteLength(JSON.stringify(clientPayload)) >= payloadLimit)
    throw new Refusal(422, 'client_payload is too large.');
  const fields = { branch: repo.defaultBranch, client_payload: clientPayload };
  emit(state, { event: 'repository_dispatch', action: eventType, repo, sender, fields });
}
