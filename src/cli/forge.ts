import { readFileSync } from 'node:fs';

import { userError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';

/** The command line of `sluice forge`, as it was written. */
export interface ForgeCommand {
  port: string;
  host: string;
  /** Name of the world it begins with. */
  seed: string;
  /** Path of the App's manifest. */
  app?: string;
  webhook: string;
  /** Where the App's key and settings stay. */
  folder?: string;
  /** Decides ids, tokens and chance. */
  chance: string;
  /** Path of a file of fault rules. */
  faults?: string;
  /** Which GitHub it is. */
  description: string;
  /** Whether callers are held to GitHub's limits. */
  limits?: true;
  /** Paths of PEM files; both, for HTTPS. */
  tlsKey?: string;
  tlsCert?: string;
}

interface Outlook {
  print: (text: string) => void;
  stopped: AbortSignal;
}

/** Runs the forge by itself until it is stopped. */
export async function runForge(command: ForgeCommand, { print, stopped }: Outlook): Promise<void> {
  const { openStandalone, StandaloneProblem } = await loadForge();
  const { port, host, seed: world, app, webhook, folder, chance, faults, description } = command;
  try {
    const forge = await openStandalone({
      port: portOf(port),
      host,
      world,
      webhook: addressOf(webhook),
      seed: chance,
      description,
      limits: command.limits === true,
      ...(app !== undefined && { manifest: textOf(app) }),
      ...(faults !== undefined && { faults: textOf(faults) }),
      ...(folder !== undefined && { folder }),
      ...tlsOf(command),
    });
    print(greeting(forge, webhook));
    await aborted(stopped);
    await forge.close();
    if (faults !== undefined) print(replayLine(command));
  } catch (error) {
    if (error instanceof StandaloneProblem) throw optionWrong(error.option, command, error);
    throw portMistake(error, host, Number(port)) ?? error;
  }
}

/** The forge's packages are there for those who develop; who runs Sluice alone does not have them. */
async function loadForge() {
  try {
    return await import('../forge/standalone/standalone.ts');
  } catch (error) {
    const name = /^Cannot find package '([^']+)'/.exec((error as Error).message)?.[1];
    if (name === undefined) throw error;
    throw new UserMistake(userError('FORGE_INCOMPLETE', { package: name }));
  }
}

type Running = Awaited<ReturnType<Awaited<ReturnType<typeof loadForge>>['openStandalone']>>;

function greeting({ url, app, people, registry, settingsFile }: Running, webhook: string): string {
  const widest = Math.max(...people.map(({ login }) => login.length));
  const lines = [
    `The forge is up at ${url}/ (a browser shows its state).`,
    `  REST      ${url}/api/v3`,
    `  GraphQL   ${url}/api/graphql`,
    `  git       ${url}/OWNER/NAME.git`,
    ...(registry === undefined ? [] : [`  images    ${registry}`]),
    `The App ${app.slug} has the id ${app.id} and is installed on ${app.installedOn.join(', ')}.`,
    `  settings  ${settingsFile}`,
    `  webhooks  ${webhook}`,
    'People act with their tokens:',
    ...people.map(({ login, token }) => `  ${login.padEnd(widest)}  ${token}`),
    'Ctrl-C ends it, and the repositories are deleted.',
  ];
  return lines.join('\n');
}

/** What a failing run needs to be played again; where it listens and who listens to it is no part of that. */
function replayLine({ seed, chance, description, faults, app, limits }: ForgeCommand): string {
  const options = {
    '--seed': seed,
    '--chance': chance,
    '--description': description,
    '--faults': faults,
    '--app': app,
  };
  const written = Object.entries(options).flatMap(([option, value]) =>
    value === undefined ? [] : [option, shellWord(value)],
  );
  return ['replay: sluice forge', ...written, ...(limits === true ? ['--limits'] : [])].join(' ');
}

function shellWord(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function tlsOf({ tlsKey, tlsCert }: ForgeCommand): { tls?: { key: string; cert: string } } {
  if (tlsKey !== undefined && tlsCert !== undefined) return { tls: { key: textOf(tlsKey), cert: textOf(tlsCert) } };
  if (tlsKey === undefined && tlsCert === undefined) return {};
  const option = tlsKey === undefined ? '--tls-cert' : '--tls-key';
  const facts = { because: 'needs the other one beside it', next: 'give both --tls-key and --tls-cert' };
  throw new UserMistake(userError('OPTION_INVALID', { option, value: tlsKey ?? tlsCert ?? '', ...facts }));
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  const facts = { because: 'is no port', next: 'write a number up to 65535, or 0 for a free one' };
  throw new UserMistake(userError('OPTION_INVALID', { option: '--port', value: text, ...facts }));
}

function addressOf(text: string): string {
  if (/^https?:/.test(text) && URL.canParse(text)) return text;
  const facts = { because: 'is no address', next: 'write it whole, as in http://127.0.0.1:3000/api/github/webhooks' };
  throw new UserMistake(userError('OPTION_INVALID', { option: '--webhook', value: text, ...facts }));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const because = (error as NodeJS.ErrnoException).code ?? 'of an unknown error';
    throw new UserMistake(userError('FILE_UNREADABLE', { path, because }));
  }
}

function optionWrong(
  option: '--app' | '--description' | '--faults' | '--seed',
  command: ForgeCommand,
  { message: because, next }: { message: string; next: string },
): UserMistake {
  const { app, description, faults, seed } = command;
  const written = { '--app': app, '--description': description, '--faults': faults, '--seed': seed };
  return new UserMistake(userError('OPTION_INVALID', { option, value: written[option] ?? '', because, next }));
}

function portMistake(error: unknown, host: string, port: number): UserMistake | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new UserMistake(userError('PORT_IN_USE', { host, port }));
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
    return new UserMistake(userError('PORT_REFUSED', { host, port, because: code }));
  return undefined;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
