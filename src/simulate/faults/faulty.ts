import { StoreUnavailable } from '../../store/errors.ts';
import type { Waiting } from '../world/gate.ts';
import type { World } from '../world/world.ts';
import type { Fault } from './fault.ts';

/** How a call ended for whoever made it. */
export type Ended = { answer: unknown } | { error: unknown };

/** As long as the client waits for an answer, in milliseconds: reads and writes. */
const PATIENCE_MS = { read: 10_000, write: 30_000 };

/** Makes a call, with what goes wrong with it. Undefined: its caller never hears of it, or later. */
export async function faulty(world: World, waiting: Waiting, fault: Fault | undefined): Promise<Ended | undefined> {
  const { call, work } = waiting;
  if (fault === undefined) return ended(work);
  if ('crash' in fault) {
    if (fault.crash === 'after') await ended(work);
    world.crash(call.replica);
    return undefined;
  }
  if ('pause' in fault) return paused(world, waiting, fault);
  if ('timeout' in fault) {
    if (fault.timeout === 'after') await ended(work);
    const patience = call.writes ? PATIENCE_MS.write : PATIENCE_MS.read;
    void world.sleep(call.replica, patience).then(() => {
      waiting.fail(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    });
    return undefined;
  }
  if ('disconnected' in fault) {
    if (fault.disconnected === 'after') await ended(work);
    return { error: new StoreUnavailable(new Error('Connection terminated unexpectedly')) };
  }
  if ('registry' in fault) {
    const { status, retryAfter } = fault.registry;
    const headers = retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` };
    const failing = world.registry.fails({ answer: () => new Response(null, { status, headers }) });
    return ended(work).finally(() => failing.stop());
  }
  const heal = world.forge.faults.add({ operation: '*', ...fault.rule });
  try {
    return await ended(work);
  } finally {
    heal();
  }
}

/**
 * What was on its way to GitHub arrives there in spite of the pause; a call that was not sent waits with its process. Whichever it
 * was, the process finds the world changed when it goes on.
 */
async function paused(
  world: World,
  waiting: Waiting,
  { pause, milliseconds }: Extract<Fault, { pause: unknown }>,
): Promise<Ended | undefined> {
  const { replica, port } = waiting.call;
  const isSent = pause === 'after' || port === 'github';
  const end = isSent ? await ended(waiting.work) : undefined;
  replica.pause();
  world.at(world.now() + milliseconds, () => replica.resume());
  if (end === undefined) world.gate.waiting.unshift(waiting);
  return end;
}

async function ended(work: () => Promise<unknown>): Promise<Ended> {
  try {
    return { answer: await work() };
  } catch (error) {
    return { error };
  }
}
