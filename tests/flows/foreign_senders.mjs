// Senders by npm `jose`: every kind of key, both forms, both signatures, both ways to authenticate.
import * as jose from 'jose';
import assert from 'node:assert/strict';
import { call, check, finish, query, signIn, system, until } from './flow.mjs';
import { askForToken, assertion, assertionFields, mailboxKeys, newRecord, post, seal, sign, tokenBySecret, verifyReceipt } from './sender.mjs';

const token = await check('client_secret_basic gives a token whose signature holds by the published keys', async () => {
  const given = await tokenBySecret();
  const metadata = (await call('GET', '/.well-known/oauth-authorization-server')).json;
  const keys = jose.createLocalJWKSet((await call('GET', new URL(metadata.jwks_uri).pathname)).json);
  const { payload, protectedHeader } = await jose.jwtVerify(given, keys, { issuer: metadata.issuer, audience: metadata.issuer, typ: 'at+jwt', algorithms: ['ES256'] });
  assert.equal(payload.exp - payload.iat, 43_200);
  assert.equal(payload.sub, system.client);
  assert.equal(protectedHeader.typ, 'at+jwt');
  return given;
});

await check('private_key_jwt gives a token that lists mailboxes, within 5 s of the sender being added', async () => {
  const answer = await until('a token', async () => { const given = await askForToken(assertionFields(await assertion())); return given.status === 200 && given; }, 5000);
  const { mailbox } = await mailboxKeys(answer.json.access_token);
  assert.equal(mailbox.id, system.mailbox);
});

const { mailbox, keys } = await check('the mailbox is listed as reachable, with keys that their certificates vouch for: P-256, X25519 and RSA', async () => {
  const found = await mailboxKeys(token);
  assert.deepEqual(Object.keys(found.keys).sort(), ['P-256', 'RSA', 'X25519']);
  assert.equal(found.mailbox.reachable, true);
  return found;
});

const tracker = await signIn();
const signatures = [{ by: 'ambulance', alg: 'ES256' }, { by: 'ambulance-ed25519', alg: 'EdDSA' }];
const examples = ['stroke', 'sepsis', 'birth', 'transfer', 'minor_injury', 'paediatric_seizure'];
let turn = 0;
for (const kind of ['P-256', 'X25519', 'RSA']) {
  for (const flattened of [false, true]) {
    const by = signatures[turn % 2 === 0 ? 0 : 1];
    const name = examples[turn++];
    const words = `${name}, sealed for ${kind} by ${keys[kind].alg}, ${flattened ? 'flattened' : 'compact'}, signed by ${by.alg}`;
    await check(`${words}: delivered with a receipt that holds, again with the same one, and the case is in the tracker`, async () => {
      const record = await newRecord(name, { mailbox });
      const envelope = await seal(await sign(record, by), record.slip, keys[kind], { flattened });
      const first = await post(token, envelope);
      assert.equal(first.status, 201, first.body);
      assert.equal((await verifyReceipt(first, record, envelope.body)).duplicate, false);
      const second = await post(token, envelope);
      assert.equal(second.status, 200, second.body);
      assert.equal((await verifyReceipt(second, record, envelope.body)).duplicate, true);

      const listed = (await tracker('GET', 'cases')).json.cases.filter((one) => one.case === record.slip.case);
      assert.equal(listed.length, 1);
      const whole = (await tracker('GET', `mailboxes/${system.mailbox}/cases/${record.slip.case}`)).json;
      assert.equal(whole.summary.patient.last_name, record.patient.family_name);
      assert.deepEqual(whole.record.measurements, record.measurements);
      assert.equal(query('mailbox', `SELECT COUNT(*) FROM transmission WHERE case_id = '${record.slip.case}'`)[0][0], '1');
    });
  }
}
finish();
