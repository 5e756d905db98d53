import type { Check, Finding } from '../../model/check';
import type { ViewerLook, ViewerRecord } from '../../model/record';
import type { ViewerResultKind } from '../../model/viewer';
import { changedElsewhere, colourAt, isDrawn } from './marks';
import { changeBetween, type Picture, placeImage, type Placement, readPicture } from './picture';
import { decide, finding, judging, looksAt, nameOf, NotSeen } from './reading';
import { canBeRead } from './texts';

/** How much of the image may change beside the marks: nothing much for regions, texts where a report is read. */
const ELSEWHERE: Partial<Record<ViewerResultKind, number>> = { report: 0.2 };
const ELSEWHERE_ELSE = 0.03;
/** Two colours are told apart by more than this, of 255 in one channel. */
const APART = 20;

interface Pair {
  off: ViewerLook;
  on: ViewerLook;
  changed: (x: number, y: number) => boolean;
  placement: Placement;
  shown: Picture;
}

/**
 * Pictures of one image without the result and with it, each pair of neighbours in time. Pairs that cannot be compared
 * are left out as long as there is another: a viewer may open a panel beside the image when a result is first shown.
 * @throws NotSeen where there is none
 */
function pairsOf(viewer: ViewerRecord, kind: ViewerResultKind): Pair[] {
  const looks = looksAt(viewer, ['shown', 'hidden'], kind);
  const pairs: Pair[] = [];
  let why = new NotSeen(`The ${nameOf[kind]} was not seen both shown and hidden.`);
  for (const [at, look] of looks.slice(1).entries()) {
    try {
      pairs.push(pairOf(viewer, looks[at] as ViewerLook, look));
    } catch (error) {
      if (!(error instanceof NotSeen)) throw error;
      why = error;
    }
  }
  if (pairs.length === 0) throw why;
  return pairs;
}

function pairOf({ known }: ViewerRecord, one: ViewerLook, other: ViewerLook): Pair {
  const [off, on] = one.step === 'hidden' ? [one, other] : [other, one];
  for (const { image } of [off, on])
    if (image !== undefined && image !== known.image)
      throw new NotSeen(`The viewer showed image ${image}, not image ${known.image}, when the picture was taken.`);
  const [hidden, shown] = [off, on].map(({ picture }) => picture && readPicture(picture.png));
  if (!hidden || !shown) throw new NotSeen('There is no picture of the viewer with the result or without it.');
  const placement = placeImage(hidden, known.white);
  const again = placeImage(shown, known.white);
  if (!placement || !again) throw new NotSeen(`Image ${known.image} is not to be found in the picture of the viewer.`);
  const moved = Math.hypot(placement.left - again.left, placement.top - again.top);
  if (hidden.width !== shown.width || hidden.height !== shown.height || moved > 2 * placement.scale)
    throw new NotSeen('The viewer moved the image between the two pictures, so they cannot be compared.');
  return { off, on, changed: changeBetween(hidden, shown), placement, shown };
}

/** What is wrong with how the marks are drawn on one pair. */
function faultsOf(
  { known }: ViewerRecord,
  pair: Pair,
  kind: ViewerResultKind,
  rule: string,
  clause: string,
): Finding[] {
  const missing = known.marks.filter(({ shape }) => !isDrawn(shape, pair.changed, pair.placement));
  const findings = missing.map(({ name }) =>
    finding(
      rule,
      clause,
      `The ${nameOf[kind]} is shown, and ${name} is not drawn where it belongs on image ${known.image}.`,
      pair.on,
    ),
  );
  const elsewhere = changedElsewhere(
    known.marks.map(({ shape }) => shape),
    known.white,
    pair.changed,
    pair.placement,
  );
  if (elsewhere > (ELSEWHERE[kind] ?? ELSEWHERE_ELSE))
    findings.push(
      finding(
        rule,
        clause,
        `The ${nameOf[kind]} changes ${Math.round(elsewhere * 100)} % of the image where nothing belongs.`,
        pair.on,
      ),
    );
  return findings;
}

interface Switch {
  off: ViewerLook;
  on: ViewerLook;
  /** Why it was not switched, as the end of a sentence. */
  fault?: string;
}

/** How it looked before and after each switch. */
function switchesOf(viewer: ViewerRecord, kind: ViewerResultKind): Switch[] {
  if (kind === 'report') return switchesOfReport(viewer);
  const nothing = `nothing of it changed on image ${viewer.known.image}`;
  return pairsOf(viewer, kind).map(({ off, on, ...pair }) => ({
    off,
    on,
    ...(areDrawn(viewer, pair) ? {} : { fault: nothing }),
  }));
}

