import { describe, expect, it } from '@jest/globals';
import { DIGEST, NEXT_DIGEST, expectTheMove, pinsIn, rewritten } from './moves.ts';

const PATH = 'environments/production.json';

const environment = (versions: string): string => `{
  "name": "production",
  "description": "payments 1.2.10",
  "cookbook_versions": {
    "apt": "~> 1.2.10",
    ${versions}
  },
  "chef_type": "environment",
  "json_class": "Chef::Environment"
}
`;

describe('a cookbook in a Chef environment', () => {
  it.each([
    ['behind an operator', environment('"payments": "= «1.2.10|1.11.0»"')],
    ['behind an operator without a blank', environment('"payments": "=«1.2.10|1.11.0»"')],
    ['by itself', environment('"payments": "«1.2.10|1.11.0»"')],
    ['on one line, without a final newline', '{"cookbook_versions":{"payments":"= «1.2.10|1.11.0»"}}'],
  ])('moves %s', (_, text) => {
    expectTheMove({
      path: PATH,
      text,
      image: 'payments',
      to: { version: '1.11.0' },
      found: { kind: 'chef', name: 'payments', version: '1.2.10', pointer: '/cookbook_versions/payments' },
    });
  });

  it('whose name has a slash moves by its pointer', () => {
    const text = '{"cookbook_versions": {"a/b~c": "= «1.2.10|1.11.0»"}}\n';

    expectTheMove({
      path: PATH,
      text,
      image: 'a/b~c',
      to: { version: '1.11.0' },
      found: { pointer: '/cookbook_versions/a~1b~0c' },
    });
  });

  it.each(['~> 1.2', '>= 1.2.10', '> 1.2.10', '< 2.0', '<= 2.0.0', '== 1.2.10', '= 1', '= latest', ''])(
    'that may be %j is no pin, and stays',
    (version) => {
      const text = environment(`"payments": "${version}"`);

      expect(pinsIn(text, PATH)).toEqual([]);
      expect(rewritten(text, PATH, { image: 'payments', to: { version: '1.11.0' } })).toMatch(/^no-value: /);
    },
  );

  it.each([
    ['further down', PATH, '{"override_attributes": {"cookbook_versions": {"payments": "= 1.2.10"}}}'],
    ['in another format', 'environments/production.yaml', 'cookbook_versions: {payments: "= 1.2.10"}\n'],
    ['in a map', PATH, '{"cookbook_versions": {"payments": {"version": "= 1.2.10"}}}'],
    ['under the prototype', PATH, '{"__proto__": {"cookbook_versions": {"payments": "= 1.2.10"}}}'],
  ])('is none %s', (_, path, text) => {
    expect(pinsIn(text, path)).toEqual([]);
  });
});

describe('an image in the attributes of a Chef environment', () => {
  it('moves in one piece', () => {
    const image = 'registry.acme.dev/payments';
    const text = `{"chef_type": "environment", "default_attributes": {"payments": {"image": "${image}:«v1@${DIGEST}|v2@${NEXT_DIGEST}»"}}}\n`;

    expectTheMove({
      path: PATH,
      text,
      image,
      to: { tag: 'v2', digest: NEXT_DIGEST },
      found: { kind: 'json', image, tag: 'v1', digest: DIGEST },
    });
  });

  it('moves in pieces', () => {
    const image = 'registry.acme.dev/payments';
    const text = `{"override_attributes": {"payments": {"repository": "${image}", "tag": "«1.2.10|1.11.0»"}}}\n`;

    expectTheMove({ path: PATH, text, image, to: { tag: '1.11.0' }, found: { image, tag: '1.2.10' } });
  });
});
