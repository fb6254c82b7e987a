// The course of a case in the tracker: what is new since one's last look, and two vehicles that bring one patient.
import assert from 'node:assert/strict';
import { check, finish, query, signIn, system } from './flow.mjs';
import { packed, post, tokenBySecret } from './sender.mjs';

const token = await tokenBySecret();
const nurse = await signIn();
const send = async (name, change) => {
  const mission = await packed(name, token, { change });
  assert.equal((await post(token, mission.envelope)).status, 201);
  return mission.record.slip.case;
};
const pathOf = (id) => `mailboxes/${system.mailbox}/cases/${id}`;
const ask = async (method, path, status, body) => {
  const answer = await nurse(method, path, {}, body);
  assert.equal(answer.status, status, answer.body);
  return answer.json;
};
const listed = async () => (await ask('GET', 'cases', 200)).cases;

const rtw = await send('stroke');
const nef = await send('stemi', (record) => { record.remarks = 'Notarzt begleitet'; });
const path = pathOf(rtw);

await check('everything is new to a nurse who has not looked; then nothing; then what came', async () => {
  const first = await ask('GET', `${path}/changes`, 200);
  assert.equal(first.since, null);
  assert(first.changes.some(({ pointer, change }) => pointer === '/arrival' && change === 'added'), JSON.stringify(first.changes.map(({ pointer }) => pointer)));
  await ask('POST', `${path}/looked`, 204, { until: first.until });
  assert.deepEqual((await ask('GET', `${path}/changes`, 200)).changes, []);
  assert.equal((await ask('GET', path, 200)).last_look_at, first.until);
  await send('kinds/vitals', ({ slip }) => { Object.assign(slip, { case: rtw, sequence: 7 }); });
  const since = await ask('GET', `${path}/changes`, 200);
  assert(since.changes.length > 0 && since.changes.every(({ pointer }) => !pointer.startsWith('/slip')), JSON.stringify(since.changes));
  assert.equal(since.transmissions.length, 1);
  assert.deepEqual((await ask('GET', `${path}/changes?since=${encodeURIComponent(since.until)}`, 200)).changes, []);
  await ask('GET', `${path}/changes?since=yesterday`, 400);
});
await check('the monitor maker\'s window is told to the page, which may frame it and nothing else', async () => {
  const { telemetry } = await ask('GET', pathOf(nef), 200);
  assert.deepEqual(telemetry, { vendor: 'corpuls', url: 'https://telemetry.example:8443/live?mission=M-0412-83-1' });
  assert.equal((await ask('GET', path, 200)).telemetry, null);
  const page = await fetch(`${system.tracker}/`);
  assert.match(page.headers.get('content-security-policy'), /; frame-src 'self' https:\/\/telemetry\.example:8443$/);
});
await check('two vehicles joined are one in the list and in the case, with what both said', async () => {
  const joined = await ask('POST', `${path}/join`, 200, { part: nef });
  assert.deepEqual(joined.parts.map((part) => part.case), [nef]);
  const shown = (await listed()).map((one) => one.case);
  assert.deepEqual([shown.includes(rtw), shown.includes(nef)], [true, false]);
  const whole = await ask('GET', path, 200);
  assert.equal(whole.record.remarks, 'Notarzt begleitet');
  assert.equal((await ask('GET', pathOf(nef), 200)).joined_to, rtw);
  await ask('POST', `${path}/join`, 409, { part: rtw });
  await ask('POST', `${path}/join`, 422, { part: 'x' });
  await ask('POST', `${path}/join`, 404, { part: '0'.repeat(32) });
});
await check('what is said to one crew is said to both', async () => {
  await ask('POST', `${path}/accept`, 200, { destination: 'Schockraum 1' });
  assert.deepEqual(query('mailbox', `SELECT DISTINCT destination FROM patient_case WHERE id IN ('${rtw}', '${nef}')`), [['Schockraum 1']]);
});
await check('separated they are two again, and both steps are in the audit', async () => {
  await ask('DELETE', `${pathOf(nef)}/join`, 200);
  const shown = (await listed()).map((one) => one.case);
  assert(shown.includes(rtw) && shown.includes(nef));
  const events = query('mailbox', `SELECT event FROM audit WHERE case_id = '${nef}' AND event IN ('case.joined', 'case.separated') ORDER BY id`);
  assert.deepEqual(events, [['case.joined'], ['case.separated']]);
});
await check('what is implausible is flagged and stored as sent', async () => {
  const id = await send('kinds/vitals', (record) => {
    record.measurements[0] = { code: '8867-4', name: 'Herzfrequenz', value: 900, unit: '/min', at: record.slip.created_at };
  });
  const { flags, record } = await ask('GET', pathOf(id), 200);
  assert.deepEqual([flags[0], record.measurements[0].value], [{ pointer: '/measurements/0', flag: 'out_of_range' }, 900]);
  assert.deepEqual(query('mailbox', `SELECT pointer, flag FROM record_flag WHERE case_id = '${id}'`), [['/measurements/0', 'out_of_range']]);
});
finish();