/**
 * A report is shown where some of what it says can be read, or what it marks is drawn on the image; and it is hidden where
 * nothing of it can be read. That something else in the picture changes is no display of it.
 */
function switchesOfReport(viewer: ViewerRecord): Switch[] {
  const looks = looksAt(viewer, ['shown', 'hidden'], 'report');
  const isRead = ({ texts }: ViewerLook) => viewer.known.texts.some((entry) => canBeRead(entry, texts.join('\n')));
  return looks.slice(1).map((look, at) => {
    const before = looks[at] as ViewerLook;
    const [off, on] = before.step === 'hidden' ? [before, look] : [look, before];
    if (isRead(off)) return { off, on, fault: 'what it says can be read all the same' };
    if (isRead(on) || isDrawnBetween(viewer, off, on)) return { off, on };
    const shown = on.seq > off.seq;
    return { off, on, fault: shown ? 'neither what it says nor what it marks is to be seen' : 'nothing of it went' };
  });
}

const areDrawn = ({ known }: ViewerRecord, { changed, placement }: Pick<Pair, 'changed' | 'placement'>): boolean =>
  known.marks.some(({ shape }) => isDrawn(shape, changed, placement));

/** Not so where the pictures cannot be compared: a report may be shown in the place of the images. */
function isDrawnBetween(viewer: ViewerRecord, off: ViewerLook, on: ViewerLook): boolean {
  try {
    return areDrawn(viewer, pairOf(viewer, off, on));
  } catch (error) {
    if (error instanceof NotSeen) return false;
    throw error;
  }
}

const kindsIn = ({ kinds }: Record<string, unknown>): ViewerResultKind[] => kinds as ViewerResultKind[];

export const marksInPlace: Check = {
  id: 'viewer/marks-in-place',
  title: 'What a result marks is drawn where it belongs, and nowhere else',
  clause: 'RCR l.173-174',
  judge: judging((viewer, params) => {
    const findings: Finding[] = [];
    const looks: ViewerLook[] = [];
    for (const kind of kindsIn(params)) {
      const [first] = pairsOf(viewer, kind);
      if (!first) continue;
      findings.push(...faultsOf(viewer, first, kind, 'marks-in-place', marksInPlace.clause));
      looks.push(first.off, first.on);
    }
    const names = viewer.known.marks.map(({ name }) => name).join(' and ');
    return decide(findings, `${names} were drawn where they belong on image ${viewer.known.image}.`, looks);
  }),
};

export const switches: Check = {
  id: 'viewer/switches',
  title: 'A result can be hidden and shown again',
  clause: 'RCR l.174-176',
  judge: judging((viewer, params) => {
    const findings: Finding[] = [];
    const looks: ViewerLook[] = [];
    for (const kind of kindsIn(params)) {
      const switched = switchesOf(viewer, kind);
      looks.push(...looksAt(viewer, ['shown', 'hidden'], kind));
      if (new Set(switched.map(({ on, off }) => on.seq > off.seq)).size < 2)
        throw new NotSeen(`The ${nameOf[kind]} was not seen both being hidden and being shown.`);
      for (const { on, off, fault } of switched) {
        if (fault === undefined) continue;
        const [act, look] = on.seq > off.seq ? (['shown', on] as const) : (['hidden', off] as const);
        const sentence = `The ${nameOf[kind]} was ${act}, and ${fault}.`;
        findings.push(finding('switches', switches.clause, sentence, look));
      }
    }
    return decide(
      findings,
      `${kindsIn(params)
        .map((kind) => nameOf[kind])
        .join(', ')}: switched off and on.`,
      looks,
    );
  }),
};

export const marksToldApart: Check = {
  id: 'viewer/marks-told-apart',
  title: 'Segments can be told apart',
  clause: 'AIR 4.136',
  judge: judging((viewer, params) => {
    const findings: Finding[] = [];
    const looks: ViewerLook[] = [];
    for (const kind of kindsIn(params)) {
      const [pair] = pairsOf(viewer, kind);
      if (!pair) continue;
      looks.push(pair.on);
      const colours = viewer.known.marks.map(({ shape }) => colourAt(shape, pair.shown, pair.placement));
      const [one = [], other = []] = colours;
      if (one.every((channel, at) => Math.abs(channel - (other[at] ?? 0)) <= APART))
        findings.push(
          finding('marks-told-apart', marksToldApart.clause, 'Both regions are drawn in the same colour.', pair.on, {
            seen: colours.map((colour) => colour.map(Math.round).join(' ')).join('; '),
          }),
        );
    }
    return decide(findings, 'The regions differ in colour.', looks);
  }),
};
