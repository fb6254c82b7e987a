// What other systems refuse, and what people decide about it; and the self-test that shows whether a case would come through.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { ask, call, check, file, finish, query, signIn, system, until } from './flow.mjs';
import { packed, post, tokenBySecret } from './sender.mjs';

const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
ajv.addSchema(JSON.parse(readFileSync(`${system.root}/schemas/arrival.schema.json`, 'utf8')), 'arrival.schema.json');
ajv.addSchema(parse(readFileSync(`${system.root}/schemas/tracker.openapi.yaml`, 'utf8')), 'tracker');
const is = (name, said) => {
  const holds = ajv.getSchema(`tracker#/components/schemas/${name}`);
  assert(holds(said), ajv.errorsText(holds.errors));
};

const HIS = 'hospital information system';
const token = await tokenBySecret();
const everyone = await signIn();
async function person(name, role) {
  const password = 'drei Tassen Tee im Flur';
  const secret = file('secrets', name);
  writeFileSync(secret, password, { mode: 0o600 });
  await ask('administer', 'vorab-hospital', 'user', 'add', name, '--first', 'Nora', '--last', 'Nacht', '--role', role, '--mailbox', system.mailbox,
    '--password-file', secret, '--keep-password');
  return signIn(name, password);
}
const send = async () => {
  const { record, envelope } = await packed('stemi', token);
  assert.equal((await post(token, envelope)).status, 201);
  return record.slip.case;
};
const listed = async (state, id, who = everyone) => {
  const { status, json, body } = await who('GET', `deliveries?state=${state}&channel=hl7&limit=200`);
  assert.equal(status, 200, body);
  json.deliveries.forEach((one) => is('OutboxDelivery', one));
  return json.deliveries.find((one) => one.case === id);
};
const decide = (who, { id }, what, reason = 'KIS war in Wartung') => who('POST', `mailboxes/${system.mailbox}/deliveries/${id}/${what}`, {}, reason && { reason });
const audited = (id) => query('mailbox', `SELECT event, user_name FROM audit WHERE case_id = '${id}' AND event IN ('delivery.resent', 'delivery.discarded') ORDER BY id`);

/** An information system that says of every message what it is told to say (MLLP, HL7 v2 section 2.9). */
let answer = 'AR';
const heard = [];
const open = new Set();
const ours = createServer((socket) => {
  let text = '';
  open.add(socket);
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
    for (let end = text.indexOf('\x1c\r'); end >= 0; end = text.indexOf('\x1c\r')) {
      const message = text.slice(text.indexOf('\x0b') + 1, end);
      text = text.slice(end + 2);
      heard.push(message);
      const control = message.split('\r')[0].split('|')[9];
      socket.write(`\x0bMSH|^~\\&|KIS|HAUS|VORAB|VORAB|20261122030000||ACK^R01^ACK|${heard.length}|P|2.5\rMSA|${answer}|${control}\r\x1c\r`);
    }
  });
});
const told = (id) => heard.filter((message) => message.includes(id)).length;

const keeper = await person('nora.archiv', 'archive');
const counter = await person('nora.zahlen', 'statistics');
await ask('stop', HIS);
try {
  await new Promise((listening) => { ours.listen(system.ports.his, '127.0.0.1', listening); });

  const refused = await send();
  const first = await check('an information system that refuses a message (AR) is no reason to try for ever: a person finds it, with the reason', async () => {
    const row = await until('refused', () => listed('stuck', refused));
    assert.deepEqual([row.state, row.target, row.decision], ['rejected', 'his', null]);
    assert.match(row.last_reason, /AR/);
    const { json } = await everyone('GET', 'deliveries/targets');
    json.targets.forEach((one) => is('DeliveryTarget', one));
    assert(json.targets.find(({ channel, target }) => channel === 'hl7' && target === 'his').rejected >= 1);
    return row;
  });
  await check('whoever may read deliveries alone decides nothing, and whoever may not reads nothing; both stand in the audit', async () => {
    const before = Number(query('hospital', "SELECT COUNT(*) FROM audit WHERE event LIKE 'deliveries.%.refused'")[0][0]);
    assert.equal((await listed('stuck', refused, keeper)).id, first.id);
    assert.equal((await decide(keeper, first, 'resend')).status, 403);
    assert.equal((await counter('GET', 'deliveries')).status, 403);
    assert.equal((await counter('GET', 'self-test')).status, 403);
    assert.equal(Number(query('hospital', "SELECT COUNT(*) FROM audit WHERE event LIKE 'deliveries.%.refused'")[0][0]), before + 2);
    assert.deepEqual(audited(refused), []);
  });
  await check('a decision has a reason and concerns a delivery of one\'s own', async () => {
    assert.equal((await everyone('POST', `mailboxes/${system.mailbox}/deliveries/${first.id}/resend`, {}, { reason: 'x' })).status, 422);
    assert.equal((await decide(everyone, { id: 999_999_999 }, 'resend')).status, 404);
  });
  await check('once the system is mended, a person sends it again, and it is taken; who it was and why stands beside it', async () => {
    const before = told(refused);
    answer = 'AA';
    const said = await decide(everyone, first, 'resend');
    assert.equal(said.status, 200, said.body);
    is('OutboxDelivery', said.json);
    const row = await until('delivered', () => listed('delivered', refused));
    assert.deepEqual([row.id, row.decision.what, row.decision.by, row.decision.reason], [first.id, 'resend', 'Anna Beispiel', 'KIS war in Wartung']);
    assert.equal(told(refused), before + 1);
    assert.deepEqual(audited(refused), [['delivery.resent', system.user]]);
  });
  await check('what nobody needs any more is discarded with a reason, and is sent no more', async () => {
    answer = 'AR';
    const unwanted = await send();
    const row = await until('refused', () => listed('stuck', unwanted));
    const before = told(unwanted);
    assert.equal((await decide(everyone, row, 'discard', 'von Hand erfasst')).json.state, 'discarded');
    assert.equal((await decide(everyone, row, 'discard')).status, 409);
    answer = 'AA';
    const later = await send();
    await until('delivered', () => listed('delivered', later));
    assert.equal(told(unwanted), before);
    assert.equal((await listed('discarded', unwanted)).decision.reason, 'von Hand erfasst');
    assert.deepEqual(audited(unwanted), [['delivery.discarded', system.user]]);
  });
} finally {
  await new Promise((closed) => { ours.close(closed); open.forEach((socket) => socket.destroy()); });
  await ask('start', HIS);
}

