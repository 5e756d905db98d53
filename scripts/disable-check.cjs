// Preloaded (node --require) into airworthy: the check named by AIRWORTHY_DISABLED_CHECK is content with whatever it sees,
// as if it had been taken out of checks/. Only scripts/remove-checks.mjs uses this; the product knows nothing of it.
const checks = require('../dist/checks/index.js');

const { findCheck } = checks;
const id = process.env.AIRWORTHY_DISABLED_CHECK;
if (!checks.CHECKS.has(id)) throw new Error(`There is no check "${id}" to disable.`);
Object.defineProperty(checks, 'findCheck', {
  value: (wanted) => {
    const check = findCheck(wanted);
    if (wanted !== id) return check;
    return {
      ...check,
      judge: (record) => ({
        outcome: 'satisfied',
        sentence: 'Disabled.',
        findings: [],
        evidence: [{ event: record.events[0]?.seq ?? 1 }],
      }),
    };
  },
});
