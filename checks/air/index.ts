import type { Check } from '../../model/check';
import { DELIVERY_CHECKS } from './delivery';
import { CHARACTER_SET_CHECKS } from './character-set';
import { EQUIPMENT_CHECKS } from './equipment';
import { FOLLOW_UP_CHECKS } from './follow-up';
import { REGION_CHECKS } from './regions';
import { REPORT_CHECKS } from './report';
import { SECOND_READER_CHECKS } from './second-reader';
import { SPACE_CHECKS } from './space';
import { STORING_CHECKS } from './storing';
import { WHOLE_CHECKS } from './whole';

/** What IHE AI Results asks of an Evidence Creator. */
export const AIR_CHECKS: readonly Check[] = [
  ...DELIVERY_CHECKS,
  ...STORING_CHECKS,
  ...WHOLE_CHECKS,
  ...EQUIPMENT_CHECKS,
  ...REPORT_CHECKS,
  ...SPACE_CHECKS,
  ...REGION_CHECKS,
  ...CHARACTER_SET_CHECKS,
  ...FOLLOW_UP_CHECKS,
  ...SECOND_READER_CHECKS,
];
