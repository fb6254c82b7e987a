// The team's call: which case rings whom, when, and once; what everybody sees of it; and an alarm server that hangs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { Board, cookieOf, gatewayBoard, openSession, proof } from './board_feed.mjs';
import { ask, call, check, file, finish, query, signIn, system, until } from './flow.mjs';
import { askForToken, basic, packed, post, tokenBySecret } from './sender.mjs';

const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
ajv.addSchema(JSON.parse(readFileSync(`${system.root}/schemas/arrival.schema.json`, 'utf8')), 'arrival.schema.json');
ajv.addSchema(parse(readFileSync(`${system.root}/schemas/tracker.openapi.yaml`, 'utf8')), 'tracker');
const is = (name, said) => {
  const holds = ajv.getSchema(`tracker#/components/schemas/${name}`);
  assert(holds(said), ajv.errorsText(holds.errors));
};

const token = await tokenBySecret();
const dispatch = (await askForToken({ grant_type: 'client_credentials' }, { authorization: basic(system.dispatch) })).json.access_token;
const nurse = await signIn();
const inMinutes = (count) => new Date(Date.now() + count * 60_000).toISOString();
const send = async (name, change) => {
  const { record, envelope } = await packed(name, token, { change });
  assert.equal((await post(token, envelope)).status, 201);
  return record.slip.case;
};
const again = (name, id, sequence) => send(name, ({ slip }) => { Object.assign(slip, { case: id, sequence }); });
const pathOf = (id) => `mailboxes/${system.mailbox}/cases/${id}`;
const summary = async (id) => (await nurse('GET', pathOf(id))).json.summary;
const marked = (id, state, within) => until(`marked as ${state}`, async () => { const { alarm } = await summary(id); return alarm.state === state && alarm; }, within);
const alarmOf = async (id) => {
  const { json } = await nurse('GET', `${pathOf(id)}/alarms`);
  json.alarms.forEach((one) => is('Alarm', one));
  assert.equal(json.alarms.length, 1, JSON.stringify(json));
  return json.alarms[0];
};
/** What the alarm server was asked for this case, with its code. */
const calls = (id) => {
  const references = query('mailbox', `SELECT reference FROM alarm WHERE case_id = '${id}'`).flat();
  const noted = readFileSync(file('log', 'alarm_server.log'), 'utf8').split('\n').filter((line) => line.includes('"event":"call"')).map((line) => JSON.parse(line));
  return noted.filter(({ pr_ref: reference }) => references.some((one) => reference.startsWith(one)));
};
const judged = (id) => until('brought to the rules', () => query('mailbox', `SELECT COUNT(*) FROM delivery WHERE case_id = '${id}' AND channel = 'alarm' AND state <> 'delivered'`)[0][0] === '0');

const stemi = await send('stemi');
await check('a case of the first priority calls its team at once; who has taken the call stands in the list, in the case and on the board', async () => {
  const mark = await marked(stemi, 'accepted');
  const alarm = await alarmOf(stemi);
  assert.deepEqual([alarm.by, alarm.at], [mark.by, mark.at]);
  const order = alarm.course.map(({ event }) => event).filter((event) => event !== 'attempt');
  assert.deepEqual(order.slice(0, 4), ['scheduled', 'calling', 'started', 'accepted']);
  await until('on the board', () => query('hospital', `SELECT alarm FROM board_entry WHERE case_id = '${stemi}'`)[0][0] === 'accepted');
});
await check('the call has a text without a name or a birth date', async () => {
  const [{ text, code }] = calls(stemi);
  assert.equal(code, 200);
  assert.match(text, /^STEMI/);
  for (const word of ['Brandst', '1958', 'Muster']) assert(!text.includes(word), text);
});
await check('an update and a protocol call nobody a second time', async () => {
  await again('kinds/update', stemi, 7);
  await again('kinds/protocol', stemi, 8);
  await judged(stemi);
  assert.equal((await alarmOf(stemi)).state, 'accepted');
  assert.equal(calls(stemi).length, 1);
});

