import { describe, expect, it } from '@jest/globals';

import { settingOf } from '../../../src/core/commands/set-controls.ts';
import { ControlState } from '../../../src/core/controls/codec.ts';
import { NO_CONTROLS, type Controls } from '../../../src/core/controls/controls.ts';
import { foldControls } from '../../../src/core/controls/fold.ts';
import { componentName, stageName } from '../../../src/core/names.ts';

const staging = stageName('staging');
const payments = componentName('payments');
const by = { by: 'ada', at: 1000 };

type Given = Parameters<typeof settingOf>[0];

/** What stands after commands of ada's, one after the other. */
const after = (...commands: Given[]): Controls =>
  commands.reduce(
    (controls, command) => foldControls(settingOf(command, { by }, controls).changes, controls),
    NO_CONTROLS,
  );

const hold: Given = { verb: 'hold', stage: staging, components: [payments] };
const resume: Given = { verb: 'resume', stage: staging, components: [payments] };
const holdAll: Given = { verb: 'hold', stage: staging, components: [] };
const resumeAll: Given = { verb: 'resume', stage: staging, components: [] };

describe('what people set', () => {
  it('stands once, however often it is said', () => {
    expect(after(hold, hold)).toEqual({ ...NO_CONTROLS, holds: [{ stage: staging, component: payments, ...by }] });
  });

  it('is lifted by resuming the same target', () => {
    expect(after(hold, resume)).toEqual(NO_CONTROLS);
    expect(after(holdAll, resumeAll)).toEqual(NO_CONTROLS);
  });

  it('lifts a rollback where nothing is held', () => {
    expect(after(resume)).toEqual({ ...NO_CONTROLS, resumed: [{ stage: staging, component: payments, ...by }] });
  });

  it('of a component goes on while the whole environment is resumed, which is said', () => {
    const { reply, changes } = settingOf(resumeAll, { by }, after(hold));

    expect(changes).toEqual([{ set: 'resumed', resumed: { stage: staging, ...by } }]);
    expect(reply.list).toEqual(['**payments** is still held by ada: `/sluice resume staging payments`']);
  });

  it('is thawed with everything by all, and by name alone', () => {
    const both = [{ verb: 'freeze' }, { verb: 'freeze', stage: staging }] as const;

    expect(after(...both, { verb: 'thaw' })).toEqual(NO_CONTROLS);
    expect(after(...both, { verb: 'thaw', stage: staging }).freezes).toEqual([by]);
    expect(settingOf({ verb: 'thaw', stage: staging }, { by }, after(...both)).reply).toEqual({
      says: 'The freeze of **staging** is lifted.',
      list: ['Every environment is still frozen by ada: `/sluice thaw all`'],
    });
  });

  it('is read back from the control issue as it was written', () => {
    const controls = after(
      hold,
      holdAll,
      { verb: 'freeze', until: 5000, stage: staging },
      { ...resume, components: [] },
    );

    expect(ControlState.parse(ControlState.format(controls))).toEqual(controls);
  });

  it('keeps what stands where the reasons would not fit', () => {
    const holds = Array.from({ length: 150 }, (_, index) => ({
      stage: staging,
      component: componentName(`c${index}`),
      ...by,
      because: 'ä'.repeat(200),
    }));
    const text = ControlState.format({ ...NO_CONTROLS, holds });

    expect(encodeURIComponent(text).length).toBeLessThan(24_000);
    expect(ControlState.parse(text)?.holds).toEqual(holds.map(({ because: _why, ...rest }) => rest));
  });

  it.each(['', '{}', '{"v":2,"h":[],"f":[],"r":[]}', '{"v":1,"h":[{"b":"ada","a":1}],"f":[],"r":[]}', 'null'])(
    'is not guessed from %j',
    (text) => {
      expect(ControlState.parse(text)).toBeUndefined();
    },
  );
});
