import { describe, expect, it } from 'vitest';
import { explainError } from './index.ts';
import { maskSecrets } from './mask.ts';

const SECRETS: readonly (readonly [text: string, secret: string])[] = [
  ['C: AUTH PLAIN AGFubgBob3JzZXN0YXBsZQ==\nS: 535 5.7.8 no', 'AGFubgBob3JzZXN0YXBsZQ'],
  ['535 5.7.8 Error: authentication failed: AUTH PLAIN AGFubgBob3JzZQ==', 'AGFubgBob3JzZQ'],
  ['C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YW5u\nS: 334 UGFzc3dvcmQ6\nC: aG9yc2U\nS: 535 no', 'aG9yc2U'],
  [' ~> AUTH LOGIN\n<~  334 UGFzc3dvcmQ6\n ~> aG9yc2U=\n<~* 535 no', 'aG9yc2U'],
  ["send: 'AUTH PLAIN AGFubgBob3JzZQ==\\r\\n'\nreply: b'535 no'", 'AGFubgBob3JzZQ'],
  ['connect ECONNREFUSED smtp://ann:horse@staple@smtp.example.com:587', 'horse'],
  ['connect ECONNREFUSED smtps://ann:p/ss#w@smtp.example.com:465', 'p/ss'],
  ["auth: { user: 'ann', pass: 'horse staple' } connect ETIMEDOUT 192.0.2.1:587", 'horse staple'],
  ['SMTP_PASSWORD=hunter22 connect ETIMEDOUT', 'hunter22'],
  ['pass=abcd efgh ijkl mnop connect ETIMEDOUT', 'efgh'],
  ['{"password":"hunter22","error":"ECONNREFUSED"}', 'hunter22'],
  ['AUTH XOAUTH2 dXNlcj1hbm4BYXV0aD1CZWFyZXIgeWEyOS5h\n535 5.7.8 no', 'dXNlcj1hbm4'],
  ['ECONNREFUSED Authorization: Bearer ya29.a0AfH6SMBx', 'a0AfH6SMBx'],
  ['535 Authentication failed: Bad username / password SG.abcdefghijklmnop.qrstuvwxyz', 'abcdefghijklmnop'],
  ['535 5.7.8 echoed QUZ1YmdCb2IzSnpaWE4wWVhCc1pRMTIz', 'QUZ1YmdCb2IzSnpa'],
];

describe('a secret in the text', () => {
  it.each(SECRETS)('is not echoed: %s', (text, secret) => {
    expect(maskSecrets(text.replaceAll('\\r\\n', '\n'))).not.toContain(secret);
    const found = explainError(text);
    expect(found.length).toBeGreaterThan(0);
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('takes nothing else with it', () => {
    for (const text of [
      '250-AUTH PLAIN LOGIN XOAUTH2',
      'AUTH LOGIN failed: 535 5.7.8 no',
      'SMTP ERROR: Password command failed: 535-5.7.8 Username and Password not accepted',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE at TLSSocket.onConnectSecure',
      'System.Security.Cryptography.X509Certificates.X509ChainStatus',
      'SN4PR0501CA0012.namprd05.prod.outlook.com',
      'Password: 535 5.7.8 no',
    ])
      expect(maskSecrets(text)).toBe(text);
  });
});
