import { generateKeyPairSync } from 'node:crypto';

/** A key of an App that no GitHub knows. */
export const generatedKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;
