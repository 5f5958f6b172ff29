/** Numbers, dates and places along a road as people write them: 1.234,5 m² · 30/04/2023 · Km0+120. */

const NBSP = '\u00a0';

/**
 * A number with its unit, a no-break space between.
 * @param {number | string | null | undefined} value
 * @param {{ language?: string, digits?: number, unit?: string }} [how]
 * @returns {string} an en dash for no value
 */
export function number(value, { language = 'vi', digits = 0, unit = '' } = {}) {
  if (value === null || value === undefined || value === '' || Number.isNaN(Number(value))) return '–';
  const written = new Intl.NumberFormat(language === 'en' ? 'en-GB' : 'de-DE', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(Number(value));
  return unit ? `${written}${NBSP}${unit}` : written;
}

/**
 * By how much a number is more or less than another, with its sign; what rounds to nothing is neither.
 * @param {number} value
 * @param {Parameters<typeof number>[1]} [how]
 * @returns {string}
 */
export function byHowMuch(value, how) {
  const written = number(Math.abs(value), how);
  const sign = value > 0 ? '+' : '−';
  return `${written === number(0, how) ? '±' : sign}${written}`;
}

/**
 * A length: metres below a kilometre, kilometres with one digit above.
 * @param {number} metres
 * @param {string} language
 * @returns {string}
 */
export function length(metres, language) {
  return metres < 1000
    ? number(metres, { language, unit: 'm' })
    : number(metres / 1000, { language, digits: 1, unit: 'km' });
}

/**
 * A day as 30/04/2023.
 * @param {string | null | undefined} day ISO, 2023-04-30
 * @returns {string} an en dash for none
 */
export function date(day) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(day ?? '');
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : '–';
}

/**
 * A day that can be read in one way only, as 30 tháng 4 năm 2023 or 30 April 2023. In Vietnamese as official papers have
 * it (Decree 30/2020/NĐ-CP, as maps/minutes.py): days below 10 and the months 1 and 2 with a nought before them.
 * @param {string} day ISO, 2023-04-30
 * @param {string} language
 * @returns {string} nothing for none
 */
export function dayInWords(day, language) {
  if (!day) return '';
  if (language === 'en') return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'long' }).format(new Date(day));
  const [year, month, dayOfMonth] = day.split('-');
  return `${dayOfMonth} tháng ${Number(month) > 2 ? Number(month) : month} năm ${year}`;
}

/**
 * A moment as 27/11/2026 05:17, as it is in Viet Nam.
 * @param {string | Date} at
 * @returns {string}
 */
export function moment(at) {
  const of = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' });
  const [day = '', hour = ''] = of.format(new Date(at)).split(', ');
  return `${date(day)} ${hour}`;
}

/**
 * A place along a road as Km0+120.
 * @param {number} metres
 * @returns {string}
 */
export function chainage(metres) {
  const whole = Math.round(metres);
  return `Km${Math.floor(whole / 1000)}+${String(whole % 1000).padStart(3, '0')}`;
}
