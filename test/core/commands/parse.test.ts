import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { CommandPlace } from '../../../src/core/commands/command.ts';
import { isCommand } from '../../../src/core/commands/first-line.ts';
import { parseCommand, type Parsed } from '../../../src/core/commands/parse.ts';
import { componentName, stageName } from '../../../src/core/names.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const components = ['payments', 'ledger'].map(componentName);
const environments = ['staging', 'production'].map((name) => ({ name: stageName(name), components }));
const control: CommandPlace = { environments };
const release: CommandPlace = {
  environments,
  lane: { stage: stageName('staging'), kind: 'environment', components },
};
const docker: CommandPlace = {
  environments: [],
  lane: { stage: stageName('docker'), kind: 'docker', components: [componentName('payments')] },
};

const parse = (text: string, place: CommandPlace): Parsed | undefined => parseCommand(text, place, NOW);

describe('a command', () => {
  it.each<[string, CommandPlace, object]>([
    ['/sluice adopt', release, { verb: 'adopt' }],
    ['/Sluice ADOPT!', release, { verb: 'adopt' }],
    ['/sluice adopt\r\n\r\nThank you', docker, { verb: 'adopt' }],
    ['/sluice rebuild because: it was a try', docker, { verb: 'rebuild', because: 'it was a try' }],
    ['/sluice', release, { verb: 'help' }],
    ['/sluice hold', release, { verb: 'hold', stage: 'staging', components: [] }],
    ['/sluice hold', docker, { verb: 'hold', stage: 'docker', components: ['payments'] }],
    ['/sluice hold payments, ledger.', release, { verb: 'hold', stage: 'staging', components }],
    ['/sluice hold payments and ledger', release, { verb: 'hold', stage: 'staging', components }],
    ['/sluice hold production payments', release, { verb: 'hold', stage: 'production', components: ['payments'] }],
    [
      '/sluice hold Production because Because we say so.',
      control,
      { verb: 'hold', stage: 'production', components: [], because: 'Because we say so.' },
    ],
    ['/sluice resume staging ledger', control, { verb: 'resume', stage: 'staging', components: ['ledger'] }],
    ['/sluice resume', docker, { verb: 'resume', stage: 'docker', components: ['payments'] }],
    ['/sluice freeze', control, { verb: 'freeze' }],
    ['/sluice freeze all', release, { verb: 'freeze' }],
    ['/sluice freeze', release, { verb: 'freeze', stage: 'staging' }],
    ['/sluice freeze production for 2h', control, { verb: 'freeze', stage: 'production', until: NOW + 7_200_000 }],
    [
      '/sluice freeze until 2026-03-09 11:00 Europe/Rome because of the audit',
      control,
      { verb: 'freeze', until: Date.parse('2026-03-09T10:00:00Z'), because: 'of the audit' },
    ],
    [
      '/sluice freeze until 2026-04-01 Europe/Rome',
      control,
      { verb: 'freeze', until: Date.parse('2026-03-31T22:00:00Z') },
    ],
    ['/sluice thaw', control, { verb: 'thaw' }],
    ['/sluice thaw staging', control, { verb: 'thaw', stage: 'staging' }],
    ['/sluice promote', release, { verb: 'promote' }],
    ['/sluice promote production payments', control, { verb: 'force', stage: 'production', component: 'payments' }],
    [
      '/sluice promote payments 3f2a91c',
      release,
      { verb: 'force', stage: 'staging', component: 'payments', artifact: '3f2a91c' },
    ],
    [
      '/sluice rollback production payments to #12',
      control,
      { verb: 'rollback', stage: 'production', component: 'payments', release: '#12' },
    ],
    [
      '/sluice rollback payments sha256:3f2a91c',
      release,
      { verb: 'rollback', stage: 'staging', component: 'payments', release: 'sha256:3f2a91c' },
    ],
    ['/sluice explain', release, { verb: 'explain', stage: 'staging' }],
    ['/sluice explain', docker, { verb: 'explain', stage: 'docker' }],
    ['/sluice explain', control, { verb: 'explain' }],
    ['/sluice explain production', release, { verb: 'explain', stage: 'production' }],
    ['/sluice tell', release, { verb: 'tell' }],
  ])('%s is understood', (text, place, command) => {
    expect(parse(text, place)).toEqual({ command });
  });

  it.each([
    'please /sluice adopt',
    '> /sluice adopt',
    '    /sluice adopt',
    '```\n/sluice adopt\n```',
    'Thank you.\n/sluice adopt',
    '/sluicer adopt',
    'sluice adopt',
    '',
  ])('is not found in %j', (text) => {
    expect(parse(text, release)).toBeUndefined();
    expect(isCommand(text)).toBe(false);
  });
});

describe('a command that is not understood', () => {
  it.each<[string, CommandPlace, string, string]>([
    ['/sluice hodl', release, '“hodl” is not something to ask here; did you mean `hold`?', '/sluice adopt'],
    ['/sluice adopt', control, '“adopt” is not something to ask here', '/sluice thaw [environment|all]'],
    ['/sluice tell', docker, '“tell” is not something to ask here', '/sluice rebuild'],
    ['/sluice hold prodcution', control, '“prodcution” is not an environment; did you mean `production`?', 'staging'],
    ['/sluice hold', control, '`/sluice hold` is not complete: it does not say which environment', '/sluice hold <env'],
    [
      '/sluice hold staging paymnets',
      control,
      '“paymnets” is not a component here; did you mean `payments`?',
      'ledger',
    ],
    ['/sluice hold web', release, '“web” is not a component here, nor an environment', 'production'],
    ['/sluice adopt now', release, '`/sluice adopt` takes no “now”', '/sluice adopt'],
    ['/sluice freeze staging until tomorrow', control, '“until tomorrow” is no moment to come', 'for 2h'],
    ['/sluice freeze until 2026-02-30 UTC', control, '“until 2026-02-30 UTC” is no moment to come', 'for 2h'],
    ['/sluice freeze until 2026-03-01 UTC', control, '“until 2026-03-01 UTC” is no moment to come', 'for 2h'],
    ['/sluice freeze until 2026-04-01', control, '“until 2026-04-01” is no moment to come', 'for 2h'],
    ['/sluice promote', control, '`/sluice promote` is not complete: it names neither', '/sluice promote <env'],
    ['/sluice promote production', control, 'it does not say which component of production', '/sluice promote'],
    ['/sluice rollback staging payments', control, 'it does not say to which release', '/sluice rollback'],
    ['/sluice thaw staging production', control, '`/sluice thaw` takes no “production”', '/sluice thaw'],
  ])('%s is answered with what was found and what would do', (text, place, says, valid) => {
    const parsed = parse(text, place);

    expect(parsed).toMatchObject({ mistake: { says: expect.stringContaining(says) } });
    const forms = parsed !== undefined && 'mistake' in parsed ? parsed.mistake.valid : [];
    expect(forms.some((form) => form.startsWith(valid))).toBe(true);
  });

  it('repeats foreign words so that nothing in them acts', () => {
    expect(parse('/sluice hold @acme/everybody', control)).toMatchObject({
      mistake: { says: '“@&#8203;acme/everybody” is not an environment' },
    });
  });

  it('has an answer, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(control, release, docker), (rest, place) => {
        const parsed = parse(`/sluice ${rest}`, place);

        expect(parsed).toBeDefined();
      }),
    );
  });
});