// The self-test.

const tested = async () => {
  const { status, json, body } = await everyone('GET', 'self-test');
  assert.equal(status, 200, body);
  json.mailboxes.forEach((one) => is('SelfTest', one));
  return json.mailboxes.find(({ mailbox }) => mailbox === system.mailbox);
};
const since = (time) => async () => {
  const test = await tested();
  return test.ok && new Date(test.last_proof) > time && test;
};
const metric = async (name) => {
  const { body } = await call('GET', '/metrics', { base: `http://127.0.0.1:${system.ports.hospital_operations}` });
  return Number(new RegExp(`^${name}\\{mailbox="${system.mailbox}"\\} (\\d+)$`, 'm').exec(body)[1]);
};
await check('every few seconds a synthetic case goes through all rooms: shown to staff and to the sender, and nowhere a patient', async () => {
  const before = query('mailbox', 'SELECT COUNT(*) FROM patient_case')[0][0];
  const test = await until('proved', since(new Date()));
  assert.deepEqual(test.steps.map(({ step }) => step), ['seal', 'open', 'validate', 'store', 'board', 'alarm', 'hl7']);
  assert.equal(test.failed_step, null);
  await until('told by the gateway', async () => {
    const { json } = await call('GET', '/v1/mailboxes', { headers: { authorization: `Bearer ${token}` } });
    return new Date(json.mailboxes.find(({ id }) => id === system.mailbox).last_proof) >= new Date(test.last_proof);
  });
  assert.equal(query('mailbox', 'SELECT COUNT(*) FROM patient_case')[0][0], before);
});
const lines = (name) => readFileSync(file('log', name), 'utf8').split('\n');
/** What the broker's listener has heard on vorab/{mailbox}/{topic}. */
const heardOf = (topic) => {
  const start = `vorab/${system.mailbox}/${topic} `;
  return lines('mqtt_events.log').filter((line) => line.startsWith(start)).map((line) => JSON.parse(line.slice(start.length)));
};
await check('where a record could not be stored, the self-test fails at that step, is shown, counted, told over MQTT, calls the technician, and passes when it is mended', async () => {
  const failures = await metric('vorab_self_test_failures_total');
  query('mailbox', 'RENAME TABLE measurement TO measurement_away');
  try {
    const test = await until('failed', async () => { const one = await tested(); return !one.ok && one; });
    assert.deepEqual([test.failed_step, test.steps.at(-1)], ['store', { step: 'store', ok: false }]);
    assert.equal(await metric('vorab_self_test_ok'), 0);
    assert(await metric('vorab_self_test_failures_total') > failures);
    await until('the technician is called, and takes the call', () => lines('alarm_server.log').some((line) => /"event":"call".*"1099"/.test(line) && line.includes(`${system.mailbox} (store)`)));
    const event = await until('told over MQTT', () => heardOf('self-test').find(({ ok }) => !ok));
    assert.deepEqual(Object.keys(event).sort(), ['at', 'failed_step', 'last_proof', 'mailbox', 'ok']);
    assert.deepEqual([event.mailbox, event.failed_step], [system.mailbox, 'store']);
  } finally {
    query('mailbox', 'RENAME TABLE measurement_away TO measurement');
  }
  await until('proved again', since(new Date()));
  await until('told over MQTT that it is well', () => heardOf('self-test').at(-1).ok);
  assert.equal(await metric('vorab_self_test_ok'), 1);
});
finish();
