import type { Archive } from '../../ports/store/archive.ts';
import type { Job } from '../../ports/store/attention.ts';
import { rebuild } from '../rebuild/rebuild.ts';
import type { SharedTools } from '../tools.ts';
import { listJobs } from './list-jobs.ts';
import { showJob } from './show-job.ts';
import { wakeJobs } from './wake-jobs.ts';

/** What the person who runs Sluice may ask of its store, whether through a running process or beside it. */
export type OperatorRequest =
  | { do: 'jobs'; state?: Job['state'] }
  | { do: 'show'; key: string }
  | { do: 'wake'; keys: string[] | 'all' }
  | { do: 'export' }
  | { do: 'rebuild'; again: boolean };

/** Answers a request item by item; each is JSON. */
export type Operator = (request: OperatorRequest) => AsyncIterable<unknown>;

/** What requests are answered with; without `tools` GitHub is not asked, and so nothing rebuilt. */
export interface OperatorParts {
  store: SharedTools['store'] & { archive: Archive };
  clock: SharedTools['clock'];
  tools?: SharedTools;
}

/** The one who answers. */
export const operatorOf =
  (parts: OperatorParts): Operator =>
  (request) =>
    answer(parts, request);

async function* answer({ store, clock, tools }: OperatorParts, request: OperatorRequest): AsyncGenerator {
  const now = clock.now();
  switch (request.do) {
    case 'jobs':
      yield* await listJobs(store, now, request);
      return;
    case 'show':
      yield await showJob(store, request.key, now);
      return;
    case 'wake':
      yield* await wakeJobs(store, request.keys, now);
      return;
    case 'export':
      yield* store.archive.read();
      return;
    case 'rebuild':
      if (tools === undefined) throw new Error('nothing is rebuilt without GitHub');
      yield* rebuild(tools, request);
      return;
  }
}
