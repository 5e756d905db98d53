import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { renderJunit } from './junit';
import { sampleRun } from './testing/sample-run';

it('shows what is undecided as error or skipped, never as green, and survives hostile text', () => {
  const xml = renderJunit(sampleRun('</testcase><x a="\u0000\u0008\ud800 ]]>').record);
  // An XML parser that is not ours.
  const read = execFileSync(
    'python3',
    [
      '-c',
      'import sys,xml.etree.ElementTree as e; r=e.fromstring(sys.stdin.buffer.read()); print(r.attrib["tests"],r.attrib["failures"],r.attrib["errors"],r.attrib["skipped"]); print([c.tag for t in r.iter("testcase") for c in t])',
    ],
    { input: xml, encoding: 'utf8' },
  );
  expect(read.trim().split('\n')).toEqual(['5 1 1 2', "['failure', 'system-out', 'skipped', 'error', 'skipped']"]);
});
