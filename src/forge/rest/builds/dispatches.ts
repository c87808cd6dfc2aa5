import { dispatchEvent } from '../../domain/builds/dispatches.ts';
import type { Handlers } from '../../http/handler.ts';
import { actorOf, bodyOf, writableRepoOf } from '../call.ts';

interface DispatchBody {
  event_type: string;
  client_payload?: Record<string, unknown>;
}

export const dispatchHandlers: Handlers = {
  'repos/create-dispatch-event': (call) => {
    const repo = writableRepoOf(call);
    const { event_type: eventType, client_payload: clientPayload } = bodyOf<DispatchBody>(call);
    dispatchEvent(call.state, repo, { eventType, clientPayload, sender: actorOf(call) });
    return { status: 204 };
  },
};
