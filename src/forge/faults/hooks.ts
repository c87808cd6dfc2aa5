import { createHash } from 'node:crypto';
import type { Delivery } from '../events/delivery.ts';
import type { HookRules } from '../events/outbox.ts';

/** How many deliveries something happens to, 0 to 1: of all events alike, or by the name of the event. */
export type Share = number | Record<string, number>;

/** What is to go wrong with webhooks. */
export interface HookFaults {
  /** Never sent and never listed. */
  lose?: Share;
  /** Not sent, but listed as failed: a receiver can ask for them again. */
  fail?: Share;
  /** Sent twice. */
  duplicate?: Share;
  /** What one pump delivers comes newest first within each second of the virtual clock. */
  reversed?: boolean;
}

/** The rules, and how often they struck: a test whose faults never happened proves nothing. */
export interface SeededHookRules extends HookRules {
  readonly struck: { lost: number; failed: number; doubled: number };
}

/**
 * Rules that a seed fixes. What becomes of a delivery hangs on its guid alone, not on the order of the draws: both copies
 * of a lost delivery are lost, and a failed one may fail again each time it is asked for.
 */
export function hookFaults(seed: string | number, faults: HookFaults): SeededHookRules {
  const struck = { lost: 0, failed: 0, doubled: 0 };
  const strikes = (share: Share | undefined, name: string, delivery: Delivery): boolean => {
    const rate = typeof share === 'number' ? share : (share?.[delivery.event] ?? 0);
    const attempt = delivery.redelivery ? delivery.id : 'first';
    return draw(`${seed} ${name} ${delivery.guid} ${attempt}`) < rate;
  };
  const counting = (key: keyof typeof struck, share: Share | undefined) => (delivery: Delivery) => {
    const isStruck = strikes(share, key, delivery);
    if (isStruck) struck[key] += 1;
    return isStruck;
  };
  return {
    struck,
    lose: counting('lost', faults.lose),
    fail: counting('failed', faults.fail),
    duplicate: counting('doubled', faults.duplicate),
    ...(faults.reversed === true && { order: 'reversed-within-second' }),
  };
}

/** A number in [0, 1) that the text fixes. */
function draw(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32LE() / 2 ** 32;
}
