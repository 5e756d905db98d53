// Steps of the golden sessions. Observations are collected where the test reads them.
const { After, Before, Given, Then } = require('@cucumber/cucumber');

const evidence = [{ event: 1 }];
let scenario = '';
let attempt = 0;
const observe = (outcome, seen) => globalThis.airworthyObserved.push({ scenario, outcome, evidence: seen });

Before(({ gherkinDocument, pickle }) => {
  const children = gherkinDocument.feature.children.map((child) => child.scenario);
  const { location } = children.find((child) => child && pickle.astNodeIds.includes(child.id));
  scenario = `${gherkinDocument.uri}:${location.line}`;
});
Before({ tags: '@skipped-by-hook' }, () => 'skipped');
After(() => undefined);

Given('something is done', () => undefined);
Then('the product is observed', () => observe('satisfied', evidence));
Then('something is claimed without evidence', () => observe('satisfied', []));
Then('nothing was there to judge', () => observe('nothing-seen', []));
Then('this is said twice', () => undefined);
Then(/^this is said tw\w+$/, () => undefined);
Then('this comes later', () => 'pending');
Then('this fails the first time', () => {
  attempt += 1;
  if (attempt === 1) throw new Error('The first time it fails');
});
Then('the harness breaks down', () => {
  throw new Error('Our own fault');
});
