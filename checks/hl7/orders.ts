import type { Hl7Message, Hl7Segment } from '../../model/hl7/message';

/** One ORC group of an order message: its ORC, its OBR, and what follows up to the next ORC. */
export interface OrderGroup {
  orc: Hl7Segment;
  obr?: Hl7Segment;
  observations: Hl7Segment[];
  notes: Hl7Segment[];
  /** Everything of the group, Z segments included, in order. */
  segments: Hl7Segment[];
}

/** Splits a message at its ORC segments (HL7 4.4.1). */
export function ordersOf(message: Hl7Message): OrderGroup[] {
  const orders: OrderGroup[] = [];
  for (const segment of message.segments) {
    if (segment.name === 'ORC') orders.push({ orc: segment, observations: [], notes: [], segments: [] });
    const order = orders.at(-1);
    if (!order) continue;
    order.segments.push(segment);
    if (segment.name === 'OBR') order.obr ??= segment;
    else if (segment.name === 'OBX') order.observations.push(segment);
    else if (segment.name === 'NTE') order.notes.push(segment);
  }
  return orders;
}
