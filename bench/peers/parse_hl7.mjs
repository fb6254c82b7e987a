// How fast two npm packages read one message: node parse_hl7.mjs PACKAGE FILE prints megabytes a second, the best of seven rounds.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [wanted, file] = process.argv.slice(2);
const require = createRequire(new URL('../../tests/package.json', import.meta.url));
const text = readFileSync(file, 'latin1');
const calls = 500;
const packages = {
  'node-hl7-client': () => {
    const { Message } = require('node-hl7-client');
    return () => {
      const message = new Message({ text });
      return message.get('PID.5').toString().length + message.get('PV1.19').toString().length;
    };
  },
  'simple-hl7': () => {
    const parser = new (require('simple-hl7').Parser)({ segmentSeperator: '\r' });
    return () => {
      const message = parser.parse(text);
      return message.getSegment('PID').getField(5).length + message.getSegment('PV1').getField(19).length;
    };
  },
};

const read = packages[wanted]();
let best = 0;
for (let round = 0; round < 7; round += 1) {
  const begin = process.hrtime.bigint();
  let seen = 0;
  for (let call = 0; call < calls; call += 1) seen += read();
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  if (seen > 0) best = Math.max(best, (text.length * calls) / seconds / 1e6);
}
console.log(best);
