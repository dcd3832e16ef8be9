import { expect, test } from 'vitest';
import { passwordFault, safeNext } from './model';

test.each([
  ['/waves/sfo-2017?unit=A', '/waves/sfo-2017?unit=A'],
  [null, '/'],
  ['', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
])('after the login %s leads to %s', (next, want) => expect(safeNext(next)).toBe(want));

test.each([
  ['密码密码密码密码密', '', 'short'],
  ['密码密码密码密码密码', '', undefined],
  ['manyi-demo-2026', 'manyi-demo-2026', 'same'],
])('password %s', (next, old, want) => expect(passwordFault(next, old)).toBe(want));
