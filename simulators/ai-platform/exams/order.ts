/** What an order message says about one exam: kept as components, so that it can be sent back under any delimiters. */
export interface ImagingOrder {
  /** PID-3, first repetition: id, check digit, scheme, assigning authority ... Subcomponents as `&`-free arrays. */
  patientIdentifier: string[][];
  /** PID-5. */
  patientName: string[][];
  /** PID-7. */
  birthDate: string;
  /** PID-8. */
  sex: string;
  /** PV1-2 and PV1-3. */
  patientClass: string;
  patientLocation: string[][];
  /** ORC-2 / OBR-2. */
  placerOrderNumber: string[][];
  /** ORC-3 / OBR-3. */
  fillerOrderNumber: string[][];
  /** OBR-4. */
  procedure: string[][];
  /** OBR-18 (IHE RAD TF-2 4.4), or IPC-1, or OBR-20; '' where none is given. */
  accessionNumber: string;
  /** ZDS-1, or IPC-3; '' where none is given. */
  studyInstanceUid: string;
  /** MSH-3 and MSH-4 of the sender, who gets the notice. */
  sender: { application: string; facility: string };
}

/** First component of a field. */
export function idOf(field: string[][]): string {
  return field[0]?.[0] ?? '';
}

/** Takes from `news` whatever it says, and keeps the rest: a status message is often shorter than its order. */
export function merged(known: ImagingOrder, news: ImagingOrder): ImagingOrder {
  const field = (a: string[][], b: string[][]): string[][] => (idOf(b) === '' ? a : b);
  const some = (a: string, b: string): string => (b === '' ? a : b);
  return {
    patientIdentifier: field(known.patientIdentifier, news.patientIdentifier),
    patientName: field(known.patientName, news.patientName),
    birthDate: some(known.birthDate, news.birthDate),
    sex: some(known.sex, news.sex),
    patientClass: some(known.patientClass, news.patientClass),
    patientLocation: field(known.patientLocation, news.patientLocation),
    placerOrderNumber: field(known.placerOrderNumber, news.placerOrderNumber),
    fillerOrderNumber: field(known.fillerOrderNumber, news.fillerOrderNumber),
    procedure: news.procedure.some((component) => component.some((part) => part !== ''))
      ? news.procedure
      : known.procedure,
    accessionNumber: some(known.accessionNumber, news.accessionNumber),
    studyInstanceUid: some(known.studyInstanceUid, news.studyInstanceUid),
    sender: news.sender.application === '' && news.sender.facility === '' ? known.sender : news.sender,
  };
}

/** How an exam is called in logs. */
export function orderName(order: ImagingOrder): string {
  return (
    order.accessionNumber || idOf(order.fillerOrderNumber) || idOf(order.placerOrderNumber) || 'an unnumbered order'
  );
}
