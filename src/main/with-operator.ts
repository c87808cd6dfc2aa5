import { existsSync } from 'node:fs';

import { userError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';
import type { OperatorRequest } from '../operations/jobs/operator.ts';
import type { Settings, StorePlace } from '../settings.ts';
import { localDoorPath } from '../settings/local-door-path.ts';

const clock = { now: (): number => Date.now() };

/** The settings, each asked for when it is needed. */
export interface AskedSettings {
  store: () => StorePlace;
  settings: () => Settings;
}

/**
 * Answers a request through the process that the embedded store belongs to, where one runs; else on the store itself, which is
 * open for no longer than that.
 */
export async function* withOperator(asked: AskedSettings, request: OperatorRequest): AsyncGenerator {
  const place = asked.store();
  const running = await runningOperator(place);
  if (running !== undefined) {
    try {
      yield* running.operator(request);
    } finally {
      running.leave();
    }
    return;
  }
  refuseMissing(place, request);
  const { composeOperator, composeRebuild } = await import('../compose/compose-operator.ts');
  const { createLog } = await import('../log.ts');
  // What a command prints is its answer; the log of what it does beside that is for those who look for trouble.
  const log = createLog('silent');
  const opened =
    request.do === 'rebuild'
      ? await composeRebuild({ ...asked.settings(), place, clock, log })
      : await composeOperator(place, { clock, log });
  try {
    yield* opened.operator(request);
  } finally {
    await opened.close();
  }
}

async function runningOperator(place: StorePlace) {
  if ('url' in place) return undefined;
  const path = localDoorPath(place.directory);
  if (path === undefined) return undefined;
  try {
    const { knock } = await import('../cli/operator/ask-local-door.ts');
    return await knock(path.address);
  } finally {
    path.release();
  }
}

/** An empty store would be made in a directory that was mistyped, and nothing found in it. */
function refuseMissing(place: StorePlace, request: OperatorRequest): void {
  if ('url' in place || request.do === 'rebuild' || existsSync(place.directory)) return;
  const next = 'set SLUICE_STORE to the directory that "sluice serve" works on';
  throw new UserMistake(
    userError('STORE_UNUSABLE', { where: place.directory, because: 'there is no such directory', next }),
  );
}
