import { describe, expect, it } from '@jest/globals';
import { call, startKernel } from '../../kernel.ts';

/** Fails on purpose: `replay.test.ts` runs it and reads what is printed. */
describe('a shop', () => {
  it("opens (in the owner's time)", async () => {
    const { forge } = startKernel();
    forge.faults.add({ operation: 'meta/root', rate: 0.5, do: { status: 503 } });

    await call(forge, 'GET /');

    expect('closed').toBe('open');
  });

  it('is shut in time', async () => {
    const { forge } = startKernel();
    forge.faults.add({ operation: 'meta/root', do: { status: 503 } });

    expect((await call(forge, 'GET /')).status).toBe(503);
  });

  it('has no faults', () => {
    startKernel();

    expect('closed').toBe('open');
  });
});
