import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { realFile, realFiles } from '../../tests/kit/real-files';
import { UNDEFINED_LENGTH } from './header';
import type { DicomDataset } from './object';
import { readDicom } from './reader';

function list(set: DicomDataset): string[] {
  return set.elements.flatMap((element) => {
    // dcmdump counts the byte that makes an odd length even.
    const length = element.length === UNDEFINED_LENGTH ? 'u/l' : element.length + (element.length % 2);
    return [`${element.tag} ${element.vr} ${length}`, ...(element.items ?? []).flatMap(list)];
  });
}

/** `-Un` keeps UN as it is encoded; `??` is its mark for an unknown element in implicit VR. */
function dcmdump(file: string): string[] {
  const text = execFileSync('dcmdump', ['-q', '-Un', file], { maxBuffer: 1 << 28 }).toString('latin1');
  return text.split('\n').flatMap((line) => {
    const match = /^ *\(([0-9a-f]{4}),([0-9a-f]{4})\) (\S\S) .*# +(\d+|u\/l), *\d+(-n)? \S/.exec(line);
    if (!match || match[1] === 'fffe') return [];
    return [`${match[1]}${match[2]}`.toUpperCase() + ` ${match[3]?.replace('??', 'UN')} ${match[4]}`];
  });
}

for (const name of realFiles()) {
  it(`reads the same elements from ${name} as DCMTK`, () => {
    const object = readDicom(readFileSync(realFile(name)));
    expect([...list(object.meta), ...list(object.dataset)]).toEqual(dcmdump(realFile(name)));
  });
}
