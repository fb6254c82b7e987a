// Counts what held and prints only what did not.
let passed = 0;
let failed = 0;

export function check(name, body) {
  try {
    body();
    passed += 1;
  } catch (problem) {
    failed += 1;
    console.error(`FAILED ${name}\n       ${problem.message.replaceAll('\n', '\n       ')}`);
  }
}

export function closing_line() {
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}
