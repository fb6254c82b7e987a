// The hospital information system as strangers would write it, two npm packages: they admit patients at our listener, a person
// links the announced one in the tracker, takes it back; and they take what we send.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createConnection, createServer } from 'node:net';
import { ask, check, finish, query, signIn, system, until } from './flow.mjs';
import * as nodeHl7 from 'node-hl7-client';
import simple from 'simple-hl7';

const now = new Date();
const stamp = (time) => time.toISOString().replace(/[-:T]/g, '').slice(0, 14);
const unique = `${process.pid}${now.getTime() % 100000}`;
const patients = {
  right: { number: `P${unique}1`, visit: `F${unique}1`, family: 'Brandstätter', given: 'Heinz-Peter', born: '19580621' },
  merged: { number: `P${unique}3`, visit: `F${unique}3`, family: 'Brandstätter', given: 'Heinz-Peter', born: '19580621' },
  twin: { number: `P${unique}2`, visit: `F${unique}2`, family: 'Brandstätter', given: 'Hans-Georg', born: '19580621' },
};
let control = 0;

function admission(patient, event = 'A01', further = '') {
  const at = `${stamp(now)}+0000`;
  return [
    `MSH|^~\\&|KIS|KLINIKUM|VORAB|ZNA|${at}||ADT^${event}|${unique}${++control}|P|2.5||||||UNICODE UTF-8`, `EVN|${event}|${at}`,
    `PID|1||${patient.number}^^^KLINIKUM^PI||${patient.family}^${patient.given}||${patient.born}|M`,
    `PV1|1|E|ZNA||||||||||||||||${patient.visit}^^^KLINIKUM^VN|||||||||||||||||||||||||${at}`,
  ].join('\r') + (further && `\r${further}`);
}

/** simple-hl7: its parser, its client. */
const sendBySimple = (text) => new Promise((resolve, reject) => {
  const client = simple.Server.createTcpClient('127.0.0.1', system.ports.his_inbound);
  client.send(new simple.Parser({ segmentSeperator: '\r' }).parse(text), (error, ack) => (error ? reject(error) : resolve(ack.getSegment('MSA').getField(1).toString())));
});

/** node-hl7-client: its message, its client. */
const sendByNodeHl7 = (text) => new Promise((resolve, reject) => {
  const client = new nodeHl7.Client({ host: '127.0.0.1' });
  const outbound = client.createConnection({ port: system.ports.his_inbound }, async (response) => {
    resolve(response.getMessage().get('MSA.1').toString());
    await outbound.close();
  });
  outbound.on('error', reject);
  outbound.sendMessage(new nodeHl7.Message({ text }));
});

/** Bare bytes: nothing but a socket. */
const sendBytes = (bytes) => new Promise((resolve, reject) => {
  const socket = createConnection(system.ports.his_inbound, '127.0.0.1', () => socket.write(bytes));
  let heard = '';
  socket.on('data', (data) => { heard += data; if (heard.endsWith('\x1c\r')) { resolve(heard); socket.destroy(); } });
  socket.on('error', reject);
});

function sendMission() {
  const { programs, root, pki, folder } = system;
  const ran = spawnSync(`${programs}/vorab-ambulance`, ['send', `${root}/schemas/examples/stemi.json`, '--gateway', system.gateway, '--client', system.client,
    '--secret-file', `${folder}/secrets/client`, '--ca', `${pki}/server-ca.pem`, '--hospital-ca', `${pki}/hospital-ca.pem`, '--signing-key', `${pki}/ambulance.key`,
    '--certificate', `${pki}/ambulance.pem`, '--mailbox', system.mailbox], { encoding: 'utf8' });
  assert.equal(ran.status, 0, ran.stderr);
  return JSON.parse(ran.stdout.trim().split('\n').at(-1)).case;
}

const person = await signIn();
const caseId = sendMission();
const at = `mailboxes/${system.mailbox}/cases/${caseId}`;
const matches = async () => (await person('GET', `${at}/matches`)).json;
const link = (further = {}, patient = patients.right) =>
  person('PUT', `${at}/link`, {}, { patient: { number: patient.number, authority: 'KLINIKUM' }, visit: patient.visit, ...further });

await check('an admission by simple-hl7 is acknowledged', async () => assert.equal(await sendBySimple(admission(patients.right)), 'AA'));
await check('one by node-hl7-client, too', async () => assert.equal(await sendByNodeHl7(admission(patients.twin)), 'AA'));
await check('and both are stored when they are', () =>
  assert.equal(query('hospital', `SELECT COUNT(*) FROM his_patient WHERE number IN ('${patients.right.number}', '${patients.twin.number}')`)[0][0], '2'));
await check('whoever asks for a commit acknowledgement gets one', async () =>
  assert.match(await sendBytes(`\v${admission(patients.right, 'A08').replace('|P|2.5|||', '|P|2.5|||AL|NE')}\r\x1c\r`), /\rMSA\|CA\|/));
