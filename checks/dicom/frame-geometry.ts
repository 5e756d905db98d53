import type { Finding } from '../../model/check';
import type { DicomDataset, DicomObject } from '../../model/dicom/object';
import type { ObjectContext } from './context';
import { cornersOf, dot, inPlane, length, minus, type Plane, planeFrom, planeOf, vector } from './geometry';
import { collapse, find, type Rule } from './rule';
import { walkElements } from './walk';

const ORTHONORMAL: Rule = { id: 'geometry/orientation-orthonormal', clause: 'PS3.3 C.7.6.2.1.1', severity: 'error' };
const ON_PLANE: Rule = {
  id: 'geometry/frame-on-source-plane',
  clause: 'PS3.3 C.7.6.16.2.3, C.7.6.16.2.6',
  severity: 'error',
};
const NEAR_PLANE: Rule = { id: 'geometry/frame-on-image-plane', clause: 'PS3.3 C.7.6.16.2.3', severity: 'warning' };
const INSIDE: Rule = {
  id: 'geometry/frame-inside-source',
  clause: 'PS3.3 C.7.6.16.2.3, C.7.6.16.2.4',
  severity: 'error',
};
const PRESERVED: Rule = {
  id: 'geometry/spatial-locations-preserved',
  clause: 'PS3.3 C.7.6.16.2.6',
  severity: 'error',
};
const SPACE: Rule = { id: 'geometry/frame-of-reference-of-source', clause: 'PS3.3 C.7.4.1.1.1', severity: 'error' };

/** Rounding of positions, in millimetres; slices are farther apart. */
const TOLERANCE = 0.1;
const PARALLEL = 0.9995;

/** Row and column directions are of length one and at right angles, wherever they stand. */
export function checkOrientation({ dataset }: DicomObject): Finding[] {
  const findings: Finding[] = [];
  for (const { element, set, path } of walkElements(dataset)) {
    if (element.keyword !== 'ImageOrientationPatient') continue;
    const values = set.numbers(element.tag);
    const [row, column] = [vector(values.slice(0, 3)), vector(values.slice(3))];
    if (!row || !column) continue;
    const off = Math.max(Math.abs(length(row) - 1), Math.abs(length(column) - 1), Math.abs(dot(row, column)));
    if (off <= 0.001) continue;
    const said = 'The directions of rows and columns are not of length one and at right angles.';
    findings.push(find(ORTHONORMAL, said, { path, seen: values.join('\\') }));
  }
  return collapse(findings);
}

/** Frames of a Segmentation or Parametric Map against the images that they were made from, where these are known. */
export function checkFrameGeometry({ dataset }: DicomObject, { images = [] }: ObjectContext): Finding[] {
  const planes = new Map(
    images.flatMap((image): [string, Plane][] => {
      const plane = planeOf(image);
      return plane ? [[image.sopInstanceUid, plane]] : [];
    }),
  );
  if (planes.size === 0) return [];
  const [shared] = dataset.items('SharedFunctionalGroupsSequence');
  return collapse(
    dataset.items('PerFrameFunctionalGroupsSequence').flatMap((groups, i) => {
      const at = `PerFrameFunctionalGroupsSequence[${i}]`;
      const group = (key: string): DicomDataset | undefined => groups.items(key)[0] ?? shared?.items(key)[0];
      const frame = planeFrom(
        dataset,
        group('PlanePositionSequence'),
        group('PlaneOrientationSequence'),
        group('PixelMeasuresSequence'),
      );
      if (!frame) return [];
      const named = [
        ...groups.items('DerivationImageSequence'),
        ...(shared?.items('DerivationImageSequence') ?? []),
      ].flatMap((each) => each.items('SourceImageSequence'));
      const sources = named.flatMap((each) => planes.get(each.string('ReferencedSOPInstanceUID') ?? '') ?? []);
      const [first] = sources;
      if (!first) return checkNearest(frame, [...planes.values()], at);
      const findings = checkAgainst(frame, sources, at);
      const isPreserved = named.length === 1 && named[0]?.string('SpatialLocationsPreserved') === 'YES';
      return findings.length === 0 && isPreserved ? checkPreserved(frame, first, at) : findings;
    }),
  );
}

