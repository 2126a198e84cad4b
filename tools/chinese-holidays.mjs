// Prints the holidays and make-up workdays of a year as a pack wants them, from the State Council's notice as the
// chinese-days package carries it; a year the package does not know is refused, not called ordinary. Run when the
// notice comes out: node tools/chinese-holidays.mjs 2027 > packs/PACK/holidays/2027.yaml, and name the file in a calendar.
import chineseDays from 'chinese-days';

const DAY = 86_400_000;
const year = Number(process.argv[2]);
if (!Number.isInteger(year)) {
  process.stderr.write('usage: node tools/chinese-holidays.mjs YEAR\n');
  process.exit(2);
}

const holidays = [];
const makeUpDays = [];
for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += DAY) {
  const date = new Date(at).toISOString().slice(0, 10);
  const isWeekend = [0, 6].includes(new Date(at).getUTCDay());
  const { work, name } = chineseDays.getDayDetail(date);
  // The package names a holiday "National Day,国庆节,3" and an ordinary day by its weekday.
  const holiday = name.includes(',') ? name.split(',')[1] : null;
  if (holiday && work && isWeekend) makeUpDays.push({ date, name: holiday });
  if (!holiday || work) continue;
  const last = holidays.at(-1);
  if (last?.name === holiday && Date.parse(date) - Date.parse(last.to) === DAY) last.to = date;
  else holidays.push({ name: holiday, from: date, to: date });
}

if (holidays.length === 0) {
  process.stderr.write(`chinese-days knows no notice for ${year}\n`);
  process.exit(1);
}
const lines = [
  `knownUntil: ${year}-12-31`,
  'holidays:',
  ...holidays.map(({ name, from, to }) => `  - { name: ${name}, from: ${from}, to: ${to} }`),
  'makeUpDays:',
  // Which weekday's hours a make-up day uses the notice does not say; it matters only where weekdays differ.
  ...makeUpDays.map(({ date, name }) => `  - { date: ${date}, as: mon } # ${name}`),
];
process.stdout.write(`${lines.join('\n')}\n`);
