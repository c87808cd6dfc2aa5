import type { ManyLanes } from '../../../test/scenarios/storm/many-lanes.ts';

/** A signed delivery as GitHub sends it. */
export interface SignedDelivery {
  event: string;
  headers: Record<string, string>;
  body: string;
}

/** What the organisation's process is told to do. */
export type ToOrganisation =
  | { do: 'begin'; publicKey: string; secret: string; organisations: ManyLanes[] }
  /** People work in every lane once, and what GitHub would send is handed over instead. */
  | { do: 'record' }
  /** One change is merged every so many milliseconds, and CI answers; what GitHub sends is handed over to be sent. */
  | { do: 'work'; everyMs: number }
  /** Nothing new is merged; CI still answers. */
  | { do: 'rest' }
  /** So many commits are pushed to the code of one lane, one after the other. */
  | { do: 'storm'; pushes: number }
  /** Whether CI looks for something to check. */
  | { do: 'ci'; works: boolean }
  | { do: 'look' }
  | { do: 'sent'; id: number; status: number };

export type FromOrganisation =
  | { says: 'begun'; url: string; appId: number }
  | { says: 'recorded'; deliveries: SignedDelivery[] }
  | { says: 'stormed' }
  | { says: 'send'; id: number; delivery: SignedDelivery }
  | ({ says: 'seen' } & Sight);

/** The organisations as they are now. */
export interface Sight {
  lanes: number;
  converged: number;
  merged: number;
  /** Milliseconds from a merge until its commit was pinned, of the merges that are pinned by now. */
  hops: number[];
  /** Calls of the App by operation. */
  calls: Record<string, number>;
  /** Of those, the ones that write. */
  writes: number;
  /** Pull requests of the lane that the storm met. */
  stormPulls: number;
  /** Whether an open one of them brings its newest commit. */
  isStormProposed: boolean;
  violations: string[];
}
