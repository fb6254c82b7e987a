// An ambulance system as a stranger would write it: the contract, npm `jose`, and nothing of ours.
import * as jose from 'jose';
import assert from 'node:assert/strict';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { call, pem, system } from './flow.mjs';

const text = new TextEncoder();
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** RFC 9562: 48 bits of milliseconds, version 7, the rest random. */
export function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

// Token.

export const basic = (client, secret = system.secrets[client]) => `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`;

export const askForToken = (fields, headers = {}) =>
  call('POST', '/oauth2/token', { headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: new URLSearchParams(fields).toString() });

export async function tokenBySecret(client = system.client) {
  const answer = await askForToken({ grant_type: 'client_credentials' }, { authorization: basic(client) });
  assert.equal(answer.status, 200, answer.body);
  return answer.json.access_token;
}

export async function assertion(claims = {}, key = 'assertion.key') {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: system.assertion, sub: system.assertion, aud: system.gateway, jti: uuid7(), iat: now, exp: now + 120, ...claims };
  const signing = await jose.importPKCS8(pem(key), 'ES256');
  return new jose.SignJWT(all).setProtectedHeader({ alg: 'ES256', kid: 'assertion' }).sign(signing);
}
export const assertionFields = (jwt) => ({
  grant_type: 'client_credentials', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: jwt,
});

// The hospital's keys.

/** The chain of an x5c, up to the authority that we were given beforehand; throws when it does not lead there. */
export function trustedLeaf(x5c) {
  const chain = x5c.map((item) => new X509Certificate(Buffer.from(item, 'base64')));
  const links = [...chain, new X509Certificate(pem('hospital-ca.pem'))];
  chain.forEach((certificate, i) => {
    assert(certificate.checkIssued(links[i + 1]) && certificate.verify(links[i + 1].publicKey), 'a chain that breaks');
    assert(new Date(certificate.validFrom) <= new Date() && new Date() <= new Date(certificate.validTo), 'a certificate out of its time');
  });
  return chain[0];
}

/** Under one authority there are many hospitals: the one that a certificate names. */
export const hospitalOf = (certificate) => /^O=(.+)$/m.exec(certificate.subject)[1];

/** For jose: the key of a hospital's own word. It must be the hospital that the mailbox's certificate names. */
export const hospitalKey = async ({ x5c }) => {
  const leaf = trustedLeaf(x5c);
  assert.equal(hospitalOf(leaf), hospitalOf(new X509Certificate(pem('mailbox.pem'))), 'another hospital than the mailbox\'s');
  return leaf.publicKey;
};

/** The mailbox's keys by kind: "P-256", "X25519", "RSA"; each is what its certificate says. */
export async function mailboxKeys(token) {
  const answer = await call('GET', '/v1/mailboxes', { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200, answer.body);
  const mailbox = answer.json.mailboxes.find(({ id }) => id === system.mailbox);
  const keys = {};
  for (const key of mailbox.keys) {
    const certified = trustedLeaf(key.x5c).publicKey.export({ format: 'jwk' });
    for (const member of ['kty', 'crv', 'x', 'y', 'n', 'e']) assert.equal(key.jwk[member], certified[member], `${member} of the key and of its certificate`);
    assert.equal(await jose.calculateJwkThumbprint(certified), key.kid);
    assert(new Date(key.use_until) > new Date());
    keys[certified.crv ?? certified.kty] = key;
  }
  const { payload, protectedHeader } = await jose.compactVerify(mailbox.board_key_statement, hospitalKey);
  assert.equal(protectedHeader.typ, 'vorab-board-key-statement');
  assert.deepEqual(JSON.parse(new TextDecoder().decode(payload)), { mailbox: mailbox.id, jwk: mailbox.board_key });
  return { mailbox, keys };
}

// The record.

/** An example as if it happened now, for a case of its own; `change` may bend it. */
export async function newRecord(name, { mailbox, change } = {}) {
  const record = JSON.parse(readFileSync(`${system.root}/schemas/examples/${name}.json`, 'utf8'));
  record.slip = { ...record.slip, transmission: uuid7(), case: randomBytes(16).toString('hex'), mailbox: system.mailbox, created_at: new Date().toISOString() };
  if (record.arrival?.eta) record.arrival.eta = new Date(Date.now() + 12 * 60_000).toISOString();
  if (mailbox?.board_key && record.arrival) {
    const key = await jose.importJWK(mailbox.board_key, 'ECDH-ES');
    record.slip.board = await new jose.CompactEncrypt(text.encode(JSON.stringify(record.arrival))).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' }).encrypt(key);
  }
  change?.(record);
  return record;
}

export const x5cOf = (name) => [...pem(name).matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END/g)].map(([, body]) => body.replace(/\s/g, ''));

/** JWS compact, typ vorab-record, with the sender's certificate. `by` names key and certificate. */
export async function sign(record, { by = 'ambulance', alg = 'ES256', header = {} } = {}) {
  const key = await jose.importPKCS8(pem(`${by}.key`), alg);
  const payload = text.encode(typeof record === 'string' ? record : JSON.stringify(record));
  return new jose.CompactSign(payload).setProtectedHeader({ alg, typ: 'vorab-record', x5c: x5cOf(`${by}.pem`), ...header }).sign(key);
}

/** The outer envelope: { body, type }, compact or flattened. */
export async function seal(signed, slip, key, { flattened = false, header = {} } = {}) {
  const outer = { alg: key.alg, enc: 'A256GCM', kid: key.kid, typ: 'vorab-envelope', slip, ...header };
  const recipient = await jose.importJWK(key.jwk, outer.alg);
  if (flattened) {
    const jwe = await new jose.FlattenedEncrypt(text.encode(signed)).setProtectedHeader(outer).encrypt(recipient);
    return { body: JSON.stringify(jwe), type: 'application/jose+json' };
  }
  return { body: await new jose.CompactEncrypt(text.encode(signed)).setProtectedHeader(outer).encrypt(recipient), type: 'application/jose' };
}

export const post = (token, envelope, mailbox = system.mailbox) =>
  call('POST', `/v1/mailboxes/${mailbox}/transmissions`, {
    headers: { ...(token && { authorization: `Bearer ${token}` }), 'content-type': envelope.type }, body: envelope.body,
  });

/** The hospital's word that it has stored these very bytes. */
export async function verifyReceipt(answer, record, body) {
  const { payload, protectedHeader } = await jose.compactVerify(answer.json.receipt, hospitalKey);
  assert.equal(protectedHeader.typ, 'vorab-receipt');
  const receipt = JSON.parse(new TextDecoder().decode(payload));
  const { transmission, mailbox } = record.slip;
  assert.deepEqual([receipt.transmission, receipt.case, receipt.mailbox, receipt.sha256], [transmission, record.slip.case, mailbox, sha256(body)]);
  assert(Math.abs(new Date(receipt.stored_at) - Date.now()) < 600_000, receipt.stored_at);
  return receipt;
}

/** All of it in one go, for flows that are about something else. */
export async function packed(name, token, options = {}) {
  const { mailbox, keys } = await mailboxKeys(token);
  const record = await newRecord(name, { mailbox, ...options });
  return { record, envelope: await seal(await sign(record), record.slip, keys['P-256']) };
}
