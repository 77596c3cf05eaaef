import { describe, expect, it } from 'vitest';
import { checkAddress, isPublic } from '../../../src/engine/model/fetch/address';

it.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  'ff02::1',
  '::ffff:10.0.0.1',
  '::ffff:a00:1',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  '2001:db8::1',
  'localhost',
  '',
])('%s is not public', (ip) => {
  expect(isPublic(ip)).toBe(false);
});

it.each(['1.1.1.1', '172.32.0.1', '192.169.0.1', '140.82.121.3', '2606:4700::1111', '::ffff:1.1.1.1'])(
  '%s is public',
  (ip) => {
    expect(isPublic(ip)).toBe(true);
  },
);

describe('addresses that are refused', () => {
  it.each([
    ['http://example.org/model.onnx', /only https is/],
    ['ftp://example.org/model.onnx', /only https is/],
    ['file:///etc/passwd', /only https is/],
    ['https://user:word@example.org/m.onnx', /names a user/],
    ['https://127.0.0.1/m.onnx', /this machine or its network/],
    ['https://[::1]/m.onnx', /this machine or its network/],
    ['https://2130706433/m.onnx', /this machine or its network/],
    ['https://0x7f.1/m.onnx', /this machine or its network/],
    ['https://169.254.169.254/latest', /this machine or its network/],
    ['model.onnx', /not an address/],
  ])('%s', (address, message) => {
    expect(() => checkAddress(address, false)).toThrow(message);
  });

  it('loopback is allowed only when that is asked for, and nothing else with it', () => {
    expect(checkAddress('http://127.0.0.1:8000/m.onnx', true).port).toBe('8000');
    expect(() => checkAddress('http://127.0.0.1:8000/m.onnx', false)).toThrow(/only https/);
    expect(() => checkAddress('http://10.0.0.1/m.onnx', true)).toThrow(/only https/);
    expect(() => checkAddress('https://10.0.0.1/m.onnx', true)).toThrow(/this machine or its network/);
  });
});
