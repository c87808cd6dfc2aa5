import { operatorOf, type Operator } from '../operations/jobs/operator.ts';
import type { Archive } from '../ports/store/archive.ts';
import { compose, type Parts } from '../compose.ts';
import { openStore, type OpenStore, type StorePlace } from '../store/open-store.ts';

/** A store that was opened for one command. */
export interface OpenedStore {
  operator: Operator;
  archive: Archive;
  close(): Promise<void>;
}

/** Opens the store for what only looks at it and at what waits there: GitHub is not asked. */
export async function composeOperator(
  place: StorePlace,
  { clock, log }: Pick<Parts, 'clock' | 'log'>,
): Promise<OpenedStore> {
  const store = await openStore(place, log);
  return { operator: operatorOf({ store, clock }), archive: store.archive, close: () => store.close() };
}

/** Opens the store and builds the whole app on it, for what reads GitHub too. */
export async function composeRebuild(parts: Omit<Parts, 'store'> & { place: StorePlace }): Promise<OpenedStore> {
  const store: OpenStore = await openStore(parts.place, parts.log);
  try {
    const app = await compose({ ...parts, store });
    return {
      operator: operatorOf({ store, clock: parts.clock, tools: app.tools }),
      archive: store.archive,
      close: async () => {
        await app.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
