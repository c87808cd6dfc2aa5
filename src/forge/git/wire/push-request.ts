import type { Oid } from '../storage.ts';
import { FLUSH, pktLine, readSection, remoteWords, sideBand, unwrapSideBand } from './pkt-line.ts';

/** One ref a push wants to move; undefined stands for "no such ref" on either side, as in `Refs.compareAndSwap`. */
export interface PushCommand {
  ref: string;
  before: Oid | undefined;
  after: Oid | undefined;
}

export interface PushRequest {
  commands: PushCommand[];
  capabilities: ReadonlySet<string>;
  /** Where the pack begins. */
  packAt: number;
}

/** Why a ref may not move. */
export interface RefRefusal {
  /** The words that git shows beside the ref. */
  reason: string;
  /** What it shows above them, as said by the remote. */
  remote?: string;
}

const NO_OBJECT = '0'.repeat(40);
const COMMAND = /^([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0\n]+)/;

/** The command list at the head of a receive-pack request; undefined while it has not arrived whole. */
export function parsePushRequest(bytes: Buffer): PushRequest | undefined {
  const section = readSection(bytes);
  if (section === undefined) return undefined;
  const lines = section.lines.map((line) => line.toString('utf8'));
  const commands = lines.flatMap((line): PushCommand[] => {
    const [, before, after, ref] = COMMAND.exec(line) ?? [];
    if (before === undefined || after === undefined || ref === undefined) return [];
    return [{ ref, before: orNothing(before), after: orNothing(after) }];
  });
  const told = lines.map((line) => line.split('\0')[1]).find((text) => text !== undefined);
  return { commands, capabilities: new Set(told?.trim().split(' ')), packAt: section.end };
}

/** The report of a push of which nothing was done: each ref with the reason for it, the others fell with it. */
export function formatRefusal(
  { commands, capabilities }: PushRequest,
  refusals: ReadonlyMap<string, RefRefusal>,
): Buffer {
  const report = Buffer.concat([
    pktLine('unpack ok\n'),
    ...commands.map(({ ref }) => pktLine(`ng ${ref} ${refusals.get(ref)?.reason ?? 'pre-receive hook declined'}\n`)),
    FLUSH,
  ]);
  const remote = [...refusals.values()].map(({ remote = '' }) => remote).join('');
  return capabilities.has('side-band-64k') ? Buffer.concat([remoteWords(remote), sideBand(report)]) : report;
}

/** The commands that took effect according to the answer of receive-pack. */
export function acceptedCommands({ commands, capabilities }: PushRequest, answer: Buffer): PushCommand[] {
  const report = capabilities.has('side-band-64k') ? unwrapSideBand(answer) : answer;
  const lines = new Set((readSection(report)?.lines ?? []).map((line) => line.toString('utf8').trimEnd()));
  return commands.filter(({ ref }) => lines.has(`ok ${ref}`));
}

function orNothing(oid: Oid): Oid | undefined {
  return oid === NO_OBJECT ? undefined : oid;
}
