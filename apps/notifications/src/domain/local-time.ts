const formats = new Map<string, Intl.DateTimeFormat>();

/** A time as people of that zone write it, to the minute: `2026-11-23 17:00`. The same in every language. */
export function localTime(instant: number, zone: string): string {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'short',
    });
    formats.set(zone, format);
  }
  return format.format(instant);
}
