import type { Told } from './import-history.ts';

/** A repository that has every way in which changes come to a branch, each at a tag of its own. */
export const SHOP: Told[] = [
  { name: 'begin', message: 'Begin', parents: [] },
  {
    name: 'squash',
    message: 'feat: add search (#11)\n\n* index names\n\nFixes #5, see #6\n\nCo-authored-by: Grace <grace@example.com>',
    files: { 'web/search.ts': '1' },
  },
  { name: 'side-1', message: 'Index colours\n\nRefs acme/plans#9 and PAY-12', files: { 'web/colours.ts': '1' } },
  { name: 'side-2', message: 'Index sizes', files: { 'api/sizes.ts': '1' } },
  {
    name: 'merge',
    message: 'Merge pull request #12 from acme/index\n\nIndex everything',
    parents: ['squash', 'side-2'],
    files: { 'web/colours.ts': '1', 'api/sizes.ts': '1' },
  },
  { name: 'direct', message: 'Tidy the shelves', author: 'Bob <bob@example.com>', files: { 'api/shelves.ts': '1' } },
  { name: 'cart', message: 'fix: drop the cart (#13)\n\nCloses GH-7', files: { 'web/cart.ts': '1' } },
  {
    name: 'cart-back',
    message: 'Revert "fix: drop the cart (#13)" (#14)\n\nThis reverts commit {cart}.',
    files: { 'web/cart.ts': '2' },
  },
  { name: 'latin', message: Buffer.from('Serve caf\u00e9 (#15)', 'latin1'), files: { 'api/cafe.ts': '1' } },
  { name: 'release-1', message: 'fix: spell names (#20)', parents: ['squash'], files: { 'web/names.ts': '1' } },
  {
    name: 'release-2',
    message: 'Index colours\n\nRefs acme/plans#9 and PAY-12\n\n(cherry picked from commit {side-1})',
    files: { 'web/colours.ts': '1' },
    copies: 'side-1',
  },
  {
    name: 'release-3',
    message: 'fix: drop the cart (#13) (#21)\n\nCloses GH-7',
    files: { 'web/cart.ts': '1' },
    copies: 'cart',
  },
  { name: 'other-root', message: 'Begin elsewhere', parents: [] },
  {
    name: 'older-undone',
    message: 'Revert "feat: add search (#11)"\n\nThis reverts commit {squash}.',
    parents: ['latin'],
  },
];
