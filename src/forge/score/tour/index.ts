import type { Exchange } from './exchange.ts';
import type { Stage } from './stage.ts';
import { stops } from './itinerary.ts';
import { Party, type Stop } from './party.ts';

export type { Exchange } from './exchange.ts';
export { newStage, type Stage } from './stage.ts';

/** What a tour brought home. */
export interface Tour {
  exchanges: Exchange[];
  /** Answers with another status than the tour goes by: empty when the forge does what the tour was written for. */
  surprises: string[];
}

/** Goes through every operation of the forge, with its successes and its refusals; the same calls in the same order each time. */
export async function tour(stage: Stage): Promise<Tour> {
  const party = new Party(stage);
  for (const [name, stop] of Object.entries(stops)) await visit(party, name, stop);
  return party.journal;
}

/** A stop that an unexpected answer brings to its end is a surprise too, and keeps nobody from the next. */
async function visit(party: Party, name: string, stop: Stop): Promise<void> {
  try {
    await stop(party);
  } catch (error) {
    party.journal.surprises.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
