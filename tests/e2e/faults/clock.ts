/**
 * Loaded into a run. As when a time server sets the clock: the time of day leaps in mid-run, again and again; what a timer measures
 * does not.
 */
export const leapingClock = (leapMs: number): string => `
const RealDate = Date;
const { performance } = require('node:perf_hooks');
const leap = () => ${leapMs} * (Math.floor(performance.now() / 1500) % 2);
globalThis.Date = class extends RealDate {
  constructor(...args) { args.length === 0 ? super(RealDate.now() + leap()) : super(...args); }
  static now() { return RealDate.now() + leap(); }
};
`;
