/** HL7-defined tables of v2.3.1 to v2.5.1 that the checks need. What later versions added is accepted too. */
const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Acknowledgment code. */
export const TABLE_0008 = words('AA AE AR CA CE CR');
/** Order status. */
export const TABLE_0038 = words('A CA CM DC ER HD IP RP SC');
/** Abnormal flags. HL7-defined up to v2.4, user-defined with these suggestions from v2.5 on. */
export const TABLE_0078 = words(
  'L H LL HH < > N A AA U D B W S R I MS VS POS NEG IND DET ND AC TOX QCF RR WR NR EXP UNE OBX HM HU E NS SYN-R SYN-S SDD CAR',
);
/** Observation result status. */
export const TABLE_0085 = words('A B C D F I N O P R S U V W X');
/** Processing id. */
export const TABLE_0103 = words('D P T');
/** Version id. */
export const TABLE_0104 = words('2.0 2.0D 2.1 2.2 2.3 2.3.1 2.3.2 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8 2.8.1 2.8.2 2.9');
/** Order control codes. */
export const TABLE_0119 = words(
  'AF CA CH CN CP CR DC DE DF DR FU HD HR LI MC NA NR NW OC OD OE OF OH OK OP OR PA PR PY RC RD RE RF RI RL RO RP RQ RR RU SC SN SR SS UA UC UD UF UH UM UN UR UX XO XR XX',
);
/** Result status of the order (OBR-25). */
export const TABLE_0123 = words('A C F I M N O P R S X Y Z');
/** Value type of OBX-5. */
export const TABLE_0125 = words(
  'AD CD CE CF CK CN CNE CP CQ CWE CX DR DT DTM ED EI FC FT HD ID IS MA MO NA NM PN PPN RI RP RPT SI SN SNM ST TM TN TS TX XAD XCN XON XPN XTN',
);
/** Alternate character sets. */
export const TABLE_0211 = words(
  '8859/1 8859/2 8859/3 8859/4 8859/5 8859/6 8859/7 8859/8 8859/9 8859/15 ASCII BIG-5 CNS_11643-1992 GB_18030-2000 ISO_IR14 ISO_IR6 ISO_IR87 ISO_IR159 JAS2020 JIS_X_0202 KS_X_1001 UNICODE UNICODE_UTF-8 UNICODE_UTF-16 UNICODE_UTF-32',
);

/** OBX-8 values that say that something is abnormal, and so raise an alert in the RIS (RCR l.217-218). */
export const ALERTING_FLAGS = words('A AA H HH L LL < >');
/** OBX-11 values that make a result final or correct a final one. */
export const FINAL_RESULT_STATUS = words('C F U');
/** OBX-11 values by which an observation claims nothing: deleted, not asked for, order detail only, wrong, cannot be had. */
export const NO_RESULT_STATUS = words('D N O W X');
/** OBR-25 values that make the whole result final. */
export const FINAL_ORDER_RESULT_STATUS = words('C F');
