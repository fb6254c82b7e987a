// npm `jose` as foreign sender, hospital and board: what it seals we open, what we seal it opens.
// Called with the path of our program test_sealing_interop.
import '../support/platform.mjs';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, hkdfSync, X509Certificate } from 'node:crypto';
import assert from 'node:assert/strict';

let jose;
try {
  jose = await import('jose');
} catch {
  console.log('skipped: npm jose is not installed (npm ci --prefix tests)');
  process.exit(77);
}

const program = process.argv[2];
const ours = (request) => JSON.parse(execFileSync(program, { input: JSON.stringify(request), maxBuffer: 1 << 24 }));
const bytes = (text) => new TextEncoder().encode(text);
const text = (raw) => new TextDecoder().decode(raw);

async function sealThere(world, alg, form, change = {}) {
  const sender = createPrivateKey(world.sender);
  const signed = await new jose.CompactSign(bytes(world.record))
    .setProtectedHeader({ alg: 'ES256', typ: 'vorab-record', x5c: world.x5c, ...change.jws })
    .sign(sender);
  const header = { alg, enc: 'A256GCM', kid: world.kid, typ: 'vorab-envelope', slip: JSON.parse(world.record).slip, ...change.jwe };
  const recipient = createPublicKey(world.hospital);
  if (form === 'compact') return new jose.CompactEncrypt(bytes(signed)).setProtectedHeader(header).encrypt(recipient);
  return JSON.stringify(await new jose.FlattenedEncrypt(bytes(signed)).setProtectedHeader(header).encrypt(recipient));
}

async function openThere(world, envelope) {
  const key = createPrivateKey(world.hospital);
  const opened = envelope.startsWith('{')
    ? await jose.flattenedDecrypt(JSON.parse(envelope), key)
    : await jose.compactDecrypt(envelope, key);
  const record = text(opened.plaintext);
  const { x5c } = jose.decodeProtectedHeader(record);
  const leaf = new X509Certificate(Buffer.from(x5c[0], 'base64'));
  const verified = await jose.compactVerify(record, leaf.publicKey);
  return { record: text(verified.payload), header: opened.protectedHeader };
}

let checks = 0;
for (const [type, alg] of [['P-256', 'ECDH-ES+A256KW'], ['P-384', 'ECDH-ES+A256KW'], ['X25519', 'ECDH-ES+A256KW'], ['RSA', 'RSA-OAEP-256']]) {
  const world = ours({ do: 'world', type });
  assert.equal(await jose.calculateJwkThumbprint(world.hospital_jwk), world.kid);
  for (const form of ['compact', 'flattened']) {
    const there = await sealThere(world, alg, form);
    assert.deepEqual(ours({ do: 'open', world, envelope: there }), { record: world.record, organisation: 'Rettungsdienst Musterstadt' });
    const { envelope } = ours({ do: 'seal', world, form });
    const opened = await openThere(world, envelope);
    assert.equal(opened.record, world.record);
    assert.deepEqual(opened.header.slip, JSON.parse(world.record).slip);
    checks += 2;
  }
}

// What a well-made foreign envelope must still not do.
const world = ours({ do: 'world', type: 'P-256' });
const slip = JSON.parse(world.record).slip;
for (const [change, problem] of [
  [{ jwe: { slip: { ...slip, mailbox: 'stroke-unit' } } }, 'slip_mismatch'],
  [{ jwe: { enc: 'A128CBC-HS256' } }, 'algorithm_refused'],
  [{ jwe: { typ: 'JWT' } }, 'malformed'],
  [{ jwe: { kid: 'A'.repeat(43) } }, 'unknown_key'],
  [{ jws: { typ: 'JWT' } }, 'signature_invalid'],
]) {
  assert.equal(ours({ do: 'open', world, envelope: await sealThere(world, 'ECDH-ES+A256KW', 'compact', change) }).problem, problem);
  checks++;
}
assert.equal(ours({ do: 'open', world, envelope: await sealThere(world, 'ECDH-ES', 'compact') }).problem, 'algorithm_refused');

// The board, as a browser does it.
const board = ours({ do: 'board' });
const derive = (info) => new Uint8Array(hkdfSync('sha256', board.licence.replaceAll('-', ''), 'vorab-board-v1', info, 32));
assert.equal(Buffer.from(derive('proof')).toString('hex'), board.proof);
const wrapped = await jose.compactDecrypt(board.wrapped, derive('wrap'));
const boardKey = await jose.importJWK(JSON.parse(text(wrapped.plaintext)), 'ECDH-ES');
const arrival = await jose.compactDecrypt(board.arrival, boardKey, { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] });
assert.equal(JSON.parse(text(arrival.plaintext)).keyword, board.keyword);
console.log(`npm jose: ${checks + 3} checks passed`);
