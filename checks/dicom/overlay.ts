import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { DicomDataset, DicomElement, DicomObject } from '../../model/dicom/object';
import { find, type Rule } from './rule';
import { isPresentationState } from './sop-classes';

const COMPLETE: Rule = { id: 'overlay/attributes-complete', clause: 'PS3.3 C.9.2', severity: 'error' };
const TYPE: Rule = { id: 'overlay/type', clause: 'PS3.3 C.9.2', severity: 'error' };
const BITS: Rule = { id: 'overlay/bits', clause: 'PS3.3 C.9.2, PS3.5 8.1.2', severity: 'error' };
const DATA: Rule = { id: 'overlay/data-complete', clause: 'PS3.5 8.1.2', severity: 'error' };
const EMBEDDED: Rule = { id: 'overlay/embedded-in-pixels', clause: 'PS3.5 8.1.2', severity: 'warning' };
const INSIDE: Rule = { id: 'overlay/inside-image', clause: 'PS3.3 C.9.3.1.1', severity: 'warning' };

/** Overlay Plane Module: what each plane must say of itself. */
const REQUIRED: [element: string, name: string][] = [
  ['0010', 'Overlay Rows'],
  ['0011', 'Overlay Columns'],
  ['0040', 'Overlay Type'],
  ['0050', 'Overlay Origin'],
  ['0100', 'Overlay Bits Allocated'],
  ['0102', 'Overlay Bit Position'],
];

/** Overlay planes (60xx, even groups 6000 to 601E), of images and of presentation states (PS3.3 C.9.2). */
export function checkOverlays(object: DicomObject): Finding[] {
  const { dataset } = object;
  const groups = new Set(
    dataset.elements.map(({ tag }) => tag.slice(0, 4)).filter((group) => /^60[01][02468ACE]$/.test(group)),
  );
  return [...groups].flatMap((group) => {
    // A presentation state may only switch a plane of the image on (60xx,1001).
    const described = dataset.elements.some(({ tag }) => tag.startsWith(group) && !tag.endsWith('1001'));
    return described ? checkPlane(object, group) : [];
  });
}

function checkPlane({ dataset, sopClassUid }: DicomObject, group: string): Finding[] {
  const path = (element: string): string => dataset.element(`${group}${element}`)?.keyword ?? `${group}${element}`;
  const findings = REQUIRED.filter(([element]) => dataset.string(`${group}${element}`) === undefined).map(
    ([element, name]) =>
      find(COMPLETE, `${name} (${group},${element}) is missing; it is Type 1.`, {
        path: path(element),
        seen: 'absent',
      }),
  );
  const data = dataset.element(`${group}3000`);
  const type = dataset.string(`${group}0040`);
  if (type !== undefined && type !== 'G' && type !== 'R') {
    findings.push(
      find(TYPE, 'Overlay Type is neither graphics nor a region of interest.', {
        path: path('0040'),
        seen: type,
        expected: 'G or R',
      }),
    );
  }
  const allocated = dataset.number(`${group}0100`);
  if (!data && allocated !== undefined && allocated > 1) {
    return [
      ...findings,
      find(EMBEDDED, 'The overlay lies in unused bits of the pixels, which is retired.', {
        path: path('0100'),
        seen: String(allocated),
        expected: '1',
      }),
    ];
  }
  if (!data) {
    return [
      ...findings,
      find(COMPLETE, `Overlay Data (${group},3000) is missing; it is Type 1.`, {
        path: `${group}3000`,
        seen: 'absent',
      }),
    ];
  }
  findings.push(...checkBits(dataset, group, allocated, path), ...checkData(dataset, group, data));
  return isPresentationState(sopClassUid) ? findings : [...findings, ...checkOrigin(dataset, group, path)];
}

function checkBits(
  dataset: DicomDataset,
  group: string,
  allocated: number | undefined,
  path: (element: string) => string,
): Finding[] {
  const position = dataset.number(`${group}0102`);
  const findings: Finding[] = [];
  if (allocated !== undefined && allocated !== 1) {
    findings.push(
      find(BITS, 'Overlay Data has one bit a pixel.', { path: path('0100'), seen: String(allocated), expected: '1' }),
    );
  }
  if (position !== undefined && position !== 0) {
    findings.push(
      find(BITS, 'Overlay Data begins at bit 0.', { path: path('0102'), seen: String(position), expected: '0' }),
    );
  }
  return findings;
}

function checkData(dataset: DicomDataset, group: string, data: DicomElement): Finding[] {
  const rows = dataset.number(`${group}0010`);
  const columns = dataset.number(`${group}0011`);
  if (!rows || !columns) return [];
  const bytes = Math.ceil((rows * columns * (dataset.number(`${group}0015`) ?? 1)) / 8);
  const padded = bytes + (bytes % 2);
  if (data.length === padded || data.length === bytes) return [];
  const where = { path: data.keyword, seen: counted(data.length, 'byte'), expected: `${padded} bytes` };
  return [find(DATA, 'Overlay Data is not as long as its rows and columns make it.', where)];
}

/** Origin counts from 1\1; a plane may reach beyond the image, but not lie beside it. */
function checkOrigin(dataset: DicomDataset, group: string, path: (element: string) => string): Finding[] {
  const [row, column] = dataset.numbers(`${group}0050`);
  const sizes = [
    dataset.number(`${group}0010`),
    dataset.number(`${group}0011`),
    dataset.number('Rows'),
    dataset.number('Columns'),
  ];
  const [height, width, rows, columns] = sizes;
  if (row === undefined || column === undefined || !height || !width || !rows || !columns) return [];
  const isBeside = row > rows || column > columns || row + height <= 1 || column + width <= 1;
  const isBeyond = row < 1 || column < 1 || row + height - 1 > rows || column + width - 1 > columns;
  if (!isBeside && !isBeyond) return [];
  const said = isBeside ? 'The overlay lies beside the image.' : 'The overlay reaches beyond the image.';
  const where = {
    path: path('0050'),
    seen: `${height} x ${width} from ${row}\\${column}`,
    expected: `within ${rows} x ${columns} from 1\\1`,
  };
  return [find({ ...INSIDE, severity: isBeside ? 'warning' : 'info' }, said, where)];
}