await check('bytes without a frame are counted and kept', async () => {
  const socket = createConnection(system.ports.his_inbound, '127.0.0.1', () => socket.end('MSH|no frame'));
  await until('the quarantine has it', () => Number(query('hospital', "SELECT COUNT(*) FROM his_quarantine WHERE reason = 'bytes_between'")[0][0]) > 0);
});

await check('the tracker shows how the listener stands, and what could not be taken', async () => {
  const shown = (await person('GET', 'admissions')).json;
  assert(shown.listeners[0].framing_faults.bytes_between > 0);
  assert.equal(shown.refused[0].reason, 'bytes_between');
  assert.equal((await person('GET', `admissions/refused/${shown.refused[0].id}`)).json.text, 'MSH|no frame');
});

await check('the tracker proposes the right patient first, and warns of the twin', async () => {
  const found = await matches();
  const ours = found.candidates.filter(({ patient }) => patient.number.startsWith(`P${unique}`));
  assert.equal(ours[0].patient.number, patients.right.number);
  assert.equal(ours[0].level, 'strong');
  assert.deepEqual(ours.find(({ patient }) => patient.number === patients.twin.number).warnings, ['twin']);
});
await check('linking the twin is refused until it is insisted on', async () => {
  const refused = await link({}, patients.twin);
  assert.equal(refused.status, 409);
  assert.match(refused.json.detail, /twin/);
});
await check('a person links, and the link is there', async () => {
  assert.equal((await link({ after: null })).status, 200);
  assert.equal((await matches()).link.visit, patients.right.visit);
});
await check('a cancelled admission puts the link in question', async () => {
  await sendBySimple(admission(patients.right, 'A11'));
  assert((await matches()).link.warnings.includes('visit_cancelled'));
});
await check('so does a merge (A40, of node-hl7-client), and the link changes by nobody but a person', async () => {
  assert.equal(await sendByNodeHl7(admission(patients.merged, 'A40', `MRG|${patients.right.number}^^^KLINIKUM^PI`)), 'AA');
  const { link: still } = await matches();
  assert(still.warnings.includes('patient_merged'));
  assert.equal(still.patient.number, patients.right.number);
});
await check('whom nobody knows can be said to be unknown', async () => {
  assert.equal((await person('PUT', `${at}/link`, {}, { unknown_person: true })).status, 200);
  assert.equal((await matches()).link.state, 'unknown_person');
});
await check('the link is taken back', async () => {
  assert.equal((await person('DELETE', `${at}/link`)).status, 204);
  assert.equal((await matches()).link, null);
});
await check('each step stands in the audit', () => {
  const events = query('mailbox', `SELECT DISTINCT event FROM audit WHERE case_id = '${caseId}'`).flat();
  for (const event of ['case.matches_read', 'case.linked', 'case.person_unknown', 'case.unlinked']) assert(events.includes(event), event);
});

/** What a hospital information system gets of a mission, when it is written with this package. */
async function receive(sentence, start) {
  await ask('stop', 'hospital information system');
  const heard = [];
  const stop = await start(system.ports.his, (id) => heard.push(id));
  try {
    const sent = sendMission();
    await check(sentence, () => until('delivered', () => heard.length > 0 &&
      query('mailbox', `SELECT state FROM delivery WHERE channel = 'hl7' AND case_id = '${sent}'`).flat().every((state) => state === 'delivered')));
  } finally {
    await stop();
    await ask('start', 'hospital information system');
  }
}
/** A socket that hands each frame to node-hl7-client's parser, and says yes. */
await receive('node-hl7-client reads what we send: name, number and values', async (port, heard) => {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    let bytes = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      bytes = Buffer.concat([bytes, data]);
      for (let end = bytes.indexOf('\x1c\r'); end >= 0; end = bytes.indexOf('\x1c\r')) {
        const text = bytes.subarray(1, end).toString('latin1');
        const message = new nodeHl7.Message({ text });
        bytes = bytes.subarray(end + 2);
        const id = message.get('MSH.10').toString();
        const values = [];
        if (text.includes('\rOBX|')) message.get('OBX').forEach((segment) => values.push(segment.get('5').toString()));  // what is left of other flows has none
        if (message.get('PID.5.1').toString() === patients.right.family && values.includes('STEMI Hinterwand')) heard(id);
        socket.write(`\v${[`MSH|^~\\&|KIS|KLINIKUM|VORAB|ZNA|${stamp(now)}||ACK|A${id}|P|2.5`, `MSA|CA|${id}`].join('\r')}\r\x1c\r`);
      }
    });
  });
  await new Promise((ready) => { server.listen(port, '127.0.0.1', ready); });
  return () => new Promise((ended) => { for (const socket of sockets) socket.destroy(); server.close(ended); });
});

// Last: simple-hl7 keeps its sockets open, and whoever is connected goes on talking to it.
await receive('simple-hl7 takes what we send, and we take its acknowledgement', async (port, heard) => {
  const app = simple.tcp();
  app.use((request, response, next) => { heard(request.msg.header.getField(8).toString()); next(); });
  app.use((request, response) => response.end());
  app.start(port);
  return () => app.stop();
});
finish();
process.exit();  // for the same reason