const sepsis = await send('sepsis', ({ arrival }) => { arrival.eta = inMinutes(40); });
await check('an alarm that has time waits for it, moves with what dispatch says, and ends with the case', async () => {
  await marked(sepsis, 'scheduled');
  const awaited = async () => (new Date((await alarmOf(sepsis)).due_at) - Date.now()) / 60_000;
  assert(Math.abs(await awaited() - 30) < 1, `${await awaited()}`);
  await until('known as on its way', () => query('gateway', `SELECT 1 FROM under_way WHERE case_id = '${sepsis}'`).length === 1);
  const moved = await call('POST', '/v1/positions', { headers: { authorization: `Bearer ${dispatch}`, 'content-type': 'application/json' },
    body: JSON.stringify({ positions: [{ case: sepsis, at: new Date().toISOString(), eta: inMinutes(25) }] }) });
  assert.deepEqual([moved.status, moved.json], [202, { taken: 1, passed_over: 0 }], moved.body);
  await until('moved', async () => Math.abs(await awaited() - 15) < 1);
  assert((await alarmOf(sepsis)).course.some(({ event }) => event === 'retimed'));
  await again('kinds/cancellation', sepsis, 9);
  await until('ended', async () => ['stopped', 'withdrawn'].includes((await alarmOf(sepsis)).state));
  await marked(sepsis, 'none');
  assert.deepEqual(calls(sepsis), []);
});

const example = (name) => JSON.parse(readFileSync(`${system.root}/schemas/examples/${name}.json`, 'utf8')).arrival;
await check('the rules can be tried by page and by command, and nobody is called', async () => {
  const before = readFileSync(file('log', 'alarm_server.log'), 'utf8').split('"event":"call"').length;
  const said = await nurse('POST', 'alarms/dry-run', {}, { mailbox: system.mailbox, arrival: example('stemi') });
  assert.equal(said.status, 200, said.body);
  said.json.verdicts.forEach((one) => is('AlarmVerdict', one));
  assert.deepEqual(said.json.verdicts.map(({ rule, raised }) => [rule, raised]), [['resuscitation-room', true], ['emergency-department', false]]);
  const command = await ask('administer', 'vorab-hospital', 'alarms', 'dry-run', `${system.root}/schemas/examples/stemi.json`);
  assert.match(command.said, /resuscitation-room: rings at .*because .*priority/s);
  for (const [status, body] of [[422, { mailbox: system.mailbox }], [422, { mailbox: system.mailbox, arrival: {}, name: 'x' }], [422, { mailbox: '../..', arrival: {} }]])
    assert.equal((await nurse('POST', 'alarms/dry-run', {}, body)).status, status, JSON.stringify(body));
  assert.equal((await nurse('POST', 'alarms/dry-run', { 'x-csrf-token': 'x' }, { mailbox: system.mailbox, arrival: {} })).status, 403);
  assert.equal((await nurse('GET', `${pathOf('0'.repeat(32))}/alarms`)).status, 404);
  assert.equal(readFileSync(file('log', 'alarm_server.log'), 'utf8').split('"event":"call"').length, before);
});

// A board that the gateway feeds, somewhere else than the hospital server's own.
await gatewayBoard('release', (await gatewayBoard('list')).split(' ')[0]);
const session = await openSession({ proof });
const wall = new Board(system.gateway, cookieOf(session));
await wall.next('a snapshot', ({ type }) => type === 'snapshot');

const polytrauma = await check('an alarm server that hangs is told in red, on the boards of the gateway too; once it answers, the call is made, and only once', async () => {
  await ask('freeze', 'alarm server');
  let called;
  try {
    called = await send('polytrauma');
    await marked(called, 'failed', 40_000);
    assert.equal(query('hospital', `SELECT alarm FROM board_entry WHERE case_id = '${called}'`)[0][0], 'failed');
    const { entry } = await wall.next("red on the gateway's board", ({ type, entry: one }) => type === 'upsert' && one.case === called && one.alarm === 'failed');
    assert.deepEqual(Object.keys(entry).sort(), ['alarm', 'board', 'case', 'id', 'received_at', 'state']);
    await ask('stop', 'vorab-gateway');
  } finally {
    await ask('thaw', 'alarm server');
  }
  await marked(called, 'accepted', 40_000);
  const made = calls(called).filter(({ code }) => code === 200).map(({ pr_ref }) => pr_ref);  // of more than one step on a slow machine
  assert(made.length > 0 && new Set(made).size === made.length, JSON.stringify(calls(called)));
  return called;
});
await check('what became of the call while the gateway was gone is on its boards when it is back', async () => {
  await ask('start', 'vorab-gateway');
  const back = new Board(system.gateway, cookieOf(session));
  const shows = ({ entry, entries = [entry] }) => entries.some((one) => one?.case === polytrauma && one.alarm === 'accepted');
  await back.next('taken', shows, 30_000);
  assert.deepEqual([...wall.wrong, ...back.wrong], []);
  back.close();
});
await call('DELETE', '/board/session', { headers: { cookie: cookieOf(session) } });
finish();
