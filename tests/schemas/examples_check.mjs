// schemas/examples: every mission holds, names nobody twice, and its attachments are what they say.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { check } from './report.mjs';
import { kvnr_holds, names_in, pointers, read_json, schemas } from './support.mjs';

const examples = new URL('examples/', schemas);
const LARGEST_TOTAL = 700 * 1024;
const BEGINS = {
  'image/jpeg': /^\xff\xd8\xff/,
  'image/png': /^\x89PNG\r\n\x1a\n/,
  'video/mp4': /^.{4}ftyp/s,
  'application/pdf': /^%PDF-1\./,
  'application/xml': /^<\?xml /,
  'application/json': /^\{/,
  'application/fhir+json': /^\{/,
};

const UNITS = {
  '8480-6': 'mm[Hg]', '8462-4': 'mm[Hg]', '8478-0': 'mm[Hg]', '8867-4': '/min', '9279-1': '/min', '59408-5': '%', '8310-5': 'Cel',
  '2339-0': 'mg/dL', '19891-1': 'mm[Hg]', '72514-3': '{score}', '29463-7': 'kg',
};

/** As a sender would fill it in; what only sealing knows is made up. */
function attachment_of([id, { file, ...rest }]) {
  const bytes = readFileSync(new URL(`attachments/${file}`, examples));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const made_up = { chunk_size: 262144, key: randomBytes(32).toString('base64url'), nonce_prefix: randomBytes(7).toString('base64url') };
  return { id, ...rest, size: bytes.length, sha256, ...made_up, ciphertext_sha256: sha256 };
}

function all_records() {
  const here = names_in(examples, '.json').filter((name) => !name.endsWith('.attachments.json'));
  const below = ['kinds', 'mass_casualty'].flatMap((folder) => names_in(new URL(`${folder}/`, examples), '.json').map((name) => `${folder}/${name}`));
  return [...here, ...below];
}

function check_record(holds, name, transmissions) {
  const record = read_json(new URL(name, examples));
  const side = new URL(name.replace('.json', '.attachments.json'), examples);
  if (existsSync(side)) record.attachments = Object.entries(read_json(side)).map(attachment_of);
  assert(holds(record), `${pointers(holds.errors)} ${JSON.stringify(holds.errors)}`);
  assert(!transmissions.has(record.slip.transmission), 'a transmission id used twice');
  transmissions.add(record.slip.transmission);
  for (const { code, unit } of record.measurements ?? []) assert.equal(unit, UNITS[code], `unit of ${code}`);
  const insured = record.insurance?.insurant_number;
  if (insured) assert(kvnr_holds(insured), `check digit of ${insured}`);
  const known = new Set((record.attachments ?? []).map(({ id }) => id));
  const named = [...(record.protocols ?? []), record.mind, record.handover?.signature].map((part) => part?.attachment);
  named.filter(Boolean).forEach((id) => assert(known.has(id), `attachment ${id} is named but not there`));
}

function check_sums(scores = {}) {
  const sum_of = (items) => Object.entries(items).filter(([name]) => !['at', 'phase', 'sum', 'minute'].includes(name)).reduce((sum, [, v]) => sum + v, 0);
  for (const score of Object.values(scores).filter(Array.isArray).flat())
    if ('sum' in score) assert.equal(score.sum, sum_of(score), JSON.stringify(score));
}

function check_files(validator) {
  const folder = new URL('attachments/', examples);
  let total = 0;
  const used = new Set();
  for (const side of names_in(examples, '.attachments.json'))
    for (const { file, media_type, kind } of Object.values(read_json(new URL(side, examples))))
      check(`${side}: ${file} is ${media_type}`, () => {
        const bytes = readFileSync(new URL(file, folder));
        used.add(file);
        total += bytes.length;
        assert.match(bytes.subarray(0, 16).toString('latin1'), BEGINS[media_type]);
        if (kind === 'ecg_raw') check_ecg(validator('ecg'), JSON.parse(bytes));
        if (kind === 'ecg_fhir') check_fhir(JSON.parse(bytes));
      });
  check('attachments are small and none lies about unused', () => {
    assert(total < LARGEST_TOTAL, `${total} bytes`);
    assert.deepEqual([...used].sort(), names_in(folder, ''));
  });
}

function check_ecg(holds, ecg) {
  assert(holds(ecg), JSON.stringify(holds.errors?.slice(0, 3)));
  assert.equal(new Set(Object.values(ecg.leads).map((samples) => samples.length)).size, 1, 'leads differ in length');
  const { I, II, III } = ecg.leads;
  I.forEach((sample, i) => assert(Math.abs(II[i] - sample - III[i]) <= 1, `Einthoven's law at sample ${i}`));
}

function check_fhir(observation) {
  assert.equal(observation.resourceType, 'Observation');
  assert.equal(observation.component.length, 12);
  const raw = read_json(new URL('attachments/ecg.json', examples));
  for (const { code, valueSampledData } of observation.component) {
    const samples = raw.leads[code.text].map((sample) => sample * raw.uv_per_lsb);
    const { origin, factor, period, data } = valueSampledData;
    assert.equal(period, 1000 / raw.rate);
    assert.deepEqual(data.split(' ').map((number) => Number(number) * factor + origin.value), samples);
  }
}

function check_mass_casualty() {
  const people = names_in(new URL('mass_casualty/', examples), '.json').map((name) => read_json(new URL(`mass_casualty/${name}`, examples)));
  const of = (priority) => people.filter(({ arrival }) => arrival.priority === priority).length;
  assert.deepEqual([people.length, of('sk1'), of('sk2'), of('sk3')], [40, 7, 12, 21]);
}

export function check_examples(validator) {
  const holds = validator('record');
  const transmissions = new Set();
  for (const name of all_records()) {
    check(`example ${name}`, () => check_record(holds, name, transmissions));
    check(`example ${name}: sums match their items`, () => check_sums(read_json(new URL(name, examples)).scores));
  }
  check('forty people of a mass casualty: 7 red, 12 yellow, 21 green', check_mass_casualty);
  check_kvnr();
  check_files(validator);
}

function check_kvnr() {
  const cases = { X110411675: true, X110465770: true, X110535541: true, A123456780: true, A123456789: false, X110411674: false, T012042150: false };
  for (const [text, expected] of Object.entries(cases)) check(`check digit of ${text}`, () => assert.equal(kvnr_holds(text), expected));
}