const POSITION = 'PlanePositionSequence[0].ImagePositionPatient';

function checkAgainst(frame: Plane, sources: readonly Plane[], at: string): Finding[] {
  const stranger = sources.find(({ frameOfReferenceUid }) => frameOfReferenceUid !== frame.frameOfReferenceUid);
  if (stranger) {
    const where = {
      path: 'FrameOfReferenceUID',
      seen: frame.frameOfReferenceUid,
      expected: stranger.frameOfReferenceUid,
    };
    return [find(SPACE, 'A frame lies in another frame of reference than the image that it was made from.', where)];
  }
  const parallel = sources.filter((source) => Math.abs(dot(source.normal, frame.normal)) > PARALLEL);
  const [first] = parallel;
  // Reformatted frames lie across their sources; nothing can be said of them.
  if (!first || parallel.length < sources.length) return [];
  const distances = parallel.map(
    (source) => -inPlane(source, frame.position).distance * Math.sign(dot(source.normal, first.normal)),
  );
  const [nearest, farthest] = [Math.min(...distances), Math.max(...distances)];
  if (nearest > TOLERANCE || farthest < -TOLERANCE) {
    const off = Math.min(Math.abs(nearest), Math.abs(farthest));
    const where = { path: `${at}.${POSITION}`, seen: frame.position.join('\\'), expected: first.position.join('\\') };
    return [find(ON_PLANE, `A frame lies ${off.toFixed(2)} mm away from the image that it was made from.`, where)];
  }
  return parallel.some((source) => !isInside(frame, source)) ? [outside(frame, first, at)] : [];
}

/** Pixel for pixel as the one image that it was made from. */
function checkPreserved(frame: Plane, source: Plane, at: string): Finding[] {
  const isCropped = frame.rows !== source.rows || frame.columns !== source.columns;
  const off = length(minus(frame.position, source.position));
  if (isCropped || off <= TOLERANCE) return [];
  const where = { path: `${at}.${POSITION}`, seen: frame.position.join('\\'), expected: source.position.join('\\') };
  return [find(PRESERVED, 'A frame lies beside the image whose spatial locations it is said to preserve.', where)];
}

/** Within the outline of a source, give or take a pixel. */
function isInside(frame: Plane, source: Plane): boolean {
  return cornersOf(frame).every((corner) => {
    const { row, column } = inPlane(source, corner);
    return row > -1.5 && column > -1.5 && row < source.rows + 0.5 && column < source.columns + 0.5;
  });
}

function outside(frame: Plane, source: Plane, at: string): Finding {
  // Pixel for pixel it can only be shifted or mirrored; another matrix may be meant to reach farther.
  const isAlike = frame.rows === source.rows && frame.columns === source.columns;
  const said = isAlike
    ? 'A frame is shifted or mirrored against the image that it was made from.'
    : 'A frame reaches beyond the image that it was made from.';
  const rule: Rule = { ...INSIDE, severity: isAlike ? 'error' : 'warning' };
  const text = (plane: Plane): string =>
    `${plane.position.join('\\')}, rows along ${plane.row.join('\\')}, columns along ${plane.column.join('\\')}`;
  return find(rule, said, { path: `${at}.${POSITION}`, seen: text(frame), expected: text(source) });
}

/** A frame that names no source but has the matrix of the images is on one of their planes. */
function checkNearest(frame: Plane, planes: readonly Plane[], at: string): Finding[] {
  const alike = planes.filter(
    (plane) =>
      plane.frameOfReferenceUid === frame.frameOfReferenceUid &&
      Math.abs(dot(plane.normal, frame.normal)) > PARALLEL &&
      plane.rows === frame.rows &&
      plane.columns === frame.columns,
  );
  const distances = alike.map((plane) => Math.abs(inPlane(plane, frame.position).distance));
  const nearest = Math.min(...distances);
  if (alike.length === 0 || nearest <= TOLERANCE) return [];
  const where = {
    path: `${at}.${POSITION}`,
    seen: frame.position.join('\\'),
    expected: `${nearest.toFixed(2)} mm nearer to an image`,
  };
  return [find(NEAR_PLANE, 'A frame lies on no plane of the images.', where)];
}
