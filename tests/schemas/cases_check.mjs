// cases/*.json: one change to an example each, and whether the record still holds. The server's own validator runs the same ones.
import assert from 'node:assert/strict';
import { check } from './report.mjs';
import { names_in, patch, pointers, read_json, schemas } from './support.mjs';

export function check_cases(validator) {
  const holds = validator('record');
  const here = new URL('cases/', import.meta.url);
  for (const file of names_in(here, '.json'))
    for (const { name, base, change, valid, pointer } of read_json(new URL(file, here)))
      check(`${file}: ${name}`, () => {
        const record = patch(read_json(new URL(`examples/${base}.json`, schemas)), change);
        assert.equal(holds(record), valid, JSON.stringify(holds.errors));
        if (!valid) assert.deepEqual(pointers(holds.errors), [pointer]);
      });
}

/** documents.json: whole documents of the smaller schemas. */
export function check_documents(validator) {
  for (const { schema, name, valid, document } of read_json(new URL('documents.json', import.meta.url)))
    check(`${schema}: ${name}`, () => {
      const holds = validator(schema);
      assert.equal(holds(document), valid, JSON.stringify(holds.errors));
    });
}
