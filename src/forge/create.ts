import { join } from 'node:path';
import type { Clock } from './clock/clock.ts';
import { applyPush, checkPush, type RefCommand } from './domain/push.ts';
import { zeroOid } from './domain/repos.ts';
import type { AppSpec } from './domain/state-new.ts';
import { Forge } from './forge.ts';
import { diskStorage } from './git/disk.ts';
import { memoryStorage } from './git/memory.ts';
import type { PushCommand } from './git/smart-http.ts';
import type { Storage } from './git/storage.ts';
import { executeGraphql } from './graphql/execute.ts';
import type { PushPolicy } from './http/git-door.ts';
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
  lazyMergeability?: boolean;
}

/** git tells "no such object" by leaving it out, the domain by zeros as webhooks do. */
const toRefCommand = ({ ref, before = zeroOid, after = zeroOid }: PushCommand): RefCommand => ({ ref, before, after });

const push: PushPolicy = {
  check: (state, repo, commands, caller) => checkPush(state, repo, commands.map(toRefCommand), caller),
  apply: (state, repo, commands, caller) => applyPush(state, repo, commands.map(toRefCommand), caller),
};

/** A whole forge: every operation, GraphQL field and policy it knows, over memory or over bare repositories on disk. */
export function createForge({ clock, seed, storage, ...rest }: CreateOptions): Forge {
  return new Forge({
    ...rest,
    clock: clock ?? { now: () => Date.now() },
    seed: seed ?? 'forge',
    storage: storageIn(storage),
    handlers,
    graphql: executeGraphql,
    push,
  });
}

function storageIn(storage: CreateOptions['storage']): (fullName: string) => Storage {
  if (storage === 'memory') return () => memoryStorage();
  return (fullName) => diskStorage(join(storage.directory, `${fullName.toLowerCase()}.git`));
}
