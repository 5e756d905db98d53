import { newUid } from '../../../../protocols/dimse/uids';
import type { Deliverable } from '../../delivery/deliverable';
import { type Editable, edited, items, walk } from '../../mutants/tools/edit-dicom';

/** Every object in a series of its own; whoever refers to it by series does so rightly. */
export function inOwnSeries(objects: Deliverable[]): Deliverable[] {
  const moved = new Map(objects.map(({ sopInstanceUid }) => [sopInstanceUid, newUid()]));
  // The sources were in a series before, and stay there: only results move.
  return objects.map((object) =>
    edited(object, (dataset) => {
      dataset['SeriesInstanceUID'] = moved.get(object.sopInstanceUid);
      dataset['SeriesNumber'] = String(9100 + [...moved.keys()].indexOf(object.sopInstanceUid));
      walk(dataset, (item) => {
        for (const keyword of ['ReferencedSeriesSequence']) {
          if (Array.isArray(item[keyword]))
            item[keyword] = items(item, keyword).flatMap((each) => regrouped(each, moved));
        }
      });
    }),
  );
}

/** A reference to a series, as one or more references to the series in which its instances now are. */
function regrouped(series: Editable, moved: ReadonlyMap<string, string | undefined>): Editable[] {
  for (const keyword of ['ReferencedSOPSequence', 'ReferencedInstanceSequence', 'ReferencedImageSequence']) {
    const listed = items(series, keyword);
    if (listed.length === 0) continue;
    const groups = new Map<unknown, Editable[]>();
    for (const instance of listed) {
      const uid = moved.get(String(instance['ReferencedSOPInstanceUID'])) ?? series['SeriesInstanceUID'];
      groups.set(uid, [...(groups.get(uid) ?? []), instance]);
    }
    return [...groups].map(([uid, instances]) => ({ ...series, SeriesInstanceUID: uid, [keyword]: instances }));
  }
  return [series];
}
