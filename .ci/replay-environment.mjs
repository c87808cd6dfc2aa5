import { relative } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';

/** Where `test/replayable.ts` leaves the faults of the test that is running. */
const PLACE = Symbol.for('sluice.replay');

/** Node, and one line that plays a failing test again when faults were injected into it. */
export default class ReplayEnvironment extends TestEnvironment {
  place = '';

  /** @param {import('@jest/environment').JestEnvironmentConfig} config @param {import('@jest/environment').EnvironmentContext} context */
  constructor(config, context) {
    super(config, context);
    this.place = relative(config.projectConfig.rootDir, context.testPath);
  }

  /** @param {import('@jest/types').Circus.Event} event */
  handleTestEvent(event) {
    if (event.name === 'test_start') delete this.global[PLACE];
    if (event.name !== 'test_done' || event.test.errors.length === 0) return;
    const replay = this.global[PLACE]?.();
    if (replay === undefined) return;
    const line = replayLine({ file: this.place, name: nameOf(event.test), replay });
    process.stderr.write(`${line}\n`);
  }
}

/** @param {{ file: string, name: string, replay: string }} failed */
function replayLine({ file, name, replay }) {
  const { seed, rules } = JSON.parse(replay);
  // `-t` takes a regular expression.
  const pattern = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const command = `SLUICE_SEED=${inShell(String(seed))} npm test -- ${inShell(file)} -t ${inShell(pattern)}`;
  return `replay: ${command}  # faults: ${JSON.stringify(rules)}`;
}

/** @param {string} text */
function inShell(text) {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** @param {import('@jest/types').Circus.TestEntry} test */
function nameOf(test) {
  const names = [test.name];
  for (let block = test.parent; block.name !== 'ROOT_DESCRIBE_BLOCK'; block = block.parent) names.unshift(block.name);
  return names.join(' ');
}
