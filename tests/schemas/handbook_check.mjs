// handbook.json: every field that section 7.4 of the NIDAklinik handbook names, and its place in the record.
// A place is a path; [] is any element of a list, =word one of the words that may stand there, <=n its highest value.
import assert from 'node:assert/strict';
import { check } from './report.mjs';
import { read_json, schemas } from './support.mjs';

const record = read_json(new URL('record.schema.json', schemas));

function followed(schema) {
  if (!schema?.$ref) return schema;
  const [, other] = schema.$ref.match(/^urn:vorab:schema:(\w+):1$/) ?? [];
  return other ? read_json(new URL(`${other}.schema.json`, schemas)) : record.$defs[schema.$ref.replace('#/$defs/', '')];
}

function place(path) {
  return path.split('.').reduce((schema, step) => {
    const inner = followed(schema.properties?.[step.replace('[]', '')]);
    return step.endsWith('[]') ? followed(inner?.items) : inner;
  }, record);
}

export function check_handbook() {
  for (const [section, fields] of Object.entries(read_json(new URL('handbook.json', import.meta.url))))
    for (const [term, where] of Object.entries(fields))
      check(`handbook 7.4, ${section}: ${term}`, () => {
        const [, path, sign, value] = where.match(/^([\w.[\]]+?)(?:(=|<=)([^=]+))?$/);
        const schema = place(path);
        assert(schema, `no ${path}`);
        if (sign === '=') assert(schema.enum.map(String).includes(value), `${path} cannot be ${value}`);
        if (sign === '<=') assert.deepEqual([schema.minimum, schema.maximum], [0, Number(value)]);
      });
}
