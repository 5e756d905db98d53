import { expect, it } from 'vitest';
import { loadCommand, type LoadFlags } from '../../cli/commands/load';

const FLAGS: LoadFlags = {
  ...{ config: 'sut.yaml', rate: '60', for: '10m', mix: 'negative=1', arrivals: 'poisson', seed: '1', demo: true },
};

it.each<[Partial<LoadFlags>, RegExp]>([
  [{ rate: 'many' }, /--rate cannot be "many"\. Give a number/],
  [{ rate: '0' }, /--rate cannot be "0"/],
  [{ for: '10' }, /--for cannot be "10"\. Give a time such as 90s/],
  [{ for: '0s' }, /--for cannot be "0s"/],
  [{ mix: 'normal=1' }, /--mix cannot be "normal=1"\. Give parts of critical/],
  [
    { mix: 'negative=1,out-of-scope/US=2' },
    /asks for out-of-scope\/US, but the studies .* are CR, CT, DX, MG, MR\. Supply one of US/,
  ],
  [{ mix: 'negative=0' }, /leaves no study to send/],
  [{ arrivals: 'all' }, /--arrivals cannot be "all"\. Allowed: poisson, even/],
  [{ seed: '-1' }, /--seed cannot be "-1"/],
  [{ within: 'soon' }, /--within cannot be "soon"/],
  [{ rate: '100000', for: '1h' }, /5000 at most/],
  [{ judge: '/nowhere/at/all' }, /is no load test/],
  [{ merge: ['a', 'b'] }, /--merge needs --out/],
])('says what is wrong with %j', async (flags, sentence) => {
  await expect(loadCommand({ ...FLAGS, ...flags })).rejects.toThrow(sentence);
});
