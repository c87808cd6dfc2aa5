/**
 * What git may do when Sluice runs it: read objects, and fetch from one address. A clone that a person names may hold any
 * configuration, so each setting that starts a program, follows a link or reaches the network is overruled here; settings that
 * only a transport or a work tree would use are shut off with the transport and the work tree.
 */
import { devNull } from 'node:os';
import type { SimpleGitOptions } from 'simple-git';

/** Of the machine's environment only how programs are found and how the network is reached. */
const PASSED = ['PATH', 'HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];
const PASSED_TO_GIT = ['GIT_SSL_CAINFO'];

const CONFIG: readonly (readonly [string, string])[] = [
  ['protocol.allow', 'never'],
  ['advice.graftFileDeprecated', 'false'],
  ['core.hooksPath', devNull],
  ['core.symlinks', 'false'],
  ['core.fsmonitor', 'false'],
  ['core.pager', 'cat'],
  ['core.attributesFile', devNull],
  ['core.alternateRefsCommand', 'true'],
  ['core.disambiguate', 'commit'],
  ['safe.bareRepository', 'all'],
  ['credential.helper', ''],
  ['submodule.recurse', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['color.ui', 'false'],
  ['i18n.logOutputEncoding', 'UTF-8'],
  ['log.showSignature', 'false'],
  // Off, the files of a first commit would not count as changed.
  ['log.showRoot', 'true'],
  ['log.follow', 'false'],
  // On, a clone that is named by a folder of it would list no file outside that folder.
  ['diff.relative', 'false'],
  ['gpg.program', 'false'],
  // A redirect would carry the token to wherever the answer says.
  ['http.followRedirects', 'false'],
  // A server that sends next to nothing for five minutes has stopped; for as long as it counts what to send it is as silent.
  ['http.lowSpeedLimit', '1000'],
  ['http.lowSpeedTime', '300'],
];

/** The environment that a program of Sluice's own gets which starts git: nothing that is a secret of Sluice's. */
export function passedEnvironment(from: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = [...PASSED, ...PASSED.map((name) => name.toLowerCase()), ...PASSED_TO_GIT];
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}

/** Where one git process may go, and with which token; without it, nowhere. */
export interface Reach {
  url: string;
  token: string;
}

/** The whole environment of one git process. The token is here and nowhere else: arguments and files are read by others. */
export function gitEnvironment(from: NodeJS.ProcessEnv, reach?: Reach): NodeJS.ProcessEnv {
  const config = [...CONFIG, ...(reach === undefined ? [] : reachConfig(reach))];
  const numbered = config.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    ...passedEnvironment(from),
    HOME: devNull,
    LANG: 'C',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    GIT_PAGER: 'cat',
    GIT_TEMPLATE_DIR: '',
    // What git 3 makes otherwise, git 2 cannot read.
    GIT_DEFAULT_HASH: 'sha1',
    GIT_DEFAULT_REF_FORMAT: 'files',
    GIT_GRAFT_FILE: devNull,
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    // Overrules `protocol.<name>.allow` too, which a clone's own configuration may set. No protocol has the name `none`.
    GIT_ALLOW_PROTOCOL: reach === undefined ? 'none' : new URL(reach.url).protocol.slice(0, -1),
    GIT_CONFIG_COUNT: String(config.length),
    ...(Object.fromEntries(numbered) as NodeJS.ProcessEnv),
  };
}

function reachConfig({ url, token }: Reach): [string, string][] {
  const { origin, protocol } = new URL(url);
  return [
    [`protocol.${protocol.slice(0, -1)}.allow`, 'always'],
    ['remote.origin.url', url],
    [`http.${origin}/.extraHeader`, `Authorization: Basic ${basicOf(token)}`],
  ];
}

/** GitHub takes an installation token as the password of this user, and a person's token too. */
export const basicOf = (token: string): string => Buffer.from(`x-access-token:${token}`).toString('base64');

/** simple-git lets none of these through unless they are named: it cannot know that all values are constants of this file. */
export function guardOf(environment: NodeJS.ProcessEnv): Pick<SimpleGitOptions, 'allowEnvironment' | 'unsafe'> {
  return {
    allowEnvironment: Object.keys(environment),
    unsafe: {
      allowUnsafeAlias: false,
      allowUnsafeConfigEnvCount: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeGpgProgram: true,
      allowUnsafeHooksPath: true,
      allowUnsafePager: true,
      allowUnsafeProtocolOverride: true,
      allowUnsafeTemplateDir: true,
    },
  };
}
