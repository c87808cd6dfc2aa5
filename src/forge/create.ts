import { join } from 'node:path';
import type { Clock } from './clock/clock.ts';
import type { DescriptionName } from './contract/slices.ts';
import { applyPush, checkPush } from './domain/push.ts';
import type { AppSpec } from './domain/state-new.ts';
import { Forge } from './forge.ts';
import { diskStorage } from './git/disk.ts';
import { memoryStorage } from './git/memory.ts';
import type { Storage } from './git/storage.ts';
import type { Limits } from './http/limits/rate-meter.ts';
import { executeGraphql } from './graphql/execute.ts';
import { handlers } from './rest/index.ts';

export interface CreateOptions {
  /** Virtual time; the machine's when left out, as a demo for people wants it. */
  clock?: Clock;
  wall?: Clock;
  seed?: string | number;
  /** git clients can come only where repositories are on disk. */
  storage: 'memory' | { directory: string };
  app: AppSpec;
  strict?: boolean;
  /** Which GitHub it is; github.com when left out. */
  description?: DescriptionName;
  /** GitHub's limits, as `{ primary: 5000, contentPerMinute: 80, contentPerHour: 500 }`; off by default. */
  limits?: Limits;
}

/** A whole forge: every operation, GraphQL field and policy it knows, over memory or over bare repositories on disk. */
export function createForge({ clock, seed, storage, ...rest }: CreateOptions): Forge {
  return new Forge({
    ...rest,
    clock: clock ?? { now: () => Date.now() },
    seed: seed ?? 'forge',
    storage: storageIn(storage),
    handlers,
    graphql: executeGraphql,
    push: { check: checkPush, apply: applyPush },
  });
}

function storageIn(storage: CreateOptions['storage']): (fullName: string) => Storage {
  if (storage === 'memory') return () => memoryStorage();
  return (fullName) => diskStorage(join(storage.directory, `${fullName.toLowerCase()}.git`));
}
