import { describe, expect, it } from '@jest/globals';
import { disagreements } from './recorded-scenario.ts';

const never = () => false;
const recorded = { id: 1, owner: { login: 'octokit' }, labels: [{ name: 'bug' }], milestone: null };

describe('the comparison with a recorded answer', () => {
  it('lets an answer of the same form pass, whatever its values and further members are', () => {
    const ours = { id: 7, owner: { login: 'acme', type: 'User' }, labels: [], milestone: { title: 'One' }, more: true };

    expect(disagreements(recorded, ours, never)).toEqual([]);
  });

  it.each([
    ['a missing member', { ...recorded, id: undefined }, ['/id is missing']],
    ['a deeper one', { ...recorded, owner: {} }, ['/owner/login is missing']],
    ['one of a list item', { ...recorded, labels: [{}] }, ['/labels/*/name is missing']],
    ['another type', { ...recorded, id: '1' }, ['/id is string instead of number']],
    ['an object for a list', { ...recorded, labels: {} }, ['/labels is object instead of array']],
    ['no object at all', '', [' is string instead of object']],
  ])('names %s', (_, ours, named) => {
    const answer: unknown = JSON.parse(JSON.stringify(ours));

    expect(disagreements(recorded, answer, never)).toEqual(expect.arrayContaining(named));
  });

  it('leaves out what is gone', () => {
    expect(disagreements(recorded, { ...recorded, id: '1' }, (pointer) => pointer === '/id')).toEqual([]);
  });
});
