import { isKnown } from '../../core/answer.ts';
import type { RepoName } from '../../core/names.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import type { Decision } from '../lanes/decide.ts';
import type { Tools } from '../tools.ts';

/** The control issue is written at most this often, however much changes. */
export const WRITTEN_EVERY_MS = 60_000;

export const controlKey = (pipeline: RepoName): string => `control:${pipeline}`;

export const commandsKey = (repo: RepoName, number: number): string => `commands:${repo}#${number}`;

export const hasEnvironment = ({ stages }: Pipeline): boolean => stages.some(({ kind }) => kind === 'environment');

/** Commands on a lane's pull request that no webhook told of. */
export async function noteCommands(
  { clock, store }: Pick<Tools, 'clock' | 'store'>,
  { facts: { here } }: Pick<Decision, 'facts'>,
): Promise<void> {
  if (!isKnown(here) || here.known.open === undefined || here.known.open.commands.length === 0) return;
  const key = commandsKey(here.known.repo, here.known.open.number);
  await store.attention.want(key, clock.now(), 'a command without an answer was seen');
}

/** What the control issue shows may have changed: it is looked at within a minute. */
export async function wantControl({ clock, store }: Pick<Tools, 'clock' | 'store'>, pipeline: Pipeline): Promise<void> {
  if (!hasEnvironment(pipeline)) return;
  await store.attention.want(
    controlKey(pipeline.repo),
    clock.now() + WRITTEN_EVERY_MS,
    'what it shows may have changed',
  );
}
