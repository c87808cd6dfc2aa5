/** Everything a person can get wrong, in one place: each sentence has the value, the cause and the next step. */

/** A mistake of the person who runs or configures Sluice, never a bug. */
export interface UserError {
  code: ErrorCode;
  sentence: string;
  /** Where the mistake is explained: a path in this repository with its anchor. */
  docs: string;
}

/** A code's key is its heading in docs/reference/errors.md. Facts must already be free of secrets. */
const sentences = {
  APP_UNKNOWN: (facts: { api: string; because: string }) =>
    `GitHub at ${quoted(facts.api)} does not know this App (${facts.because}): check that APP_ID and the private key belong to the same App and that GITHUB_API_URL is its server.`,
  ARCHIVE_INVALID: (facts: { line: number; because: string }) =>
    `The archive is not imported and the store is as it was, because of line ${facts.line} (${facts.because}): export it again, or give the whole file as it was exported.`,
  CLONE_UNNAMED: (facts: { directory: string; because: string }) =>
    `Which repository ${quoted(facts.directory)} is a clone of is not known, because ${facts.because}: give --repo owner/name.`,
  CLONE_UNREADABLE: (facts: { directory: string; because: string }) =>
    `${quoted(facts.directory)} cannot be read as a git clone, because ${facts.because}: name the folder of a clone, or a bare repository.`,
  DOOR_CLOSED: (facts: { path: string; because: string }) =>
    `The running Sluice cannot be asked at ${quoted(facts.path)}, because ${facts.because}: run the command as the user that Sluice runs as.`,
  DOOR_CUT: (facts: { items: number }) =>
    `The running Sluice ended before it had answered in full, after ${facts.items} ${facts.items === 1 ? 'line' : 'lines'}: run the command again once it is back.`,
  DOOR_REFUSED: (facts: { because: string }) =>
    `The running Sluice could not do it (${facts.because}): look at its log, and start this release of it again if it is another one.`,
  FILE_CHANGED: (facts: { path: string }) =>
    `The file ${quoted(facts.path)} was changed by somebody else meanwhile, so nothing was written: run the command again.`,
  FILE_IS_FOLDER: (facts: { path: string }) =>
    `${quoted(facts.path)} is a folder, and this command takes files alone: name the files in it.`,
  FILE_NOT_TEXT: (facts: { path: string; because: string }) =>
    `The file ${quoted(facts.path)} cannot be taken for text, because ${facts.because}: name a text file in UTF-8.`,
  FILE_UNREADABLE: (facts: { path: string; because: string }) =>
    `The file ${quoted(facts.path)} cannot be read, because ${facts.because}: name a file that this user may read.`,
  FILE_UNWRITABLE: (facts: { path: string; because: string }) =>
    `The file ${quoted(facts.path)} cannot be written, because ${facts.because}: let this user write the file and its folder, and run the command again.`,
  FORGE_INCOMPLETE: (facts: { package: string }) =>
    `The forge needs the package ${quoted(facts.package)}, which is not installed: run "npm install ajv ajv-formats graphql" beside Sluice, or use a checkout of its source.`,
  HISTORY_UNREAD: (facts: { repo: string; because: string; next: string }) =>
    `What lies between the two commits of ${quoted(facts.repo)} cannot be known, because ${facts.because}: ${facts.next}.`,
  INSTALL_INCOMPLETE: (facts: { package: string }) =>
    `The package ${quoted(facts.package)} is not installed, so this command cannot run: run "npm ci" in the project's folder.`,
  KEY_INVALID: (facts: { name: string; because: string }) =>
    `${facts.name} is set, but ${facts.because}: give the whole .pem file that GitHub made for the App, from its BEGIN to its END line.`,
  KEY_UNREADABLE: (facts: { path: string; because: string }) =>
    `The private key ${quoted(facts.path)} cannot be read, because ${facts.because}: set PRIVATE_KEY_PATH to the App's .pem file and let this user read it.`,
  LANE_UNKNOWN: (facts: { value: string; lanes: string[] }) =>
    `${quoted(facts.value)} is no lane of its pipeline: use one of ${facts.lanes.join(', ')}.`,
  NODE_TOO_OLD: (facts: { version: string; needed: string }) =>
    `Sluice needs Node ${facts.needed} or newer and this is ${facts.version}, with no bundled Node beside it: install Node 24 LTS, or run "npm ci" without --omit=optional.`,
  OPTION_CHOICE: (facts: { oneOf: string[]; given: string[] }) =>
    `The command line has ${facts.given.join(' and ') || 'none'} of ${facts.oneOf.join(', ')}: give exactly one of them.`,
  OPTION_INVALID: (facts: { option: string; value: string; because: string; next: string }) =>
    `The option ${facts.option} is ${quoted(facts.value)}, which ${facts.because}: ${facts.next}.`,
  OUTPUT_INCOMPLETE: (facts: { path: string; because: string }) =>
    `Not everything could be written to ${quoted(facts.path)}, because ${facts.because}: make room there or write to another place, and run the command again.`,
  PIPELINE_BROKEN: (facts: { repo: string; problems: string[] }) =>
    `The pipeline file of ${quoted(facts.repo)} does not load: ${facts.problems.join(' | ')} — mend it on the default branch.`,
  PIPELINE_INVALID: (facts: { path: string; line: number }) =>
    `The pipeline file ${quoted(facts.path)} does not load, first because of line ${facts.line}: run "sluice validate" on it for every problem.`,
  PIPELINE_UNREAD: (facts: { repo: string; because: string }) =>
    `The pipeline file of ${quoted(facts.repo)} cannot be read, because ${facts.because}: name the repository that owns the pipeline, and install the App on it.`,
  PORT_IN_USE: (facts: { host: string; port: number }) =>
    `Port ${facts.port} on ${facts.host} is taken by another process: stop that process, or set PORT to a free port.`,
  PORT_REFUSED: (facts: { host: string; port: number; because: string }) =>
    `Sluice cannot listen on ${facts.host} port ${facts.port}, because ${facts.because}: set HOST to an address of this machine and PORT to a port above 1023.`,
  REBUILD_NOT_EMPTY: (facts: { pipelines: number }) =>
    `The store knows ${facts.pipelines} ${facts.pipelines === 1 ? 'pipeline' : 'pipelines'} already, so nothing was lost that a rebuild restores: give --again to read everything from GitHub once more; nothing is done twice.`,
  REVISION_UNKNOWN: (facts: { revision: string; directory: string }) =>
    `${quoted(facts.revision)} names no commit in ${quoted(facts.directory)}: give a branch, a tag or a commit id that the clone has.`,
  REVISION_UNREAD: (facts: { revision: string; repo: string; because: string }) =>
    `${quoted(facts.revision)} names no commit that can be read in ${quoted(facts.repo)} at GitHub (${facts.because}): give a branch, a tag or a commit id that it has, and a token that may read the repository.`,
  SETTINGS_CONFLICT: (facts: { one: string; other: string }) =>
    `${facts.one} and ${facts.other} are both set, and they answer the same question: remove one of them.`,
  SETTINGS_INVALID: (facts: { name: string; value: string; because: string; next: string }) =>
    `${facts.name} is ${facts.value}, which ${facts.because}: ${facts.next}.`,
  SETTINGS_MISSING: (facts: { name: string; next: string; instead?: string | undefined }) =>
    `${facts.name} is not set${facts.instead ? `, though ${facts.instead} is` : ''}: ${facts.next}.`,
  SETTINGS_SECRET_WEAK: (facts: { name: string; because: string; next: string }) =>
    `${facts.name} ${facts.because}, so a stranger could guess it: ${facts.next}.`,
  SETTINGS_UNKNOWN: (facts: { name: string; nearest?: string | undefined }) =>
    `${quoted(facts.name)} is no setting of Sluice: ${
      facts.nearest ? `rename it to ${facts.nearest}` : 'remove it'
    }, or Sluice would run without it unnoticed.`,
  SOURCE_ONLY: (facts: { command: string }) =>
    `"sluice ${facts.command}" runs from a checkout of Sluice's source only, and this is the built package: clone the repository, then run "npm ci" and "npm run ${facts.command}" there.`,
  STORE_IN_USE: (facts: { directory: string }) =>
    `The store ${quoted(facts.directory)} is open in another Sluice process: stop that one, or set DATABASE_URL to a PostgreSQL for more than one process.`,
  STORE_NEWER: (facts: { where: string; found: string }) =>
    `The store ${quoted(facts.where)} has migration ${quoted(facts.found)}, which this release does not know: start the newer release that wrote it, or restore a backup from before the upgrade.`,
  STORE_NOT_EMPTY: (facts: { table: string }) =>
    `The archive is not imported: the store has rows already (${facts.table}); import it into a new directory or database, before Sluice is started on it.`,
  STORE_UNUSABLE: (facts: { where: string; because: string; next: string }) =>
    `The store ${quoted(facts.where)} cannot be opened (${facts.because}): ${facts.next}.`,
  TARGET_INVALID: (facts: { value: string }) =>
    `${quoted(facts.value)} names neither a pipeline nor a lane: write owner/repo, or owner/repo:stage/component.`,
  TOKEN_REFUSED: (facts: { name: string; because: string; next: string }) =>
    `GitHub does not accept the token in ${facts.name} (${facts.because}): ${facts.next}.`,
} as const satisfies Record<string, (facts: never) => string>;

type Sentences = typeof sentences;

export type ErrorCode = keyof Sentences;

/** What a code's sentence has to be told. */
export type ErrorFacts<Code extends ErrorCode> = Parameters<Sentences[Code]>[0];

/** Every code of the catalogue, sorted. */
export const errorCodes = Object.keys(sentences) as ErrorCode[];

/** Makes the error a person sees: what is wrong with which value, why, and what to do next. */
export function userError<Code extends ErrorCode>(code: Code, facts: ErrorFacts<Code>): UserError {
  const say = sentences[code] as (facts: ErrorFacts<Code>) => string;
  return { code, sentence: say(facts), docs: `docs/reference/errors.md#${code.toLowerCase()}` };
}

/** A foreign value as a person reads it in a sentence: quoted, on one line, never longer than a line. */
export function quoted(value: string): string {
  // JSON leaves U+007F to U+009F, bidirectional controls and line separators as they are; a terminal obeys them.
  const plain = value.replaceAll(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu, '\ufffd');
  return plain.length > 80 ? `a text of ${plain.length} characters` : JSON.stringify(plain);
}
